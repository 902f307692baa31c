/// The page of a landscape: the picture (landscape_plot.hpp), and its critical points as a table with all
/// their numbers. One HTML file that opens offline; it reads the document and computes no mathematics.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace orthant {

/// `landscape`: an "orthant-landscape/1" document; its field "command", if any, is shown. `spec`: of that
/// document.
std::string landscape_page(const nlohmann::json& landscape, const nlohmann::json& spec);

}  // namespace orthant
