/// Matrix sensing: 𝒜(X)_t = ⟨A_t, X⟩, t = 1 … m, the A_t given as the rows vec(A_t)ᵀ (row-major) of an
/// m×(rows·cols) matrix, which may live in memory or in a mapped file that the system pages in.
///
/// A measurement of LRᵀ forms the product once (rows·cols numbers, 1/m of the operator) and is a
/// matrix-vector product: 2m·rows·cols flops, bound by reading 8m·rows·cols bytes once.
#pragma once

#include "orthant/operators/measurement_operator.hpp"

namespace orthant {

class DenseSensing final : public MeasurementOperator {
 public:
  /// `sensing`: m×(rows·cols). Throws InputError on another width or an entry that is not finite.
  DenseSensing(Index rows, Index cols, RowMajorMatrix sensing);

  /// The same, its numbers at `first`, row by row, kept alive by `owner` (a mapped file).
  DenseSensing(Index rows, Index cols, Index measurements, const double* first,
               std::shared_ptr<const void> owner);

  std::string_view kind() const override { return "dense_sensing"; }
  Index rows() const override { return rows_; }
  Index cols() const override { return cols_; }
  Index measurements() const override { return sensing_.rows(); }
  Vector apply(const ConstMatrixRef& X) const override;
  Matrix adjoint(const ConstVectorRef& y) const override;
  Vector apply_product(const ConstMatrixRef& L, const ConstMatrixRef& R) const override;
  Vector apply_product_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const override;
  /// From the smaller of 𝒜𝒜* and 𝒜*𝒜, up to order 2000.
  std::optional<KernelExtremes> kernel_extremes() const override;
  double exact_numbers() const override { return static_cast<double>(sensing_.size()); }

  const Eigen::Map<const RowMajorMatrix>& sensing() const { return sensing_; }

 private:
  Index rows_, cols_;
  std::shared_ptr<const void> owner_;
  Eigen::Map<const RowMajorMatrix> sensing_;
};

}  // namespace orthant
