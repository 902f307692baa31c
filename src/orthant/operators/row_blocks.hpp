/// Row separability. For 𝒜 = identity or sampling of entries, with one factor V held fixed, the misfit
/// ½‖𝒜(LRᵀ) − b‖² is a sum over the rows x_i of the other factor,
///
///   ½ x_iᵀ G_i x_i − c_iᵀ x_i + const,     G_i = Σ_j ω_ij v_j v_jᵀ,     c_i = Σ_j ω_ij a_ij v_j,
///
/// with weights ω_ij ≥ 0 (1 everywhere for the identity, 0 where unobserved). HALS solves with these
/// blocks; the second-order certificate eliminates with them (docs/mathematics.md, "Schur route").
#pragma once

#include "orthant/linalg/nnls.hpp"

namespace orthant {

/// Which factor the rows belong to: L (rows of the matrix) or R (its columns).
enum class Side { left, right };

inline Side other(Side side) {
  return side == Side::left ? Side::right : Side::left;
}

/// What a Hessian that separates by rows is made of.
class HessianBlocks {
 public:
  virtual ~HessianBlocks() = default;

  /// True when G_i is the same for every row i: G = VᵀV.
  virtual bool shared_gram() const = 0;

  /// G_i (r×r) for row i of `side`, V being the other side's factor.
  virtual Matrix gram(Side side, Index i, const ConstMatrixRef& V) const = 0;

  /// Row i of S = 𝒜*(𝒜(LRᵀ) − b) (of Sᵀ for the right side) and of the weights ω, dense, into vectors of the
  /// other side's length.
  virtual void residual_row(Side side, Index i, const ConstMatrixRef& L, const ConstMatrixRef& R,
                            Vector& residual, Vector& weight) const = 0;
};

class RowBlocks : public HessianBlocks {
 public:
  /// All c_i as rows: 𝒜*b·R for the left side, (𝒜*b)ᵀL for the right.
  virtual Matrix linear(Side side, const ConstMatrixRef& V) const = 0;

  /// The same in the asked arithmetic, into memory of the caller's. Unless a kind knows better: linear().
  virtual void linear_into(Side side, const ConstMatrixRef& V, Precision, MatrixRef out) const {
    out = linear(side, V);
  }

  /// Coordinate-descent sweeps on every row of X (linalg/nnls.hpp), C = linear(side, V).
  virtual void sweep(Side side, MatrixRef X, const ConstMatrixRef& C, const ConstMatrixRef& V,
                     const SweepRule& rule) const = 0;

  /// The gradient with respect to X = rows of `side`: x_iᵀG_i − c_iᵀ as rows.
  virtual Matrix gradient(Side side, const ConstMatrixRef& X, const ConstMatrixRef& C,
                          const ConstMatrixRef& V) const = 0;

  /// The same into memory of the caller's. Unless a kind knows better: gradient().
  virtual void gradient_into(Side side, const ConstMatrixRef& X, const ConstMatrixRef& C,
                             const ConstMatrixRef& V, MatrixRef out) const {
    out = gradient(side, X, C, V);
  }
};

}  // namespace orthant
