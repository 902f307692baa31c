/// Tables of numbers as text (.csv, .tsv): one row a line.
///
/// Fields are separated by semicolons, commas, tabs or blanks; a line and a column of names
/// are recognised (csv_table.hpp) and kept aside. Refused, naming line and column: text, an empty field, NaN
/// and infinity, a line with more or fewer fields than the first, an open quotation mark, no numbers at all,
/// and what may be names or data. The result is row-major dense data. Memory: 8 bytes an entry, half as much
/// again while it grows beyond the estimate that the first line gives, the longest line, and the names.
#pragma once

#include <istream>
#include <string>

#include "orthant/files/csv_table.hpp"
#include "orthant/linalg/data_matrix.hpp"

namespace orthant {

struct CsvMatrix {
  DataMatrix data;
  CsvReading reading;
};

/// `in` must be seekable; `name` stands for the file in messages. Unless `options.missing` is none, NaN, NA
/// and empty fields are NaN in the result, for the caller to take out (entries_not_nan in read_matrix.hpp).
CsvMatrix read_csv_table(std::istream& in, const std::string& name, const CsvOptions& options);

}  // namespace orthant
