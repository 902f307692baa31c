/// Rank one with a positive truth u⋆, ‖u⋆‖ = 1, m = min u⋆ (docs/beyond.md, "Positive truths are stable"):
/// the kernel with which U₀ = m·e_k, k the place of the least entry, satisfies the first-order conditions at
/// the smallest δ for points with a single positive entry k,
///
///   E = U₀U₀ᵀ − u⋆u⋆ᵀ,  P_jk = P_kj = m·u⋆_j + g (j ≠ k), otherwise 0,  ℋE = E + P
///
/// δ² = ‖P‖²/‖E‖² = 2m²/(1 + m²) at g = 0; the gradient is 2mg in the places j ≠ k.
#pragma once

#include <vector>

#include "orthant/paper/explicit_kernel.hpp"

namespace orthant::paper {

struct BoundaryPoint {
  /// The least entry is the last.
  std::vector<checker::Rational> truth;
  checker::Rational g;

  checker::Rational least() const { return truth.back(); }
  checker::RationalMatrix point() const;
  checker::RationalMatrix misfit() const;  ///< E
  checker::RationalMatrix moved() const;   ///< P
  checker::RationalMatrix kernel() const { return ball_kernel(misfit(), moved()); }
};

/// Projected descent from random starts, half of the kernels random, half near the one above, all with
/// (1 − δ)I ⪯ ℋ ⪯ (1 + δ)I.
struct PositiveEnds {
  int runs = 0;
  int boundary = 0;   ///< with a zero and not 0 itself
  int elsewhere = 0;  ///< not global
};
PositiveEnds positive_truth_ends(const BoundaryPoint& b, double delta, Random& random, int runs);

}  // namespace orthant::paper
