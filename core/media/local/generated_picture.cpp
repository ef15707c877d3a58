// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/generated_picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numbers>

namespace bedside::media {

namespace {

struct Color { // BT.601, limited range
    double y = 0, u = 128, v = 128;
};

struct Palette {
    Color top, bottom, figure, ring;
};

// Calm backgrounds; figure and ring stand out by brightness, so that they are seen without colour, too.
constexpr std::array<Palette, 4> kPalettes{{
    {{92, 138, 112}, {48, 140, 116}, {176, 122, 122}, {214, 116, 134}},  // teal
    {{96, 146, 122}, {50, 146, 124}, {180, 124, 126}, {214, 112, 138}},  // blue
    {{100, 132, 138}, {52, 132, 138}, {182, 124, 132}, {212, 118, 124}}, // plum
    {{98, 122, 122}, {50, 122, 124}, {180, 122, 128}, {214, 126, 120}},  // moss
}};

double mix(double a, double b, double share) { return a + (b - a) * share; }

std::uint8_t toByte(double value) { return static_cast<std::uint8_t>(std::lround(std::clamp(value, 16.0, 240.0))); }

// One row of one plane. Shapes are horizontal spans with soft ends: that costs a memset and a few pixels a row.
struct Row {
    std::uint8_t *pixels;
    int width;

    void blend(int column, double value, double share) const
    {
        if (column >= 0 && column < width)
            pixels[column] = toByte(mix(pixels[column], value, share));
    }
    // From `from` to `to`, in pixels; `share` is the opacity.
    void span(double from, double to, double value, double share) const
    {
        if (to <= from)
            return;
        const int first = static_cast<int>(std::floor(from)), last = static_cast<int>(std::floor(to));
        if (first == last) {
            blend(first, value, share * (to - from));
            return;
        }
        blend(first, value, share * (first + 1 - from));
        for (int column = std::max(0, first + 1); column < std::min(last, width); ++column)
            pixels[column] = toByte(mix(pixels[column], value, share));
        blend(last, value, share * (to - last));
    }
};

// Half the width of a circle at the height `dy` above its centre.
double halfWidth(double radius, double dy) { return std::sqrt(std::max(0.0, radius * radius - dy * dy)); }

// Everything that moves, in units of the picture's height.
struct Scene {
    static constexpr double kRing = 0.25, kThickness = 0.006, kBead = 0.028, kHead = 0.15;
    double centerX = 0, bob = 0, angle = 0;

    double headY() const { return 0.40 + bob; }
    double figure(double y) const // half its width: head over shoulders, both around centerX
    {
        const double shoulders = 0.36 * halfWidth(1, std::clamp((y - 1.02 - bob) / 0.42, -1.0, 1.0));
        return std::max(halfWidth(kHead, y - headY()), shoulders);
    }
    double beadX() const { return centerX + kRing * std::sin(angle); }
    double beadY() const { return headY() - kRing * std::cos(angle); }
};

class GeneratedPicture final : public PicturePainter {
public:
    GeneratedPicture(PictureSize size, int framesPerSecond, unsigned variant)
        : m_size(size), m_framesPerSecond(framesPerSecond), m_palette(kPalettes[variant % kPalettes.size()])
    {
        drawBackground();
    }

    PictureSize size() const override { return m_size; }
    int framesPerSecond() const override { return m_framesPerSecond; }

    int paint(std::uint64_t index, const PlanarView &view) override
    {
        constexpr double kTurn = 2 * std::numbers::pi;
        const double seconds = static_cast<double>(index) / m_framesPerSecond;
        Scene scene;
        scene.centerX = 0.5 * m_size.width / m_size.height + 0.02 * std::sin(kTurn * seconds / 5);
        scene.bob = 0.006 * std::sin(kTurn * seconds / 3);
        scene.angle = kTurn * seconds / 4;
        paintPlane(view, 0, 1, scene, &Color::y);
        paintPlane(view, 1, 2, scene, &Color::u);
        paintPlane(view, 2, 2, scene, &Color::v);
        return kNoNumber;
    }

private:
    Color background(int row) const
    {
        const double share = static_cast<double>(row) / m_size.height;
        return {mix(m_palette.top.y, m_palette.bottom.y, share), mix(m_palette.top.u, m_palette.bottom.u, share),
                mix(m_palette.top.v, m_palette.bottom.v, share)};
    }

    void drawBackground()
    {
        m_rows.resize(static_cast<std::size_t>(m_size.height));
        for (int row = 0; row < m_size.height; ++row)
            m_rows[static_cast<std::size_t>(row)] = background(row);
    }

    // One plane, `step` picture pixels for each of its own.
    void paintPlane(const PlanarView &view, int plane, int step, const Scene &scene, double Color::*part) const
    {
        const double scale = static_cast<double>(m_size.height) / step;
        for (int line = 0; line < m_size.height / step; ++line) {
            const Row row{view.plane[plane] + static_cast<std::ptrdiff_t>(line) * view.stride[plane], m_size.width / step};
            std::memset(row.pixels, toByte(m_rows[static_cast<std::size_t>(line * step)].*part),
                        static_cast<std::size_t>(row.width));
            paintShapes(row, (line + 0.5) / scale, scale, scene, part);
        }
    }

    void paintShapes(const Row &row, double y, double scale, const Scene &scene, double Color::*part) const
    {
        const double x = scene.centerX, half = scene.figure(y), dy = y - scene.headY();
        row.span((x - half) * scale, (x + half) * scale, m_palette.figure.*part, 1);
        const double outer = halfWidth(Scene::kRing + Scene::kThickness, dy);
        const double inner = halfWidth(Scene::kRing - Scene::kThickness, dy);
        row.span((x - outer) * scale, (x - inner) * scale, m_palette.ring.*part, 0.55);
        row.span((x + inner) * scale, (x + outer) * scale, m_palette.ring.*part, 0.55);
        const double bead = halfWidth(Scene::kBead, y - scene.beadY());
        row.span((scene.beadX() - bead) * scale, (scene.beadX() + bead) * scale, m_palette.ring.*part, 1);
    }

    PictureSize m_size;
    int m_framesPerSecond;
    Palette m_palette;
    std::vector<Color> m_rows;
};

} // namespace

std::unique_ptr<PicturePainter> makeGeneratedPicture(PictureSize size, int framesPerSecond, unsigned variant)
{
    const PictureSize even{std::max(2, size.width & ~1), std::max(2, size.height & ~1)};
    return std::make_unique<GeneratedPicture>(even, std::max(1, framesPerSecond), variant);
}

} // namespace bedside::media
