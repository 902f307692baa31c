/// What the search found, in plain sentences. A sentence whose facts are absent is empty.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "orthant/linalg/matrix.hpp"
#include "orthant/report/page/html.hpp"

namespace orthant {

Html data_sentence(const nlohmann::json& solution);       ///< size, storage, what is observed
Html answer_sentence(const nlohmann::json& solution);     ///< what was found, and what the best point is
Html knowledge_sentence(const nlohmann::json& solution);  ///< how that is known; whether lower exists
Html uniqueness_sentence(const nlohmann::json& solution,
                         const std::vector<Index>& part_numbers);  ///< which parts mix, when some do
Html minima_sentence(const nlohmann::json& solution);   ///< how often the best was reached; the others
Html example_sentence(const nlohmann::json& solution);  ///< the fate of one start that missed the best

}  // namespace orthant
