// Damage: bytes that are not those of the hash, files that are missing, text that is no document.
#include "spoil.hpp"

namespace orthant::testing {

namespace {

using Result = std::optional<Spoiled>;

Result byte(TrueCertificate c, Random& random) {
  auto& [name, bytes] = any_of(c.files, random);
  bytes[random.below(bytes.size())] ^= static_cast<char>(1 + random.below(255));
  return spoiled(c, "a byte of " + name + " changed, not its hash");
}

Result truncated_file(TrueCertificate c, Random& random) {
  auto& [name, bytes] = any_of(c.files, random);
  bytes.resize(random.below(bytes.size()));
  return spoiled(c, name + " truncated");
}

/// The hash fits what is left: the header then promises more than there is.
Result truncated_and_hashed(TrueCertificate c, Random& random) {
  const auto [name, bytes] = any_of(c.files, random);
  replace(c, name, bytes.substr(0, random.below(bytes.size())));
  return spoiled(c, name + " truncated, with the hash of what is left");
}

Result longer_file(TrueCertificate c, Random& random) {
  const auto [name, bytes] = any_of(c.files, random);
  replace(c, name, bytes + std::string(8 * (1 + random.below(4)), '\0'));
  return spoiled(c, name + " has more numbers than its header says");
}

/// Every byte of the 10 in front belongs to the magic, the version or the length of the header.
Result header(TrueCertificate c, Random& random) {
  auto [name, bytes] = any_of(c.files, random);
  bytes[random.below(8)] ^= static_cast<char>(0x80 | random.below(0x80));
  replace(c, name, bytes);
  return spoiled(c, "header of " + name + " damaged");
}

Result not_finite(TrueCertificate c, Random& random) {
  auto [name, bytes] = any_of(c.files, random);
  const std::size_t at = bytes.size() - 8;
  bytes[at + 7] = random.below(2) == 0 ? '\x7f' : '\xff', bytes[at + 6] = '\xf0';
  replace(c, name, bytes);
  return spoiled(c, "the last number of " + name + " is not finite");
}

Result missing(TrueCertificate c, Random& random) {
  const std::string name = any_of(c.files, random).first;
  c.files.erase(name);
  return spoiled(c, name + " is missing");
}

Result exchanged(TrueCertificate c, Random& random) {
  auto& [name, bytes] = any_of(c.files, random);
  auto& [other, others] = any_of(c.files, random);
  if (bytes == others) return {};
  std::swap(bytes, others);
  return spoiled(c, name + " and " + other + " exchanged, not their hashes");
}

Result hash(TrueCertificate c, Random& random) {
  Json& files = c.document["proof"]["files"];
  const std::string name = any_of(c.files, random).first;
  std::string digits = files[name];
  char& digit = digits[random.below(digits.size())];
  digit = "0123456789abcdef"[(static_cast<std::size_t>(digit) + 1 + random.below(9)) % 16];
  if (digits == files[name]) return {};
  files[name] = digits;
  return spoiled(c, "a digit of the hash of " + name + " changed");
}

Result unlisted(TrueCertificate c, Random& random) {
  const std::string name = any_of(c.files, random).first;
  c.document["proof"]["files"].erase(name);
  return spoiled(c, name + " is not listed with its hash");
}

Result listed_in_vain(TrueCertificate c, Random& random) {
  const auto& [name, bytes] = any_of(c.files, random);
  const std::string extra = name + ".copy.npy", copy = bytes;
  replace(c, extra, copy);
  return spoiled(c, extra + " is listed and named nowhere");
}

Result outside(TrueCertificate c, Random& random) {
  const auto [name, bytes] = any_of(c.files, random);
  const char* folders[] = {"../", "/", "a/", "./"};
  const std::string there = folders[random.below(4)] + name;
  Json& files = c.document["proof"]["files"];
  files[there] = files[name];
  files.erase(name);
  Spoiled out = spoiled(c, name + " named in another folder");
  const std::string quoted = "\"" + name + "\"";
  for (std::size_t at = out.text.find(quoted); at != std::string::npos; at = out.text.find(quoted, at + 1))
    out.text.replace(at, quoted.size(), "\"" + there + "\"");
  out.files[there] = bytes;
  return out;
}

Result truncated_text(TrueCertificate c, Random& random) {
  Spoiled out = spoiled(c, "certificate.json truncated");
  out.text.resize(random.below(out.text.size()));
  return out;
}

Result trailing_text(TrueCertificate c, Random& random) {
  Spoiled out = spoiled(c, "certificate.json continues after its end");
  out.text += "{[\"0,}"[random.below(6)];
  return out;
}

/// Numbers of the proof are fractions in quotes or integers: no letter belongs there.
Result letter(TrueCertificate c, Random& random) {
  Spoiled out = spoiled(c, "a letter in a claimed fraction");
  const std::size_t claims = out.text.find("\"claims\""), from = out.text.find("\"objective\"", claims);
  std::vector<std::size_t> digits;
  for (std::size_t at = from; out.text[at] != ']'; ++at)
    if (out.text[at] >= '0' && out.text[at] <= '9') digits.push_back(at);
  out.text[digits[random.below(digits.size())]] = "abcdeoxX.+ "[random.below(11)];
  return out;
}

Result twice(TrueCertificate c, Random& random) {
  Spoiled out = spoiled(c, "a key given twice");
  const char* keys[] = {"\"format\"", "\"claims\"", "\"method\"", "\"objective\"", "\"evidence\""};
  const std::string key = keys[random.below(5)];
  out.text.insert(out.text.find(key), key + ":null,");
  return out;
}

Result unknown_field(TrueCertificate c, Random& random) {
  Json& proof = c.document["proof"];
  Json* places[] = {&proof, &proof["claims"], &proof["evidence"], &proof["problem"]};
  (*places[random.below(4)])["remark"] = random.below(2) == 0 ? Json("true") : Json(nullptr);
  return spoiled(c, "a field that is not known");
}

Result without_field(TrueCertificate c, Random& random) {
  Json& proof = c.document["proof"];
  Json* places[] = {&c.document, &proof, &proof["claims"]};
  const std::vector<const char*> required[] = {
      {"format", "verdict", "rigor", "spurious", "objective", "proof"},
      {"method", "problem", "files", "claims", "evidence"},
      {"verdict", "spurious", "objective"}};
  const std::size_t place = random.below(3);
  const std::string field = required[place][random.below(required[place].size())];
  places[place]->erase(field);
  return spoiled(c, "no field " + field);
}

/// Any required field with a value of a type that is never right.
Result other_type(TrueCertificate c, Random& random) {
  Json& proof = c.document["proof"];
  Json* places[] = {&c.document["format"],
                    &c.document["verdict"],
                    &c.document["proof"],
                    &proof["method"],
                    &proof["problem"],
                    &proof["files"],
                    &proof["claims"],
                    &proof["evidence"],
                    &proof["claims"]["objective"],
                    &proof["problem"]["rows"],
                    &proof["problem"]["operator"],
                    &proof["problem"]["point"]};
  *places[random.below(12)] = random.below(2) == 0 ? Json(-1) : Json::array({Json::object()});
  return spoiled(c, "a field of another type");
}

Result deep(TrueCertificate c, Random& random) {
  Spoiled out = spoiled(c, "a value nested too deep");
  const std::size_t depth = 100 + random.below(100000), at = out.text.find("\"verdict\"");
  out.text.insert(at, "\"deep\":" + std::string(depth, '[') + std::string(depth, ']') + ",");
  return out;
}

}  // namespace

std::vector<Spoiler> damages() {
  return {{"byte", byte},
          {"truncated file", truncated_file},
          {"truncated and hashed", truncated_and_hashed},
          {"longer file", longer_file},
          {"header", header},
          {"not finite", not_finite},
          {"missing", missing},
          {"exchanged", exchanged},
          {"hash", hash},
          {"unlisted", unlisted},
          {"listed in vain", listed_in_vain},
          {"outside", outside},
          {"truncated text", truncated_text},
          {"trailing text", trailing_text},
          {"letter", letter},
          {"twice", twice},
          {"unknown field", unknown_field},
          {"without field", without_field},
          {"other type", other_type},
          {"deep", deep}};
}

}  // namespace orthant::testing
