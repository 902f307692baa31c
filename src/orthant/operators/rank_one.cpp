#include "orthant/operators/rank_one.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "orthant/base/error.hpp"
#include "orthant/linalg/rounding.hpp"
#include "orthant/operators/kernel_extremes.hpp"

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

constexpr Index strip_width = 64;

/// Columns j … j+width−1 of the identity.
Matrix unit_columns(Index order, Index j, Index width) {
  Matrix unit = Matrix::Zero(order, width);
  unit.middleRows(j, width).setIdentity();
  return unit;
}

/// The vectors as columns, length×m.
Matrix dense_columns(const DataMatrix& vectors) {
  Matrix columns = Matrix::Zero(vectors.cols(), vectors.rows());
  vectors.for_each([&](Index t, Index i, double a) { columns(i, t) = a; });
  return columns;
}

}  // namespace

RankOneSensing::RankOneSensing(std::shared_ptr<const DataMatrix> left,
                               std::shared_ptr<const DataMatrix> right)
    : left_(std::move(left)), right_(std::move(right)) {
  if (left_->rows() != right_->rows())
    throw InputError(fmt::format("rank-one sensing: {} left and {} right vectors; expected as many",
                                 left_->rows(), right_->rows()));
}

Vector RankOneSensing::apply(const ConstMatrixRef& X) const {
  // Σ_j (left·X)_tj (right)_tj by strips of columns: 16m·64 bytes.
  Vector y = Vector::Zero(measurements());
  for (Index j = 0; j < cols(); j += strip_width) {
    const Index width = std::min(strip_width, cols() - j);
    y += left_->times(X.middleCols(j, width))
             .cwiseProduct(right_->times(unit_columns(cols(), j, width)))
             .rowwise()
             .sum();
  }
  return y;
}

Matrix RankOneSensing::adjoint(const ConstVectorRef& y) const {
  const WeightedOuterSum sum(left_, right_, y);
  Matrix X(rows(), cols());
  for (Index j = 0; j < cols(); j += strip_width) {
    const Index width = std::min(strip_width, cols() - j);
    X.middleCols(j, width) = sum.times(unit_columns(cols(), j, width));
  }
  return X;
}

Vector RankOneSensing::apply_product(const ConstMatrixRef& L, const ConstMatrixRef& R) const {
  return left_->times(L).cwiseProduct(right_->times(R)).rowwise().sum();
}

Vector RankOneSensing::apply_product_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const {
  // |a_tᵀl_k| ≤ ‖a_t‖‖l_k‖, and each is off by its own share of that.
  Vector left = Vector::Zero(measurements()), right = Vector::Zero(measurements());
  left_->for_each([&](Index t, Index, double a) { left(t) += a * a; });
  right_->for_each([&](Index t, Index, double b) { right(t) += b * b; });
  const double columns = L.colwise().norm().cwiseProduct(R.colwise().norm()).sum();
  const double rounding = residual_rounding(L.cols()) + sum_rounding(static_cast<double>(rows())) +
                          sum_rounding(static_cast<double>(cols()));
  return rounding * columns * left.cwiseProduct(right).cwiseSqrt();
}

std::unique_ptr<ImplicitMatrix> RankOneSensing::adjoint_product(Vector y) const {
  return std::make_unique<WeightedOuterSum>(left_, right_, std::move(y));
}

double RankOneSensing::adjoint_norm(const ConstVectorRef& y) const {
  if (!left_->is_sparse() || !right_->is_sparse()) return MeasurementOperator::adjoint_norm(y);
  const CompressedLines by_row = left_->sparse_row_lines().turned();
  const CompressedLines right = right_->sparse_row_lines();
  Vector squares(rows());  // of each row, added in order: the sum does not depend on the threads
#pragma omp parallel
  {
    Vector row(cols());
#pragma omp for schedule(dynamic, 16)
    for (Index i = 0; i < rows(); ++i) {
      row.setZero();
      for (std::int64_t p = by_row.start[i]; p < by_row.start[i + 1]; ++p) {
        const Index t = by_row.index[p];
        const double factor = by_row.value[p] * y[t];
        for (std::int64_t q = right.start[t]; q < right.start[t + 1]; ++q)
          row[right.index[q]] += factor * right.value[q];
      }
      squares[i] = row.squaredNorm();
    }
  }
  return std::sqrt(squares.sum());
}

std::optional<KernelExtremes> RankOneSensing::kernel_extremes() const {
  constexpr double most_kept = 5e7, most_flops = 2e11;
  const double m = static_cast<double>(measurements()),
               size = static_cast<double>(rows()) * static_cast<double>(cols());
  if (std::min(m, size) > static_cast<double>(most_gram_order) ||
      m * static_cast<double>(rows() + cols()) > most_kept || 2 * m * size * std::min(m, size) > most_flops)
    return std::nullopt;
  const Matrix left = dense_columns(*left_), right = dense_columns(*right_);
  Matrix gram;
  if (m < size) {
    gram = (left.transpose() * left).cwiseProduct(right.transpose() * right);
  } else {
    // Σ_t vec(a_t b_tᵀ) vec(a_t b_tᵀ)ᵀ, 1024 measurements at a time.
    gram = Matrix::Zero(rows() * cols(), rows() * cols());
    for (Index t = 0; t < left.cols(); t += 1024) {
      const Index width = std::min<Index>(1024, left.cols() - t);
      Matrix outer(rows() * cols(), width);
      for (Index s = 0; s < width; ++s)
        for (Index i = 0; i < rows(); ++i)
          outer.col(s).segment(i * cols(), cols()) = left(i, t + s) * right.col(t + s);
      gram.noalias() += outer * outer.transpose();
    }
  }
  return gram_extremes(rows(), cols(), gram, [this](const Vector& y) { return adjoint(y); });
}

}  // namespace orthant
