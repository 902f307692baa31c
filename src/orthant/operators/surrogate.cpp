#include "orthant/operators/surrogate.hpp"

#include <cmath>

#include "orthant/linalg/rounding.hpp"

namespace orthant {

namespace {

class SurrogateResidual final : public Residual {
 public:
  SurrogateResidual(const ConstMatrixRef& L, const ConstMatrixRef& R, const LowRankMatrix& product,
                    double squared_norm)
      : L_(L), R_(R), product_(product), squared_norm_(squared_norm) {}

  Index rows() const override { return L_.rows(); }
  Index cols() const override { return R_.rows(); }
  Matrix times(const ConstMatrixRef& V) const override {
    const Matrix core = R_.transpose() * V;
    return L_ * core - product_.times(V);
  }
  Matrix transpose_times(const ConstMatrixRef& V) const override {
    const Matrix core = L_.transpose() * V;
    return R_ * core - product_.transpose_times(V);
  }
  double squared_norm() const override {
    const Matrix left = L_.transpose() * L_, right = R_.transpose() * R_;
    const double cross =
        (product_.left().transpose() * L_).cwiseProduct(product_.right().transpose() * R_).sum();
    return std::max(0.0, squared_norm_ - 2 * cross + left.cwiseProduct(right).sum());
  }

 private:
  ConstMatrixRef L_, R_;
  const LowRankMatrix& product_;
  double squared_norm_;
};

}  // namespace

SurrogateObservations::SurrogateObservations(const FullObservations& data, RangeApproximation approximation)
    : product_(std::move(approximation.basis), std::move(approximation.coefficients)),
      measurement_(data.rows(), data.cols()),
      squared_norm_(data.squared_norm()),
      norm_(data.back_projection_norm()),
      mean_(data.mean()) {}

SurrogateObservations::SurrogateObservations(Matrix P, Matrix Q, double mean)
    : product_(std::move(P), std::move(Q)), measurement_(product_.rows(), product_.cols()), mean_(mean) {
  const Matrix left = product_.left().transpose() * product_.left();
  squared_norm_ = left.cwiseProduct(product_.right().transpose() * product_.right()).sum();
  norm_ = std::sqrt(squared_norm_);
}

double SurrogateObservations::product_cost() const {
  return static_cast<double>((rows() + cols()) * product_.left().cols());
}

std::unique_ptr<Residual> SurrogateObservations::residual(const ConstMatrixRef& L,
                                                          const ConstMatrixRef& R) const {
  return std::make_unique<SurrogateResidual>(L, R, product_, squared_norm_);
}

double SurrogateObservations::squared_norm_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const {
  const double product = (L.transpose() * L).cwiseProduct(R.transpose() * R).sum();
  return 4 * sum_rounding(static_cast<double>(rows() + cols())) * (squared_norm_ + product);
}

Matrix SurrogateObservations::linear(Side side, const ConstMatrixRef& V) const {
  return side == Side::left ? product_.times(V) : product_.transpose_times(V);
}

void SurrogateObservations::linear_into(Side side, const ConstMatrixRef& V, Precision, MatrixRef out) const {
  const Matrix& from = side == Side::left ? product_.right() : product_.left();
  const Matrix& to = side == Side::left ? product_.left() : product_.right();
  const Matrix core = from.transpose() * V;
  out.noalias() = to * core;
}

void SurrogateObservations::residual_row(Side side, Index i, const ConstMatrixRef& L, const ConstMatrixRef& R,
                                         Vector& residual, Vector& weight) const {
  if (side == Side::left) {
    residual = R * L.row(i).transpose() - product_.right() * product_.left().row(i).transpose();
  } else {
    residual = L * R.row(i).transpose() - product_.left() * product_.right().row(i).transpose();
  }
  weight.setOnes(residual.size());
}

}  // namespace orthant
