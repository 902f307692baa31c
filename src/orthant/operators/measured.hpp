/// Any operator with its measurements b: the residual is 𝒜*(y) with y = 𝒜(LRᵀ) − b computed explicitly, so
/// ‖y‖² keeps its digits near a perfect fit.
#pragma once

#include "orthant/operators/observations.hpp"

namespace orthant {

class MeasuredObservations final : public Observations {
 public:
  /// Throws InputError when b has another length than the operator, or an entry that is not finite.
  MeasuredObservations(std::shared_ptr<const MeasurementOperator> measurement, Vector b);

  const MeasurementOperator& measurement() const override { return *measurement_; }
  const Vector& measurements() const { return b_; }
  double squared_norm() const override { return b_.squaredNorm(); }
  const ImplicitMatrix& back_projection() const override { return *back_projection_; }
  double back_projection_norm() const override { return back_projection_norm_; }
  /// argmin_c ‖𝒜(c 11ᵀ) − b‖, at least 0: the scale of a random start.
  double mean() const override { return mean_; }
  double product_cost() const override;
  double squared_norm_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const override;
  std::unique_ptr<Residual> residual(const ConstMatrixRef& L, const ConstMatrixRef& R) const override;

 private:
  std::shared_ptr<const MeasurementOperator> measurement_;
  Vector b_;
  std::unique_ptr<ImplicitMatrix> back_projection_;
  double back_projection_norm_ = 0, mean_ = 0;
};

/// b as the operator's kind keeps it best: the data matrix for `full`, sparse values for `entries`, otherwise
/// MeasuredObservations. Throws InputError on a wrong length.
std::shared_ptr<const Observations> observe(std::shared_ptr<const MeasurementOperator> measurement,
                                            const Vector& b);

/// b = 𝒜(LRᵀ) without noise; kinds of finite rank stay in factors (PlantedObservations).
std::shared_ptr<const Observations> observe_product(std::shared_ptr<const MeasurementOperator> measurement,
                                                    const Matrix& L, const Matrix& R);

}  // namespace orthant
