// SPDX-License-Identifier: Apache-2.0
#include "core/net/curl_loop.h"

#include "core/net/proxy.h"

#include <QSocketNotifier>
#include <curl/curl.h>

namespace bedside::net {

void answerProxyThatNegotiates(CURL *easy)
{
    const std::string proxy = proxySetting();
    if (proxy.empty() || proxy.find('@') != std::string::npos || !(curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_SPNEGO))
        return;
    curl_easy_setopt(easy, CURLOPT_PROXYAUTH, static_cast<long>(CURLAUTH_NEGOTIATE | CURLAUTH_BASIC));
    curl_easy_setopt(easy, CURLOPT_PROXYUSERPWD, ":");
}

Error errorOfCurl(CURL *easy, int code)
{
    long proxyStatus = 0; // a refused CONNECT is CURLE_RECV_ERROR
    curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &proxyStatus);
    if (proxyStatus >= 300)
        return Error(ErrorCode::ProxyRefused, "proxy", proxyStatus);
    switch (code) {
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
        return Error(ErrorCode::ServerCertificateChanged, "TLS", code);
    case CURLE_OPERATION_TIMEDOUT:
        return Error(ErrorCode::TimedOut, "request", code);
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
        return Error(ErrorCode::ProxyRefused, "proxy", code);
    case CURLE_WRITE_ERROR:
        return Error(ErrorCode::TooLarge, "answer", code);
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
        return Error(ErrorCode::ConnectionLost, "request", code);
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_SSL_CONNECT_ERROR:
        return Error(ErrorCode::ServerUnreachable, "connect", code);
    default:
        return Error(ErrorCode::ServerUnreachable, "curl", code);
    }
}

CurlLoop::CurlLoop(std::function<void(CURL *, int)> finished) : m_finished(std::move(finished))
{
    static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    m_multi = ready ? curl_multi_init() : nullptr;
    if (!m_multi)
        return;
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETFUNCTION,
                      +[](CURL *, curl_socket_t socket, int what, void *self, void *) {
                          static_cast<CurlLoop *>(self)->watch(static_cast<std::intptr_t>(socket), what);
                          return 0;
                      });
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERFUNCTION, +[](CURLM *, long milliseconds, void *self) {
        auto *loop = static_cast<CurlLoop *>(self);
        if (milliseconds < 0)
            loop->m_timer.stop();
        else
            loop->m_timer.start(static_cast<int>(milliseconds));
        return 0;
    });
    curl_multi_setopt(m_multi, CURLMOPT_TIMERDATA, this);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { act(CURL_SOCKET_TIMEOUT, 0); });
}

CurlLoop::~CurlLoop()
{
    if (m_multi) {
        curl_multi_setopt(m_multi, CURLMOPT_SOCKETFUNCTION, nullptr);
        curl_multi_setopt(m_multi, CURLMOPT_TIMERFUNCTION, nullptr);
        curl_multi_cleanup(m_multi);
    }
}

bool CurlLoop::add(CURL *easy) { return m_multi && curl_multi_add_handle(m_multi, easy) == CURLM_OK; }

void CurlLoop::remove(CURL *easy)
{
    if (m_multi)
        curl_multi_remove_handle(m_multi, easy);
}

void CurlLoop::watch(std::intptr_t socket, int what)
{
    if (what == CURL_POLL_REMOVE) {
        // curl may be inside a notifier's own signal: that object is freed once the signal has returned, or with the loop.
        auto found = m_sockets.find(socket);
        if (found == m_sockets.end())
            return;
        for (auto *notifier : {found->second.read.release(), found->second.write.release()}) {
            if (notifier) {
                notifier->setEnabled(false);
                notifier->setParent(this);
                notifier->deleteLater();
            }
        }
        m_sockets.erase(found);
        return;
    }
    Notifiers &notifiers = m_sockets[socket];
    if (!notifiers.read) {
        notifiers.read = std::make_unique<QSocketNotifier>(socket, QSocketNotifier::Read);
        notifiers.write = std::make_unique<QSocketNotifier>(socket, QSocketNotifier::Write);
        connect(notifiers.read.get(), &QSocketNotifier::activated, this, [this, socket] { act(socket, CURL_CSELECT_IN); });
        connect(notifiers.write.get(), &QSocketNotifier::activated, this, [this, socket] { act(socket, CURL_CSELECT_OUT); });
    }
    notifiers.read->setEnabled((what & CURL_POLL_IN) != 0);
    notifiers.write->setEnabled((what & CURL_POLL_OUT) != 0);
}

void CurlLoop::act(std::intptr_t socket, int events)
{
    int running = 0;
    curl_multi_socket_action(m_multi, static_cast<curl_socket_t>(socket), events, &running);
    collect();
}

void CurlLoop::collect()
{
    int left = 0;
    while (CURLMsg *message = curl_multi_info_read(m_multi, &left)) {
        if (message->msg == CURLMSG_DONE)
            m_finished(message->easy_handle, message->data.result);
    }
}

} // namespace bedside::net
