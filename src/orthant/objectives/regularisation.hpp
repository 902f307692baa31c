/// Weights of L1 and L2 terms on the factors,
///
///   p(L,R) = α_L ΣL + α_R ΣR + ½β_L‖L‖² + ½β_R‖R‖²          (ΣX = Σ_ik x_ik = ‖X‖₁ for X ≥ 0),
///
/// and the scaling of columns that makes p smallest. (L, R) → (LT, RT⁻¹) leaves LRᵀ alone, so what it takes
/// off p it takes off the whole objective. For T = diag(t_k), t = e^s, a column contributes
///
///   φ(s) = a eˢ + ½b e²ˢ + c e⁻ˢ + ½d e⁻²ˢ,   a = α_L Σl_k, b = β_L‖l_k‖², c = α_R Σr_k, d = β_R‖r_k‖²,
///
/// convex, with its minimum where F(s) = log(a eˢ + b e²ˢ) − log(c e⁻ˢ + d e⁻²ˢ) = 0. F has slopes from 2 to
/// 4, so s ← s − F(s)/3 contracts by 3 a step, from anywhere. Every stationary point has F(0) = 0: there the
/// terms of l_k and of r_k weigh the same, α_L Σl_k + β_L‖l_k‖² = α_R Σr_k + β_R‖r_k‖².
///
/// A weight on one factor only is without effect where scaling is free: L shrinks, R grows, p tends to zero,
/// and no minimizer exists (Regularised refuses it). Source: the terms are those of Cichocki & Phan 2009, §5;
/// the scaling is elementary.
#pragma once

#include "orthant/base/options.hpp"
#include "orthant/linalg/matrix.hpp"
#include "orthant/operators/row_blocks.hpp"

namespace orthant {

struct Regularisation {
  double l1_left = 0, l1_right = 0;  ///< α_L, α_R
  double l2_left = 0, l2_right = 0;  ///< β_L, β_R

  double l1(Side side) const { return side == Side::left ? l1_left : l1_right; }
  double l2(Side side) const { return side == Side::left ? l2_left : l2_right; }
  bool on(Side side) const { return l1(side) > 0 || l2(side) > 0; }
  bool any() const { return on(Side::left) || on(Side::right); }
  friend bool operator==(const Regularisation&, const Regularisation&) = default;

  /// α ΣX + ½β‖X‖² of the factor on this side.
  double value(Side side, const ConstMatrixRef& X) const;

  /// G += α 11ᵀ + β X, the gradient of that.
  void add_gradient(Side side, const ConstMatrixRef& X, MatrixRef G) const;
};

inline constexpr Option<Regularisation> regularisation_options[] = {
    {"l1_left",
     "weight of the sum of L's entries (of U's in a symmetric model)",
     {0, 1e100},
     &Regularisation::l1_left},
    {"l1_right", "weight of the sum of R's entries", {0, 1e100}, &Regularisation::l1_right},
    {"l2_left", "weight of ½‖L‖² (of ½‖U‖² in a symmetric model)", {0, 1e100}, &Regularisation::l2_left},
    {"l2_right", "weight of ½‖R‖²", {0, 1e100}, &Regularisation::l2_right},
};

/// Scales the columns of U = [L; R] so that p is smallest along (LT, RT⁻¹); returns the diagonal of T. A
/// column that is zero in either factor, or without weight there, is left as it is (T_k = 1).
Vector scale_to_least_penalty(const Regularisation& weights, MatrixRef U, Index left_rows);

}  // namespace orthant
