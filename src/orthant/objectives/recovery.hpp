/// Symmetric recovery  f(U) = ½‖𝒜(UUᵀ) − b‖²,  U ∈ ℝ^{n×r}. With S = 𝒜*(𝒜(UUᵀ) − b):
///
///   ∇f(U)           = (S + Sᵀ) U
///   ⟨∇²f(U)[D],D⟩   = ⟨S + Sᵀ, D Dᵀ⟩ + ‖𝒜(U Dᵀ + D Uᵀ)‖²                               (9)
///
/// 𝒜 = identity: symmetric NMF. Cost of a gradient: two products of S with n×r; of a Hessian product two
/// more and ℋ at rank 2r. S = Sᵀ (data that are a symmetric matrix): one in the place of two.
///
/// Asymmetric recovery  g(L,R) + λ h(L,R),  U = [L; R],  g = ½‖𝒜(LRᵀ) − b‖²,  h = ½‖LᵀL − RᵀR‖².
/// With S = 𝒜*(𝒜(LRᵀ) − b), B = LᵀL − RᵀR, D = [D_L; D_R]:
///
///   ∇g            = [ S R ; SᵀL ]
///   ⟨∇²g[D],D⟩    = 2⟨S, D_L D_Rᵀ⟩ + ‖𝒜(L D_Rᵀ + D_L Rᵀ)‖²                            (10)
///   ∇h            = [ 2 L B ; −2 R B ]
///   ⟨∇²h[D],D⟩    = 2⟨B, D_LᵀD_L − D_RᵀD_R⟩ + ‖Ḃ‖²,  Ḃ = LᵀD_L + D_LᵀL − RᵀD_R − D_RᵀR   (12)
///
/// (12) as printed in the paper lacks the factor 2 of the gradient and has 4‖LᵀD_L − RᵀD_R‖² for ‖Ḃ‖²; the
/// above is right (test: recovery_test.cpp, docs/errata.md).
/// 𝒜 = identity: nonnegative matrix factorization. 𝒜 = entries: nonnegative matrix completion.
/// Source: Zhang 2025, (1), (2), (5), (9), (10), (12).
#pragma once

#include "orthant/objectives/objective.hpp"

namespace orthant {

class SymmetricRecovery final : public Objective {
 public:
  /// Throws InputError unless the observed matrix is square and 1 ≤ rank ≤ n(n + 1)/2.
  SymmetricRecovery(std::shared_ptr<const Observations> observations, Index rank);

  Index rows() const override { return observations().rows(); }
  bool is_asymmetric() const override { return false; }
  bool is_symmetric() const override { return true; }
  Index gradient_passes() const override;
  std::unique_ptr<Expansion> at(const Matrix& U) const override;
  double value(const Matrix& U) const override;
  double value_error(const Matrix& U) const override;
};

class AsymmetricRecovery final : public Objective {
 public:
  /// `balance` = λ ≥ 0. Throws InputError on a rank or balance out of range.
  AsymmetricRecovery(std::shared_ptr<const Observations> observations, Index rank, double balance = 0);

  Index left_rows() const { return observations().rows(); }
  Index right_rows() const { return observations().cols(); }
  double balance() const { return balance_; }

  Index rows() const override { return left_rows() + right_rows(); }
  bool is_asymmetric() const override { return true; }
  bool has_scaling_freedom() const override { return balance_ == 0; }
  const RowBlocks* row_blocks() const override {
    return balance_ == 0 ? observations().row_blocks() : nullptr;
  }
  std::unique_ptr<Expansion> at(const Matrix& U) const override;
  double value(const Matrix& U) const override;
  double value_error(const Matrix& U) const override;

 private:
  double balance_;
};

}  // namespace orthant
