#include "orthant/objectives/objective.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "orthant/base/error.hpp"
#include "orthant/objectives/fixed_columns.hpp"
#include "orthant/objectives/stationarity.hpp"

namespace orthant {

Index largest_rank(Index rows, Index cols, bool symmetric) {
  return symmetric && rows == cols ? rows * (rows + 1) / 2 : std::min(rows, cols);
}

void require_rank(Index rank, Index rows, Index cols, bool symmetric) {
  const Index most = largest_rank(rows, cols, symmetric);
  if (rank >= 1 && rank <= most) return;
  throw InputError("rank = " + std::to_string(rank) + "; expected 1 ≤ rank ≤ " +
                   (symmetric && rows == cols ? "n(n + 1)/2" : "min(rows, cols)") + " = " +
                   std::to_string(most));
}

Objective::Objective(std::shared_ptr<const Observations> observations, Index rank, bool symmetric)
    : observations_(std::move(observations)), rank_(rank) {
  require_rank(rank, observations_->rows(), observations_->cols(), symmetric);
}

double Objective::gradient_scale(const Matrix& U) const {
  Vector norms(U.cols());
#pragma omp parallel for schedule(static) if (U.size() > 50000)
  for (Index k = 0; k < U.cols(); ++k) norms(k) = U.col(k).norm();
  return observations().back_projection_norm() * norms.norm();
}

double Objective::stationarity(const Matrix& U, const Matrix& gradient) const {
  Matrix plus;
  if (!positive_slope(U, plus))
    return projected_gradient_norm(U, gradient) / orthant::gradient_scale(*this, U);
  double errors = 0;
  Vector u(U.cols()), p(U.cols()), g(U.cols());
  for (Index i = 0; i < U.rows(); ++i) {
    u = U.row(i);
    p = plus.row(i);
    g = gradient.row(i);
    errors += squared_slope_errors(U.cols(), u.data(), p.data(), g.data());
  }
  return std::sqrt(errors / static_cast<double>(U.size()));
}

Vector Objective::scale_columns(MatrixRef U) const {
  return has_scaling_freedom() ? balance_columns(U, observations().rows()) : Vector::Ones(U.cols());
}

Matrix Objective::factors(const Matrix& U) const {
  const FixedColumns* fixed = fixed_columns();
  return fixed != nullptr ? fixed->whole(U) : U;
}

void Objective::require_shape(const Matrix& U) const {
  if (U.rows() == rows() && U.cols() == rank_) return;
  throw InputError("point of size " + std::to_string(U.rows()) + "×" + std::to_string(U.cols()) +
                   "; expected " + std::to_string(rows()) + "×" + std::to_string(rank_));
}

Matrix beside(const ConstMatrixRef& A, const ConstMatrixRef& B) {
  Matrix both(A.rows(), A.cols() + B.cols());
  both << A, B;
  return both;
}

}  // namespace orthant
