/// Any certificate, or proof of copositivity, with any files: accepted with a statement, or rejected in one
/// line.
///
/// An input is the text of certificate.json, a zero byte, and the files: name, zero byte, length in 4 bytes
/// (least first), bytes. A fuzzer finds no SHA-256, so every certificate is checked a second time with the
/// right hashes and the right checksum.
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "check_input.hpp"
#include "checker/copositive/copositivity.hpp"

namespace {

using namespace orthant;

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

/// The same certificate with the hash of every listed file that there is; empty when it is no such document.
std::string hashed(const Input& input) {
  auto document = parse_shallow(input.text);
  if (!document.is_object() || !document.contains("proof")) return {};
  auto& proof = document["proof"];
  if (!proof.is_object() || !proof.contains("files") || !proof["files"].is_object()) return {};
  for (auto& [name, hash] : proof["files"].items())
    if (input.files.all.contains(name)) hash = checker::sha256(input.files.all.at(name));
  if (document.contains("checksum")) document["checksum"] = checker::copositivity_checksum(proof);
  return dumped(document);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t length) {
  const Input input = split({reinterpret_cast<const char*>(bytes), length});
  constexpr double work = 1e9;
  demand_answer(input.text, input.files, work);
  if (const std::string text = hashed(input); !text.empty()) demand_answer(text, input.files, work);
  return 0;
}
