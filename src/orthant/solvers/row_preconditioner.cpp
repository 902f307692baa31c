#include "orthant/solvers/row_preconditioner.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "orthant/linalg/threads.hpp"
#include "orthant/simd/inner_loops.hpp"

namespace orthant {

namespace {

constexpr Index lanes = simd::triangular_strip;
constexpr Index sorted_rows = 16 * lanes;  // rows that may change places: their entries are close in memory
constexpr std::int32_t none = -1;

struct Solution;  // what scratch memory is for

Index packed(Index order) {
  return order * (order + 1) / 2;
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

RowPreconditioner::RowPreconditioner(const Expansion& at, const Matrix& U, double damping, bool all_free) {
  choose_free_entries(at, U);
  if (all_free) free_.setConstant(true);
  if (by_rows_) {
    arrange();
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

void RowPreconditioner::arrange() {
  const Index rows = free_.rows(), strips = (rows + lanes - 1) / lanes;
  std::vector<Index> count(static_cast<size_t>(rows), 0);
  for (Index k = 0; k < free_.cols(); ++k)
    for (Index i = 0; i < rows; ++i) count[i] += free_(i, k) ? 1 : 0;
  rows_.resize(static_cast<size_t>(rows));
  std::iota(rows_.begin(), rows_.end(), 0);
  for (Index first = 0; first < rows; first += sorted_rows) {
    std::stable_sort(rows_.begin() + first, rows_.begin() + std::min(first + sorted_rows, rows),
                     [&](Index i, Index j) { return count[i] < count[j]; });
  }
  rows_.resize(static_cast<size_t>(strips * lanes), none);
  strips_.resize(static_cast<size_t>(strips));
  std::int64_t factors = 0, columns = 0;
  for (Index s = 0; s < strips; ++s) {
    Index order = 0;
    for (Index lane = 0; lane < lanes; ++lane) {
      const Index i = rows_[s * lanes + lane];
      if (i != none) order = std::max(order, count[i]);
    }
    strips_[s] = {order, factors, columns};
    factors += lanes * packed(order);
    columns += lanes * order;
  }
  columns_.assign(static_cast<size_t>(columns), none);
  factors_ = std::make_unique_for_overwrite<float[]>(static_cast<size_t>(factors));
}

void RowPreconditioner::factor(const Expansion& at, double damping) {
  const Index rows = free_.rows(), r = free_.cols();
#pragma omp parallel if (rows * r * r > 100000)
  {
    Matrix block(r, r);
    std::vector<double> lower(static_cast<size_t>(packed(r)));
#pragma omp for schedule(dynamic, 4)
    for (size_t s = 0; s < strips_.size(); ++s) {
      const Strip& strip = strips_[s];
      for (Index lane = 0; lane < lanes; ++lane) {
        const Index i = rows_[s * lanes + static_cast<size_t>(lane)];
        std::int32_t* const columns = columns_.data() + strip.columns + lane;
        Index m = 0;
        if (i != none) {
          for (Index k = 0; k < r; ++k)
            if (free_(i, k)) columns[lanes * m++] = static_cast<std::int32_t>(k);
          at.row_block(i, block);
        }
        for (Index a = 0; a < m; ++a)
          for (Index b = 0; b <= a; ++b)
            lower[packed(a) + b] =
                block(columns[lanes * a], columns[lanes * b]) + (a == b ? damping + 1e-300 : 0);
        cholesky_packed(lower, m);
        float* const out = factors_.get() + strip.factors + lane;
        for (Index p = 0; p < packed(m); ++p) out[lanes * p] = static_cast<float>(lower[p]);
        for (Index a = m; a < strip.order; ++a)  // the identity
          for (Index b = 0; b <= a; ++b) out[lanes * (packed(a) + b)] = a == b ? 1 : 0;
      }
    }
  }
}

void RowPreconditioner::apply(const Matrix& R, Matrix& Z) const {
  if (!by_rows_) {
    Z = free_.select(scale_ * R.array(), Z.array()).matrix();
    return;
  }
  const Index rows = free_.rows(), r = free_.cols();
  const auto solve = simd::best().triangular_solves;
#pragma omp parallel for schedule(static) if (rows * r * r > 100000)
  for (size_t s = 0; s < strips_.size(); ++s) {
    const Strip& strip = strips_[s];
    const Index* const row = rows_.data() + s * lanes;
    const std::int32_t* const column = columns_.data() + strip.columns;
    double* const x = scratch<Solution, double>(lanes * r);
    for (Index p = 0; p < lanes * strip.order; ++p)
      x[p] = column[p] == none ? 0 : R(row[p % lanes], column[p]);
    solve(factors_.get() + strip.factors, strip.order, x);
    for (Index p = 0; p < lanes * strip.order; ++p)
      if (column[p] != none) Z(row[p % lanes], column[p]) = x[p];
  }
}

}  // namespace orthant
