/// What the targets of the checker share: files in memory, documents that are not nested too deep, and the
/// promises of every answer.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "checker/check.hpp"
#include "demand.hpp"

namespace orthant {

class InMemory final : public checker::Files {
 public:
  std::string bytes(const std::string& name) const override {
    const auto found = all.find(name);
    if (found == all.end()) throw checker::Rejected("no such file");
    return found->second;
  }
  std::map<std::string, std::string> all;
};

/// The answer of the checker, which is accepted with a statement, or rejected in one line.
inline checker::Outcome demand_answer(const std::string& text, const checker::Files& files, double work) {
  checker::Outcome outcome = checker::check(text, files, nullptr, {.work = work});
  if (outcome.accepted) {
    demand(outcome.reason.empty() && (outcome.rigor == "exact" || outcome.rigor == "verified"));
    demand_one_line(outcome.statement);
  } else {
    demand(outcome.statement.empty());
    demand_one_line(outcome.reason);
  }
  return outcome;
}

/// The document, without what is nested deeper than 100 levels: writing that again would recurse as deep.
/// Discarded when it is no JSON.
inline nlohmann::json parse_shallow(const std::string& text) {
  const auto shallow = [](int depth, nlohmann::json::parse_event_t, nlohmann::json&) { return depth < 100; };
  return nlohmann::json::parse(text, shallow, false);
}

/// Compact, whatever bytes its texts have.
inline std::string dumped(const nlohmann::json& document) {
  return document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace orthant
