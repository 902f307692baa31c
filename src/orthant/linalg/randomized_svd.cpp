#include "orthant/linalg/randomized_svd.hpp"

#include <Eigen/SVD>
#include <algorithm>

#include "orthant/linalg/range_finder.hpp"

namespace orthant {

namespace {

/// S ≈ QBᵀ, B = cols×(k + p).
RangeApproximation range_of(const ImplicitMatrix& S, Index k, const RandomizedSvdOptions& options) {
  const Index width = std::min(k + options.oversampling, std::min(S.rows(), S.cols()));
  const int iterations = width == std::min(S.rows(), S.cols()) ? 1 : options.iterations;
  return approximate_range(S, width, iterations, options.seed);
}

}  // namespace

SingularTriplets approx_svd(const ImplicitMatrix& S, Index k, const RandomizedSvdOptions& options) {
  const auto [Q, B] = range_of(S, k, options);
  const Eigen::BDCSVD<Matrix> svd(B, Eigen::ComputeThinU | Eigen::ComputeThinV);
  SingularTriplets out;
  out.left = Q * svd.matrixV().leftCols(k);
  out.values = svd.singularValues().head(k);
  out.right = svd.matrixU().leftCols(k);
  return out;
}

Vector approx_singular_values(const ImplicitMatrix& S, Index k, const RandomizedSvdOptions& options) {
  const Matrix B = range_of(S, k, options).coefficients;
  return Eigen::BDCSVD<Matrix>(B).singularValues().head(k);
}

}  // namespace orthant
