/// A low-rank surrogate of fully observed data: A ≈ QBᵀ with Q orthonormal (linalg/randomized_svd.hpp), behind
/// the same seam as the data, so that every solver runs on it unchanged.
///
///   A V ≈ Q(BᵀV),  AᵀV ≈ B(QᵀV):  4(n₁ + n₂)k flops a column in place of 2·stored               (1)
///   ½‖A − LRᵀ‖² = ½(‖A‖² − 2⟨A, LRᵀ⟩ + ‖LRᵀ‖²) with ⟨A, LRᵀ⟩ ≈ ⟨QBᵀ, LRᵀ⟩                       (2)
///
/// (2) keeps the true ‖A‖², so that objectives can be compared with those on the data: they differ by
/// ⟨A − QBᵀ, LRᵀ⟩ only. Stationary points of the surrogate are starts for the data, never results.
#pragma once

#include "orthant/linalg/randomized_svd.hpp"
#include "orthant/operators/full.hpp"

namespace orthant {

class SurrogateObservations final : public Observations, private IdentityBlocks {
 public:
  SurrogateObservations(const FullObservations& data, RangeApproximation approximation);
  /// Of entries: their completion PQᵀ itself, fully observed, in the place of A.
  SurrogateObservations(Matrix P, Matrix Q, double mean);

  Index rank() const { return product_.left().cols(); }  ///< of QBᵀ

  const MeasurementOperator& measurement() const override { return measurement_; }
  double squared_norm() const override { return squared_norm_; }
  const ImplicitMatrix& back_projection() const override { return product_; }
  double back_projection_norm() const override { return norm_; }
  double mean() const override { return mean_; }
  double product_cost() const override;
  /// Of the whole: Gram matrices know no entries.
  double squared_norm_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const override;
  /// S = LRᵀ − QBᵀ; its squared norm is (2), from ‖A‖² and Gram matrices.
  std::unique_ptr<Residual> residual(const ConstMatrixRef& L, const ConstMatrixRef& R) const override;
  const RowBlocks* row_blocks() const override { return this; }

 private:
  Matrix linear(Side side, const ConstMatrixRef& V) const override;
  void linear_into(Side side, const ConstMatrixRef& V, Precision precision, MatrixRef out) const override;
  void residual_row(Side side, Index i, const ConstMatrixRef& L, const ConstMatrixRef& R, Vector& residual,
                    Vector& weight) const override;

  LowRankMatrix product_;
  FullMeasurement measurement_;
  double squared_norm_, norm_, mean_;
};

}  // namespace orthant
