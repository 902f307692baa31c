/// The regulariser of Ge, Lee & Ma, which keeps single rows of a factor from growing:
///
///   Q(U) = w Σ_i s_i⁴,    s_i = (t_i − α)₊,  t_i = ‖u_i‖,        w ≥ 0, α ≥ 0.
///
///   ∇Q, row i         4w s³/t · u
///   ∇²Q, row i        4w s³/t · I + 4w s²(3t − s)/t³ · uuᵀ
///
/// Both coefficients are ≥ 0, since s ≤ t: Q is convex. (t − α)₊⁴ is three times continuously differentiable in t, and
/// t is smooth away from u = 0, near which Q vanishes (α > 0) or is the polynomial w‖u‖⁴ (α = 0). So Q is C³
/// everywhere, at t = α too, where its first three derivatives are zero and the fourth in t jumps from 0 to 24w. Along
/// a unit direction at the angle θ to u the third derivative is
///
///   24ws c³ + 12w s²(3t − s)/t² · c(1 − c²) ≤ 24ws,    c = |cos θ|,                                             (1)
///
/// as s(3t − s)/t² ≤ 2 for s ≤ t: the Lipschitz constant of ∇²Q.
/// Where no row is longer than α, Q and its derivatives are zero, and f + Q has the expansion of f.
/// Cost: n r flops for a value, a gradient or a product.
/// Source: Ge, Lee & Ma 2016.
#pragma once

#include "orthant/linalg/matrix.hpp"

namespace orthant {

struct RowPenalty {
  double weight = 0, bound = 0;  ///< w, α

  double value(const ConstMatrixRef& U) const;
  /// What rounding of the norms may take off the value, relative errors of sums apart: Σ 4w s³ t, times the
  /// rounding of a norm.
  double value_rounding(const ConstMatrixRef& U) const;
  /// Whether a row is longer than α.
  bool acts(const ConstMatrixRef& U) const;
  void add_gradient(const ConstMatrixRef& U, MatrixRef G) const;
  void add_hessian_vector(const ConstMatrixRef& U, const ConstMatrixRef& D, MatrixRef out) const;
  double hessian_cross(const ConstMatrixRef& U, const ConstMatrixRef& D1, const ConstMatrixRef& D2) const;
  /// The block of row i of ∇²Q, added to `block` (r×r).
  void add_row_block(const ConstMatrixRef& U, Index i, MatrixRef block) const;
  /// (1) for the longest row, if α were zero: so it holds around U too.
  double hessian_lipschitz(const ConstMatrixRef& U) const;
};

}  // namespace orthant
