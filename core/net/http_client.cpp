// SPDX-License-Identifier: Apache-2.0
#include "core/net/http_client.h"

#include "core/net/curl_loop.h"

#include <curl/curl.h>
#include <nlohmann/json.hpp>

namespace bedside::net {
namespace {

constexpr long kConnectTimeoutMs = 8'000;
constexpr long kMostIdleSeconds = 5; // of a connection that is used again: nobody says that the network has lost an older one
constexpr std::uint16_t kLastErrorCode = 999; // codes are below 1,000: core/base/error.h

std::optional<ErrorCode> codeOfName(std::string_view name)
{
    for (std::uint16_t i = 1; i <= kLastErrorCode; ++i) {
        const auto code = static_cast<ErrorCode>(i);
        if (errorName(code) == name && name != "Unknown")
            return code;
    }
    return std::nullopt;
}

const char *methodName(Method method)
{
    switch (method) {
    case Method::Get: return "GET";
    case Method::Post: return "POST";
    case Method::Put: return "PUT";
    case Method::Delete: return "DELETE";
    }
    return "GET";
}

void wipe(std::string &text)
{
    wipeMemory({reinterpret_cast<std::uint8_t *>(text.data()), text.size()});
}

struct Transfer {
    CURL *easy = nullptr;
    curl_slist *headers = nullptr;
    curl_slist *connectTo = nullptr;
    std::string authorization;
    std::string body;
    std::string ca;
    Bytes answer;
    std::size_t answerLimit = 0;
    bool octets = false;
    HttpClient::Done done;

    Transfer() = default;
    Transfer(const Transfer &) = delete;
    Transfer &operator=(const Transfer &) = delete;
    ~Transfer()
    {
        for (curl_slist *header = headers; header; header = header->next)
            wipeMemory({reinterpret_cast<std::uint8_t *>(header->data), std::char_traits<char>::length(header->data)});
        curl_slist_free_all(headers);
        curl_slist_free_all(connectTo);
        curl_easy_cleanup(easy);
        wipe(authorization);
        wipe(body);
        wipeMemory(answer);
    }
};

std::size_t onBody(char *data, std::size_t size, std::size_t count, void *self)
{
    auto *transfer = static_cast<Transfer *>(self);
    const std::size_t bytes = size * count;
    if (transfer->answer.size() + bytes > transfer->answerLimit)
        return 0;
    append(transfer->answer, {reinterpret_cast<const std::uint8_t *>(data), bytes});
    return bytes;
}

Result<Json> readAnswer(const Transfer &transfer, int code)
{
    if (code != CURLE_OK)
        return errorOfCurl(transfer.easy, code);
    long status = 0;
    curl_easy_getinfo(transfer.easy, CURLINFO_RESPONSE_CODE, &status);
    if (status < 200 || status > 299)
        return errorOfAnswer(static_cast<int>(status), transfer.answer);
    if (transfer.octets)
        return Json(transfer.answer.size());
    if (transfer.answer.empty())
        return Json();
    JsonLimits limits;
    limits.bytes = transfer.answerLimit;
    return parseJson(transfer.answer, limits);
}

} // namespace

Error errorOfAnswer(int status, ByteSpan body)
{
    const Error unnamed(ErrorCode::ServerRefused, "status", status);
    auto json = parseJson(body);
    if (!json.ok() || !json->is_object())
        return unnamed;
    auto name = jsonString(*json, "error", 64);
    auto detail = jsonInteger(*json, "detail", INT64_MIN / 2, INT64_MAX / 2);
    const auto code = name.ok() ? codeOfName(*name) : std::nullopt;
    return code ? Error(*code, "server", detail.ok() ? *detail : 0) : unnamed;
}

class HttpClient::Impl {
public:
    explicit Impl(ServerAddress address)
        : m_address(std::move(address)), m_loop([this](CURL *easy, int code) { finish(easy, code); })
    {
    }
    ~Impl()
    {
        for (auto &[id, transfer] : m_transfers)
            m_loop.remove(transfer->easy);
    }

    bool isValid() const { return m_loop.isValid(); }
    RequestId send(HttpRequest request, Done done, bool firstContact);
    void cancel(RequestId id);
    void setPins(ServerPins pins);

    ServerAddress m_address;
    ServerPins m_pins;

private:
    bool prepare(Transfer &transfer, const HttpRequest &request, bool firstContact);
    void pin(Transfer &transfer);
    void finish(CURL *easy, int code);
    void deliverLater(RequestId id, Result<Json> answer, Done done);

