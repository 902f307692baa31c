/// The files of a landscape: document, Vega specification, page, and the picture as SVG and PNG.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace orthant::app {

/// Writes landscape.json, landscape.vg.json, landscape.html, landscape.svg (by Node) and landscape.png (by
/// rsvg-convert, twice the size) to the folder, each atomically. Returns one line for each picture that could
/// not be made because a program is missing or failed; an old file of that name is removed then. Throws
/// InputError when the folder or a file cannot be written.
std::vector<std::string> write_landscape(const std::string& folder, const nlohmann::ordered_json& document);

}  // namespace orthant::app
