/// How far rounding may take a computed sum from the exact one, u = 2⁻⁵³.
///
/// A residual r = Σ_k l_k r_k − a of k products is off by at most e = (k + 2)u·s with s = Σ_k |l_k r_k| + |a|
/// (first order in u; it covers a rounding of the datum a itself). A sum of squares of such residuals is off
/// by at most
///
///   Σ (2|r|e + e²)  +  (√N + 64)u·Σ r²,
///
/// the second term for the N additions: blocks of 64, whose own errors add up like a random walk. Entry by
/// entry, so one large entry says nothing of the others. That of Higham, Accuracy and Stability of Numerical
/// Algorithms, §3.1 and §4.2. For statements of rigor `numeric`.
#pragma once

#include <cmath>
#include <limits>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

inline constexpr double unit_roundoff = std::numeric_limits<double>::epsilon() / 2;

/// e / s of a residual with k products.
inline double residual_rounding(Index k) {
  return static_cast<double>(k + 2) * unit_roundoff;
}

/// Relative, of a sum of `terms` numbers ≥ 0.
inline double sum_rounding(double terms) {
  return (std::sqrt(terms) + 64) * unit_roundoff;
}

/// Σ (2|r|e + e²), e = rounding · s entry by entry.
template <class Residuals, class Sizes>
double squares_rounding(const Residuals& r, const Sizes& s, double rounding) {
  return rounding * (2 * r.array().abs() + rounding * s.array()).cwiseProduct(s.array()).sum();
}

}  // namespace orthant
