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
                    return !l.own ? QString() : l.failed ? tr("Not delivered") : l.delivered ? tr("Delivered") : tr("Sending");
                }},
               {"failed", [](const ChatLine &l) -> QVariant { return l.failed; }}},
              parent),
      m_facade(facade)
{
    refresh();
}

int ChatModel::unread() const
{
    if (m_watched)
        return 0;
    const auto news = std::count_if(rows().begin() + std::min(m_seen, rowCount()), rows().end(),
                                    [](const ChatLine &l) { return !l.own; });
    const auto failed = std::count_if(rows().begin(), rows().end(), [](const ChatLine &l) { return l.failed; });
    return static_cast<int>(news + failed);
}

bool ChatModel::stopped() const { return m_facade.visit().security.stopped; }

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
    if (trimmed.isEmpty() || stopped())
        return false;
    m_facade.sendChat(trimmed.toStdString());
    return true;
}

void ChatModel::sendAgain(int row)
{
    if (row >= 0 && row < rowCount() && !stopped())
        m_facade.sendChatAgain(static_cast<std::size_t>(row));
}

} // namespace bedside::ui
