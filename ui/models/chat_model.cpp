// SPDX-License-Identifier: Apache-2.0
#include "ui/models/chat_model.h"

#include "ui/models/formatters.h"

namespace bedside::ui {

using client::ChatLine;

namespace {

// Lines have no id and only grow at the end, but the row must differ from its neighbours.
struct Key {
    WallTime at;
    bool own;
    std::string text;
    friend bool operator==(const Key &, const Key &) = default;
};

} // namespace

ChatModel::ChatModel(client::Facade &facade, QObject *parent)
    : RowList({{"text", [](const ChatLine &l) -> QVariant { return fromText(l.text); }},
               {"from", [](const ChatLine &l) -> QVariant { return l.own ? tr("You") : fromText(l.from); }},
               {"own", [](const ChatLine &l) -> QVariant { return l.own; }},
               {"timeText", [](const ChatLine &l) -> QVariant { return clockText(l.at); }},
               {"deliveryText",
                [](const ChatLine &l) -> QVariant {
                    return !l.own ? QString() : l.delivered ? tr("Delivered") : tr("Sending");
                }}},
              parent),
      m_facade(facade)
{
    refresh();
}

int ChatModel::unread() const
{
    return m_watched ? 0 : static_cast<int>(std::count_if(rows().begin() + std::min(m_seen, rowCount()), rows().end(),
                                                          [](const ChatLine &l) { return !l.own; }));
}

void ChatModel::setWatched(bool watched)
{
    m_watched = watched;
    m_seen = rowCount();
    Q_EMIT changed();
}

void ChatModel::refresh()
{
    replaceRows(m_facade.visit().chat, [](const ChatLine &l) { return Key{l.at, l.own, l.text}; });
    if (m_watched || rowCount() < m_seen)
        m_seen = rowCount();
    Q_EMIT changed();
}

bool ChatModel::send(const QString &text)
{
    constexpr int kLongestLine = 2000; // characters; the control message allows four times as many bytes
    const QString trimmed = text.trimmed().left(kLongestLine);
    if (trimmed.isEmpty())
        return false;
    m_facade.sendChat(trimmed.toStdString());
    return true;
}

} // namespace bedside::ui
