/// Showing numbers of a document.
///
/// A number stands on the page rounded for people, with its path and its full value beside it for programs;
/// paths are dotted, "certificate.second_order.modulus" or "minima.0.objective":
///
///   <span class='n' data-field='relative_error' data-value='0.3247026825795101'>32.47 %</span>
///
/// Bounds say which way they are rounded: data-bound="at least" (the shown number is), or "at most".
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "orthant/report/page/html.hpp"

namespace orthant::report {

Html show_integer(double x);              ///< 115,008
Html show_decimal(double x, int digits);  ///< 364,109.46, or 7.0×10⁻¹³ (four digits at most)
Html show_percent(double x, int digits);  ///< 0.3247 → 32.47 %
std::string show_word(double x);          ///< seven, up to twenty; digits beyond

std::string capital(std::string words);  ///< with its first letter in upper case

/// As show_decimal, rounded up or down from the shortest text of the double, as the document has it; at most
/// four digits.
Html show_bound(double x, int digits, bool up);

/// at_least, at_most: decimal, rounded so that what is shown bounds the number from above, or from below.
enum class Show { integer, word, capital_word, decimal, percent, at_least, at_most };

/// A number of the document with the path that it has there; nothing if it is null or not finite.
Html shown(const std::string& path, const nlohmann::json& value, Show show, int digits = 3);
template <class Number>
Html shown(const std::string& path, const std::optional<Number>& value, Show show, int digits = 3) {
  return value ? shown(path, nlohmann::json(*value), show, digits) : Html{};
}

/// Text of the document, or nothing if it is empty: an element with `data-field` and no `data-value`.
Html shown_text(const std::string& path, const std::string& words);

}  // namespace orthant::report
