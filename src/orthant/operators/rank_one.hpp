/// Rank-one sensing: 𝒜(X)_t = a_tᵀ X b_t, t = 1 … m, with the a_t as rows of `left` (m×rows) and the b_t as
/// rows of `right` (m×cols), each dense or sparse. 𝒜(LRᵀ)_t = ⟨a_tᵀL, b_tᵀR⟩ and 𝒜*(y) = leftᵀ·diag(y)·right:
/// 2(nnz left + nnz right)k flops a measurement or a product (dense: 2m(rows + cols)k), nothing of size
/// rows×cols.
#pragma once

#include <limits>

#include "orthant/linalg/data_matrix.hpp"
#include "orthant/operators/measurement_operator.hpp"

namespace orthant {

class RankOneSensing final : public MeasurementOperator {
 public:
  /// Throws InputError when the numbers of rows differ.
  RankOneSensing(std::shared_ptr<const DataMatrix> left, std::shared_ptr<const DataMatrix> right);

  std::string_view kind() const override { return "rank_one"; }
  Index rows() const override { return left_->cols(); }
  Index cols() const override { return right_->cols(); }
  Index measurements() const override { return left_->rows(); }
  Vector apply(const ConstMatrixRef& X) const override;
  Matrix adjoint(const ConstVectorRef& y) const override;
  Vector apply_product(const ConstMatrixRef& L, const ConstMatrixRef& R) const override;
  Vector apply_product_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const override;
  std::unique_ptr<ImplicitMatrix> adjoint_product(Vector y) const override;

  /// Sparse vectors: row by row of 𝒜*(y), Σ_t nnz(a_t)·nnz(b_t) + rows·cols multiplications.
  double adjoint_norm(const ConstVectorRef& y) const override;
  /// From the smaller of 𝒜𝒜* = (left·leftᵀ) ∘ (right·rightᵀ) and 𝒜*𝒜, up to order 2000.
  std::optional<KernelExtremes> kernel_extremes() const override;
  double exact_numbers() const override { return std::numeric_limits<double>::infinity(); }

  const DataMatrix& left() const { return *left_; }
  const DataMatrix& right() const { return *right_; }

 private:
  std::shared_ptr<const DataMatrix> left_, right_;
};

}  // namespace orthant
