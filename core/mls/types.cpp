// SPDX-License-Identifier: Apache-2.0
#include "core/mls/types.h"

#include "core/mls/codec.h"

namespace bedside::mls {

const Bytes *findExtension(const Extensions &extensions, std::uint16_t type)
{
    for (const Extension &extension : extensions)
        if (extension.type == type)
            return &extension.data;
    return nullptr;
}

Extension RequiredCapabilities::toExtension() const
{
    Writer writer;
    writeTypes(writer, extensions);
    writeTypes(writer, proposals);
    writeTypes(writer, credentials);
    return {extension_type::kRequiredCapabilities, writer.take()};
}

Result<RequiredCapabilities> RequiredCapabilities::parse(ByteSpan data)
{
    Reader reader(data);
    RequiredCapabilities out;
    TRY(out.extensions, readTypes(reader));
    TRY(out.proposals, readTypes(reader));
    TRY(out.credentials, readTypes(reader));
    TRY_OK(reader.finish());
    return out;
}

} // namespace bedside::mls
