/// β-divergences of a datum a ≥ 0 and a model x ≥ 0, as functions of x:
///
///   Kullback–Leibler (β = 1)   d(a|x) = a log(a/x) − a + x      d′ = 1 − a/x          d″ = a/x²
///   Itakura–Saito    (β = 0)   d(a|x) = a/x − log(a/x) − 1      d′ = 1/x − a/x²       d″ = 2a/x³ − 1/x²
///
/// d ≥ 0, and d = 0 only for x = a. Scaling both by c multiplies Kullback–Leibler by c and leaves
/// Itakura–Saito as it is. At the border:
///   d_KL(0|x) = x: smooth for x ≥ 0, with d′ = 1, d″ = 0;  d_KL(a|0) = ∞ for a > 0
///   d_IS(0|x) = d_IS(a|0) = ∞: the data must be positive
/// So d is analytic at every x where it is finite.
/// Source: Févotte & Idier 2011, (2)–(5).
#pragma once

#include <cmath>
#include <limits>

#include "orthant/base/words.hpp"

namespace orthant {

enum class Divergence { kullback_leibler, itakura_saito };

constexpr auto words_of(Divergence) {
  return std::to_array<Word<Divergence>>(
      {{Divergence::kullback_leibler, "kullback-leibler"}, {Divergence::itakura_saito, "itakura-saito"}});
}

/// δ − log(1 + δ), to a relative error of about 1e-14 where the difference would cancel. δ > −1.
inline double minus_log1p(double delta) {
  if (std::abs(delta) > 0.01) return delta - std::log1p(delta);
  double sum = 0;
  for (int n = 9; n >= 2; --n) sum = (n % 2 == 0 ? 1.0 : -1.0) / n + delta * sum;
  return delta * delta * sum;
}

/// d(a|x).
inline double divergence_value(Divergence divergence, double a, double x) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (divergence == Divergence::kullback_leibler) {
    if (a == 0) return x;
    if (!(x > 0 && x < infinity)) return infinity;
    const double delta = (x - a) / a;
    if (std::abs(delta) <= 0.5) return a * minus_log1p(delta);
    return x - a + a * (std::log(a) - std::log(x));
  }
  if (!(a > 0 && x > 0 && x < infinity)) return infinity;
  const double delta = (a - x) / x;
  if (std::abs(delta) <= 0.5) return minus_log1p(delta);
  return delta - (std::log(a) - std::log(x));
}

/// At least |log y|, for y > 0.
inline double log_size(double y) {
  return 0.7 * (std::abs(std::logb(y)) + 1);
}

/// A bound for |computed − exact| of d(a|x) when x > 0 is right to the relative error `rounding`, and `sums`
/// · d more: what x's error does, |d′|xρ + ½|d″|x²ρ², and what the formula's own terms lose. u = 2⁻⁵³.
inline double divergence_error(Divergence divergence, double a, double x, double rounding, double sums) {
  constexpr double u = std::numeric_limits<double>::epsilon() / 2;
  const double d = divergence_value(divergence, a, x);
  if (divergence == Divergence::kullback_leibler) {
    if (a == 0) return x * (rounding + u + sums);
    const bool series = std::abs(x - a) <= 0.5 * a;
    const double own = series ? 100 * d : 4 * (x + a * (1 + log_size(a) + log_size(x)));
    return rounding * (std::abs(x - a) + rounding * a / 2) + u * own + sums * d;
  }
  const double ratio = a / x;
  const bool series = std::abs(ratio - 1) <= 0.5;
  const double own = series ? 100 * d : 4 * (ratio + 1 + log_size(a) + log_size(x));
  return rounding * (std::abs(ratio - 1) + rounding * (ratio + 0.5)) + u * own + sums * d;
}

/// The first three derivatives in x, but for the constant 1 of Kullback–Leibler's d′ (so that absent entries
/// of sparse data have none): d′ − 1 or d′, d″, d‴.
struct DivergenceDerivatives {
  double first, second, third;
};

inline DivergenceDerivatives divergence_derivatives(Divergence divergence, double a, double x) {
  if (divergence == Divergence::kullback_leibler) {
    if (a == 0) return {0, 0, 0};
    const double ratio = a / x;
    return {-ratio, ratio / x, -2 * ratio / (x * x)};
  }
  const double inverse = 1 / x, ratio = a * inverse;
  return {inverse * (1 - ratio), inverse * inverse * (2 * ratio - 1),
          inverse * inverse * inverse * (2 - 6 * ratio)};
}

}  // namespace orthant
