// SPDX-License-Identifier: Apache-2.0
// What a person or a script answers: prompts on a terminal (without echo for secrets), or the members of one JSON
// object on the first line of standard input when that is no terminal. Main thread.
#pragma once

#include "core/base/secret.h"

#include <map>
#include <optional>
#include <string>

namespace bedside::admin {

class Terminal {
public:
    Terminal();

    bool isInteractive() const { return m_interactive; }
    // `key` is the JSON member, `question` the prompt. Malformed: no answer.
    Result<std::string> text(const std::string &key, const std::string &question);
    Result<Secret> secret(const std::string &key, const std::string &question);
    Result<Secret> newSecret(const std::string &key, const std::string &question); // asked twice on a terminal
    // One line more of standard input, for commands that read a list; none at its end or over `limit` bytes.
    std::optional<std::string> line(std::size_t limit);

private:
    Result<void> readAnswers();
    Result<Secret> promptWithoutEcho(const std::string &question);

    bool m_interactive;
    std::optional<std::map<std::string, std::string>> m_answers;
};

} // namespace bedside::admin
