/// Symmetric matrices of exact numbers from text (.csv, .tsv): fractions and decimals, nothing rounded.
///
///   cell   [+−]digits/digits | [+−]digits[.digits][(e|E)[+−]digits]
///
/// Separators, names, quotation marks and decimal commas are those of csv_table.hpp. A cell may be of any
/// length. Limits: 5000 rows, exponents to ±1000, 2 GiB in all, over the common denominator too.
#pragma once

#include <istream>
#include <optional>
#include <string>
#include <string_view>

#include "orthant/files/csv_table.hpp"
#include "orthant/linalg/rational_symmetric.hpp"

namespace orthant {

/// nullopt when the cell is not of this form, its denominator is zero, or its exponent is beyond ±1000.
std::optional<mpq_class> parse_rational(std::string_view cell);

struct RationalTable {
  RationalSymmetric Q;
  CsvReading reading;
};

/// Throws InputError that names line and column: a cell that is not a number, rows of different length, not
/// square, not symmetric, a limit exceeded.
RationalTable read_rational_table(std::istream& in, const std::string& name, const CsvOptions& options);

}  // namespace orthant
