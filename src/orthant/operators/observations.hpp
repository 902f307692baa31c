/// Observations: a measurement operator together with what it measured, b. Everything that an
/// objective needs of the data, none of it of size rows×cols unless the data already are.
#pragma once

#include <memory>

#include "orthant/operators/measurement_operator.hpp"
#include "orthant/operators/row_blocks.hpp"

namespace orthant {

/// S = 𝒜*(𝒜(LRᵀ) − b) at one pair of factors.
class Residual : public ImplicitMatrix {
 public:
  /// ‖𝒜(LRᵀ) − b‖², from explicit residuals: it keeps its digits near a perfect fit.
  virtual double squared_norm() const = 0;
};

class Observations {
 public:
  virtual ~Observations() = default;

  virtual const MeasurementOperator& measurement() const = 0;

  /// ‖b‖².
  virtual double squared_norm() const = 0;

  /// 𝒜*b: the data matrix itself for full observations, zero where unobserved for entries.
  virtual const ImplicitMatrix& back_projection() const = 0;

  /// ‖𝒜*b‖_F.
  virtual double back_projection_norm() const = 0;

  /// The mean of the observed entries: the scale of a random start.
  virtual double mean() const = 0;

  /// A bound for |computed − exact| of residual(L, R)->squared_norm(), entry by entry (linalg/rounding.hpp);
  /// about the cost of that norm.
  virtual double squared_norm_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const = 0;

  /// L and R are looked at, not copied: both must outlive the residual.
  virtual std::unique_ptr<Residual> residual(const ConstMatrixRef& L, const ConstMatrixRef& R) const = 0;

  /// Multiplications in S v for one vector v, about: what a product with the residual costs.
  virtual double product_cost() const = 0;

  /// The row-separable view, when the kind has one.
  virtual const RowBlocks* row_blocks() const { return nullptr; }

  Index rows() const { return measurement().rows(); }
  Index cols() const { return measurement().cols(); }
};

}  // namespace orthant
