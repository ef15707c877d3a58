// SPDX-License-Identifier: Apache-2.0
// Drives one curl multi handle from the Qt event loop (curl_multi_socket_action with socket notifiers and a timer).
// Of the thread that made it.
#pragma once

#include "core/base/error.h"

#include <QObject>
#include <QTimer>
#include <functional>
#include <memory>
#include <unordered_map>

class QSocketNotifier;
typedef void CURLM;
typedef void CURL;

namespace bedside::net {

// Where the environment's proxy has no name and password, one that asks for the account of this computer gets it (Negotiate,
// RFC 4559), if this curl can. Only once it asks: one that does not costs nothing.
void answerProxyThatNegotiates(CURL *easy);

// What the CURLcode of a transfer means that is not CURLE_OK.
Error errorOfCurl(CURL *easy, int code);

class CurlLoop : public QObject {
    Q_OBJECT
public:
    explicit CurlLoop(std::function<void(CURL *, int)> finished); // easy handle and CURLcode
    ~CurlLoop() override;

    bool isValid() const { return m_multi != nullptr; }
    bool add(CURL *easy);
    void remove(CURL *easy);

private:
    struct Notifiers {
        std::unique_ptr<QSocketNotifier> read;
        std::unique_ptr<QSocketNotifier> write;
    };
    void watch(std::intptr_t socket, int what);
    void act(std::intptr_t socket, int events);
    void collect();

    CURLM *m_multi = nullptr;
    QTimer m_timer;
    std::unordered_map<std::intptr_t, Notifiers> m_sockets;
    std::function<void(CURL *, int)> m_finished;
};

} // namespace bedside::net
