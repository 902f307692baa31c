#include "orthant/report/paper/statement_words.hpp"

#include <vector>

#include "orthant/report/page/document.hpp"
#include "orthant/report/page/field.hpp"

namespace orthant {
namespace {

using nlohmann::json;

/// "4 hold with a corrected formula", or nothing when the count is absent or zero.
Html part(const json& document, const std::string& count, std::string_view one, std::string_view several) {
  const std::string path = "counts." + count;
  const auto size = number(document, path);
  if (!size || *size == 0) return {};
  return field(document, path, Show::integer) + escape(*size == 1 ? one : several);
}

/// "a, b and c"
Html enumeration(const std::vector<Html>& parts) {
  Html out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += {i + 1 == parts.size() ? " and " : ", "};
    out += parts[i];
  }
  return out;
}

}  // namespace

ClaimWords claim_words(std::string_view verdict) {
  if (verdict == "holds") return {"Holds", "good"};
  if (verdict == "holds, corrected") return {"Holds, corrected", "corrected"};
  if (verdict == "refuted") return {"Refuted", "refuted"};
  if (verdict == "fails") return {"Fails", "bad"};
  return {verdict.empty() ? "Not evaluated" : std::string(verdict), "open"};
}

Html claims_sentence(const json& document) {
  const Html claims = part(document, "claims", " statement evaluated on this instance",
                           " statements evaluated on these instances");
  if (claims.empty()) return {};
  std::vector<Html> parts;
  for (const Html& found :
       {part(document, "holds", " holds as stated", " hold as stated"),
        part(document, "corrected", " holds with a corrected formula", " hold with a corrected formula"),
        part(document, "refuted", " conjecture is refuted", " conjectures are refuted"),
        part(document, "fails", " fails", " fail")}) {
    if (!found.empty()) parts.push_back(found);
  }
  Html out = claims;
  if (!parts.empty()) out += Html{": "} + enumeration(parts);
  out += {"."};
  const Html missing = part(document, "not_evaluated", " more was not reached in the time allowed.",
                            " more were not reached in the time allowed.");
  return missing.empty() ? out : out + Html{" "} + missing;
}

}  // namespace orthant
