/// Rounding, bounded. The model is IEEE arithmetic, to nearest: fl(a ∘ b) = (a ∘ b)(1 + δ), |δ| ≤ u, and a
/// sum or product of n operations has relative error at most γ_n = nu/(1 − nu) against the sum of magnitudes,
/// in any order and with or without fused multiply-adds (Higham 2002, chapter 3). Blocked products,
/// triangular solves and Cholesky of the BLAS obey the same bounds as long as they multiply conventionally
/// (no Strassen); OpenBLAS does, and may multiply by a rounded reciprocal instead of dividing: constants
/// below have room for that.
#pragma once

#include <limits>

namespace orthant {

// Where long double is no wider than double the proofs of this folder would not hold.
static_assert(std::numeric_limits<long double>::digits >= 64 && std::numeric_limits<double>::digits == 53);

/// ≥ γ_n in double, n ≤ 2³⁰.
constexpr double gamma(double n) {
  return n * 0x1p-52;
}
/// ≥ γ_n in long double, n ≤ 2⁴⁰.
constexpr double extended_gamma(double n) {
  return n * 0x1p-63;
}

/// A double ≥ x for x ≥ 0 that is itself a sum, product or root of at most 2³⁰ nonnegative terms rounded in
/// double or long double (relative error below 2⁻²⁰).
inline double upper(long double x) {
  return static_cast<double>(x * 1.000002L) + 1e-300;
}
/// A double ≤ x for such an x.
inline double lower(long double x) {
  return static_cast<double>(x * 0.999998L);
}

}  // namespace orthant
