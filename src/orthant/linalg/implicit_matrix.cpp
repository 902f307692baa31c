#include "orthant/linalg/implicit_matrix.hpp"

namespace orthant {

Matrix LowRankMatrix::times(const ConstMatrixRef& V) const {
  const Matrix inner_product = Q_.transpose() * V;
  return P_ * inner_product;
}

Matrix LowRankMatrix::transpose_times(const ConstMatrixRef& V) const {
  const Matrix inner_product = P_.transpose() * V;
  return Q_ * inner_product;
}

}  // namespace orthant
