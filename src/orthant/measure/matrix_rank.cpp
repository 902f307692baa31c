#include "orthant/measure/matrix_rank.hpp"

#include <algorithm>

#include "orthant/linalg/symmetric.hpp"

namespace orthant {

Index numerical_rank(const Matrix& A, double relative) {
  // Eigenvalues of [0 A; Aᵀ 0] are ± the singular values: no square is taken.
  Matrix both = Matrix::Zero(A.rows() + A.cols(), A.rows() + A.cols());
  both.bottomLeftCorner(A.cols(), A.rows()) = A.transpose();
  both.topRightCorner(A.rows(), A.cols()) = A;
  const Vector values = symmetric_eigenvalues(std::move(both));
  const double largest = values.maxCoeff();
  return std::max<Index>(1, (values.array() > relative * largest).count());
}

}  // namespace orthant
