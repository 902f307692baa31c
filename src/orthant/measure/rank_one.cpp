#include "orthant/measure/rank_one.hpp"

#include <fmt/format.h>

#include "orthant/core/error.hpp"

namespace orthant {

namespace {

/// leftᵀ diag(y) right.
class WeightedOuterSum final : public ImplicitMatrix {
 public:
  WeightedOuterSum(std::shared_ptr<const DataMatrix> left, std::shared_ptr<const DataMatrix> right, Vector y)
      : left_(std::move(left)), right_(std::move(right)), y_(std::move(y)) {}

  Index rows() const override { return left_->cols(); }
  Index cols() const override { return right_->cols(); }
  Matrix times(const ConstMatrixRef& V) const override {
    Matrix measured = right_->times(V);
    measured.array().colwise() *= y_.array();
    return left_->transpose_times(measured);
  }
  Matrix transpose_times(const ConstMatrixRef& V) const override {
    Matrix measured = left_->times(V);
    measured.array().colwise() *= y_.array();
    return right_->transpose_times(measured);
  }

 private:
  std::shared_ptr<const DataMatrix> left_, right_;
  Vector y_;
};

}  // namespace

RankOneSensing::RankOneSensing(std::shared_ptr<const DataMatrix> left,
                               std::shared_ptr<const DataMatrix> right)
    : left_(std::move(left)), right_(std::move(right)) {
  if (left_->rows() != right_->rows())
    throw InputError(fmt::format("rank-one sensing: {} left and {} right vectors; expected as many",
                                 left_->rows(), right_->rows()));
}

Vector RankOneSensing::apply(const ConstMatrixRef& X) const {
  const Matrix measured = left_->times(X);  // m×cols: for tests and small problems
  Vector y(measurements());
  const Matrix transposed = measured.transpose();
  for (Index t = 0; t < y.size(); ++t) {
    Vector b = Vector::Zero(cols());
    right_->add_row(t, 1, b);
    y(t) = transposed.col(t).dot(b);
  }
  return y;
}

Matrix RankOneSensing::adjoint(const ConstVectorRef& y) const {
  return WeightedOuterSum(left_, right_, y).times(Matrix::Identity(cols(), cols()));
}

Vector RankOneSensing::apply_product(const ConstMatrixRef& L, const ConstMatrixRef& R) const {
  return left_->times(L).cwiseProduct(right_->times(R)).rowwise().sum();
}

std::unique_ptr<ImplicitMatrix> RankOneSensing::adjoint_product(Vector y) const {
  return std::make_unique<WeightedOuterSum>(left_, right_, std::move(y));
}

}  // namespace orthant
