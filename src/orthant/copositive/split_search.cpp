#include "orthant/copositive/split_search.hpp"

#include <algorithm>
#include <cmath>

#include "orthant/linalg/symmetric.hpp"

namespace orthant {

namespace {

constexpr int scale_bits = 58;  // |A_ij| < 2⁶⁰, L < 2³⁰: sums of products stay below 2⁶¹ (Cauchy–Schwarz)

/// e_i with 2^{2e_i} Q_ii in [½, 2).
std::vector<std::int32_t> diagonal_exponents(const RationalSymmetric& Q) {
  std::vector<std::int32_t> exponents;
  for (Index i = 0; i < Q.order(); ++i) {
    long top = 0, bottom = 0;
    const double a = mpz_get_d_2exp(&top, Q.numerator(i, i).get_mpz_t());
    const double b = mpz_get_d_2exp(&bottom, Q.denominator().get_mpz_t());
    int e = 0;
    std::frexp(a / b, &e);  // Q_ii = f · 2^{e + top − bottom}, f in [½, 1)
    const long total = e + top - bottom;
    exponents.push_back(static_cast<std::int32_t>(-(total >= 0 ? total / 2 : -((1 - total) / 2))));
  }
  return exponents;
}

/// ⌊2^shift Q_ij⌋
mpz_class scaled_floor(const RationalSymmetric& Q, Index i, Index j, long shift) {
  mpz_class value = Q.numerator(i, j), result;
  if (shift >= 0) {
    value <<= static_cast<unsigned long>(shift);
    mpz_fdiv_q(result.get_mpz_t(), value.get_mpz_t(), Q.denominator().get_mpz_t());
  } else {
    mpz_class below = Q.denominator();
    below <<= static_cast<unsigned long>(-shift);
    mpz_fdiv_q(result.get_mpz_t(), value.get_mpz_t(), below.get_mpz_t());
  }
  return result;
}

class SplitSearch {
 public:
  SplitSearch(const RationalSymmetric& Q, const SplitOptions& options)
      : options_(options), n_(Q.order()), floor_(static_cast<std::size_t>(n_ * n_)), A_(n_, n_) {
    proof_.scale = scale_bits;
    proof_.exponent = diagonal_exponents(Q);
    for (Index i = 0; i < n_; ++i) {
      check_budget();
      for (Index j = 0; j <= i; ++j) {
        const long shift = scale_bits + proof_.exponent[i] + proof_.exponent[j];
        const mpz_class value = scaled_floor(Q, i, j, shift);
        // An entry above the diagonal's range counts as large as that: the rest belongs to N.
        const std::int64_t most = std::int64_t{1} << (scale_bits + 2);
        fits_ = fits_ && value > -most;
        const std::int64_t entry = value < most ? value.get_si() : most;
        floor_[i * n_ + j] = entry;
        A_(i, j) = A_(j, i) = std::ldexp(static_cast<double>(entry), -scale_bits);
      }
    }
  }

  SplitResult run() {
    SplitResult result;
    if (!fits_) return result;  // |Q_ij| > √(Q_ii Q_jj) and negative: not copositive in any case
    if (repair(A_)) return finish(result);
    Matrix Z = A_, Y = Matrix::Zero(n_, n_), P;
    double before = 1e300;
    for (int k = 1; k <= options_.iterations; ++k) {
      check_budget();
      result.iterations = k;
      P = project(Z - Y);
      const Matrix relaxed = 1.6 * P - 0.6 * Z;
      const Matrix target = relaxed + Y;
      Z = target.cwiseMin(A_);
      Z.diagonal() = A_.diagonal();
      Y = target - Z;
      if ((k < 10 || k % 5 == 0) && positive(Z, 0.25) && repair(Z)) return finish(result);
      if (k % 20 != 0) continue;
      const Matrix gap = P - Z;
      const double size = gap.norm();
      const double separation = (A_.cwiseProduct(gap)).sum() - options_.margin * gap.trace();
      if (size > 0.97 * before && separation < -0.3 * size * size) {
        result.status = SplitStatus::impossible;
        return result;
      }
      before = size;
    }
    return result;
  }

 private:
  SplitResult& finish(SplitResult& result) {
    result.status = SplitStatus::found;
    result.proof = std::move(proof_);
    return result;
  }

  Matrix project(const Matrix& X) const {
    EigenPairs pairs = symmetric_eigenpairs(X);
    Index low = 0;
    while (low < n_ && pairs.values(low) < options_.margin) ++low;
    // The smaller side of the spectrum makes the smaller product.
    if (low <= n_ / 2) {
      const Vector lift = (options_.margin - pairs.values.head(low).array()).sqrt();
      const Matrix V = pairs.vectors.leftCols(low) * lift.asDiagonal();
      Matrix result = X;
      result.noalias() += V * V.transpose();
      return result;
    }
    const Vector keep = (pairs.values.tail(n_ - low).array() - options_.margin).sqrt();
    const Matrix V = pairs.vectors.rightCols(n_ - low) * keep.asDiagonal();
    Matrix result = V * V.transpose();
    result.diagonal().array() += options_.margin;
    return result;
  }

  bool positive(const Matrix& Z, double part) const {
    Matrix shifted = Z;
    shifted.diagonal().array() -= part * options_.margin;
    return cholesky(std::move(shifted)).has_value();
  }

  /// L from Z − (μ/8)I, rounded, and the exact test of proof.hpp.
  bool repair(const Matrix& Z) {
    Matrix shifted = Z;
    shifted.diagonal().array() -= 0.125 * options_.margin;
    const auto C = cholesky(std::move(shifted));
    if (!C) return false;
    const double unit = std::ldexp(1.0, scale_bits / 2);
    proof_.L.assign(static_cast<std::size_t>(n_ * (n_ + 1) / 2), 0);
    for (Index i = 0, k = 0; i < n_; ++i)
      for (Index j = 0; j <= i; ++j, ++k)
        proof_.L[k] = static_cast<std::int32_t>(std::lround((*C)(i, j) * unit));
    std::vector<std::int64_t> spare(static_cast<std::size_t>(n_));
    for (Index i = 0; i < n_; ++i) {
      if (i % 16 == 0) check_budget();
      const std::int32_t* L_i = proof_.L.data() + static_cast<std::size_t>(i * (i + 1) / 2);
      for (Index j = 0; j <= i; ++j) {
        const std::int32_t* L_j = proof_.L.data() + static_cast<std::size_t>(j * (j + 1) / 2);
        std::int64_t sum = 0;
        for (Index k = 0; k <= j; ++k) sum += static_cast<std::int64_t>(L_i[k]) * L_j[k];
        const std::int64_t r = floor_[i * n_ + j] - sum;  // a lower bound
        if (i == j) {
          spare[i] += r;
        } else if (r < 0) {
          spare[i] += r;
          spare[j] += r;
        }
      }
    }
    proof_.mu = *std::min_element(spare.begin(), spare.end());
    return proof_.mu >= 1;
  }

  SplitOptions options_;
  Index n_;
  std::vector<std::int64_t> floor_;  ///< ⌊2^k DQD⌋, lower triangle
  Matrix A_;
  bool fits_ = true;
  SplitProof proof_;
};

}  // namespace

SplitResult find_split(const RationalSymmetric& Q, const SplitOptions& options, const Budget& budget) {
  // An eigendecomposition may take longer than what is left, so it looks at the budget too.
  const BudgetScope scope(budget);
  try {
    return SplitSearch(Q, options).run();
  } catch (const OutOfBudget&) {
    return {};
  }
}

}  // namespace orthant
