#include "orthant/linalg/randomized_svd.hpp"

#include <Eigen/SVD>
#include <algorithm>

#include "orthant/linalg/range_finder.hpp"

namespace orthant {

SingularTriplets approx_svd(const ImplicitMatrix& S, Index k, const RandomizedSvdOptions& options) {
  const Index width = std::min(k + options.oversampling, std::min(S.rows(), S.cols()));
  const int iterations = width == std::min(S.rows(), S.cols()) ? 1 : options.iterations;
  // S ≈ QBᵀ, B = cols×width
  const auto [Q, B] = approximate_range(S, width, iterations, options.seed);
  const Eigen::BDCSVD<Matrix> svd(B, Eigen::ComputeThinU | Eigen::ComputeThinV);
  SingularTriplets out;
  out.left = Q * svd.matrixV().leftCols(k);
  out.values = svd.singularValues().head(k);
  out.right = svd.matrixU().leftCols(k);
  return out;
}

}  // namespace orthant
