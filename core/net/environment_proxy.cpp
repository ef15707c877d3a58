// SPDX-License-Identifier: Apache-2.0
#include "core/net/environment_proxy.h"

#include "core/net/proxy.h"

#include <QUrl>

namespace bedside::net {
namespace {

constexpr int kDefaultPort = 1080; // curl's

} // namespace

std::optional<QNetworkProxy> environmentProxy(const std::string &host)
{
    QString text = QString::fromStdString(proxySetting()).trimmed();
    if (text.isEmpty())
        return std::nullopt;
    if (goesWithoutProxy(host))
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
