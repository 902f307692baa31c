/// Matrix Market files (.mtx), https://math.nist.gov/MatrixMarket/formats.html.
///
///   %%MatrixMarket matrix coordinate|array real|integer|pattern general|symmetric
///   % comments and blank lines, anywhere after the first line
///   rows cols entries          (coordinate)      rows cols            (array)
///   row col value              (from 1; pattern  value                (column by column; a symmetric
///   …                           has no value)    …                     array from the diagonal down)
///
/// Accepted: what the first line above lists, in any case. Coordinate files become sparse data and an entry
/// written as 0 stays a stored entry; array files become dense data; a symmetric file gives its lower
/// triangle, which is mirrored. Refused, naming the line: complex, hermitian, skew-symmetric; NaN,
/// infinity; an index out of range, a coordinate given twice, an entry above the diagonal of a symmetric
/// file; more or fewer lines than announced; a line above 65536 bytes; a size above 2³¹ − 1; more than 2²⁴
/// rows or columns that must be empty; an array that the rest of the file cannot hold.
/// Memory while reading a coordinate file: at most 24 bytes an entry (of both triangles when symmetric; 20
/// when every value is a float) and 24 a row and column; what linalg/data_matrix.hpp says stays. Nothing is
/// reserved that the rest of the file cannot fill.
#pragma once

#include <istream>
#include <string>

#include "orthant/linalg/data_matrix.hpp"

namespace orthant {

/// `in` must be seekable and at its beginning; `name` stands for the file in messages.
DataMatrix read_matrix_market(std::istream& in, const std::string& name);

/// Writes sparse data as a coordinate file of reals, row by row, atomically. Every double is kept to the bit.
void write_matrix_market(const std::string& path, const CompressedLines& rows);

}  // namespace orthant
