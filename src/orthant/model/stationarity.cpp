#include "orthant/model/stationarity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace orthant {

Matrix projected_gradient_of(const Matrix& U, const Matrix& gradient) {
  return (U.array() > 0).select(gradient.array(), gradient.array().min(0.0)).matrix();
}

double gradient_scale(const Objective& objective, const Matrix& U) {
  return std::max(objective.gradient_scale(U), std::numeric_limits<double>::min());
}

double projected_gradient_norm(const Matrix& U, const Matrix& gradient) {
  double squared = 0;
  for (Index k = 0; k < U.cols(); ++k) {
    for (Index i = 0; i < U.rows(); ++i) {
      const double g = U(i, k) > 0 ? gradient(i, k) : std::min(gradient(i, k), 0.0);
      squared += g * g;
    }
  }
  return std::sqrt(squared);
}

double stationarity(const Objective& objective, const Matrix& U, const Matrix& gradient) {
  return projected_gradient_norm(U, gradient) / gradient_scale(objective, U);
}

double free_stationarity(const Objective& objective, const Matrix& U, const Matrix& gradient) {
  return gradient.norm() / gradient_scale(objective, U);
}

namespace {

/// ‖v‖; twice as fast as stableNorm where nothing over- or underflows.
template <class Column>
double norm_of(const Column& v) {
  const double norm = v.norm();
  return norm > 1e-140 && norm < 1e140 ? norm : v.stableNorm();
}

}  // namespace

Vector balance_columns(MatrixRef U, Index left_rows) {
  Vector ratios = Vector::Ones(U.cols());
#pragma omp parallel for schedule(static) if (U.size() > 50000)
  for (Index k = 0; k < U.cols(); ++k) {
    auto l = U.col(k).head(left_rows);
    auto r = U.col(k).tail(U.rows() - left_rows);
    const double left = norm_of(l), right = norm_of(r);
    if (left == 0 || right == 0) continue;
    ratios(k) = std::sqrt(right / left);
    l *= ratios(k);
    r /= ratios(k);
  }
  return ratios;
}

void balance(const Objective& objective, Matrix& U) {
  if (objective.has_scaling_freedom()) balance_columns(U, objective.observations().rows());
}

}  // namespace orthant
