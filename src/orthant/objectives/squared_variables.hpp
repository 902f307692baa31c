/// Squared variables: φ(V) = f(V∘V) with no constraint on V, for any objective f of this folder. With U = V∘V
/// and G = ∇f(U),
///
///   ∇φ(V)          = 2 V∘G
///   ∇²φ(V)[D]      = 2 G∘D + 4 V∘∇²f(U)[V∘D]
///   ⟨∇²φ(V)[D],D⟩  = 2⟨G, D∘D⟩ + 4⟨∇²f(U)[V∘D], V∘D⟩
///
/// Critical points. V is stationary for φ iff G_ij = 0 wherever V_ij ≠ 0: of U's first-order conditions only
/// G ≥ 0 at its zeros is missing. It is second-order critical iff moreover G ≥ 0 at the zeros and ∇²f(U) is
/// positive semidefinite on the entries where U > 0 (take D supported on the zeros, then on the others; the
/// two parts do not interact). So
///   * U second-order critical for min f, U ≥ 0   ⇒   every V with V∘V = U is second-order critical for φ;
///   * conversely when no multiplier vanishes (strict complementarity); with degenerate entries φ sees less
///     than the critical cone does.
/// Cost: that of f and a few entrywise products.
/// Source: Zhang 2025, §6.
#pragma once

#include "orthant/objectives/objective.hpp"

namespace orthant {

class SquaredVariables final : public Objective {
 public:
  explicit SquaredVariables(std::shared_ptr<const Objective> base);

  const Objective& base() const { return *base_; }
  Index rows() const override { return base_->rows(); }
  bool is_asymmetric() const override { return base_->is_asymmetric(); }
  /// The scaling (L, R) → (LT, RT⁻¹) of f becomes (V_L, V_R) → (V_L T^{1/2}, V_R T^{−1/2}), of which
  /// certify's gauge knows nothing: null directions stay null directions here.
  bool has_scaling_freedom() const override { return false; }
  std::unique_ptr<Expansion> at(const Matrix& V) const override;
  double value(const Matrix& V) const override { return base_->value(V.cwiseAbs2()); }
  /// The squares are rounded too, each by u: as much again as two more products.
  double value_error(const Matrix& V) const override { return 3 * base_->value_error(V.cwiseAbs2()); }
  double gradient_scale(const Matrix& V) const override;
  double hessian_lipschitz(const Matrix& V, double curvature) const override;

 private:
  std::shared_ptr<const Objective> base_;
};

/// V ≥ 0 with V∘V = U (entrywise root).
Matrix root_point(const Matrix& U);

}  // namespace orthant
