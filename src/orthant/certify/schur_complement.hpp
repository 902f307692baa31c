/// The Schur complement of a row-separable Hessian, shifted by −σ.
///
/// Order the entries of the subspace as (E, K): E on the side that is eliminated, K on the side that stays.
/// With one border column per rank-one term W_q (balance or gauge, weights D), H − σI is positive definite
/// iff every row block of E is and the complement is:
///
///   [ A   C   W_E ]      A: block diagonal, one |F_i|×|F_i| block a row i     H_i − σI
///   [ Cᵀ  B   W_K ]      C: S_ij δ_ak + ω_ij v_ja x_ik at (i,a), (j,k)
///   [ ·   ·   −D⁻¹]      B: block diagonal over the rows j that stay
///
///   S_K = B − CᵀA⁻¹C,   V = W_K − CᵀA⁻¹W_E,   E = D⁻¹ + W_EᵀA⁻¹W_E ≻ 0,   T = S_K + V E⁻¹ Vᵀ
///
/// Cost: |E|·(|K| + p)² flops in symmetric rank updates (the leading term), |E| r (|K| + p) in small
/// triangular solves. Memory: 8 (|K| + p)² bytes, plus 8 r² a row for the block factors. C is never stored.
#pragma once

#include <optional>
#include <vector>

#include "orthant/certify/cone_subspace.hpp"

namespace orthant {

/// What the elimination reads; all references must outlive it.
struct SchurProblem {
  const Observations& observations;
  const ImplicitMatrix& residual;  ///< S at U
  const Matrix& U;
  const RowSeparableTerms& terms;
  const ConeSubspace& subspace;
  Side eliminated;
};

class SchurComplement {
 public:
  /// Eliminates at shift σ. Nothing when a row block is not positive definite; `bad_row`, if given, receives
  /// it.
  static std::optional<SchurComplement> eliminate(const SchurProblem& problem, double shift,
                                                  Index* bad_row = nullptr);

  /// T, lower triangle.
  const Matrix& complement() const { return T_; }

  /// (H − σI)⁻¹ f on the subspace, given the Cholesky factor of T: block elimination, one product with the
  /// residual each way.
  Vector solve(const Matrix& T_factor, const Vector& f) const;

  /// The x that extends x_K with everything else optimal: ⟨x, (H − σI) x⟩ = x_KᵀT x_K.
  Vector extend(const Vector& x_kept) const;

 private:
  /// Where one side's entries stand in the subspace, and where its rows stand in U.
  struct Part {
    Side side;
    Index begin, count;
    Index row_begin, rows;
  };

  explicit SchurComplement(const SchurProblem& problem);

  bool factor_blocks(double shift, Index* bad_row);
  void accumulate(double shift);
  void fold_border(const Matrix& eliminated);

  /// The diagonal block of row i of `part`, restricted to the subspace.
  Matrix row_block(const Part& part, Index i, const Matrix& shared) const;
  Matrix shared_gram(const Part& part) const;

  /// x ← A⁻¹x.
  void solve_blocks(Eigen::Ref<Vector> x) const;
  /// `to`'s part of ∇²g[D], D = x supported on `from`: C or Cᵀ times x.
  Vector couple(const Part& from, const Part& to, const Vector& x) const;
  /// The whole x from its kept part, z of the border and the eliminated part of the right-hand side.
  Vector back_substitute(Vector f_E, const Vector& x_K, const Vector& z) const;

  SchurProblem problem_;
  Part E_, K_;
  Matrix L_, R_;
  std::vector<Matrix> block_factor_;  ///< lower Cholesky factors of A's blocks, one a row
  Matrix W_E_, W_K_;                  ///< the border, one row an entry
  Matrix V_, border_factor_;
  Matrix T_;
};

}  // namespace orthant
