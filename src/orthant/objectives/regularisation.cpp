#include "orthant/objectives/regularisation.hpp"

#include <algorithm>
#include <cmath>

namespace orthant {

namespace {

/// log(x eˢ + y e²ˢ), −∞ for x = y = 0.
double log_terms(double x, double y, double s) {
  const double first = std::log(x) + s, second = std::log(y) + 2 * s;
  const double larger = std::max(first, second);
  return std::isinf(larger) ? larger : larger + std::log1p(std::exp(std::min(first, second) - larger));
}

/// The s with F(s) = 0; 0 when a side has no term.
double least_log_scale(double a, double b, double c, double d) {
  if (!(a > 0 || b > 0) || !(c > 0 || d > 0)) return 0;
  double s = 0;
  // 3⁻⁴⁰ of the largest logarithm of doubles is below the rounding of s.
  for (int step = 0; step < 40; ++step) s -= (log_terms(a, b, s) - log_terms(c, d, -s)) / 3;
  return s;
}

}  // namespace

double Regularisation::value(Side side, const ConstMatrixRef& X) const {
  double sum = 0;
  if (l1(side) > 0) sum += l1(side) * X.sum();
  if (l2(side) > 0) sum += l2(side) / 2 * X.squaredNorm();
  return sum;
}

void Regularisation::add_gradient(Side side, const ConstMatrixRef& X, MatrixRef G) const {
  if (l1(side) > 0) G.array() += l1(side);
  if (l2(side) > 0) G += l2(side) * X;
}

Vector scale_to_least_penalty(const Regularisation& weights, MatrixRef U, Index left_rows) {
  Vector scaling = Vector::Ones(U.cols());
  for (Index k = 0; k < U.cols(); ++k) {
    auto l = U.col(k).head(left_rows);
    auto r = U.col(k).tail(U.rows() - left_rows);
    const double s = least_log_scale(weights.l1_left * l.sum(), weights.l2_left * l.squaredNorm(),
                                     weights.l1_right * r.sum(), weights.l2_right * r.squaredNorm());
    if (s == 0) continue;
    scaling(k) = std::exp(s);
    l *= scaling(k);
    r /= scaling(k);
  }
  return scaling;
}

}  // namespace orthant
