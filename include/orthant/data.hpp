/// The data of a problem: X of m rows and n columns, dense or sparse, from a file or from memory.
///
///   Matrix, Vector, Index          Eigen's, in doubles, column-major
///   Data                           a matrix, which of its entries were observed, names
///   read_data(source, options)     a file of any format of docs/input.md, `-`, or `digits`
///   data_by_rows, data_by_columns  Data::matrix from memory of the caller's, copied
///   data_of_triplets               from a list of (row, column, value)
///
/// A caller's mistake throws InputError: one line with the value and what was expected.
#pragma once

#include "orthant/version.hpp"

#include <memory>
#include <utility>
#include <vector>

#include "orthant/base/error.hpp"
#include "orthant/linalg/data_matrix.hpp"
#include "orthant/recover/data.hpp"

namespace orthant {

/// rows·cols numbers, row after row.
inline std::shared_ptr<const DataMatrix> data_by_rows(const double* entries, Index rows, Index cols) {
  return std::make_shared<DataMatrix>(
      DataMatrix::dense_row_major(Eigen::Map<const Matrix>(entries, cols, rows)));
}

/// rows·cols numbers, column after column.
inline std::shared_ptr<const DataMatrix> data_by_columns(const double* entries, Index rows, Index cols) {
  return std::make_shared<DataMatrix>(DataMatrix::dense(Eigen::Map<const Matrix>(entries, rows, cols)));
}

/// Sparse: entries that are not named are zero, or not observed where Data::observed says so. `entries` in
/// any order, from 0; InputError when one is given twice.
inline std::shared_ptr<const DataMatrix> data_of_triplets(std::vector<Triplet> entries, Index rows,
                                                          Index cols) {
  return std::make_shared<DataMatrix>(DataMatrix::sparse_rows(compress_rows(rows, cols, std::move(entries))));
}

}  // namespace orthant
