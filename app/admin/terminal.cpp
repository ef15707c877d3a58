// SPDX-License-Identifier: Apache-2.0
#include "app/admin/terminal.h"

#include "core/base/json.h"
#include "core/crypto/hash.h"

#include <iostream>
#include <nlohmann/json.hpp>

#ifdef _WIN32
#include <io.h>
#include <windows.h>
#else
#include <termios.h>
#include <unistd.h>
#endif

namespace bedside::admin {
namespace {

constexpr std::size_t kMaxAnswers = 16 * 1024;

#ifdef _WIN32
bool stdinIsTerminal() { return _isatty(_fileno(stdin)) != 0; }

class EchoOff {
public:
    EchoOff()
    {
        GetConsoleMode(m_console, &m_before);
        SetConsoleMode(m_console, m_before & ~static_cast<DWORD>(ENABLE_ECHO_INPUT));
    }
    ~EchoOff() { SetConsoleMode(m_console, m_before); }

private:
    HANDLE m_console = GetStdHandle(STD_INPUT_HANDLE);
    DWORD m_before = 0;
};
#else
bool stdinIsTerminal() { return ::isatty(STDIN_FILENO) == 1; }

class EchoOff {
public:
    EchoOff()
    {
        ::tcgetattr(STDIN_FILENO, &m_before);
        termios silent = m_before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    ~EchoOff() { ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before); }

private:
    termios m_before{};
};
#endif

Secret takeSecret(std::string &text)
{
    Secret secret = Secret::copyOf(asBytes(text));
    wipeMemory({reinterpret_cast<std::uint8_t *>(text.data()), text.size()});
    return secret;
}

} // namespace

Terminal::Terminal() : m_interactive(stdinIsTerminal()) {}

Result<void> Terminal::readAnswers()
{
    if (m_answers)
        return {};
    auto first = line(kMaxAnswers);
    TRY(auto object, parseJson(asBytes(first ? *first : std::string("{}"))));
    if (first)
        wipeMemory({reinterpret_cast<std::uint8_t *>(first->data()), first->size()});
    if (!object.is_object())
        return Error(ErrorCode::Malformed, "standard input is no JSON object");
    m_answers.emplace();
    for (const auto &[key, value] : object.items()) {
        if (value.is_string())
            m_answers->emplace(key, value.get<std::string>());
    }
    return {};
}

Result<std::string> Terminal::text(const std::string &key, const std::string &question)
{
    if (m_interactive) {
        std::cerr << question << ": " << std::flush;
        auto answer = line(kMaxAnswers);
        if (!answer || answer->empty())
            return Error(ErrorCode::Malformed, "no answer");
        return *answer;
    }
    TRY_OK(readAnswers());
    const auto found = m_answers->find(key);
    if (found == m_answers->end())
        return Error(ErrorCode::Malformed, "a member is missing in the JSON object on standard input");
    return found->second;
}

Result<Secret> Terminal::promptWithoutEcho(const std::string &question)
{
    std::cerr << question << ": " << std::flush;
    std::optional<std::string> answer;
    {
        EchoOff silent;
        answer = line(kMaxAnswers);
    }
    std::cerr << '\n';
    if (!answer || answer->empty())
        return Error(ErrorCode::Malformed, "no answer");
    return takeSecret(*answer);
}

Result<Secret> Terminal::secret(const std::string &key, const std::string &question)
{
    if (m_interactive)
        return promptWithoutEcho(question);
    TRY(auto answer, text(key, question));
    return takeSecret(answer);
}

Result<Secret> Terminal::newSecret(const std::string &key, const std::string &question)
{
    if (!m_interactive)
        return secret(key, question);
    for (;;) {
        TRY(auto once, promptWithoutEcho(question));
        TRY(auto again, promptWithoutEcho("Once more"));
        if (crypto::constantTimeEqual(once.reveal(), again.reveal()))
            return once;
        std::cerr << "The two differ. Type them again.\n";
    }
}

std::optional<std::string> Terminal::line(std::size_t limit)
{
    std::string out;
    if (!std::getline(std::cin, out) || out.size() > limit)
        return std::nullopt;
    if (!out.empty() && out.back() == '\r')
        out.pop_back();
    return out;
}

} // namespace bedside::admin
