/// Symmetric matrices of exact numbers from text: fractions and decimals, nothing rounded.
///
///   cell       [+−]digits/digits | [+−]digits[.digits][(e|E)[+−]digits]
///   separator  comma, semicolon, or blanks and tabs: the first of these in the first line of numbers
///
/// Lines that start with `#` and blank lines are skipped; there are no names and no quotation marks. Limits:
/// 5000 rows, 1000 characters a cell, exponents to ±1000, a common denominator of 2¹⁶ bits, 2 GiB in all.
#pragma once

#include <istream>
#include <optional>
#include <string>
#include <string_view>

#include "orthant/linalg/rational_symmetric.hpp"

namespace orthant {

/// nullopt when the cell is not of this form, its denominator is zero, or a limit is exceeded.
std::optional<mpq_class> parse_rational(std::string_view cell);

/// Throws InputError that names line and column: a cell that is not a number, rows of different length, not
/// square, not symmetric, a limit exceeded.
RationalSymmetric read_rational_csv(std::istream& in, const std::string& name);

}  // namespace orthant
