/// A sparse matrix as a table of triplets: a line is `row, column, value`, as tables of ratings and counts
/// are.
///
/// Rows and columns are whatever stands in the first two fields, numbers or words. When all of them are whole
/// numbers they are put in increasing order, otherwise they stay in the order in which they first occur;
/// either way `row_names` and `column_names` say which is which, and none is empty. A first line whose third
/// field is no number names the columns of the table. Refused, naming the line: another number of fields, a
/// value that is not a finite number, a pair given twice. Memory: 24 bytes a line, the names, and the result.
#pragma once

#include <istream>
#include <string>

#include "orthant/files/csv.hpp"

namespace orthant {

/// The decimal mark and the kind of file are what `options` says.
CsvMatrix read_triplets(std::istream& in, const std::string& name, const CsvOptions& options);

/// Whether dense data may be meant as triplets: three columns, the first two of which hold whole numbers ≥ 0.
bool looks_like_triplets(const DataMatrix& data);

}  // namespace orthant
