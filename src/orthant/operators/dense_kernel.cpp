#include "orthant/operators/dense_kernel.hpp"

#include <fmt/format.h>

#include <cmath>

#include "orthant/base/error.hpp"
#include "orthant/linalg/rounding.hpp"
#include "orthant/linalg/symmetric.hpp"
#include "orthant/operators/kernel_extremes.hpp"
#include "orthant/operators/measurement_operator.hpp"

namespace orthant {

DenseKernelMeasurement::DenseKernelMeasurement(Index rows, Index cols, Matrix H)
    : rows_(rows), cols_(cols), H_(std::move(H)) {
  const Index order = rows * cols;
  if (order > 4000) throw InputError(fmt::format("kernel matrix of order {}; expected at most 4000", order));
  if (H_.rows() != order || H_.cols() != order)
    throw InputError(
        fmt::format("kernel matrix of size {}×{}; expected {}×{}", H_.rows(), H_.cols(), order, order));
  if (!H_.allFinite()) throw InputError("kernel matrix: an entry is not finite");
  if (H_ != H_.transpose()) throw InputError("kernel matrix: not symmetric");
  const EigenPairs pairs = symmetric_eigenpairs(H_);
  values_ = pairs.values;
  const double tolerance = 1e-12 * values_.cwiseAbs().maxCoeff();
  if (values_(0) < -tolerance)
    throw InputError(
        fmt::format("kernel: eigenvalue {:.6g}; expected a positive semidefinite kernel", values_(0)));
  root_ = values_.cwiseMax(0.0).cwiseSqrt().asDiagonal() * pairs.vectors.transpose();
  smallest_vector_ = low_rank_factors(unvec(pairs.vectors.col(0), rows, cols));
  largest_vector_ = low_rank_factors(unvec(pairs.vectors.col(order - 1), rows, cols));
}

Vector DenseKernelMeasurement::apply(const ConstMatrixRef& X) const {
  return root_ * vec(X);
}

Matrix DenseKernelMeasurement::adjoint(const ConstVectorRef& y) const {
  return unvec(root_.transpose() * y, rows_, cols_);
}

Vector DenseKernelMeasurement::apply_product(const ConstMatrixRef& L, const ConstMatrixRef& R) const {
  return apply(L * R.transpose());
}

Vector DenseKernelMeasurement::apply_product_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const {
  // The root is off by as much as the eigenvalues are, relative to the largest.
  const Matrix size = L.cwiseAbs() * R.cwiseAbs().transpose();
  const double order = static_cast<double>(H_.rows());
  return Vector::Constant(measurements(), (residual_rounding(L.cols()) + order * sum_rounding(order)) *
                                              std::sqrt(std::max(values_.maxCoeff(), 0.0)) * size.norm());
}

std::unique_ptr<ImplicitMatrix> DenseKernelMeasurement::kernel_product(Matrix L, Matrix R) const {
  const Vector image = H_ * vec(L * R.transpose());
  return std::make_unique<DenseImplicitMatrix>(unvec(image, rows_, cols_));
}

std::optional<KernelExtremes> DenseKernelMeasurement::kernel_extremes() const {
  return KernelExtremes{values_(0),
                        values_(values_.size() - 1),
                        smallest_vector_.L.cols(),
                        largest_vector_.L.cols(),
                        smallest_vector_,
                        largest_vector_};
}

}  // namespace orthant
