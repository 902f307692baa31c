/// A proof in floating point that H = ∇²g(U) on a coordinate subspace is positive definite, with a margin.
///
/// An approximate factor is found, H − σI ≈ GGᵀ, and every rounding between the stored doubles and G is
/// bounded:
///
///   H − σI = GGᵀ + Δ,  ‖Δ‖₂ ≤ δ    ⇒    H ⪰ (σ − δ) I,
///
/// because GGᵀ ⪰ 0 (Rump's way to verify definiteness: the shift is chosen, the error of the factorization is
/// bounded beforehand). Two ways to G:
///
///   rows    row-separable H: the rows of one side are eliminated,
///             A_i − σI ≈ c_i c_iᵀ,  V_i ≈ c_i⁻¹ C_i,  T = B − σI − Σ V_iᵀV_i ≈ ttᵀ
///           |E||K|² + |K|³/3 flops; memory 8|K|² bytes and the blocks c_i
///   dense   H entry by entry and its Cholesky factor: N³/3 flops, 16N² bytes
///
/// The bounds, with γ_n of bounds.hpp, a ≥ tr A_i, b ≥ tr B_j for all rows (κ‖·‖_F² of the other factor):
///   A   γ(a + b) of the Gram matrices, γ_{4r+16}·2(a + σ) of c_i
///   C   γ√r κ(‖L‖‖R‖ + ‖A‖) of the entries, γ_r √(2a) ‖V‖_F of the substitution
///   T   γ_{|E|}(b + ‖V‖_F²) of the products, γ_{4|K|} tr T of t
/// ‖Δ‖₂ ≤ ‖Δ_A‖₂ + ‖Δ_C‖_F + ‖Δ_T‖₂.
/// Source: Rump 2006, BIT 46 (verification of positive definiteness); Higham 2002, theorems 8.5 and 10.3.
#pragma once

#include <memory>
#include <string>

#include "orthant/certify/critical_cone.hpp"
#include "orthant/objectives/objective.hpp"
#include "orthant/prove/rigorous_point.hpp"

namespace orthant {

class DefiniteHessian {
 public:
  virtual ~DefiniteHessian() = default;
  /// H ⪰ this · I, proved; may be ≤ 0.
  double lower_bound() const { return lower_bound_; }
  double rounding() const { return rounding_; }  ///< δ
  /// About (H − σI)⁻¹ f on the subspace.
  virtual Vector solve(const Vector& f) const = 0;

 protected:
  void set_bound(double shift, double rounding) {
    rounding_ = rounding;
    lower_bound_ = shift - rounding;
  }

 private:
  double lower_bound_ = 0, rounding_ = 0;
};

struct HessianAt {
  const Objective& objective;
  const ProofData& data;
  const Expansion& expansion;
  const Matrix& U;
  const ConeSubspace& subspace;
  double balance;  ///< λ
};

/// H on a subspace, added up from its parts at U, stacked.
class HessianSum {
 public:
  HessianSum(const Matrix& U, Index left_rows, bool symmetric, const ConeSubspace& subspace);

  /// Of one pair of rows i of L and j of R, with s = S_ij and ω = ω_ij, the form 2s⟨x, y⟩ + ω(⟨u, dy⟩ + ⟨v, dx⟩)².
  void add(Index i, Index j, double s, double omega);
  void put(Index p, Index q, double value) {
    if (p >= 0 && q >= 0) H(p, q) += value;
  }
  /// The place of an entry of U in H; −1: it is not in the subspace.
  Index place(Index row, Index col) const { return place_[row * U.cols() + col]; }
  /// Σ over i, j of add(i, j, S_ij, ω).
  void add_residual(const Matrix& S, double omega);
  /// The parts of a matrix of U's size that are in the subspace.
  Vector gather(const Matrix& D) const { return subspace_.gather(D); }
  Index order() const { return H.rows(); }
  Index left_rows() const { return symmetric ? U.rows() : right_; }

  const Matrix& U;
  const bool symmetric;
  Matrix H;

  Matrix left() const { return U.topRows(left_rows()); }
  Matrix right() const { return symmetric ? U : Matrix(U.bottomRows(U.rows() - right_)); }

 private:
  const ConeSubspace& subspace_;
  Index right_;  ///< where R begins in U
  std::vector<Index> place_;
};

/// Order of the matrix that is factored whole, and the flops.
struct FactorCost {
  Index order = 0;
  double flops = 0;
};
FactorCost cost_of_rows(const HessianAt& at);

/// Nothing, and a reason, when a Cholesky factorization breaks down at this shift. `shift` > 0.
std::unique_ptr<DefiniteHessian> eliminate_rows(const HessianAt& at, double shift, std::string& reason);
std::unique_ptr<DefiniteHessian> factor_dense(const HessianAt& at, double shift, std::string& reason);

}  // namespace orthant
