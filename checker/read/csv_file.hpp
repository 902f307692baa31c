/// Tables of numbers as text, for comparing data: an own small reader, so that nothing of the program that
/// certified is trusted with what the data are.
///
/// One row a line; fields separated by semicolons, commas, tabs or blanks, whichever of these the second line
/// has, in this order; numbers and names may stand in quotation marks; `#` lines and blank lines are skipped.
/// The first line holds names when it has a text beside its first field, or one field less than the others.
/// The first column holds names when its first row does, or when the line of names has an empty first field
/// or none for it. Fields that are empty, NA, N/A, NaN, null or None are missing: the data are then the other
/// entries. A last column that is empty in every line is left out. Commas are decimal marks where they do not
/// separate, some field shows it (1,5; not 1,000), and none has a point.
#pragma once

#include <string>

#include "checker/arithmetic/rational_matrix.hpp"
#include "checker/read/data_file.hpp"

namespace orthant::checker {

/// Throws Rejected, naming line and column, for a text where a number is expected and for lines of unlike
/// length.
Data read_csv(const std::string& bytes, const std::string& name);

/// The same with numbers as they stand, nothing rounded, none missing, and at most `largest` rows and
/// columns:
///   [+−]digits/digits   or   [+−]digits[.digits][(e|E)[+−]digits], with exponents to ±1000
RationalMatrix read_exact_csv(const std::string& bytes, const std::string& name, long largest);

}  // namespace orthant::checker
