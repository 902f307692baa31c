/// The landscape as JSON, "orthant-landscape/1": what the picture is made from (report/report.hpp).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "orthant/landscape/landscape.hpp"

namespace orthant::app {

/// `problem`: a name for the title. Grid values keep nine digits; everything else keeps all of its own.
nlohmann::ordered_json landscape_document(const Landscape& landscape, const Objective& objective,
                                          const std::string& problem);

}  // namespace orthant::app
