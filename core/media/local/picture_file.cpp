// SPDX-License-Identifier: Apache-2.0
// Y4M as picture source. The file is mapped, not read: two participants on one machine share its pages.
#include "core/media/local/generated_picture.h"

#include <QFile>

#include <charconv>
#include <cstring>
#include <vector>

namespace bedside::media {

namespace {

constexpr int kMostWidth = 1920, kMostHeight = 1080;

struct Y4mHeader {
    PictureSize size;
    int framesPerSecond = 30;
    std::size_t bytes = 0; // of the header line
};

Result<int> toNumber(std::string_view text, int limit)
{
    int value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || end != text.data() + text.size() || value < 1)
        return Error(ErrorCode::Malformed, "Y4M: not a number");
    if (value > limit)
        return Error(ErrorCode::TooLarge, "Y4M: over the limit", value);
    return value;
}

Result<int> toFrameRate(std::string_view text) // "30:1", "30000:1001"
{
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos)
        return Error(ErrorCode::Malformed, "Y4M: frame rate");
    TRY(const int numerator, toNumber(text.substr(0, colon), 240'000));
    TRY(const int denominator, toNumber(text.substr(colon + 1), 1'001'000));
    return std::clamp((numerator + denominator / 2) / denominator, 1, 60);
}

Result<Y4mHeader> parseHeader(std::string_view file)
{
    const std::size_t end = file.substr(0, 256).find('\n');
    if (!file.starts_with("YUV4MPEG2 ") || end == std::string_view::npos)
        return Error(ErrorCode::Malformed, "not a Y4M file");
    Y4mHeader out;
    out.bytes = end + 1;
    std::string_view line = file.substr(10, end - 10);
    while (!line.empty()) {
        const std::string_view field = line.substr(0, line.find(' '));
        line.remove_prefix(std::min(line.size(), field.size() + 1));
        if (field.starts_with('W')) {
            TRY(out.size.width, toNumber(field.substr(1), kMostWidth));
        } else if (field.starts_with('H')) {
            TRY(out.size.height, toNumber(field.substr(1), kMostHeight));
        } else if (field.starts_with('F')) {
            TRY(out.framesPerSecond, toFrameRate(field.substr(1)));
        } else if (field.starts_with('C') && (!field.starts_with("C420") || field.starts_with("C420p1"))) {
            return Error(ErrorCode::UnknownType, "Y4M: only 4:2:0 with 8 bits");
        }
    }
    if (out.size.width < 2 || out.size.height < 2 || out.size.width % 2 != 0 || out.size.height % 2 != 0)
        return Error(ErrorCode::Malformed, "Y4M: size missing or odd");
    return out;
}

class PictureFile final : public PicturePainter {
public:
    static Result<std::unique_ptr<PicturePainter>> open(const std::string &path)
    {
        auto clip = std::make_unique<PictureFile>();
        clip->m_file.setFileName(QString::fromStdString(path));
        if (!clip->m_file.open(QIODevice::ReadOnly))
            return Error(ErrorCode::NotFound, "picture file");
        const auto size = static_cast<std::size_t>(clip->m_file.size());
        const uchar *bytes = size == 0 ? nullptr : clip->m_file.map(0, clip->m_file.size());
        if (!bytes)
            return Error(ErrorCode::Malformed, "picture file is empty or cannot be mapped");
        const std::string_view file(reinterpret_cast<const char *>(bytes), size);
        TRY(clip->m_header, parseHeader(file));
        TRY_OK(clip->findFrames(file));
        return std::unique_ptr<PicturePainter>(std::move(clip));
    }

    PictureSize size() const override { return m_header.size; }
    int framesPerSecond() const override { return m_header.framesPerSecond; }

    int paint(std::uint64_t index, const PlanarView &view) override
    {
        const std::size_t number = index % m_frames.size();
        const std::uint8_t *from = m_frames[number];
        for (int plane = 0; plane < 3; ++plane) {
            const int shift = plane == 0 ? 0 : 1;
            const auto width = static_cast<std::size_t>(m_header.size.width >> shift);
            for (int row = 0; row < m_header.size.height >> shift; ++row, from += width)
                std::memcpy(view.plane[plane] + static_cast<std::ptrdiff_t>(row) * view.stride[plane], from, width);
        }
        return static_cast<int>(number);
    }

private:
    Result<void> findFrames(std::string_view file)
    {
        const std::size_t luma =
            static_cast<std::size_t>(m_header.size.width) * static_cast<std::size_t>(m_header.size.height);
        const std::size_t frame = luma + luma / 2;
        for (std::size_t at = m_header.bytes; at < file.size();) {
            const std::string_view rest = file.substr(at);
            const std::size_t end = rest.substr(0, 256).find('\n');
            if (!rest.starts_with("FRAME") || end == std::string_view::npos)
                return Error(ErrorCode::Malformed, "Y4M: frame header");
            if (rest.size() - end - 1 < frame)
                return Error(ErrorCode::Truncated, "Y4M: last frame");
            m_frames.push_back(reinterpret_cast<const std::uint8_t *>(rest.data()) + end + 1);
            at += end + 1 + frame;
        }
        if (m_frames.empty())
            return Error(ErrorCode::Truncated, "Y4M: no frame");
        return {};
    }

    QFile m_file; // keeps the mapping
    Y4mHeader m_header;
    std::vector<const std::uint8_t *> m_frames;
};

} // namespace

Result<std::unique_ptr<PicturePainter>> openPictureFile(const std::string &path) { return PictureFile::open(path); }

} // namespace bedside::media
