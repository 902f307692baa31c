#include "orthant/linalg/data_matrix.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "orthant/core/error.hpp"

namespace orthant {

namespace {

using RowMajorMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

void check(Index found, Index expected, const char* what, const char* expectation) {
  if (found == expected) return;
  throw InputError(std::string(what) + " = " + std::to_string(found) + "; expected " + expectation + " = " +
                   std::to_string(expected));
}

void check_position(Index found, Index size, const char* what) {
  if (found >= 0 && found < size) return;
  throw InputError(std::string(what) + " = " + std::to_string(found) + "; expected 0 ≤ " + what + " < " +
                   std::to_string(size));
}

/// ‖A − LRᵀ‖² by tiles of 4096×256: the residual tile (8 MB) is the only temporary.
double dense_squared_distance(const Matrix& A, const ConstMatrixRef& L, const ConstMatrixRef& R) {
  constexpr Index tile_rows = 4096, tile_cols = 256;
  double total = 0;
  Matrix residual;
  for (Index j = 0; j < A.cols(); j += tile_cols) {
    const Index width = std::min(tile_cols, A.cols() - j);
    for (Index i = 0; i < A.rows(); i += tile_rows) {
      const Index height = std::min(tile_rows, A.rows() - i);
      residual = A.block(i, j, height, width);
      residual.noalias() -= L.middleRows(i, height) * R.middleRows(j, width).transpose();
      total += residual.squaredNorm();
    }
  }
  return total;
}

/// ‖A − LRᵀ‖² entry by entry, absent ones included, in strips of rows of at most 2²⁰ entries: 2·rows·cols·k
/// flops.
double explicit_sparse_squared_distance(const CompressedLines& A, const ConstMatrixRef& L,
                                        const ConstMatrixRef& R) {
  const Index strip = std::max<Index>(1, (Index{1} << 20) / std::max<Index>(1, A.length));
  double total = 0;
  Matrix residual;  // columns are rows of A
  for (Index i = 0; i < A.lines; i += strip) {
    const Index height = std::min(strip, A.lines - i);
    residual.noalias() = R * L.middleRows(i, height).transpose();
    for (Index line = i; line < i + height; ++line) {
      for (std::int64_t p = A.start[line]; p < A.start[line + 1]; ++p)
        residual(A.index[p], line - i) -= A.value[p];
    }
    total += residual.squaredNorm();
  }
  return total;
}

/// Row sums are stored and added in order, so that the result does not depend on the number of threads.
double sparse_squared_distance(const CompressedLines& A, const ConstMatrixRef& L, const ConstMatrixRef& R) {
  const Index k = L.cols();
  const RowMajorMatrix left = L, right = R;
  Vector residual(A.lines), product(A.lines);  // per row: Σ (a − l·r)² and Σ (l·r)² over stored entries
#pragma omp parallel for schedule(dynamic, 64) if (A.nonzeros() * k > 100000)
  for (Index i = 0; i < A.lines; ++i) {
    const double* l = left.data() + i * k;
    double row_residual = 0, row_product = 0;
    for (std::int64_t p = A.start[i]; p < A.start[i + 1]; ++p) {
      const double* r = right.data() + static_cast<Index>(A.index[p]) * k;
      double inner = 0;
      for (Index c = 0; c < k; ++c) inner += l[c] * r[c];
      const double difference = A.value[p] - inner;
      row_residual += difference * difference;
      row_product += inner * inner;
    }
    residual[i] = row_residual;
    product[i] = row_product;
  }
  double on_stored = 0, product_on_stored = 0;
  for (Index i = 0; i < A.lines; ++i) {
    on_stored += residual[i];
    product_on_stored += product[i];
  }
  // ‖LRᵀ‖² = ⟨LᵀL, RᵀR⟩; its part on the absent entries is ≥ 0 and rounding must not say otherwise.
  const Matrix left_gram = L.transpose() * L, right_gram = R.transpose() * R;
  const double product_everywhere = left_gram.cwiseProduct(right_gram).sum();
  const double on_absent = product_everywhere - product_on_stored;
  // The difference loses its digits when LRᵀ nearly vanishes off the stored entries; then look at each of
  // them.
  const double work = static_cast<double>(A.lines) * static_cast<double>(A.length) * static_cast<double>(k);
  if (on_absent < 1e-6 * product_everywhere && work <= 1e11) return explicit_sparse_squared_distance(A, L, R);
  return on_stored + std::max(0.0, on_absent);
}

void add_line(const CompressedLines& A, Index i, double factor, Vector& out) {
  for (std::int64_t p = A.start[i]; p < A.start[i + 1]; ++p) out[A.index[p]] += factor * A.value[p];
}

Index lines_without_nonzero(const CompressedLines& A) {
  Index count = 0;
  for (Index i = 0; i < A.lines; ++i) {
    const auto first = A.value.begin() + A.start[i], last = A.value.begin() + A.start[i + 1];
    count += std::all_of(first, last, [](double a) { return a == 0; });
  }
  return count;
}

/// Whether two sparse vectors agree where a missing entry counts as the zero it stands for.
bool same_line(const CompressedLines& A, const CompressedLines& B, Index i) {
  std::int64_t p = A.start[i], q = B.start[i];
  const std::int64_t p_end = A.start[i + 1], q_end = B.start[i + 1];
  while (p < p_end || q < q_end) {
    const bool in_a = p < p_end && (q == q_end || A.index[p] <= B.index[q]);
    const bool in_b = q < q_end && (p == p_end || B.index[q] <= A.index[p]);
    const double a = in_a ? A.value[p++] : 0.0, b = in_b ? B.value[q++] : 0.0;
    if (a != b) return false;
  }
  return true;
}

}  // namespace

DataMatrix::DataMatrix(Index rows, Index cols, std::variant<Dense, Sparse> storage)
    : rows_(rows), cols_(cols), storage_(std::move(storage)) {
  if (const auto* dense = std::get_if<Dense>(&storage_)) {
    squared_norm_ = dense->entries.squaredNorm();
    sum_ = dense->entries.sum();
    return;
  }
  for (const double a : std::get<Sparse>(storage_).rows.value) {
    squared_norm_ += a * a;
    sum_ += a;
  }
}

DataMatrix DataMatrix::dense(Matrix columns) {
  const Index rows = columns.rows(), cols = columns.cols();
  return DataMatrix(rows, cols, Dense{std::move(columns), false});
}

DataMatrix DataMatrix::dense_row_major(Matrix transposed) {
  const Index rows = transposed.cols(), cols = transposed.rows();
  return DataMatrix(rows, cols, Dense{std::move(transposed), true});
}

DataMatrix DataMatrix::sparse_rows(CompressedLines rows) {
  CompressedLines cols = rows.turned();
  const Index n1 = rows.lines, n2 = rows.length;
  return DataMatrix(n1, n2, Sparse{std::move(rows), std::move(cols)});
}

DataMatrix DataMatrix::sparse_columns(CompressedLines cols) {
  CompressedLines rows = cols.turned();
  const Index n1 = rows.lines, n2 = rows.length;
  return DataMatrix(n1, n2, Sparse{std::move(rows), std::move(cols)});
}

Index DataMatrix::stored() const {
  return is_sparse() ? std::get<Sparse>(storage_).rows.nonzeros() : rows_ * cols_;
}

Index DataMatrix::bytes() const {
  const Index number = sizeof(double), offset = sizeof(std::int64_t), place = sizeof(std::int32_t);
  if (!is_sparse()) return rows_ * cols_ * number;
  return 2 * stored() * (number + place) + (rows_ + 1 + cols_ + 1) * offset;
}

Matrix DataMatrix::times(const ConstMatrixRef& V) const {
  check(V.rows(), cols_, "rows of the right factor", "columns of the data");
  if (const auto* sparse = std::get_if<Sparse>(&storage_)) return sparse->rows.times(V);
  const auto& [entries, transposed] = std::get<Dense>(storage_);
  if (transposed) return entries.transpose() * V;
  return entries * V;
}

Matrix DataMatrix::transpose_times(const ConstMatrixRef& V) const {
  check(V.rows(), rows_, "rows of the right factor", "rows of the data");
  if (const auto* sparse = std::get_if<Sparse>(&storage_)) return sparse->cols.times(V);
  const auto& [entries, transposed] = std::get<Dense>(storage_);
  if (transposed) return entries * V;
  return entries.transpose() * V;
}

void DataMatrix::multiply(const ConstMatrixRef& V, Precision, MatrixRef out) const {
  out = times(V);
}

void DataMatrix::multiply_transposed(const ConstMatrixRef& V, Precision, MatrixRef out) const {
  out = transpose_times(V);
}

double DataMatrix::squared_distance(const ConstMatrixRef& L, const ConstMatrixRef& R) const {
  check(L.rows(), rows_, "rows of L", "rows of the data");
  check(R.rows(), cols_, "rows of R", "columns of the data");
  check(R.cols(), L.cols(), "columns of R", "columns of L");
  if (const auto* sparse = std::get_if<Sparse>(&storage_)) return sparse_squared_distance(sparse->rows, L, R);
  const auto& [entries, transposed] = std::get<Dense>(storage_);
  return transposed ? dense_squared_distance(entries, R, L) : dense_squared_distance(entries, L, R);
}

void DataMatrix::add_row(Index i, double factor, Vector& row) const {
  check_position(i, rows_, "row");
  check(row.size(), cols_, "length of the vector", "columns of the data");
  if (const auto* sparse = std::get_if<Sparse>(&storage_)) return add_line(sparse->rows, i, factor, row);
  const auto& [entries, transposed] = std::get<Dense>(storage_);
  if (transposed) {
    row += factor * entries.col(i);
  } else {
    row += factor * entries.row(i).transpose();
  }
}

void DataMatrix::add_col(Index j, double factor, Vector& col) const {
  check_position(j, cols_, "column");
  check(col.size(), rows_, "length of the vector", "rows of the data");
  if (const auto* sparse = std::get_if<Sparse>(&storage_)) return add_line(sparse->cols, j, factor, col);
  const auto& [entries, transposed] = std::get<Dense>(storage_);
  if (transposed) {
    col += factor * entries.row(j).transpose();
  } else {
    col += factor * entries.col(j);
  }
}

Index DataMatrix::empty_rows() const {
  if (const auto* sparse = std::get_if<Sparse>(&storage_)) return lines_without_nonzero(sparse->rows);
  const auto& [entries, transposed] = std::get<Dense>(storage_);
  const auto zero = entries.array() == 0;
  return transposed ? zero.colwise().all().count() : zero.rowwise().all().count();
}

Index DataMatrix::empty_cols() const {
  if (const auto* sparse = std::get_if<Sparse>(&storage_)) return lines_without_nonzero(sparse->cols);
  const auto& [entries, transposed] = std::get<Dense>(storage_);
  const auto zero = entries.array() == 0;
  return transposed ? zero.rowwise().all().count() : zero.colwise().all().count();
}

bool DataMatrix::is_symmetric() const {
  if (rows_ != cols_) return false;
  if (const auto* dense = std::get_if<Dense>(&storage_)) return dense->entries == dense->entries.transpose();
  const auto& [by_row, by_col] = std::get<Sparse>(storage_);
  for (Index i = 0; i < rows_; ++i) {
    if (!same_line(by_row, by_col, i)) return false;
  }
  return true;
}

void DataMatrix::for_each(const std::function<void(Index, Index, double)>& visit) const {
  if (const auto* sparse = std::get_if<Sparse>(&storage_)) {
    const CompressedLines& A = sparse->rows;
    for (Index i = 0; i < rows_; ++i) {
      for (std::int64_t p = A.start[i]; p < A.start[i + 1]; ++p) visit(i, A.index[p], A.value[p]);
    }
    return;
  }
  const auto& [entries, transposed] = std::get<Dense>(storage_);
  for (Index outer = 0; outer < entries.cols(); ++outer) {
    for (Index inner = 0; inner < entries.rows(); ++inner) {
      if (transposed) {
        visit(outer, inner, entries(inner, outer));
      } else {
        visit(inner, outer, entries(inner, outer));
      }
    }
  }
}

const CompressedLines& DataMatrix::sparse_row_lines() const {
  if (const auto* sparse = std::get_if<Sparse>(&storage_)) return sparse->rows;
  throw InputError("the data are dense; expected sparse data");
}

const CompressedLines& DataMatrix::sparse_col_lines() const {
  if (const auto* sparse = std::get_if<Sparse>(&storage_)) return sparse->cols;
  throw InputError("the data are dense; expected sparse data");
}

void DataMatrix::copy_block(Index row, Index col, MatrixRef out) const {
  if (is_sparse()) throw InputError("the data are sparse; expected dense data");
  const auto& [entries, transposed] = std::get<Dense>(storage_);
  if (transposed) {
    out = entries.block(col, row, out.cols(), out.rows()).transpose();
  } else {
    out = entries.block(row, col, out.rows(), out.cols());
  }
}

}  // namespace orthant
