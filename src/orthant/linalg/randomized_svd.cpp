#include "orthant/linalg/randomized_svd.hpp"

#include <algorithm>

#include "orthant/base/random.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/linalg/decompositions.hpp"
#include "orthant/linalg/symmetric.hpp"

namespace orthant {

namespace {

/// A ← A C⁻ᵀ with AᵀA = CCᵀ; false, A untouched, when that would lose too many digits.
bool cholesky_qr(Matrix& A) {
  const auto factor = cholesky(A.transpose() * A);
  if (!factor) return false;
  const auto diagonal = factor->diagonal().array();
  if (!(diagonal.minCoeff() > 1e-6 * diagonal.maxCoeff())) return false;
  right_solve(*factor, A);
  return true;
}

}  // namespace

void orthonormalize(Matrix& A) {
  const bool once = cholesky_qr(A);
  if (once && cholesky_qr(A)) return;
  A = orthonormal_columns(std::move(A));
}

RangeApproximation approximate_range(const ImplicitMatrix& S, Index k, int power, std::uint64_t seed) {
  Random random(seed, 0x5bd);
  Matrix B(S.cols(), k);
  for (Index i = 0; i < B.size(); ++i) B.data()[i] = random.normal();
  check_budget();
  Matrix Q = S.times(B);
  check_budget();
  orthonormalize(Q);
  for (int q = 0; q < power; ++q) {
    check_budget();
    B.resize(0, 0);  // its memory first
    B = S.transpose_times(Q);
    check_budget();
    orthonormalize(B);
    check_budget();
    Q.resize(0, 0);
    Q = S.times(B);
    check_budget();
    orthonormalize(Q);
  }
  check_budget();
  B.resize(0, 0);
  B = S.transpose_times(Q);
  return {std::move(Q), std::move(B)};
}

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
