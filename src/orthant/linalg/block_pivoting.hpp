/// Nonnegative least squares for one row, exactly:   min ½ xᵀ(G + ρI)x − cᵀx  over x ≥ 0.
///
/// Block principal pivoting on the optimality conditions x ≥ 0, y = (G + ρI)x − c ≥ 0, x ∘ y = 0: solve for
/// the free entries, exchange all that violate a sign, and when that does not lower their number three times
/// in a row only the last of them (Murty's rule, which ends always). Starts from the x that came in.
/// A y that is negative by less than 1e-12 of the largest |c| counts as zero.
/// Cost: m³/3 + 2m² + 2rm flops a round with m free entries; usually two or three rounds from a good start.
/// Source: Portugal, Júdice & Vicente 1994; Kim & Park 2011.
#pragma once

#include <vector>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

/// Holds the memory for rows of length `rank`, so that solving allocates nothing.
class BlockPivoting {
 public:
  explicit BlockPivoting(Index rank);

  /// False, and x as it came, where the free part of G + ρI is singular or 20·rank rounds do not suffice.
  bool solve(const ConstMatrixRef& G, double ridge, const ConstVectorRef& c, Eigen::Ref<Vector> x);

 private:
  bool solve_free(const ConstMatrixRef& G, double ridge, const ConstVectorRef& c);

  std::vector<Index> free_;
  std::vector<char> is_free_;
  Matrix lower_;      ///< Cholesky factor of the free part
  Vector solution_;   ///< of the free entries
  Vector trial_, y_;  ///< x and its multipliers
};

}  // namespace orthant
