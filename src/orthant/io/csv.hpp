/// Tables of numbers as text (.csv): one row a line.
///
/// Accepted: fields separated by semicolons, commas, tabs or blanks, whichever of these the first line of
/// numbers has, in this order; at most one line of names before it (no name may be a number or empty, so a
/// damaged line of data is never taken for names); numbers in quotation marks; `#` lines and blank lines,
/// skipped; LF and CRLF; a UTF-8 byte order mark. Refused, naming line and column: text, an empty field, NaN
/// and infinity, a line with more or fewer fields than the first, an open quotation mark, no numbers at all.
/// The result is row-major dense data. Memory: 8 bytes an entry, half as much again while it grows beyond
/// the estimate that the first line gives, and the longest line.
#pragma once

#include <istream>
#include <string>

#include "orthant/linalg/data_matrix.hpp"

namespace orthant {

/// `in` must be seekable; `name` stands for the file in messages.
DataMatrix read_csv(std::istream& in, const std::string& name);

/// The same with NaN kept as it is, for the caller to take out (weighted_entries.hpp).
DataMatrix read_csv_with_missing(std::istream& in, const std::string& name);

}  // namespace orthant
