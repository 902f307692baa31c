/// Kind `kernel` with a dense matrix: ℋ given as a symmetric (rows·cols)² matrix on vec X (row-major), for
/// small problems. 𝒜 is the root Λ^{1/2}Vᵀ of ℋ = VΛVᵀ, so every formula that needs measurements works.
/// Memory: 16 (rows·cols)² bytes; 2(rows·cols)² flops a product.
#pragma once

#include "orthant/operators/measurement_operator.hpp"

namespace orthant {

class DenseKernelMeasurement final : public MeasurementOperator {
 public:
  /// Throws InputError unless H is symmetric, finite, of order rows·cols ≤ 4000 and positive semidefinite.
  DenseKernelMeasurement(Index rows, Index cols, Matrix H);

  std::string_view kind() const override { return "kernel"; }
  bool is_given_by_kernel() const override { return true; }
  double exact_numbers() const override { return static_cast<double>(H_.size()); }
  Index rows() const override { return rows_; }
  Index cols() const override { return cols_; }
  Index measurements() const override { return H_.rows(); }
  Vector apply(const ConstMatrixRef& X) const override;
  Matrix adjoint(const ConstVectorRef& y) const override;
  Vector apply_product(const ConstMatrixRef& L, const ConstMatrixRef& R) const override;
  Vector apply_product_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const override;
  std::unique_ptr<ImplicitMatrix> kernel_product(Matrix L, Matrix R) const override;
  std::optional<KernelExtremes> kernel_extremes() const override;

  const Matrix& matrix() const { return H_; }

 private:
  Index rows_, cols_;
  Matrix H_, root_;  ///< ℋ = rootᵀ·root
  Vector values_;    ///< eigenvalues, ascending
  LowRankFactors smallest_vector_, largest_vector_;
};

}  // namespace orthant
