// SPDX-License-Identifier: Apache-2.0
#include "app/bot/shown_call.h"

#include "ui/models/video_item.h"

#include <QQuickWindow>

namespace bedside::bot {

struct ShownCall::Window {
    ui::PictureFeed own, other;
    QQuickWindow window;
    ui::VideoItem otherItem{window.contentItem()}, ownItem{window.contentItem()};
    bool drawsOther = false; // with the next frame
};

ShownCall::ShownCall(media::PictureSize size, media::PictureSource &own) : m_window(std::make_unique<Window>())
{
    constexpr int kCorner = 4; // of the width, for one's own
    m_window->window.resize(size.width, size.height);
    m_window->otherItem.setSize(QSizeF(size.width, size.height));
    m_window->otherItem.setFeed(&m_window->other);
    m_window->ownItem.setSize(QSizeF(size.width, size.height) / kCorner);
    m_window->ownItem.setMirrored(true);
    m_window->ownItem.setFeed(&m_window->own);
    m_window->own.setSource(&own);
    m_window->window.show();
}

ShownCall::~ShownCall() = default;

void ShownCall::showOther(media::PictureSource &other, std::function<void()> drawn)
{
    auto *window = m_window.get();
    window->other.setSource(&other); // which says at once that there is no picture
    QObject::connect(&window->other, &ui::PictureFeed::fresh, &window->window, [window] { window->drawsOther = true; });
    QObject::connect(&window->window, &QQuickWindow::frameSwapped, &window->window, [window, drawn = std::move(drawn)] {
        if (std::exchange(window->drawsOther, false))
            drawn();
    });
}

} // namespace bedside::bot
