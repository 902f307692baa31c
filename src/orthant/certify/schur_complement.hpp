/// The Schur complement of a row-separable Hessian, shifted by −σ.
///
/// Order the entries of the subspace as (E, K): E on the side that is eliminated, K on the side that stays.
/// With one border column per rank-one term W_q (balance or gauge, weights D):
///
///   [ A   C   W_E ]      A: block diagonal, one |F_i|×|F_i| block a row i     H_i − σI
///   [ Cᵀ  B   W_K ]      C: S_ij δ_ak + ω_ij v_ja x_ik at (i,a), (j,k)
///   [ ·   ·   −D⁻¹]      B: block diagonal over the rows j that stay
///
///   T = [ B  W_K ; W_Kᵀ  −D⁻¹ ] − [C W_E]ᵀ A⁻¹ [C W_E],   order |K| + p
///
/// The bordered matrix is nonsingular with exactly p negative eigenvalues iff H − σI ≻ 0 (eliminate the
/// border), and inertia adds up over the elimination (Haynsworth): H − σI ≻ 0 ⇔ neg(A) + neg(T) = p, T
/// nonsingular.
///
/// Cost: |E|·(|K| + p)² flops in symmetric rank updates (the leading term), |E| r (|K| + p) in small
/// triangular solves. Memory: 8 (|K| + p)² bytes, plus 8 r² a row for the block factors. C is never stored.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "orthant/certify/critical_cone.hpp"

namespace orthant {

// A small nonsingular symmetric block A, factored so that A⁻¹ = FᵀJF with J = diag(±1), J = I when A ≻ 0.
//
// F = C⁻¹ for A = CCᵀ (Cholesky); when that fails, F = |Λ|^{−1/2}Qᵀ from A = QΛQᵀ, the negative eigenvalues
// first. Cost: k³/3 flops (about 9k³ when indefinite), memory k² doubles.

class SignedBlock {
 public:
  /// Nothing when a pivot or eigenvalue is at rounding level, |·| ≤ 1e-13 · scale.
  static std::optional<SignedBlock> factor(const Matrix& A, double scale);

  Index size() const { return factor_.rows(); }
  Index negatives() const { return negatives_; }  ///< eigenvalues below zero
  bool is_definite() const { return cholesky_; }

  /// P ← P Fᵀ, for P with `size()` columns; the first `negatives()` columns carry J = −1.
  void whiten(MatrixRef P) const;

  /// x ← A⁻¹x.
  void solve(Eigen::Ref<Vector> x) const;

 private:
  bool cholesky_ = true;
  Index negatives_ = 0;
  Matrix factor_;  ///< C, or F
};

/// What the elimination reads; all references must outlive it.
struct SchurProblem {
  const Observations& observations;
  const ImplicitMatrix& residual;  ///< S at U
  const Matrix& U;
  const RowSeparableTerms& terms;
  const ConeSubspace& subspace;
  bool definite = false;  ///< a row block of A that has no Cholesky factor counts as singular
};

/// Where one side's entries stand in the subspace, and where its rows stand in U.
struct SchurPart {
  Side side;
  Index begin, count;
  Index row_begin, rows;
};

/// E and K: the side with more entries is eliminated. `left_rows` says where L ends in U.
struct SchurSplit {
  SchurPart E, K;
};
SchurSplit split_by_rows(const ConeSubspace& subspace, Index left_rows);

class SchurComplement {
 public:
  /// Eliminates at shift σ. Nothing when a row block is singular; `bad_row`, if given, receives it.
  static std::optional<SchurComplement> eliminate(const SchurProblem& problem, double shift,
                                                  Index* bad_row = nullptr);

  /// H − σI ≻ 0 in floating point.
  bool positive_definite() const;

  /// T, lower triangle.
  const Matrix& complement() const { return T_; }
  Matrix take_complement() { return std::move(T_); }

  /// T without its border, S_K + V E⁻¹Vᵀ (lower triangle): H − σI ≻ 0 ⇔ A ≻ 0 and this ≻ 0. Only when A ≻ 0.
  const Matrix& folded() const { return W_K_.cols() > 0 ? folded_ : T_; }
  bool eliminated_positive() const { return negatives_ == 0; }

  /// ‖V‖_F² of the V_i = F_i [C W_E]_i that T is made of, and in how many updates.
  double panel_squares() const { return panel_squares_; }
  Index panels() const { return panels_; }

  /// (H − σI)⁻¹ f on the subspace, given T⁻¹: block elimination, one product with the residual each way.
  Vector solve(const Vector& f, const std::function<Vector(Vector)>& solve_complement) const;

  /// The x that extends x_K with everything else optimal: ⟨x, (H − σI) x⟩ = ⟨x_K, folded x_K⟩. Only when A ≻
  /// 0.
  Vector extend(const Vector& x_kept) const;

 private:
  explicit SchurComplement(const SchurProblem& problem);

  bool factor_blocks(double shift, Index* bad_row);
  void accumulate(double shift);
  void eliminate_rows(Index begin, Index end, MatrixRef panel);
  void fold_border();

  /// The diagonal block of row i of `part`, restricted to the subspace.
  Matrix row_block(const SchurPart& part, Index i, const Matrix& shared) const;
  Matrix shared_gram(const SchurPart& part) const;
  const Matrix& factor_of(Side side) const { return side == Side::left ? L_ : R_; }

  /// x ← A⁻¹x.
  void solve_blocks(Eigen::Ref<Vector> x) const;
  /// `to`'s part of ∇²g[D], D = x supported on `from`: C or Cᵀ times x.
  Vector couple(const SchurPart& from, const SchurPart& to, const Vector& x) const;
  /// The whole x from its kept part, z of the border and the eliminated part of the right-hand side.
  Vector back_substitute(Vector f_E, const Vector& x_K, const Vector& z) const;

  SchurProblem problem_;
  SchurPart E_, K_;
  Matrix L_, R_;
  std::vector<SignedBlock> blocks_;  ///< A, one block a row
  Index negatives_ = 0;              ///< neg(A)
  double border_scale_ = 1;
  Matrix W_E_, W_K_;                   ///< the border times border_scale_, one row an entry
  Matrix T_;                           ///< lower triangle
  Matrix V_, border_factor_, folded_;  ///< where there is a border
  double panel_squares_ = 0;
  Index panels_ = 0;
};

}  // namespace orthant
