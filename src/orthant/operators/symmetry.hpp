/// Assumption 2: ℋ maps symmetric matrices to symmetric matrices. Then a symmetric point is second-order
/// critical for the asymmetric problem when it is for the symmetric one.
///
///   asymmetry = max ‖ℋX − (ℋX)ᵀ‖ / ‖ℋX‖
///
/// over the basis e_i e_iᵀ, e_i e_jᵀ + e_j e_iᵀ of the symmetric matrices when it has at most 2000 members,
/// which decides (to rounding); over random symmetric matrices otherwise, which can only refute. Images of
/// less than 1e-12 of the largest are rounding and left out. Cost: one kernel product for each X, rows·cols
/// numbers at a time up to 62×62, above it strips of 64 columns of ℋX and of (ℋX)ᵀ. Source: Zhang 2025,
/// Assumption 2 and Lemma 9.
#pragma once

#include <cstdint>

#include "orthant/operators/measurement_operator.hpp"

namespace orthant {

struct SymmetryCheck {
  double asymmetry = 0;
  bool decided = false;  ///< looked at a whole basis

  /// True when decided and the asymmetry is rounding; false is sure in either case when it is not.
  bool holds() const { return decided && asymmetry <= tolerance; }
  bool fails() const { return asymmetry > tolerance; }

  static constexpr double tolerance = 1e-10;
};

/// Throws InputError unless rows = cols.
SymmetryCheck symmetry_of_kernel(const MeasurementOperator& measurement, int probes = 10,
                                 std::uint64_t seed = 0);

}  // namespace orthant
