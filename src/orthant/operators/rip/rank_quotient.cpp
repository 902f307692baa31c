#include "orthant/operators/rip/rank_quotient.hpp"

#include <algorithm>
#include <cmath>

#include "orthant/base/random.hpp"
#include "orthant/linalg/decompositions.hpp"
#include "orthant/linalg/lanczos.hpp"
#include "orthant/linalg/symmetric.hpp"

namespace orthant {

namespace {

constexpr Index most_dense_entries = 1000;  // ℋ as a matrix: 8 MB
constexpr Index most_dense_order = 100;     // all eigenpairs; above it Lanczos

bool better(End end, double a, double b) {
  return end == End::largest ? a > b : a < b;
}

Matrix random_normal(Random& random, Index rows, Index cols) {
  Matrix M(rows, cols);
  for (Index e = 0; e < M.size(); ++e) M.data()[e] = random.normal();
  return M;
}

}  // namespace

double kernel_quotient(const MeasurementOperator& measurement, const LowRankFactors& X) {
  const double norm = X.norm();
  return measurement.kernel_inner(X.L, X.R, X.L, X.R) / (norm * norm);
}

RankQuotientSearch::RankQuotientSearch(const MeasurementOperator& measurement, Index rank, std::uint64_t seed)
    : measurement_(measurement),
      rows_(measurement.rows()),
      cols_(measurement.cols()),
      rank_(rank),
      seed_(seed) {
  if (rows_ > most_dense_entries || cols_ > most_dense_entries || rows_ * cols_ > most_dense_entries) return;
  H_.resize(rows_ * cols_, rows_ * cols_);
  const Matrix identity = Matrix::Identity(cols_, cols_);
  for (Index j = 0; j < cols_; ++j)
    for (Index i = 0; i < rows_; ++i) {
      const LowRankFactors unit = unit_entry(rows_, cols_, i, j);
      const Matrix image = measurement.kernel_product(unit.L, unit.R)->times(identity);
      H_.col(j * rows_ + i) = Eigen::Map<const Vector>(image.data(), image.size());
    }
  H_ = (0.5 * (H_ + H_.transpose())).eval();
}

RankQuotientSearch::State RankQuotientSearch::random_start(std::uint64_t stream) const {
  Random random(seed_, 0x219 + stream);
  State state;
  state.X.R = orthonormal_columns(random_normal(random, cols_, rank_));
  state.X.L = random_normal(random, rows_, rank_);
  state.X.L /= state.X.L.norm();
  return state;
}

Matrix RankQuotientSearch::reduced(const Matrix& fixed, bool left) const {
  // vec(LRᵀ) = P vec(L) for fixed R: column (c, i) of HP is Σ_j R_jc H(:, (j, i)). PᵀHP is the same once
  // more on the transpose.
  const auto times_P = [&](const Matrix& A) {
    const Index height = A.rows();
    Matrix out(height, (left ? rows_ : cols_) * rank_);
    if (left) {
      const Eigen::Map<const Matrix> by_columns(A.data(), height * rows_, cols_);
      Eigen::Map<Matrix>(out.data(), height * rows_, rank_).noalias() = by_columns * fixed;
    } else {
      for (Index j = 0; j < cols_; ++j) {
        const Matrix block = A.middleCols(j * rows_, rows_) * fixed;
        for (Index c = 0; c < rank_; ++c) out.col(c * cols_ + j) = block.col(c);
      }
    }
    return out;
  };
  const Matrix half = times_P(H_).transpose();
  return times_P(half);
}

Vector RankQuotientSearch::product(const Vector& x, const Matrix& fixed, bool left) const {
  const Index own = left ? rows_ : cols_;
  const Matrix X = Eigen::Map<const Matrix>(x.data(), own, rank_);
  const Matrix image = left ? measurement_.kernel_product(X, fixed)->times(fixed)
                            : measurement_.kernel_product(fixed, X)->transpose_times(fixed);
  return Eigen::Map<const Vector>(image.data(), image.size());
}

void RankQuotientSearch::half_step(State& state, bool left, End end, double shift) const {
  // X = LRᵀ = (LTᵀ)Qᵀ with R = QT.
  Matrix& moving = left ? state.X.L : state.X.R;
  Matrix& fixed = left ? state.X.R : state.X.L;
  const Matrix Q = orthonormal_columns(fixed);
  moving = moving * (Q.transpose() * fixed).transpose();
  fixed = Q;
  const Index order = moving.size();
  const Vector present = Eigen::Map<const Vector>(moving.data(), order).normalized();
  Vector x;
  double value = 0;
  Matrix form;
  if (H_.size() > 0) {
    form = reduced(fixed, left);
  } else if (order <= most_dense_order) {
    form.resize(order, order);
    for (Index e = 0; e < order; ++e) {
      check_budget();
      form.col(e) = product(Vector::Unit(order, e), fixed, left);
    }
  }
  if (form.size() > 0 && order <= most_dense_order) {
    const EigenPairs pairs = symmetric_eigenpairs(form);
    const Index place = end == End::largest ? order - 1 : 0;
    x = pairs.vectors.col(place);
    value = pairs.values(place);
  } else {
    const auto apply = [&](const Vector& v) {
      Vector image = form.size() > 0 ? Vector(form * v) : product(v, fixed, left);
      if (end == End::smallest) image = shift * v - image;
      return image;
    };
    const LanczosResult found = approx_largest_eigenpair(
        order, apply, {.steps = 40, .restarts = 1, .tolerance = 1e-12, .start = present});
    x = found.vector;
    value = end == End::largest ? found.value : shift - found.value;
  }
  moving = Eigen::Map<const Matrix>(x.data(), moving.rows(), rank_);
  state.value = value;
}

void RankQuotientSearch::alternate(State& state, End end, long sweeps, double gain, double shift,
                                   const Budget& budget) const {
  for (long sweep = 0; sweep < sweeps; ++sweep) {
    const double before = state.value;
    const bool first = state.sweeps++ == 0;
    half_step(state, true, end, shift);
    if (budget.exhausted()) return;
    half_step(state, false, end, shift);
    if (!first && std::abs(state.value - before) <= gain * std::abs(shift)) return;
    if (budget.exhausted()) return;
  }
}

RankQuotient RankQuotientSearch::find(End end, long starts, long sweeps,
                                      const std::vector<LowRankFactors>& given, double bound, double shift,
                                      const Budget& budget) const {
  const BudgetScope scope(budget);
  const auto at_bound = [&](double value) { return std::abs(value - bound) <= 1e-13 * std::abs(shift); };
  State best;
  const auto try_from = [&](State state) {
    try {
      alternate(state, end, sweeps, 1e-7, shift, budget);
    } catch (const OutOfBudget&) {  // its value may not be known yet
      if (best.X.known()) return;
    }
    if (!best.X.known() || better(end, state.value, best.value)) best = std::move(state);
  };
  long tried = 0;
  for (const LowRankFactors& X : given) {
    if (best.X.known() && (budget.exhausted() || at_bound(best.value))) break;
    // Zero columns of L: a truncated eigenvector of lower rank stays what it is.
    State state = random_start(static_cast<std::uint64_t>(starts + tried++));
    const LowRankFactors cut = truncated(X, rank_);
    state.X.L.setZero();
    state.X.L.leftCols(cut.L.cols()) = cut.L;
    state.X.R.leftCols(cut.R.cols()) = cut.R;
    try_from(std::move(state));
  }
  for (long start = 0; start < starts; ++start) {
    if (best.X.known() && (budget.exhausted() || at_bound(best.value))) break;
    try_from(random_start(static_cast<std::uint64_t>(start)));
  }
  if (!best.X.known()) return {};
  try {
    State polished = best;
    if (!at_bound(best.value)) alternate(polished, end, 10 * sweeps, 1e-14, shift, budget);
    best = std::move(polished);
  } catch (const OutOfBudget&) {
  }
  best.X.L /= best.X.norm();
  return {kernel_quotient(measurement_, best.X), best.X, best.sweeps};
}

}  // namespace orthant
