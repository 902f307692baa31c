#include "orthant/explore/proportion.hpp"

#include <algorithm>
#include <cmath>

namespace orthant {

namespace {

/// The continued fraction of I_x(a, b), by Lentz's method; it converges fast where x < (a + 1)/(a + b + 2).
double beta_fraction(double a, double b, double x) {
  constexpr double tiny = 1e-300;
  const auto away_from_zero = [](double value) { return std::abs(value) < tiny ? tiny : value; };
  double c = 1, d = 1 / away_from_zero(1 - (a + b) * x / (a + 1)), out = d;
  const double most = 1000 + 20 * std::sqrt(a + b);
  for (double m = 1; m < most; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away_from_zero(1 + even * d);
    c = away_from_zero(1 + even / c);
    out *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away_from_zero(1 + odd * d);
    c = away_from_zero(1 + odd / c);
    out *= d * c;
    if (std::abs(d * c - 1) < 1e-15) break;
  }
  return out;
}

double incomplete_beta(double a, double b, double x) {
  if (!(x > 0)) return 0;
  if (!(x < 1)) return 1;
  const double front =
      std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(a, b, x) / a;
  return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

/// The p in [0, 1] at which P(at least k of n | p), which rises, is `value`.
double where_tail_is(Index k, Index n, double value) {
  double low = 0, high = 1;
  for (int step = 0; step < 60; ++step) {
    const double middle = (low + high) / 2;
    (binomial_upper_tail(k, n, middle) < value ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

double binomial_upper_tail(Index k, Index n, double p) {
  if (k <= 0) return 1;
  if (k > n) return 0;
  return incomplete_beta(static_cast<double>(k), static_cast<double>(n - k + 1), p);
}

Proportion proportion(Index count, Index of, double tail) {
  Proportion out{count, of};
  if (of <= 0) return out;
  out.low = count <= 0 ? 0 : where_tail_is(count, of, tail);
  out.high = count >= of ? 1 : where_tail_is(count + 1, of, 1 - tail);
  return out;
}

}  // namespace orthant
