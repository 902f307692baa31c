#include "orthant/objectives/row_penalty.hpp"

#include <cmath>

#include "orthant/linalg/rounding.hpp"

namespace orthant {

namespace {

/// What a row brings to the derivatives: ∇ = along·u, ∇² = along·I + outer·uuᵀ; zeros where it is no longer than α.
struct RowTerms {
  double along = 0, outer = 0;

  RowTerms(const RowPenalty& Q, const ConstMatrixRef& U, Index i) {
    const double t = U.row(i).norm(), s = t - Q.bound;
    if (!(s > 0)) return;
    const double share = s / t;
    along = 4 * Q.weight * s * s * share;
    outer = 4 * Q.weight * share * share * (3 - share);
  }

  bool acts() const { return along > 0 || outer > 0; }
};

}  // namespace

double RowPenalty::value(const ConstMatrixRef& U) const {
  double sum = 0;
  for (Index i = 0; i < U.rows(); ++i) {
    const double s = U.row(i).norm() - bound;
    if (s > 0) sum += (s * s) * (s * s);
  }
  return weight * sum;
}

double RowPenalty::value_rounding(const ConstMatrixRef& U) const {
  double sum = 0;
  for (Index i = 0; i < U.rows(); ++i) {
    const double t = U.row(i).norm(), s = t - bound, near = s + residual_rounding(U.cols()) * t;
    if (near > 0) sum += 4 * near * near * near * t;
  }
  return weight * residual_rounding(U.cols()) * sum;
}

bool RowPenalty::acts(const ConstMatrixRef& U) const {
  for (Index i = 0; weight > 0 && i < U.rows(); ++i)
    if (U.row(i).norm() > bound) return true;
  return false;
}

void RowPenalty::add_gradient(const ConstMatrixRef& U, MatrixRef G) const {
  for (Index i = 0; i < U.rows(); ++i)
    if (const RowTerms row(*this, U, i); row.acts()) G.row(i) += row.along * U.row(i);
}

void RowPenalty::add_hessian_vector(const ConstMatrixRef& U, const ConstMatrixRef& D, MatrixRef out) const {
  for (Index i = 0; i < U.rows(); ++i)
    if (const RowTerms row(*this, U, i); row.acts())
      out.row(i) += row.along * D.row(i) + row.outer * U.row(i).dot(D.row(i)) * U.row(i);
}

double RowPenalty::hessian_cross(const ConstMatrixRef& U, const ConstMatrixRef& D1,
                                 const ConstMatrixRef& D2) const {
  double sum = 0;
  for (Index i = 0; i < U.rows(); ++i)
    if (const RowTerms row(*this, U, i); row.acts())
      sum += row.along * D1.row(i).dot(D2.row(i)) +
             row.outer * U.row(i).dot(D1.row(i)) * U.row(i).dot(D2.row(i));
  return sum;
}

void RowPenalty::add_row_block(const ConstMatrixRef& U, Index i, MatrixRef block) const {
  const RowTerms row(*this, U, i);
  if (!row.acts()) return;
  block.diagonal().array() += row.along;
  block += row.outer * U.row(i).transpose() * U.row(i);
}

double RowPenalty::hessian_lipschitz(const ConstMatrixRef& U) const {
  return U.rows() == 0 ? 0 : 24 * weight * U.rowwise().norm().maxCoeff();
}

}  // namespace orthant
