#include "orthant/linalg/range_finder.hpp"

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
  if (cholesky_qr(A) && cholesky_qr(A)) return;
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

}  // namespace orthant
