/// The tables and lists of the page.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "orthant/report/page/html.hpp"

namespace orthant {

Html key_figures_html(const nlohmann::json& solution);  ///< the row of large numbers under the answer
Html minima_table(const nlohmann::json& solution);
Html starts_table(const nlohmann::json& solution);
Html settings_list(const nlohmann::json& solution);  ///< options, seed, version, files, times

}  // namespace orthant
