/// Sparse matrices as lines of names: triplets, as tables of ratings and counts are, and edges of graphs.
#pragma once

#include <istream>
#include <string>

#include "orthant/files/csv.hpp"

namespace orthant {

/// A line is `row, column, value`.
///
/// Rows and columns are whatever stands in the first two fields, numbers or words. When all of them are whole
/// numbers they are put in increasing order, otherwise they stay in the order in which they first occur;
/// either way `row_names` and `column_names` say which is which, and none is empty. A first line whose third
/// field is no number names the columns of the table. Refused, naming the line: another number of fields, a
/// value that is not a finite number, a pair given twice. Memory: 24 bytes a line, the names, and the result.
///
/// The decimal mark and the kind of file are what `options` says.
CsvMatrix read_triplets(std::istream& in, const std::string& name, const CsvOptions& options);

/// The same of a symmetric matrix: rows and columns share one set of names, and (i, j) stands for (j, i) too. When
/// both are there, they must be equal.
CsvMatrix read_symmetric_triplets(std::istream& in, const std::string& name, const CsvOptions& options);

/// An undirected graph as its symmetric matrix of weights: a line is two names and a weight, 1 when there is
/// none. An edge that is given more than once, in either direction, has the sum of its weights; that of a node to
/// itself is an entry of the diagonal, once. A first line of two words, above whole numbers only or such as
/// `source,target`, names the columns of the table.
CsvMatrix read_edges(std::istream& in, const std::string& name, const CsvOptions& options);

/// Whether dense data may be meant as triplets: three columns, the first two of which hold whole numbers ≥ 0.
bool looks_like_triplets(const DataMatrix& data);

}  // namespace orthant
