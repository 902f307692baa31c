#include "orthant/operators/observations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "orthant/base/error.hpp"
#include "orthant/linalg/rounding.hpp"

namespace orthant {

namespace {

void require_length(const MeasurementOperator& measurement, const Vector& b) {
  if (b.size() != measurement.measurements())
    throw InputError(
        fmt::format("measurements: {} numbers; expected {}, one for each measurement of the operator",
                    b.size(), measurement.measurements()));
  if (!b.allFinite()) throw InputError("measurements: a number is not finite");
}

}  // namespace

MeasuredObservations::MeasuredObservations(std::shared_ptr<const MeasurementOperator> measurement, Vector b)
    : measurement_(std::move(measurement)), b_(std::move(b)) {
  require_length(*measurement_, b_);
  back_projection_ = measurement_->adjoint_product(b_);
  back_projection_norm_ = measurement_->adjoint_norm(b_);
  const Vector ones = measurement_->apply_product(Matrix::Ones(rows(), 1), Matrix::Ones(cols(), 1));
  const double norm = ones.squaredNorm();
  mean_ = norm > 0 ? std::max(0.0, ones.dot(b_) / norm) : 0;
  // Measurements of mean zero say nothing of the scale: then that of ‖b‖ spread over all entries.
  if (mean_ == 0) mean_ = b_.norm() / std::sqrt(static_cast<double>(rows()) * static_cast<double>(cols()));
}

double MeasuredObservations::product_cost() const {
  // Rank-one kinds cost less, dense ones this much.
  return static_cast<double>(rows()) * static_cast<double>(cols());
}

std::unique_ptr<Residual> MeasuredObservations::residual(const ConstMatrixRef& L,
                                                         const ConstMatrixRef& R) const {
  Vector y = measurement_->apply_product(L, R) - b_;
  const double squared_norm = y.squaredNorm();
  return std::make_unique<KnownResidual>(measurement_->adjoint_product(std::move(y)), squared_norm,
                                         measurement_);
}

double MeasuredObservations::squared_norm_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const {
  const Vector y = measurement_->apply_product(L, R) - b_;
  const Vector e = measurement_->apply_product_error(L, R) + 2 * unit_roundoff * b_.cwiseAbs();
  return squares_rounding(y, e, 1) + sum_rounding(static_cast<double>(y.size())) * y.squaredNorm();
}

std::shared_ptr<const Observations> MeasurementOperator::observations(
    std::shared_ptr<const MeasurementOperator> self, const Vector& b) const {
  return std::make_shared<MeasuredObservations>(std::move(self), b);
}

std::shared_ptr<const Observations> MeasurementOperator::observations(
    std::shared_ptr<const MeasurementOperator> self, const Matrix& L, const Matrix& R) const {
  return observe(std::move(self), apply_product(L, R));
}

std::shared_ptr<const Observations> observe(std::shared_ptr<const MeasurementOperator> measurement,
                                            const Vector& b) {
  require_length(*measurement, b);
  const MeasurementOperator& kind = *measurement;
  return kind.observations(std::move(measurement), b);
}

std::shared_ptr<const Observations> observe_product(std::shared_ptr<const MeasurementOperator> measurement,
                                                    const Matrix& L, const Matrix& R) {
  const MeasurementOperator& kind = *measurement;
  return kind.observations(std::move(measurement), L, R);
}

}  // namespace orthant