    RequestId m_last = 0;
    bool m_freshConnections = false; // the pins have changed: what curl keeps open was checked against older ones
    std::unordered_map<RequestId, std::unique_ptr<Transfer>> m_transfers;
    std::unordered_map<RequestId, Done> m_answered; // answers on their way to the callback
    CurlLoop m_loop; // after the transfers: curl lets go of them first
};

bool HttpClient::Impl::prepare(Transfer &transfer, const HttpRequest &request, bool firstContact)
{
    CURL *easy = transfer.easy = curl_easy_init();
    if (!easy)
        return false;
    // The name in the statement is what is asked for and verified; the address is where to find it.
    ServerAddress named = m_address;
    if (!firstContact && !m_pins.serverName.empty())
        named.host = m_pins.serverName;
    const std::string url = "https://" + named.urlHost() + ':' + std::to_string(named.port) + request.path;
    const std::string to = "::" + m_address.urlHost() + ':' + std::to_string(m_address.port);
    transfer.connectTo = curl_slist_append(nullptr, to.c_str());
    transfer.headers = curl_slist_append(nullptr, request.octets ? "Content-Type: application/octet-stream" : "Content-Type: application/json");
    transfer.headers = curl_slist_append(transfer.headers, "Expect:");
    if (request.bearer) {
        transfer.authorization = "Authorization: Bearer " + std::string(asText(request.bearer->reveal()));
        transfer.headers = curl_slist_append(transfer.headers, transfer.authorization.c_str());
    }
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    if (named != m_address)
        curl_easy_setopt(easy, CURLOPT_CONNECT_TO, transfer.connectTo);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer.headers);
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, methodName(request.method));
    if (request.method == Method::Post || request.method == Method::Put) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(transfer.body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, transfer.body.c_str());
    }
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &onBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, kConnectTimeoutMs);
    curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, kMostIdleSeconds);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    answerProxyThatNegotiates(easy);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    if (!firstContact) {
        pin(transfer);
        curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, m_freshConnections ? 1L : 0L);
        m_freshConnections = false;
        return true;
    }
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    return true;
}

void HttpClient::Impl::pin(Transfer &transfer)
{
    std::string list;
    for (const KeyPin &pin : m_pins.pins)
        list += (list.empty() ? "sha256//" : ";sha256//") + toBase64(pin);
    transfer.ca = toPem(m_pins.certificates);
    curl_blob ca{transfer.ca.data(), transfer.ca.size(), CURL_BLOB_NOCOPY};
    curl_easy_setopt(transfer.easy, CURLOPT_PINNEDPUBLICKEY, list.c_str());
    curl_easy_setopt(transfer.easy, CURLOPT_CAINFO_BLOB, &ca);
    curl_easy_setopt(transfer.easy, CURLOPT_CAPATH, nullptr);
    curl_easy_setopt(transfer.easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(transfer.easy, CURLOPT_SSL_VERIFYHOST, 2L);
}

// Queued: the callback may destroy this client, which curl may still be inside of.
void HttpClient::Impl::deliverLater(RequestId id, Result<Json> answer, Done done)
{
    m_answered.emplace(id, std::move(done));
    auto kept = std::make_shared<Result<Json>>(std::move(answer));
    QMetaObject::invokeMethod(
        &m_loop,
        [this, id, kept] {
            auto found = m_answered.find(id);
            if (found == m_answered.end())
                return;
            const Done callback = std::move(found->second);
            m_answered.erase(found);
            callback(std::move(*kept));
        },
        Qt::QueuedConnection);
}

void HttpClient::Impl::setPins(ServerPins pins)
{
    m_freshConnections = !m_pins.empty() && pins.pins != m_pins.pins;
    m_pins = std::move(pins);
}

HttpClient::RequestId HttpClient::Impl::send(HttpRequest request, Done done, bool firstContact)
{
    const RequestId id = ++m_last;
    if (!firstContact && m_pins.empty()) {
        wipe(request.body);
        deliverLater(id, Error(ErrorCode::ServerCertificateChanged, "no pins"), std::move(done));
        return id;
    }
    auto transfer = std::make_unique<Transfer>();
    transfer->body = request.body;
    wipe(request.body);
    transfer->answerLimit = request.responseLimit;
    transfer->octets = request.octets;
    if (!prepare(*transfer, request, firstContact) || !m_loop.add(transfer->easy)) {
        deliverLater(id, Error(ErrorCode::OutOfMemory, "curl"), std::move(done));
        return id;
    }
    transfer->done = std::move(done);
    m_transfers.emplace(id, std::move(transfer));
    return id;
}

void HttpClient::Impl::finish(CURL *easy, int code)
{
    for (auto it = m_transfers.begin(); it != m_transfers.end(); ++it) {
        if (it->second->easy != easy)
            continue;
        const std::unique_ptr<Transfer> transfer = std::move(it->second);
        const RequestId id = it->first;
        m_transfers.erase(it);
        m_loop.remove(easy);
        deliverLater(id, readAnswer(*transfer, code), std::move(transfer->done));
        return;
    }
}

void HttpClient::Impl::cancel(RequestId id)
{
    m_answered.erase(id);
    auto found = m_transfers.find(id);
    if (found == m_transfers.end())
        return;
    m_loop.remove(found->second->easy);
    m_transfers.erase(found);
}

HttpClient::HttpClient(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
HttpClient::~HttpClient() = default;

Result<std::unique_ptr<HttpClient>> HttpClient::create(ServerAddress address)
{
    auto impl = std::make_unique<Impl>(std::move(address));
    if (!impl->isValid())
        return Error(ErrorCode::OutOfMemory, "curl multi");
    return std::unique_ptr<HttpClient>(new HttpClient(std::move(impl)));
}

const ServerAddress &HttpClient::address() const { return m_impl->m_address; }
const ServerPins &HttpClient::pins() const { return m_impl->m_pins; }
void HttpClient::setPins(ServerPins pins) { m_impl->setPins(std::move(pins)); }
void HttpClient::cancel(RequestId id) { m_impl->cancel(id); }

HttpClient::RequestId HttpClient::send(HttpRequest request, Done done)
{
    return m_impl->send(std::move(request), std::move(done), false);
}

HttpClient::RequestId HttpClient::firstContact(std::string path, Done done)
{
    HttpRequest request;
    request.path = std::move(path);
    return m_impl->send(std::move(request), std::move(done), true);
}

} // namespace bedside::net
