// SPDX-License-Identifier: Apache-2.0
#include "app/desktop/script_step.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <string_view>

namespace bedside::desktop {

namespace {

using Kind = ScriptStep::Kind;

struct Word {
    std::string_view word;
    Kind kind;
    std::string_view needs; // members that must be there, separated by spaces; "text" is met by "value"
};

constexpr Word kWords[] = {
    {"wait-screen", Kind::WaitScreen, "screen"}, {"wait", Kind::Wait, "target"}, {"wait-gone", Kind::WaitGone, "target"},
    {"wait-text", Kind::WaitText, "text"}, {"wait-tile", Kind::WaitTile, "state"}, {"type", Kind::Type, "target text"},
    {"click", Kind::Click, "target"}, {"key", Kind::Key, "key"}, {"hover", Kind::Hover, ""}, {"shot", Kind::Shot, "name"},
    {"read", Kind::Read, "target name"}, {"copied", Kind::Copied, "name"}, {"state", Kind::State, "name"},
    {"texts", Kind::Texts, "name"}, {"stay", Kind::Stay, ""}, {"emit", Kind::Emit, "name"}, {"expect", Kind::Expect, "target text"}, {"quit", Kind::Quit, ""},
};

Result<void> take(const nlohmann::json &json, const char *member, QString &out)
{
    const auto found = json.find(member);
    if (found == json.end())
        return {};
    if (!found->is_string())
        return Error(ErrorCode::Malformed, "a step's member is not a string");
    out = QString::fromStdString(found->get<std::string>());
    return {};
}

Result<void> takeScreens(const nlohmann::json &json, QStringList &out)
{
    const auto found = json.find("screen");
    if (found == json.end())
        return {};
    const auto list = found->is_array() ? *found : nlohmann::json::array({*found});
    for (const auto &screen : list) {
        if (!screen.is_string())
            return Error(ErrorCode::Malformed, "screen");
        out << QString::fromStdString(screen.get<std::string>());
    }
    return {};
}

Result<void> takeNumbers(const nlohmann::json &json, ScriptStep &step)
{
    constexpr double kLongest = 24 * 3600.0; // seconds
    if (const auto seconds = json.find("seconds"); seconds != json.end()) {
        if (!seconds->is_number() || seconds->get<double>() < 0 || seconds->get<double>() > kLongest)
            return Error(ErrorCode::Malformed, "seconds");
        step.deadlineMs = static_cast<std::int64_t>(seconds->get<double>() * 1000);
    }
    if (const auto count = json.find("count"); count != json.end()) {
        if (!count->is_number_integer())
            return Error(ErrorCode::Malformed, "count");
        step.count = count->get<int>();
    }
    return {};
}

bool hasAll(const nlohmann::json &json, std::string_view needs)
{
    while (!needs.empty()) {
        const auto end = std::min(needs.find(' '), needs.size());
        const std::string member(needs.substr(0, end));
        if (!json.contains(member) && !(member == "text" && json.contains("value")))
            return false;
        needs.remove_prefix(std::min(end + 1, needs.size()));
    }
    return true;
}

} // namespace

Result<ScriptStep> readStep(const nlohmann::json &json)
{
    if (!json.is_object() || !json.contains("do") || !json["do"].is_string())
        return Error(ErrorCode::Malformed, "a step has a member \"do\"");
    const auto word = json["do"].get<std::string>();
    const auto *found = std::find_if(std::begin(kWords), std::end(kWords), [&](const Word &w) { return w.word == word; });
    if (found == std::end(kWords))
        return Error(ErrorCode::UnknownType, "no such step");
    if (!hasAll(json, found->needs))
        return Error(ErrorCode::Malformed, "a member of the step is missing");
    ScriptStep step;
    step.kind = found->kind;
    step.word = QString::fromStdString(word);
    TRY_OK(take(json, "id", step.id));
    TRY_OK(take(json, "target", step.target));
    TRY_OK(take(json, "name", step.name));
    TRY_OK(take(json, "text", step.text));
    TRY_OK(take(json, "value", step.value));
    TRY_OK(take(json, "key", step.key));
    TRY_OK(take(json, "state", step.tileState));
    TRY_OK(takeScreens(json, step.screens));
    TRY_OK(takeNumbers(json, step));
    return step;
}

} // namespace bedside::desktop
