#include "orthant/measure/dense_sensing.hpp"

#include <fmt/format.h>

#include <cmath>

#include "orthant/core/error.hpp"
#include "orthant/linalg/symmetric.hpp"
#include "orthant/measure/matrix_rank.hpp"

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

std::optional<KernelExtremes> DenseSensing::kernel_extremes() const {
  const Index m = sensing_.rows(), size = sensing_.cols();
  if (std::min(m, size) > 2000) return std::nullopt;
  const bool by_measurements = m < size;
  const Matrix gram =
      by_measurements ? Matrix(sensing_ * sensing_.transpose()) : Matrix(sensing_.transpose() * sensing_);
  const EigenPairs pairs = symmetric_eigenpairs(gram);
  const Index last = pairs.values.size() - 1;
  const auto rank_of = [&](Index k) {
    const Vector x =
        by_measurements ? Vector(sensing_.transpose() * pairs.vectors.col(k)) : Vector(pairs.vectors.col(k));
    return numerical_rank(unvec(x, rows_, cols_));
  };
  KernelExtremes extremes;
  extremes.largest = pairs.values(last);
  extremes.largest_rank = rank_of(last);
  if (by_measurements) {
    // Fewer measurements than entries: 𝒜 vanishes on a subspace of dimension at least rows·cols − m. It
    // holds rank-one matrices xyᵀ when the m equations on y for a given x are fewer than its entries.
    extremes.smallest = 0;
    extremes.smallest_rank = m < std::max(rows_, cols_) ? 1 : std::min(rows_, cols_);
  } else {
    extremes.smallest = std::max(0.0, pairs.values(0));
    extremes.smallest_rank = rank_of(0);
  }
  return extremes;
}

}  // namespace orthant
