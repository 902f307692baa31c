#include "orthant/objectives/problem.hpp"

#include <fmt/format.h>

#include <cmath>

#include "orthant/base/error.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/operators/observations.hpp"

namespace orthant {

namespace {

void require_factor(const ScaledMatrix& factor, const char* name, Index rows) {
  if (factor.rows() != rows || factor.cols() < 1)
    throw InputError(fmt::format("{}: size {}×{}; expected {} rows and at least one column", name,
                                 factor.rows(), factor.cols(), rows));
  const Matrix value = factor.value();
  for (Index k = 0; k < value.cols(); ++k)
    for (Index i = 0; i < value.rows(); ++i)
      if (!std::isfinite(value(i, k)) || value(i, k) < 0)
        throw InputError(fmt::format("{}: entry ({}, {}) is {}; expected a finite number ≥ 0", name, i + 1,
                                     k + 1, value(i, k)));
}

void require_factors(const Problem& problem, const Factors& factors, const char* what) {
  const std::string name(what);
  require_factor(factors.L, (name + (problem.symmetric ? " U" : " L")).c_str(), problem.rows());
  if (problem.symmetric) return;
  require_factor(factors.R, (name + " R").c_str(), problem.cols());
  if (factors.L.cols() != factors.R.cols())
    throw InputError(fmt::format("{}: L has {} columns and R has {}; expected the same number", what,
                                 factors.L.cols(), factors.R.cols()));
}

}  // namespace

void Problem::check() const {
  if (!measurement) throw InputError("problem without an operator");
  if (symmetric && rows() != cols())
    throw InputError(
        fmt::format("size {}×{}; expected a square one for a symmetric problem", rows(), cols()));
  require_rank(rank, rows(), cols(), symmetric);
  if (!(balance >= 0) || !std::isfinite(balance))
    throw InputError(fmt::format("balance = {:g}; expected a finite number ≥ 0", balance));
  if (symmetric && balance != 0)
    throw InputError(fmt::format("balance = {:g}; expected 0 for a symmetric problem", balance));
  if (!measurements && !truth) throw InputError("neither measurements nor truth; expected one of them");
  if (measurement->is_given_by_kernel() && !truth)
    throw InputError(fmt::format("operator of kind {} without a truth; expected one, since no 𝒜 is given",
                                 measurement->kind()));
  if (measurement->is_given_by_kernel() && measurements)
    throw InputError(
        fmt::format("operator of kind {} with measurements; expected a truth only, since no 𝒜 is given",
                    measurement->kind()));
  if (measurements && measurements->size() != measurement->measurements())
    throw InputError(fmt::format("measurements: {} numbers; expected {}", measurements->size(),
                                 measurement->measurements()));
  if (truth) require_factors(*this, *truth, "truth");
  if (point) {
    require_factors(*this, *point, "point");
    if (point->rank() != rank)
      throw InputError(fmt::format("point: {} columns; expected {}, the rank", point->rank(), rank));
  }
}

std::shared_ptr<const Observations> Problem::observe() const {
  if (measurements) return orthant::observe(measurement, *measurements);
  const Matrix L = truth->L.value();
  return observe_product(measurement, L, symmetric ? L : truth->R.value());
}

std::unique_ptr<Objective> Problem::objective() const {
  check();
  if (symmetric) return std::make_unique<SymmetricRecovery>(observe(), rank);
  return std::make_unique<AsymmetricRecovery>(observe(), rank, balance);
}

Matrix Problem::stacked(const Factors& factors, Index columns) const {
  const Matrix L = factors.L.value();
  if (L.cols() > columns)
    throw InputError(fmt::format("factors of {} columns; expected at most {}", L.cols(), columns));
  const Index n = symmetric ? rows() : rows() + cols();
  Matrix U = Matrix::Zero(n, columns);
  U.topLeftCorner(L.rows(), L.cols()) = L;
  if (!symmetric) U.bottomLeftCorner(cols(), L.cols()) = factors.R.value();
  return U;
}

Matrix Problem::stacked_point() const {
  if (!point) throw InputError("problem without a point; expected one to judge");
  return stacked(*point, rank);
}

void Problem::set_point(const Matrix& U) {
  if (point && stacked_point() == U) return;
  if (truth && truth->rank() == rank && stacked(*truth, rank) == U) {
    point = truth;
    return;
  }
  point.emplace();
  point->L = Matrix(U.topRows(rows()));
  if (!symmetric) point->R = Matrix(U.bottomRows(cols()));
}

std::optional<Matrix> Problem::stacked_truth() const {
  if (!truth || truth->rank() > rank) return std::nullopt;
  return stacked(*truth, rank);
}

}  // namespace orthant
