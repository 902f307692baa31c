#include "orthant/operators/full.hpp"

#include <cmath>

#include "orthant/linalg/nnls.hpp"
#include "orthant/linalg/rounding.hpp"

namespace orthant {

namespace {

class FullResidual final : public Residual {
 public:
  FullResidual(std::shared_ptr<const DataMatrix> data, bool symmetric, const ConstMatrixRef& L,
               const ConstMatrixRef& R)
      : data_(std::move(data)), symmetric_(symmetric), L_(L), R_(R) {}

  bool is_symmetric() const override { return symmetric_; }

  Index rows() const override { return L_.rows(); }
  Index cols() const override { return R_.rows(); }
  Matrix times(const ConstMatrixRef& V) const override {
    return minus(L_, R_.transpose() * V, data_->times(V));
  }
  Matrix transpose_times(const ConstMatrixRef& V) const override {
    return minus(R_, L_.transpose() * V, data_->transpose_times(V));
  }
  double squared_norm() const override { return data_->squared_distance(L_, R_); }

 private:
  /// factor · core − product, in the place of the product.
  static Matrix minus(const ConstMatrixRef& factor, const Matrix& core, Matrix product) {
    product = -product;
    product.noalias() += factor * core;
    return product;
  }

  std::shared_ptr<const DataMatrix> data_;
  bool symmetric_;
  ConstMatrixRef L_, R_;
};

}  // namespace

Vector FullMeasurement::apply(const ConstMatrixRef& X) const {
  return vec(X);
}

Matrix FullMeasurement::adjoint(const ConstVectorRef& y) const {
  return unvec(y, rows_, cols_);
}

Vector FullMeasurement::apply_product(const ConstMatrixRef& L, const ConstMatrixRef& R) const {
  return apply(L * R.transpose());
}

Vector FullMeasurement::apply_product_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const {
  return residual_rounding(L.cols()) * apply(L.cwiseAbs() * R.cwiseAbs().transpose());
}

std::unique_ptr<ImplicitMatrix> FullMeasurement::kernel_product(Matrix L, Matrix R) const {
  return std::make_unique<LowRankMatrix>(std::move(L), std::move(R));
}

double FullMeasurement::kernel_inner(const ConstMatrixRef& L, const ConstMatrixRef& R,
                                     const ConstMatrixRef& P, const ConstMatrixRef& Q) const {
  const Matrix left = L.transpose() * P, right = R.transpose() * Q;
  return left.cwiseProduct(right).sum();
}

std::shared_ptr<const Observations> FullMeasurement::observations(std::shared_ptr<const MeasurementOperator>,
                                                                  const Vector& b) const {
  const Matrix transposed = Eigen::Map<const Matrix>(b.data(), cols_, rows_);
  return std::make_shared<FullObservations>(
      std::make_shared<const DataMatrix>(DataMatrix::dense_row_major(transposed)));
}

FullObservations::FullObservations(std::shared_ptr<const DataMatrix> data)
    : data_(std::move(data)), measurement_(data_->rows(), data_->cols()) {}

double FullObservations::back_projection_norm() const {
  return std::sqrt(data_->squared_norm());
}

double FullObservations::mean() const {
  return data_->sum() / (static_cast<double>(data_->rows()) * static_cast<double>(data_->cols()));
}

std::unique_ptr<Residual> FullObservations::residual(const ConstMatrixRef& L, const ConstMatrixRef& R) const {
  const bool one_factor = L.data() == R.data() && L.cols() == R.cols();
  return std::make_unique<FullResidual>(data_, one_factor && is_symmetric(), L, R);
}

bool FullObservations::is_symmetric() const {
  std::call_once(looked_, [this] { symmetric_ = data_->is_symmetric(); });
  return symmetric_;
}

Matrix FullObservations::linear(Side side, const ConstMatrixRef& V) const {
  return side == Side::left ? data_->times(V) : data_->transpose_times(V);
}

void FullObservations::linear_into(Side side, const ConstMatrixRef& V, Precision precision,
                                   MatrixRef out) const {
  if (side == Side::left) {
    data_->multiply(V, precision, out);
  } else {
    data_->multiply_transposed(V, precision, out);
  }
}

void FullObservations::residual_row(Side side, Index i, const ConstMatrixRef& L, const ConstMatrixRef& R,
                                    Vector& residual, Vector& weight) const {
  if (side == Side::left) {
    residual.noalias() = R * L.row(i).transpose();
    data_->add_row(i, -1, residual);
  } else {
    residual.noalias() = L * R.row(i).transpose();
    data_->add_col(i, -1, residual);
  }
  weight.setOnes(residual.size());
}

Matrix IdentityBlocks::gram(Side, Index, const ConstMatrixRef& V) const {
  Matrix G;
  orthant::gram(V, G);
  return G;
}

void IdentityBlocks::sweep(Side side, MatrixRef X, const ConstMatrixRef& C, const ConstMatrixRef& V,
                           const SweepRule& rule) const {
  nnls_sweeps(X, C, gram(side, 0, V), rule);
}

Matrix IdentityBlocks::gradient(Side side, const ConstMatrixRef& X, const ConstMatrixRef& C,
                                const ConstMatrixRef& V) const {
  Matrix out(X.rows(), X.cols());
  gradient_into(side, X, C, V, out);
  return out;
}

void IdentityBlocks::gradient_into(Side side, const ConstMatrixRef& X, const ConstMatrixRef& C,
                                   const ConstMatrixRef& V, MatrixRef out) const {
  const Matrix G = gram(side, 0, V);
  out = -C;
  out.noalias() += X * G;
}

}  // namespace orthant
