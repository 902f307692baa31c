/// Operators whose kernel is the identity plus a part of finite rank on matrices T_1 … T_p (rows×cols),
///
///   ℋ(X) = X + Σ_ij K_ij T_i ⟨T_j, X⟩,      K symmetric p×p.
///
/// ℋ(LRᵀ) stays LRᵀ plus a combination of the T_i: 2p·rows·cols·k flops for the inner products, nothing of
/// size rows×cols beyond the terms. Off span{T_i} the kernel is the identity, so its spectrum is that of a
/// p×p matrix and the eigenvalue 1 (multiplicity rows·cols − dim span).
///
/// Two kinds:
///   kernel                  ℋ(X) = X + Σ left·⟨right, X⟩ + right·⟨left, X⟩, given without an 𝒜: 𝒜 is ℋ^{1/2}
///   identity_plus_low_rank  𝒜(X) = X + Σ left·⟨right, X⟩;  ℋ = 𝒜*𝒜
/// Source: Zhang 2025, Assumption 1 and Theorem 3.
#pragma once

#include <vector>

#include "orthant/linalg/exact_scale.hpp"
#include "orthant/operators/measurement_operator.hpp"
#include "orthant/operators/observations.hpp"

namespace orthant {

/// One term left·⟨right, ·⟩.
struct LowRankTerm {
  ScaledMatrix left, right;
};

class FiniteRankMeasurement : public MeasurementOperator {
 public:
  Index rows() const override { return rows_; }
  Index cols() const override { return cols_; }
  Index measurements() const override { return rows_ * cols_; }
  std::unique_ptr<ImplicitMatrix> kernel_product(Matrix L, Matrix R) const override;
  double kernel_inner(const ConstMatrixRef& L, const ConstMatrixRef& R, const ConstMatrixRef& P,
                      const ConstMatrixRef& Q) const override;
  std::optional<KernelExtremes> kernel_extremes() const override;
  Vector apply_product(const ConstMatrixRef& L, const ConstMatrixRef& R) const override;
  Vector apply_product_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const override;
  /// PlantedObservations, by factors.
  std::shared_ptr<const Observations> observations(std::shared_ptr<const MeasurementOperator> self,
                                                   const Matrix& L, const Matrix& R) const override;
  using MeasurementOperator::observations;

  const std::vector<LowRankTerm>& terms() const { return given_; }

  /// ℋ(X) for a dense X.
  Matrix kernel(const ConstMatrixRef& X) const;

  /// ⟨T_i, LRᵀ⟩ for every i.
  Vector coordinates(const ConstMatrixRef& L, const ConstMatrixRef& R) const;

  /// cᵀKc: what ℋ adds to ‖X‖² when X has these coordinates.
  double correction(const Vector& coordinates) const { return coordinates.dot(coupled(coordinates)); }

  /// Σ_ij |K_ij| ‖T_i‖‖T_j‖, a bound for ‖ℋ − I‖.
  double coupling_size() const;

 protected:
  /// Throws InputError on shapes that differ or an entry that is not finite.
  FiniteRankMeasurement(Index rows, Index cols, std::vector<LowRankTerm> given);

  Vector coordinates(const ConstMatrixRef& X) const;
  Vector coupled(const Vector& coordinates) const;  ///< K c
  Matrix combine(const Vector& weights) const;      ///< Σ w_i T_i

  /// Eigenvalues of ℋ on span{T_i} and orthonormal eigenvectors Σ_i coefficients(i, q) T_i.
  struct FinitePart {
    Vector values;
    Matrix coefficients;
  };
  /// Needs the coupling; the kinds call it at the end of their constructors.
  void diagonalise();

  Index rows_, cols_;
  std::vector<LowRankTerm> given_;
  std::vector<Matrix> T_;  ///< left₁, right₁, left₂, …
  Matrix coupling_;        ///< K
  FinitePart part_;
};

class KernelMeasurement final : public FiniteRankMeasurement {
 public:
  /// Throws InputError when ℋ has a negative eigenvalue: then no 𝒜 has this kernel.
  KernelMeasurement(Index rows, Index cols, std::vector<LowRankTerm> terms);
  std::string_view kind() const override { return "kernel"; }
  bool is_given_by_kernel() const override { return true; }
  Vector apply(const ConstMatrixRef& X) const override;
  Matrix adjoint(const ConstVectorRef& y) const override;

 private:
  Matrix root(const ConstMatrixRef& X) const;  ///< ℋ^{1/2}(X)
};

class IdentityPlusLowRank final : public FiniteRankMeasurement {
 public:
  IdentityPlusLowRank(Index rows, Index cols, std::vector<LowRankTerm> terms);
  std::string_view kind() const override { return "identity_plus_low_rank"; }
  Vector apply(const ConstMatrixRef& X) const override;
  Matrix adjoint(const ConstVectorRef& y) const override;
};

/// What a finite-rank operator measures of L⋆R⋆ᵀ, by factors: with E = [L, −L⋆][R, R⋆]ᵀ the residual is
/// S = ℋ(E), and ‖𝒜(E)‖² = ‖E‖² + cᵀKc with c = coordinates of E. ‖E‖² is summed over blocks of columns of
/// the explicit E, so it keeps its digits near a perfect fit. No rows×cols matrix beyond the terms.
class PlantedObservations final : public Observations {
 public:
  PlantedObservations(std::shared_ptr<const FiniteRankMeasurement> measurement, Matrix L, Matrix R);

  const MeasurementOperator& measurement() const override { return *measurement_; }
  double squared_norm() const override { return squared_norm_; }
  const ImplicitMatrix& back_projection() const override { return *back_projection_; }
  double back_projection_norm() const override { return back_projection_norm_; }
  double mean() const override { return mean_; }
  double product_cost() const override;
  double squared_norm_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const override;
  std::unique_ptr<Residual> residual(const ConstMatrixRef& L, const ConstMatrixRef& R) const override;

 private:
  std::shared_ptr<const FiniteRankMeasurement> measurement_;
  Matrix L_, R_;
  std::unique_ptr<ImplicitMatrix> back_projection_;
  double squared_norm_ = 0, back_projection_norm_ = 0, mean_ = 0;
};

}  // namespace orthant
