#include "orthant/solve/row_preconditioner.hpp"

#include <algorithm>
#include <cmath>

namespace orthant {

namespace {

/// Columns of row i that are free.
Index free_columns(const Mask& free, Index i, std::vector<Index>& columns) {
  Index count = 0;
  for (Index k = 0; k < free.cols(); ++k)
    if (free(i, k)) columns[static_cast<size_t>(count++)] = k;
  return count;
}

/// Cholesky of the m×m matrix in `lower` (packed rows), in place, reciprocals on the diagonal. A pivot that
/// rounding made small is replaced: the factor then belongs to a nearby matrix.
void cholesky_packed(std::vector<double>& lower, Index m) {
  for (Index i = 0; i < m; ++i) {
    double* row = lower.data() + i * (i + 1) / 2;
    for (Index j = 0; j <= i; ++j) {
      const double* other = lower.data() + j * (j + 1) / 2;
      double sum = row[j];
      for (Index k = 0; k < j; ++k) sum -= row[k] * other[k];
      row[j] = j < i ? sum * other[j] : 1 / std::sqrt(std::max(sum, 1e-7 * std::abs(row[i])));
    }
  }
}

}  // namespace

RowPreconditioner::RowPreconditioner(const Expansion& at, const Matrix& U, double damping) {
  choose_free_entries(at, U);
  if (by_rows_) {
    factor(at, damping);
  } else {
    scale_ = 1 / (U.squaredNorm() / static_cast<double>(U.cols()) + damping);
  }
}

void RowPreconditioner::choose_free_entries(const Expansion& at, const Matrix& U) {
  const Matrix& gradient = at.gradient();
  free_.resize(U.rows(), U.cols());
  Matrix block;
  by_rows_ = at.row_block(0, block);
  const Index rows = U.rows();
#pragma omp parallel firstprivate(block) if (U.size() > 20000)
  {
#pragma omp for schedule(static)
    for (Index i = 0; i < rows; ++i) {
      if (by_rows_) at.row_block(i, block);
      for (Index k = 0; k < U.cols(); ++k) {
        const double g = gradient(i, k);
        const double curvature = by_rows_ ? block(k, k) : 1 / scale_;
        free_(i, k) = g < 0 || (U(i, k) > 0 && (g == 0 || U(i, k) * curvature > g));
      }
    }
  }
}

void RowPreconditioner::factor(const Expansion& at, double damping) {
  const Index rows = free_.rows(), r = free_.cols();
  start_.resize(static_cast<size_t>(rows) + 1, 0);
  for (Index i = 0; i < rows; ++i) {
    const Index m = free_.row(i).count();
    start_[static_cast<size_t>(i) + 1] = start_[static_cast<size_t>(i)] + m * (m + 1) / 2;
  }
  factors_.resize(static_cast<size_t>(start_.back()));
#pragma omp parallel if (rows * r * r > 100000)
  {
    Matrix block(r, r);
    std::vector<Index> columns(static_cast<size_t>(r));
    std::vector<double> lower(static_cast<size_t>(r * (r + 1) / 2));
#pragma omp for schedule(dynamic, 64)
    for (Index i = 0; i < rows; ++i) {
      const Index m = free_columns(free_, i, columns);
      at.row_block(i, block);
      for (Index a = 0; a < m; ++a)
        for (Index b = 0; b <= a; ++b)
          lower[static_cast<size_t>(a * (a + 1) / 2 + b)] =
              block(columns[a], columns[b]) + (a == b ? damping + 1e-300 : 0);
      cholesky_packed(lower, m);
      float* out = factors_.data() + start_[static_cast<size_t>(i)];
      for (Index p = 0; p < m * (m + 1) / 2; ++p) out[p] = static_cast<float>(lower[static_cast<size_t>(p)]);
    }
  }
}

void RowPreconditioner::apply(const Matrix& R, Matrix& Z) const {
  if (!by_rows_) {
    Z = free_.select(scale_ * R.array(), 0.0).matrix();
    return;
  }
  const Index rows = free_.rows(), r = free_.cols();
  Z.setZero();
#pragma omp parallel if (rows * r * r > 100000)
  {
    std::vector<Index> columns(static_cast<size_t>(r));
    Vector x(r);
#pragma omp for schedule(static)
    for (Index i = 0; i < rows; ++i) {
      const Index m = free_columns(free_, i, columns);
      const float* lower = factors_.data() + start_[static_cast<size_t>(i)];
      for (Index a = 0; a < m; ++a) {
        const float* row = lower + a * (a + 1) / 2;
        double sum = R(i, columns[a]);
        for (Index b = 0; b < a; ++b) sum -= static_cast<double>(row[b]) * x(b);
        x(a) = sum * static_cast<double>(row[a]);
      }
      for (Index a = m - 1; a >= 0; --a) {
        const float* row = lower + a * (a + 1) / 2;
        const double solved = x(a) * static_cast<double>(row[a]);
        for (Index b = 0; b < a; ++b) x(b) -= static_cast<double>(row[b]) * solved;
        Z(i, columns[a]) = solved;
      }
    }
  }
}

}  // namespace orthant
