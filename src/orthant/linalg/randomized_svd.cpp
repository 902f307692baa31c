#include "orthant/linalg/randomized_svd.hpp"

#include <Eigen/QR>
#include <Eigen/SVD>
#include <algorithm>

#include "orthant/core/random.hpp"

namespace orthant {

namespace {

Matrix orthonormal(const Matrix& A) {
  const Eigen::HouseholderQR<Matrix> qr(A);
  return qr.householderQ() * Matrix::Identity(A.rows(), A.cols());
}

}  // namespace

SingularTriplets approx_svd(const ImplicitMatrix& S, Index k, const RandomizedSvdOptions& options) {
  const Index width = std::min(k + options.oversampling, std::min(S.rows(), S.cols()));
  Random random(options.seed, 0x5bd);
  Matrix omega(S.cols(), width);
  for (Index i = 0; i < omega.size(); ++i) omega.data()[i] = random.normal();
  Matrix Q = orthonormal(S.times(omega));
  const int iterations = width == std::min(S.rows(), S.cols()) ? 1 : options.iterations;
  for (int q = 0; q < iterations; ++q) Q = orthonormal(S.times(orthonormal(S.transpose_times(Q))));
  const Matrix B = S.transpose_times(Q);  // (QᵀS)ᵀ, cols×width
  const Eigen::BDCSVD<Matrix> svd(B, Eigen::ComputeThinU | Eigen::ComputeThinV);
  SingularTriplets out;
  out.left = Q * svd.matrixV().leftCols(k);
  out.values = svd.singularValues().head(k);
  out.right = svd.matrixU().leftCols(k);
  return out;
}

}  // namespace orthant
