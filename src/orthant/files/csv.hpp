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

/// `in` must be seekable; `name` stands for the file in messages. With `options.missing_entries` NaN, NA and
/// empty fields are NaN in the result, for the caller to take out (entries_not_nan in read_matrix.hpp).
CsvMatrix read_csv_table(std::istream& in, const std::string& name, const CsvOptions& options);

/// A sparse matrix as a table of triplets: a line is `row, column, value`, as tables of ratings and counts
/// are.
///
/// Rows and columns are whatever stands in the first two fields, numbers or words. When all of them are whole
/// numbers they are put in increasing order, otherwise they stay in the order in which they first occur;
/// either way `row_names` and `column_names` say which is which, and none is empty. A first line whose third
/// field is no number names the columns of the table. Refused, naming the line: another number of fields, a
/// value that is not a finite number, a pair given twice. Memory: 24 bytes a line, the names, and the result.
///
/// The decimal mark and the kind of file are what `options` says.
CsvMatrix read_triplets(std::istream& in, const std::string& name, const CsvOptions& options);

/// Whether dense data may be meant as triplets: three columns, the first two of which hold whole numbers ≥ 0.
bool looks_like_triplets(const DataMatrix& data);

}  // namespace orthant
