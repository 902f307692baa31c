/// The verdicts on a paper's statements, in words for people.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "orthant/report/page/html.hpp"

namespace orthant {

struct ClaimWords {
  std::string label;  ///< for tags: "Holds, corrected"
  std::string mark;   ///< style and sign: good, corrected, refuted, bad, open
};

/// "holds", "holds, corrected", "refuted", "fails"; any other word is shown as it is.
ClaimWords claim_words(std::string_view verdict);

/// "22 statements evaluated on these instances: 17 hold as stated, …"
Html claims_sentence(const nlohmann::json& document);

}  // namespace orthant
