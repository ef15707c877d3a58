// SPDX-License-Identifier: Apache-2.0
#include "app/bot/json_lines.h"

#include <chrono>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

namespace bedside::bot {
namespace {

constexpr std::size_t kMaxLine = 256 * 1024;

Result<Json> parseLine(const std::string &line)
{
    JsonLimits limits;
    limits.bytes = kMaxLine;
    TRY(Json object, parseJson(asBytes(line), limits));
    if (!object.is_object())
        return Error(ErrorCode::Malformed, "not an object");
    return object;
}

} // namespace

void readLines(Executor &executor, std::function<void(Json)> onLine, std::function<void(Result<void>)> onEnd)
{
    // Off C's stdin: from glibc 2.41 on, exit() waits for whoever holds its lock, and the reader does, in its last read.
    std::ios::sync_with_stdio(false);
    std::thread([&executor, onLine = std::move(onLine), onEnd = std::move(onEnd)] {
        std::string line;
        Result<void> end;
        while (end.ok() && std::getline(std::cin, line)) {
            if (line.empty())
                continue;
            auto object = parseLine(line);
            if (object.ok())
                executor.post([onLine, object = std::make_shared<Json>(std::move(object).value())] { onLine(std::move(*object)); });
            else
                end = object.error();
        }
        executor.post([onEnd, end] { onEnd(end); });
    }).detach();
}

void writeLine(const Json &object)
{
    const std::string text = dumpJson(object) + '\n';
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

double wallMilliseconds()
{
    using namespace std::chrono;
    return duration<double, std::milli>(system_clock::now().time_since_epoch()).count();
}

} // namespace bedside::bot
