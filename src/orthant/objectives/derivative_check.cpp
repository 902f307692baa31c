#include "orthant/objectives/derivative_check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "orthant/base/error.hpp"

namespace orthant {

namespace {

/// Least-squares slope of log e against log t over the steps where e stands clear of rounding and the
/// leading term still dominates (the smallest such steps, at most eight).
double fitted_slope(const Vector& t, const Vector& e, double rounding) {
  double sx = 0, sy = 0, sxx = 0, sxy = 0;
  int n = 0;
  for (Index i = t.size() - 1; i >= 0 && n < 8; --i) {
    if (!(e(i) > 1000 * rounding)) continue;
    const double x = std::log(t(i)), y = std::log(e(i));
    sx += x, sy += y, sxx += x * x, sxy += x * y;
    ++n;
  }
  if (n < 3) return std::numeric_limits<double>::infinity();
  return (n * sxy - sx * sy) / (n * sxx - sx * sx);
}

}  // namespace

bool DerivativeCheck::passed() const {
  return gradient_slope >= 1.9 && hessian_slope >= 2.9 && product_error <= 1e-9;
}

DerivativeCheck derivative_check(const Objective& objective, const Matrix& U, const Matrix& D, Index points) {
  if (!(D.norm() > 0)) throw InputError("derivative_check: direction is zero; expected D ≠ 0");
  const Matrix direction = D * (std::max(U.norm(), 1e-3) / D.norm());
  const auto expansion = objective.at(U);
  const double value = expansion->value();
  const double slope = expansion->gradient().cwiseProduct(direction).sum();
  const double form = expansion->hessian_form(direction);
  const double product = expansion->hessian_vector(direction).cwiseProduct(direction).sum();

  DerivativeCheck check;
  check.product_error = std::abs(product - form) / std::max({std::abs(product), std::abs(form), 1e-300});
  check.steps.resize(points);
  check.gradient_error.resize(points);
  check.hessian_error.resize(points);
  double largest = std::abs(value);
  for (Index i = 0; i < points; ++i) {
    const double t = std::pow(10.0, -5.0 * static_cast<double>(i) / static_cast<double>(points - 1));
    const double moved = objective.value(U + t * direction);
    largest = std::max(largest, i + 1 == points ? std::abs(moved) : 0.0);
    check.steps(i) = t;
    check.gradient_error(i) = std::abs(moved - value - t * slope);
    check.hessian_error(i) = std::abs(moved - value - t * slope - t * t * form / 2);
  }
  const double rounding =
      std::numeric_limits<double>::epsilon() * std::max(largest, objective.observations().squared_norm());
  check.gradient_slope = fitted_slope(check.steps, check.gradient_error, rounding);
  check.hessian_slope = fitted_slope(check.steps, check.hessian_error, rounding);
  return check;
}

}  // namespace orthant
