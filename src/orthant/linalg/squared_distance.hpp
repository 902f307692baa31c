/// ‖A − LRᵀ‖² from explicit residuals, and how far rounding may have taken it (rounding.hpp).
#pragma once

#include <algorithm>

#include "orthant/linalg/rounding.hpp"
#include "orthant/linalg/sparse.hpp"

extern "C" double cblas_ddot(int n, const double* x, int step_x, const double* y, int step_y);

namespace orthant {

/// ‖A‖², column by column, in BLAS's loop for this processor.
inline double squared_norm(const Matrix& A) {
  const int rows = static_cast<int>(A.rows());
  double total = 0;
  for (Index j = 0; j < A.cols(); ++j) total += cblas_ddot(rows, A.col(j).data(), 1, A.col(j).data(), 1);
  return total;
}

/// Calls visit(residual, i, j) for tiles of 4096×256 of A − LRᵀ: the tile (8 MB) is the only temporary.
template <class Entries, class Visit>
void visit_residual_tiles(const Entries& A, const ConstMatrixRef& L, const ConstMatrixRef& R,
                          const Visit& visit) {
  constexpr Index tile_rows = 4096, tile_cols = 256;
  Matrix residual;
  for (Index j = 0; j < A.cols(); j += tile_cols) {
    const Index width = std::min(tile_cols, A.cols() - j);
    for (Index i = 0; i < A.rows(); i += tile_rows) {
      const Index height = std::min(tile_rows, A.rows() - i);
      residual = A.block(i, j, height, width).template cast<double>();
      residual.noalias() -= L.middleRows(i, height) * R.middleRows(j, width).transpose();
      visit(residual, i, j);
    }
  }
}

template <class Entries>
double dense_squared_distance(const Entries& A, const ConstMatrixRef& L, const ConstMatrixRef& R) {
  double total = 0;
  visit_residual_tiles(A, L, R,
                       [&](const Matrix& residual, Index, Index) { total += squared_norm(residual); });
  return total;
}

template <class Entries>
double dense_squared_distance_error(const Entries& A, const ConstMatrixRef& L, const ConstMatrixRef& R) {
  const Matrix left = L.cwiseAbs(), right = R.cwiseAbs();
  double total = 0, error = 0;
  Matrix size;
  visit_residual_tiles(A, L, R, [&](const Matrix& residual, Index i, Index j) {
    size = A.block(i, j, residual.rows(), residual.cols()).template cast<double>().cwiseAbs();
    size.noalias() += left.middleRows(i, residual.rows()) * right.middleRows(j, residual.cols()).transpose();
    total += squared_norm(residual);
    error += squares_rounding(residual, size, residual_rounding(L.cols()));
  });
  return error + sum_rounding(static_cast<double>(A.size())) * total;
}

/// Σ over stored (a − l·r)², and over absent entries ‖LRᵀ‖² − Σ over stored (l·r)², unless that difference
/// loses its digits because LRᵀ nearly vanishes off the stored entries and looking at each of them is
/// affordable.
struct SparseSquaredDistance {
  double on_stored = 0, on_absent = 0;
  bool by_difference = true;  ///< on_absent is ‖LRᵀ‖² less a sum; else it was summed itself
  double value() const { return on_stored + on_absent; }
};

/// Σ over absent entries (l·r)² in strips of rows of at most 2²⁰ entries: 2·rows·cols·k flops.
template <class Value>
double explicit_sum_on_absent(const LinesView<Value>& A, const ConstMatrixRef& L, const ConstMatrixRef& R) {
  const Index strip = std::max<Index>(1, (Index{1} << 20) / std::max<Index>(1, A.length));
  double total = 0;
  Matrix product;  // columns are rows of A
  for (Index i = 0; i < A.lines; i += strip) {
    const Index height = std::min(strip, A.lines - i);
    product.noalias() = R * L.middleRows(i, height).transpose();
    for (Index line = i; line < i + height; ++line)
      for (std::int64_t p = A.start[line]; p < A.start[line + 1]; ++p) product(A.index[p], line - i) = 0;
    total += squared_norm(product);
  }
  return total;
}

/// visit(i, l, right) for every line i of A, side by side: row i of L, and the rows of R one after another.
template <class Value, class Visit>
void visit_lines(const LinesView<Value>& A, const ConstMatrixRef& L, const ConstMatrixRef& R,
                 const Visit& visit) {
  const Index k = L.cols();
  const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> right = R;
#pragma omp parallel if (A.nonzeros() * k > 100000)
  {
    Vector l(k);
#pragma omp for schedule(dynamic, 64)
    for (Index i = 0; i < A.lines; ++i) {
      l = L.row(i).transpose();
      visit(i, l.data(), right.data());
    }
  }
}

/// Row sums are stored and added in order, so that the result does not depend on the number of threads.
template <class Value>
SparseSquaredDistance sparse_squared_distance(const LinesView<Value>& A, const ConstMatrixRef& L,
                                              const ConstMatrixRef& R) {
  const Index k = L.cols();
  Vector residual(A.lines), product(A.lines);  // per row: Σ (a − l·r)² and Σ (l·r)² over stored entries
  visit_lines(A, L, R, [&](Index i, const double* l, const double* right) {
    double row_residual = 0, row_product = 0;
    for (std::int64_t p = A.start[i]; p < A.start[i + 1]; ++p) {
      const double* r = right + static_cast<Index>(A.index[p]) * k;
      double inner = 0;
      for (Index c = 0; c < k; ++c) inner += l[c] * r[c];
      const double difference = A.value[p] - inner;
      row_residual += difference * difference;
      row_product += inner * inner;
    }
    residual[i] = row_residual;
    product[i] = row_product;
  });
  SparseSquaredDistance out;
  double product_on_stored = 0;
  for (Index i = 0; i < A.lines; ++i) {
    out.on_stored += residual[i];
    product_on_stored += product[i];
  }
  // ‖LRᵀ‖² = ⟨LᵀL, RᵀR⟩; its part on the absent entries is ≥ 0 and rounding must not say otherwise.
  const Matrix left_gram = L.transpose() * L, right_gram = R.transpose() * R;
  const double everywhere = left_gram.cwiseProduct(right_gram).sum();
  out.on_absent = std::max(0.0, everywhere - product_on_stored);
  const double work = static_cast<double>(A.lines) * static_cast<double>(A.length) * static_cast<double>(k);
  if (out.on_absent < 1e-6 * everywhere && work <= 1e11) {
    out.on_absent = explicit_sum_on_absent(A, L, R);
    out.by_difference = false;
  }
  return out;
}

template <class Value>
double sparse_squared_distance_error(const LinesView<Value>& A, const ConstMatrixRef& L,
                                     const ConstMatrixRef& R) {
  const Index k = L.cols();
  const double rounding = residual_rounding(k);
  Vector line(A.lines);
  visit_lines(A, L, R, [&](Index i, const double* l, const double* right) {
    double error = 0;
    for (std::int64_t p = A.start[i]; p < A.start[i + 1]; ++p) {
      const double* r = right + static_cast<Index>(A.index[p]) * k;
      const double a = A.value[p];
      double inner = 0, size = std::abs(a);
      for (Index c = 0; c < k; ++c) {
        inner += l[c] * r[c];
        size += std::abs(l[c] * r[c]);
      }
      error += rounding * size * (2 * std::abs(a - inner) + rounding * size);
    }
    line[i] = error;
  });
  const SparseSquaredDistance distance = sparse_squared_distance(A, L, R);
  const double sums = sum_rounding(static_cast<double>(A.lines) * static_cast<double>(A.length));
  const Matrix left = L.cwiseAbs(), right = R.cwiseAbs();
  const Matrix left_gram = left.transpose() * left, right_gram = right.transpose() * right;
  // Absent entries are products themselves, each right to a part of itself when all are ≥ 0.
  const double absent = distance.by_difference || (L.array() < 0).any() || (R.array() < 0).any()
                            ? left_gram.cwiseProduct(right_gram).sum()
                            : distance.on_absent;
  return line.sum() + (2 * rounding + sums) * absent + sums * distance.value();
}

}  // namespace orthant
