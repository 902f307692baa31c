/// A number of the document as it stands on the page: rounded for people, with its path and its full value
/// beside it for programs:
///
///   <span data-field="relative_error" data-value="0.3247026825795101">32.47 %</span>
///
/// Bounds say which way they are rounded: data-bound="at least" (the shown number is), or "at most".
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "orthant/report/page/html.hpp"

namespace orthant {

Html show_integer(double x);              ///< 115,008
Html show_decimal(double x, int digits);  ///< 364,109.46, or 7.0×10⁻¹³ (four digits at most)
/// The same rounded up or down, from the shortest text of the double, as the document has it; at most four
/// digits.
Html show_bound(double x, int digits, bool up);
Html show_percent(double x, int digits);  ///< 0.3247 → 32.47 %
std::string show_word(double x);          ///< seven, up to twenty; digits beyond

/// at_least, at_most: decimal, rounded so that what is shown bounds the number from above, or from below.
enum class Show { integer, word, capital_word, decimal, percent, at_least, at_most };

/// The number at `path`, or nothing if it is absent. `path` may also be an array followed by `.length`.
Html field(const nlohmann::json& document, const std::string& path, Show show, int digits = 3);

/// As field(), with a dash for what is absent: for the cells of a table.
Html field_or_dash(const nlohmann::json& document, const std::string& path, Show show, int digits = 3);

/// The text at `path` as it is, or nothing if it is absent: an element with `data-field` and no `data-value`.
Html text_field(const nlohmann::json& document, const std::string& path);

}  // namespace orthant
