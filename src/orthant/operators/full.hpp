/// Full observation, 𝒜 = identity: every entry of the matrix is measured, in row-major order.
/// ℋ(LRᵀ) = LRᵀ stays in factors: products cost 4(rows + cols)k² flops.
/// With data A (dense or sparse): S V = L(RᵀV) − A V, one pass over A.
#pragma once

#include <mutex>

#include "orthant/linalg/data_matrix.hpp"
#include "orthant/operators/observations.hpp"

namespace orthant {

class FullMeasurement final : public MeasurementOperator {
 public:
  FullMeasurement(Index rows, Index cols) : rows_(rows), cols_(cols) {}

  std::string_view kind() const override { return "full"; }
  Index rows() const override { return rows_; }
  Index cols() const override { return cols_; }
  Index measurements() const override { return rows_ * cols_; }
  Vector apply(const ConstMatrixRef& X) const override;
  Matrix adjoint(const ConstVectorRef& y) const override;
  /// Forms LRᵀ, since its entries are the measurements; solvers use kernel_product.
  Vector apply_product(const ConstMatrixRef& L, const ConstMatrixRef& R) const override;
  Vector apply_product_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const override;
  std::unique_ptr<ImplicitMatrix> kernel_product(Matrix L, Matrix R) const override;
  /// ⟨LRᵀ, PQᵀ⟩ = ⟨LᵀP, RᵀQ⟩.
  double kernel_inner(const ConstMatrixRef& L, const ConstMatrixRef& R, const ConstMatrixRef& P,
                      const ConstMatrixRef& Q) const override;
  std::optional<KernelExtremes> kernel_extremes() const override {
    const LowRankFactors unit = unit_entry(rows_, cols_, 0, 0);
    return KernelExtremes{1, 1, 1, 1, unit, unit};
  }
  std::shared_ptr<const Observations> observations(std::shared_ptr<const MeasurementOperator> self,
                                                   const Vector& b) const override;
  using MeasurementOperator::observations;

 private:
  Index rows_, cols_;
};

/// Row blocks of 𝒜 = identity (observations.hpp): every row of a side has the same Gram matrix G = VᵀV, so that
/// sweeps and gradients need only C = linear(side, V). What stands for the data is the derived kind's.
class IdentityBlocks : public RowBlocks {
 public:
  bool shared_gram() const override { return true; }
  Matrix gram(Side side, Index i, const ConstMatrixRef& V) const override;
  void sweep(Side side, MatrixRef X, const ConstMatrixRef& C, const ConstMatrixRef& V,
             const SweepRule& rule) const override;
  Matrix gradient(Side side, const ConstMatrixRef& X, const ConstMatrixRef& C,
                  const ConstMatrixRef& V) const override;
  void gradient_into(Side side, const ConstMatrixRef& X, const ConstMatrixRef& C, const ConstMatrixRef& V,
                     MatrixRef out) const override;
};

/// The data of NMF and symmetric NMF: b = vec A.
class FullObservations final : public Observations, private IdentityBlocks {
 public:
  explicit FullObservations(std::shared_ptr<const DataMatrix> data);

  const DataMatrix& data() const { return *data_; }
  /// Whether A = Aᵀ: looked at once.
  bool is_symmetric() const;
  const MeasurementOperator& measurement() const override { return measurement_; }
  double squared_norm() const override { return data_->squared_norm(); }
  const ImplicitMatrix& back_projection() const override { return *data_; }
  double back_projection_norm() const override;
  double mean() const override;
  double product_cost() const override {
    return static_cast<double>(data_->stored() + data_->rows() + data_->cols());
  }
  double squared_norm_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const override {
    return data_->squared_distance_error(L, R);
  }
  std::unique_ptr<Residual> residual(const ConstMatrixRef& L, const ConstMatrixRef& R) const override;
  const RowBlocks* row_blocks() const override { return this; }

 private:
  Matrix linear(Side side, const ConstMatrixRef& V) const override;
  void linear_into(Side side, const ConstMatrixRef& V, Precision precision, MatrixRef out) const override;
  void residual_row(Side side, Index i, const ConstMatrixRef& L, const ConstMatrixRef& R, Vector& residual,
                    Vector& weight) const override;

  std::shared_ptr<const DataMatrix> data_;
  FullMeasurement measurement_;
  mutable std::once_flag looked_;
  mutable bool symmetric_ = false;
};

}  // namespace orthant
