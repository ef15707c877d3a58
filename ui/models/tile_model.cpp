// SPDX-License-Identifier: Apache-2.0
#include "ui/models/tile_model.h"

#include "ui/models/formatters.h"

namespace bedside::ui {

using client::Tile;
using client::TileState;

namespace {

QString nameOf(const Tile &tile) { return tile.name.empty() ? roleText(tile.role) : fromText(tile.name); }

bool showsPicture(const Tile &tile)
{
    return tile.cameraOn && (tile.state == TileState::Live || tile.state == TileState::PictureStopped || tile.state == TileState::WeakLine);
}

} // namespace

TileModel::TileModel(client::Facade &facade, QObject *parent)
    : RowList({{"name", [](const Tile &t) -> QVariant { return nameOf(t); }},
               {"roleText", [](const Tile &t) -> QVariant { return roleText(t.role); }},
               {"stateText", [](const Tile &t) -> QVariant { return tileStateText(t.state, nameOf(t)); }},
               {"showsPicture", [](const Tile &t) -> QVariant { return showsPicture(t); }},
               {"refused", [](const Tile &t) -> QVariant { return t.state == TileState::NotVerified; }},
               {"cameraOff", [](const Tile &t) -> QVariant { return t.state == TileState::CameraOff; }},
               {"microphoneOn", [](const Tile &t) -> QVariant { return t.microphoneOn; }},
               {"speaking", [](const Tile &t) -> QVariant { return t.speaking; }},
               {"feed", [this](const Tile &t) -> QVariant { return QVariant::fromValue(feedOf(t.leaf)); }}},
              parent),
      m_facade(facade)
{
    refresh();
}

PictureFeed *TileModel::feedOf(std::uint32_t leaf) const
{
    const auto found = m_feeds.find(leaf);
    return found == m_feeds.end() ? nullptr : found->second.get();
}

void TileModel::refresh()
{
    const auto &tiles = m_facade.visit().tiles;
    std::map<std::uint32_t, std::unique_ptr<PictureFeed>> gone = std::move(m_feeds);
    m_feeds.clear();
    for (const auto &tile : tiles) {
        auto node = gone.extract(tile.leaf);
        auto feed = node ? std::move(node.mapped()) : std::make_unique<PictureFeed>();
        feed->setSource(tile.picture);
        m_feeds.emplace(tile.leaf, std::move(feed));
    }
    replaceRows(tiles, [](const Tile &t) { return t.leaf; });
    for (auto &[leaf, feed] : gone)
        feed.release()->deleteLater();
    Q_EMIT changed();
}

} // namespace bedside::ui
