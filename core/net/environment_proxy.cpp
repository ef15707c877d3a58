// SPDX-License-Identifier: Apache-2.0
#include "core/net/environment_proxy.h"

#include "core/net/proxy.h"

#include <QUrl>
#include <algorithm>

namespace bedside::net {
namespace {

constexpr int kDefaultPort = 1080; // curl's

QString firstOf(std::initializer_list<const char *> names)
{
    for (const char *name : names)
        if (const QString value = qEnvironmentVariable(name).trimmed(); !value.isEmpty())
            return value;
    return {};
}

// "example.org" and ".example.org" stand for the host and everything below it.
bool isExempt(const QString &host)
{
    const auto exempt = firstOf({"no_proxy", "NO_PROXY"}).split(QLatin1Char(','), Qt::SkipEmptyParts);
    return std::any_of(exempt.begin(), exempt.end(), [&](const QString &entry) {
        QString name = entry.trimmed();
        if (name == QLatin1String("*"))
            return true;
        if (name.startsWith(QLatin1Char('.')))
            name.remove(0, 1);
        return !name.isEmpty() && (host.compare(name, Qt::CaseInsensitive) == 0 ||
                                   host.endsWith(QLatin1Char('.') + name, Qt::CaseInsensitive));
    });
}

} // namespace

std::optional<QNetworkProxy> environmentProxy(const std::string &host)
{
    QString text = QString::fromStdString(proxySetting()).trimmed();
    if (text.isEmpty())
        return std::nullopt;
    if (isExempt(QString::fromStdString(host)))
        return QNetworkProxy(QNetworkProxy::NoProxy);
    if (!text.contains(QLatin1String("://")))
        text.prepend(QLatin1String("http://"));
    const QUrl url(text);
    const bool http = url.scheme() == QLatin1String("http");
    if (!url.isValid() || url.host().isEmpty() || !(http || url.scheme().startsWith(QLatin1String("socks5"))))
        return std::nullopt;
    return QNetworkProxy(http ? QNetworkProxy::HttpProxy : QNetworkProxy::Socks5Proxy, url.host(),
                         static_cast<quint16>(url.port(kDefaultPort)), url.userName(QUrl::FullyDecoded),
                         url.password(QUrl::FullyDecoded));
}

} // namespace bedside::net
