/// Exact factors as text: a fraction or decimal (rational_csv.hpp), or the square root of one.
///
///   scale   [+−]sqrt(q) | q        "1/3", "0.25", "sqrt(1/3)", "-sqrt(2)"
#pragma once

#include <optional>
#include <string_view>

#include "orthant/linalg/exact_scale.hpp"

namespace orthant {

/// nullopt when the text is not of this form, a radicand is negative, or the number has no shorter name than
/// 1000 characters. ExactScale::to_string gives back a text that reads as the same number.
std::optional<ExactScale> parse_exact_scale(std::string_view text);

}  // namespace orthant
