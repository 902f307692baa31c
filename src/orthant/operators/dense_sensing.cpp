#include "orthant/operators/dense_sensing.hpp"

#include <fmt/format.h>

#include "orthant/base/error.hpp"
#include "orthant/linalg/rounding.hpp"
#include "orthant/operators/kernel_extremes.hpp"

namespace orthant {

namespace {

void require_finite(const Eigen::Map<const RowMajorMatrix>& sensing) {
  for (Index t = 0; t < sensing.rows(); ++t)
    if (!sensing.row(t).allFinite())
      throw InputError(fmt::format("sensing matrix: row {} holds a number that is not finite", t + 1));
}

}  // namespace

DenseSensing::DenseSensing(Index rows, Index cols, RowMajorMatrix sensing)
    : rows_(rows), cols_(cols), sensing_(nullptr, 0, 0) {
  if (sensing.cols() != rows * cols || sensing.rows() < 1)
    throw InputError(fmt::format("sensing matrix of size {}×{}; expected m×{} = m×(rows·cols), m ≥ 1",
                                 sensing.rows(), sensing.cols(), rows * cols));
  auto kept = std::make_shared<const RowMajorMatrix>(std::move(sensing));
  new (&sensing_) Eigen::Map<const RowMajorMatrix>(kept->data(), kept->rows(), kept->cols());
  owner_ = std::move(kept);
  require_finite(sensing_);
}

DenseSensing::DenseSensing(Index rows, Index cols, Index measurements, const double* first,
                           std::shared_ptr<const void> owner)
    : rows_(rows), cols_(cols), owner_(std::move(owner)), sensing_(first, measurements, rows * cols) {
  require_finite(sensing_);
}

Vector DenseSensing::apply(const ConstMatrixRef& X) const {
  return sensing_ * vec(X);
}

Matrix DenseSensing::adjoint(const ConstVectorRef& y) const {
  const Vector x = sensing_.transpose() * y;
  return unvec(x, rows_, cols_);
}

Vector DenseSensing::apply_product(const ConstMatrixRef& L, const ConstMatrixRef& R) const {
  RowMajorMatrix X(rows_, cols_);
  X.noalias() = L * R.transpose();
  return sensing_ * Eigen::Map<const Vector>(X.data(), X.size());
}

Vector DenseSensing::apply_product_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const {
  RowMajorMatrix size(rows_, cols_);
  size.noalias() = L.cwiseAbs() * R.cwiseAbs().transpose();
  const Eigen::Map<const Vector> entries(size.data(), size.size());
  Vector error(sensing_.rows());
  for (Index t = 0; t < error.size(); ++t) error(t) = sensing_.row(t).cwiseAbs().dot(entries.transpose());
  return (residual_rounding(L.cols()) + sum_rounding(static_cast<double>(size.size()))) * error;
}

std::optional<KernelExtremes> DenseSensing::kernel_extremes() const {
  const Index m = sensing_.rows(), size = sensing_.cols();
  if (std::min(m, size) > most_gram_order) return std::nullopt;
  const Matrix gram =
      m < size ? Matrix(sensing_ * sensing_.transpose()) : Matrix(sensing_.transpose() * sensing_);
  return gram_extremes(rows_, cols_, gram, [this](const Vector& y) { return adjoint(y); });
}

}  // namespace orthant
