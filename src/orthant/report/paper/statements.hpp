/// The parts of the page on a paper's statements: the overview, and one article for each statement.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "orthant/report/page/html.hpp"

namespace orthant {

/// The element of the page that shows claim i: its id ("lemma-10") where that is a plain and new word.
std::string claim_anchor(const nlohmann::json& document, std::size_t i);

/// Statement, verdict, number of comparisons and seconds of every claim, each with a link.
Html overview_table(const nlohmann::json& document);

/// Claim i: statement, instance, comparisons, remark, `figure`, and the command that shows it alone.
Html claim_article(const nlohmann::json& document, std::size_t i, const Html& figure);

/// The instance that was evaluated, and what evaluated it.
Html claims_settings(const nlohmann::json& document);

}  // namespace orthant
