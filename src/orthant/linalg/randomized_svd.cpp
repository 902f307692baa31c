#include "orthant/linalg/randomized_svd.hpp"

#include <algorithm>

#include "orthant/linalg/decompositions.hpp"
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
  auto [Q, B] = range_of(S, k, options);
  const ThinSvd svd = thin_svd(std::move(B));
  return {Q * svd.right.leftCols(k), svd.values.head(k), svd.left.leftCols(k)};
}

Vector approx_singular_values(const ImplicitMatrix& S, Index k, const RandomizedSvdOptions& options) {
  return singular_values(range_of(S, k, options).coefficients).head(k);
}

}  // namespace orthant
