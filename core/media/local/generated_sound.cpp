// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/generated_sound.h"

#include "core/base/bytes.h"

#include <QFile>

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace bedside::media {

namespace {

constexpr double kRate = 48'000;
constexpr double kPeriodSeconds = 2, kNoteSeconds = 0.3, kAmplitude = 0.063 * 32'767 * std::numbers::sqrt2;

class GeneratedSound final : public SoundPainter {
public:
    explicit GeneratedSound(unsigned variant) : m_pitch(kPitches[variant % kPitches.size()]) {}

    void paint(std::uint64_t position, std::span<std::int16_t> block) override
    {
        constexpr auto kPeriod = static_cast<std::uint64_t>(kPeriodSeconds * kRate);
        for (std::size_t i = 0; i < block.size(); ++i)
            block[i] = sampleAt(static_cast<double>((position + i) % kPeriod) / kRate);
    }

private:
    static constexpr std::array<double, 4> kPitches{330, 392, 294, 440};

    std::int16_t sampleAt(double seconds) const
    {
        const int note = static_cast<int>(seconds / kNoteSeconds);
        if (note > 1)
            return 0;
        const double within = seconds - note * kNoteSeconds;
        const double envelope = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * within / kNoteSeconds);
        const double pitch = note == 0 ? m_pitch : m_pitch * 1.25; // a major third up
        return static_cast<std::int16_t>(
            std::lround(kAmplitude * envelope * std::sin(2 * std::numbers::pi * pitch * within)));
    }

    double m_pitch;
};

std::uint32_t littleEndian(ByteSpan bytes)
{
    std::uint32_t value = 0;
    for (std::size_t i = bytes.size(); i > 0; --i)
        value = value << 8 | bytes[i - 1];
    return value;
}

struct WavFormat {
    unsigned channels = 0;
};

Result<WavFormat> parseFormat(ByteSpan body)
{
    if (body.size() < 16)
        return Error(ErrorCode::Truncated, "WAV: format");
    const bool pcm = littleEndian(body.subspan(0, 2)) == 1 && littleEndian(body.subspan(14, 2)) == 16;
    const std::uint32_t channels = littleEndian(body.subspan(2, 2));
    if (!pcm || littleEndian(body.subspan(4, 4)) != 48'000 || channels < 1 || channels > 2)
        return Error(ErrorCode::UnknownType, "WAV: only PCM of 16 bits at 48 kHz");
    return WavFormat{channels};
}

std::vector<std::int16_t> toMono(ByteSpan data, unsigned channels)
{
    std::vector<std::int16_t> out(data.size() / (2 * channels));
    for (std::size_t i = 0; i < out.size(); ++i) {
        int sum = 0;
        for (unsigned c = 0; c < channels; ++c)
            sum += static_cast<std::int16_t>(littleEndian(data.subspan(2 * (i * channels + c), 2)));
        out[i] = static_cast<std::int16_t>(sum / static_cast<int>(channels));
    }
    return out;
}

Result<std::vector<std::int16_t>> parseWav(ByteSpan file)
{
    if (file.size() < 12 || asText(file.subspan(0, 4)) != "RIFF" || asText(file.subspan(8, 4)) != "WAVE")
        return Error(ErrorCode::Malformed, "not a WAV file");
    WavFormat format;
    ByteSpan rest = file.subspan(12);
    while (rest.size() >= 8) {
        const std::string_view name = asText(rest.subspan(0, 4));
        const std::size_t size = littleEndian(rest.subspan(4, 4));
        rest = rest.subspan(8);
        if (size > rest.size())
            return Error(ErrorCode::Truncated, "WAV: chunk");
        if (name == "fmt ") {
            TRY(format, parseFormat(rest.subspan(0, size)));
        } else if (name == "data") {
            if (format.channels == 0 || size < 2 * format.channels)
                return Error(ErrorCode::Malformed, "WAV: no format or no samples");
            return toMono(rest.subspan(0, size), format.channels);
        }
        rest = rest.subspan(std::min(rest.size(), size + size % 2));
    }
    return Error(ErrorCode::Malformed, "WAV: no data");
}

class SoundFile final : public SoundPainter {
public:
    explicit SoundFile(std::vector<std::int16_t> samples) : m_samples(std::move(samples)) {}

    void paint(std::uint64_t position, std::span<std::int16_t> block) override
    {
        for (std::size_t i = 0; i < block.size(); ++i)
            block[i] = m_samples[(position + i) % m_samples.size()];
    }

private:
    std::vector<std::int16_t> m_samples;
};

} // namespace

std::unique_ptr<SoundPainter> makeGeneratedSound(unsigned variant) { return std::make_unique<GeneratedSound>(variant); }

Result<std::unique_ptr<SoundPainter>> openSoundFile(const std::string &path)
{
    constexpr qint64 kLimit = 10 * 60 * 48'000 * 4;
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly))
        return Error(ErrorCode::NotFound, "sound file");
    if (file.size() > kLimit)
        return Error(ErrorCode::TooLarge, "sound file over 10 minutes");
    const QByteArray bytes = file.readAll();
    TRY(auto samples, parseWav({reinterpret_cast<const std::uint8_t *>(bytes.constData()),
                                static_cast<std::size_t>(bytes.size())}));
    return std::unique_ptr<SoundPainter>(std::make_unique<SoundFile>(std::move(samples)));
}

} // namespace bedside::media
