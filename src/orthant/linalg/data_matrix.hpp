/// The data of a problem: a dense or sparse matrix, immutable once built, products with thin matrices.
///
/// * dense: column-major or row-major as it came (a row-major file is not transposed), of doubles or of
///   floats;
/// * sparse: CSR and CSC side by side (StoredLines), so that A V and AᵀV are both gathers;
///   a nonzero takes 24 bytes, 8 less when every value is a float (counts, for example), and
///   2 less for each side of at most 65536;
///   a dense copy is never made.
///
/// Entries are the matrix's own, or those of the caller's (`Owner`), which are not copied.
///
/// A float is the real number it stands for: whatever is said of the data is said of that number, and
/// everything but Precision::single is computed in double from it.
#pragma once

#include <functional>
#include <memory>
#include <variant>

#include "orthant/linalg/implicit_matrix.hpp"
#include "orthant/linalg/matrix.hpp"
#include "orthant/linalg/sparse.hpp"

namespace orthant {

using FloatMatrix = Eigen::MatrixXf;

/// What keeps memory alive that a matrix only looks at.
using Owner = std::shared_ptr<const void>;

template <class Value>
using DenseEntries = Eigen::Map<const Eigen::Matrix<Value, Eigen::Dynamic, Eigen::Dynamic>, Eigen::Unaligned,
                                Eigen::OuterStride<>>;

template <class Value>
struct DenseStorage {
  // In parts, since a Map cannot be assigned.
  const Value* data;
  Index height, width, stride;
  bool transposed;
  Owner owner;

  DenseEntries<Value> entries() const { return {data, height, width, Eigen::OuterStride<>(stride)}; }
};

template <class Value>
struct SparseStorage {
  StoredLines<Value> rows, cols;
};

class DataMatrix final : public ImplicitMatrix {
 public:
  /// A = `columns` (column-major).
  static DataMatrix dense(Matrix columns);
  static DataMatrix dense_floats(FloatMatrix columns);

  /// A = `transposed`ᵀ: a row-major rows×cols matrix is a column-major cols×rows one.
  static DataMatrix dense_row_major(Matrix transposed);
  static DataMatrix dense_row_major_floats(FloatMatrix transposed);

  /// A = `columns`, or `columns`ᵀ, of the caller's.
  static DataMatrix dense_view(const DenseEntries<double>& columns, bool transposed, Owner owner);
  static DataMatrix dense_view(const DenseEntries<float>& columns, bool transposed, Owner owner);

  static DataMatrix sparse_rows(CompressedLines rows);     ///< from CSR
  static DataMatrix sparse_columns(CompressedLines cols);  ///< from CSC

  /// From lines of the caller's, rows or columns, of which only the other direction is copied.
  static DataMatrix sparse_view(const LinesView<double>& lines, bool rows, Owner owner);
  static DataMatrix sparse_view(const LinesView<float>& lines, bool rows, Owner owner);

  Index rows() const override { return rows_; }
  Index cols() const override { return cols_; }
  bool is_sparse() const { return storage_.index() >= 2; }

  /// Stored entries: rows·cols when dense, nonzeros when sparse.
  Index stored() const;

  /// Bytes held for the entries.
  Index bytes() const;

  Matrix times(const ConstMatrixRef& V) const override;
  Matrix transpose_times(const ConstMatrixRef& V) const override;

  /// out = A V (rows×k) and out = AᵀV (cols×k), into memory of the caller's: below and in
  /// sparse_product.hpp. For sparse data the result does not depend on the number of threads. Nothing is
  /// allocated once a product of this size has been made.
  void multiply(const ConstMatrixRef& V, Precision precision, MatrixRef out) const;
  void multiply_transposed(const ConstMatrixRef& V, Precision precision, MatrixRef out) const;

  /// out = rows first, first + 1, … of A, as many as out has, times V. For dense data that are symmetric: columns are
  /// read where rows do not lie together.
  void multiply_symmetric_rows(Index first, const ConstMatrixRef& V, MatrixRef out) const;

  double squared_norm() const { return squared_norm_; }  ///< ‖A‖²
  double sum() const { return sum_; }

  /// ‖A − LRᵀ‖², from explicit residuals: no cancellation between ‖A‖² and ‖LRᵀ‖² where A is stored.
  /// Dense: by blocks of columns. Sparse: Σ over stored (a − l·r)² + (‖LRᵀ‖² − Σ over stored (l·r)²), and
  /// entry by entry, in strips, where that difference would cancel (and rows·cols·k ≤ 1e11).
  double squared_distance(const ConstMatrixRef& L, const ConstMatrixRef& R) const;

  /// How far rounding may have taken squared_distance from the exact value (rounding.hpp).
  double squared_distance_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const;

  /// row += factor · A(i, :) for side rows, or A(:, i): the vector has length cols, or rows.
  void add_row(Index i, double factor, Vector& row) const;
  void add_col(Index j, double factor, Vector& col) const;

  /// How many rows and columns hold no nonzero.
  Index empty_rows() const;
  Index empty_cols() const;

  /// True when A = Aᵀ, entry for entry.
  bool is_symmetric() const override;

  /// Calls visit(i, j, a) for every stored entry, row by row for sparse data.
  void for_each(const std::function<void(Index, Index, double)>& visit) const;

  /// The rows of sparse data, copied. Throws InputError for dense data.
  CompressedLines sparse_row_lines() const;

  /// The rows, or the columns, of sparse data as they are stored. Throws InputError for dense data.
  LineView row_lines() const;
  LineView col_lines() const;

  /// out = a block of dense data, rows×cols of it from (row, col) on. Throws InputError for sparse data.
  void copy_block(Index row, Index col, MatrixRef out) const;

 private:
  // Templates of this scope, since clang 14 never completes a nested one that the class holds.
  using Storage =
      std::variant<DenseStorage<double>, DenseStorage<float>, SparseStorage<double>, SparseStorage<float>>;

  DataMatrix(Index rows, Index cols, Storage storage);
  void check_factors(const ConstMatrixRef& L, const ConstMatrixRef& R) const;
  template <class Value>
  static DataMatrix dense(DenseStorage<Value> A);
  template <class Value>
  static DataMatrix sparse(StoredLines<Value> rows, StoredLines<Value> cols);
  template <class Value>
  static DataMatrix sparse_lines(StoredLines<Value> lines, bool rows);

  Index rows_, cols_;
  Storage storage_;
  double squared_norm_ = 0, sum_ = 0;
};

}  // namespace orthant
