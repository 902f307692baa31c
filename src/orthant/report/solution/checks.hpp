/// What was checked about the point, step by step: the slope, which entries may move, the curvature, and
/// whether anything lower is known. Each step is a plain question, the precise term, a mark and an answer.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "orthant/report/page/html.hpp"

namespace orthant {

struct Check {
  std::string question;  ///< "Is the ground level?"
  std::string term;      ///< "first-order condition"
  std::string mark;      ///< good, fair, bad, open; note: a count, which neither holds nor fails
  Html answer;           ///< paragraphs
  std::string chart;     ///< id of a chart that belongs to it, or ""
};

/// The steps that the certificate of the document has something to say about.
std::vector<Check> checks(const nlohmann::json& solution);

Html checks_html(const std::vector<Check>& steps);

/// The certifier's own sentences.
Html reasons_html(const nlohmann::json& solution);

}  // namespace orthant
