/// Symmetric recovery  f(U) = ½‖𝒜(UUᵀ) − b‖²,  U ∈ ℝ^{n×r}. With S = 𝒜*(𝒜(UUᵀ) − b):
///
///   ∇f(U)           = (S + Sᵀ) U
///   ⟨∇²f(U)[D],D⟩   = ⟨S + Sᵀ, D Dᵀ⟩ + ‖𝒜(U Dᵀ + D Uᵀ)‖²                               (9)
///
/// 𝒜 = identity: symmetric NMF. Cost of a gradient: two products of S with n×r; of a Hessian product two
/// more and ℋ at rank 2r.
/// Source: Zhang 2025, (1), (9).
#pragma once

#include "orthant/objectives/objective.hpp"

namespace orthant {

class SymmetricRecovery final : public Objective {
 public:
  /// Throws InputError unless the observed matrix is square and 1 ≤ rank ≤ n.
  SymmetricRecovery(std::shared_ptr<const Observations> observations, Index rank);

  Index rows() const override { return observations().rows(); }
  bool is_asymmetric() const override { return false; }
  bool is_symmetric() const override { return true; }
  std::unique_ptr<Expansion> at(const Matrix& U) const override;
  double value(const Matrix& U) const override;
  double value_error(const Matrix& U) const override;
};

}  // namespace orthant
