/// Any certificate, or proof of copositivity, with any files: accepted with a statement, or rejected in one
/// line.
///
/// An input is the text of certificate.json, a zero byte, and the files: name, zero byte, length in 4 bytes
/// (least first), bytes. A fuzzer finds no SHA-256, so every certificate is checked a second time with the
/// right hashes and the right checksum.
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "checker/check.hpp"
#include "checker/copositive/copositivity.hpp"
#include "demand.hpp"

namespace {

using namespace orthant;

class InMemory final : public checker::Files {
 public:
  std::string bytes(const std::string& name) const override {
    const auto found = all.find(name);
    if (found == all.end()) throw checker::Rejected("no such file");
    return found->second;
  }
  std::map<std::string, std::string> all;
};

struct Input {
  std::string text;
  InMemory files;
};

Input split(const std::string& bytes) {
  Input out;
  std::size_t at = bytes.find('\0');
  out.text = bytes.substr(0, at);
  while (at != std::string::npos && at + 1 < bytes.size()) {
    const std::size_t name = at + 1, end = bytes.find('\0', name);
    if (end == std::string::npos || end + 4 >= bytes.size()) break;
    std::size_t length = 0;
    for (std::size_t k = 4; k >= 1; --k) length = length << 8 | static_cast<unsigned char>(bytes[end + k]);
    const std::string content = bytes.substr(end + 5, length);
    out.files.all[bytes.substr(name, end - name)] = content;
    at = end + 4 + content.size();
  }
  return out;
}

void demand_answer(const std::string& text, const checker::Files& files) {
  const checker::Outcome outcome = checker::check(text, files, nullptr, {.work = 1e9});
  if (outcome.accepted) {
    demand(outcome.reason.empty() && (outcome.rigor == "exact" || outcome.rigor == "verified"));
    demand_one_line(outcome.statement);
  } else {
    demand(outcome.statement.empty());
    demand_one_line(outcome.reason);
  }
}

/// The same certificate with the hash of every listed file that there is; empty when it is no such document.
std::string hashed(const Input& input) {
  // What is nested deeper is left out: writing it again would recurse as deep.
  const auto shallow = [](int depth, nlohmann::json::parse_event_t, nlohmann::json&) { return depth < 100; };
  auto document = nlohmann::json::parse(input.text, shallow, false);
  if (!document.is_object() || !document.contains("proof")) return {};
  auto& proof = document["proof"];
  if (!proof.is_object() || !proof.contains("files") || !proof["files"].is_object()) return {};
  for (auto& [name, hash] : proof["files"].items())
    if (input.files.all.contains(name)) hash = checker::sha256(input.files.all.at(name));
  if (document.contains("checksum")) document["checksum"] = checker::copositivity_checksum(proof);
  return document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t length) {
  const Input input = split({reinterpret_cast<const char*>(bytes), length});
  demand_answer(input.text, input.files);
  if (const std::string text = hashed(input); !text.empty()) demand_answer(text, input.files);
  return 0;
}
