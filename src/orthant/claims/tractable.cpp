// §1.2: truths of rank one and two are found by inspection of M (docs/beyond.md).
#include <optional>

#include "orthant/claims/rank_one_truth.hpp"
#include "orthant/claims/statements.hpp"

namespace orthant::claims {

using verify::Rational;
using verify::RationalMatrix;

namespace {

/// M − M_{:i}M_{i:}/M_ii.
RationalMatrix schur(const RationalMatrix& M, long i) {
  RationalMatrix N = M;
  for (long j = 0; j < M.rows(); ++j)
    for (long k = 0; k < M.cols(); ++k) N.set(j, k, M(j, k) - M(j, i) * M(i, k) / M(i, i));
  return N;
}

/// N = ssᵀ with s = √diag N, without the roots: N_jk ≥ 0 and N_jk² = N_jj N_kk.
bool is_square_of_nonnegative(const RationalMatrix& N) {
  for (long j = 0; j < N.rows(); ++j)
    for (long k = 0; k < N.cols(); ++k)
      if (N(j, k).sign() < 0 || !(N(j, k) * N(j, k) == N(j, j) * N(k, k))) return false;
  return true;
}

/// A row i for which M = UUᵀ with U = [M_{:i}/√M_ii, √diag N] ≥ 0.
std::optional<long> rotating_row(const RationalMatrix& M) {
  for (long i = 0; i < M.rows(); ++i)
    if (M(i, i).sign() > 0 && is_square_of_nonnegative(schur(M, i))) return i;
  return {};
}

}  // namespace

Claim tractable(const ClaimParameters& p) {
  Claim claim;
  claim.place = "§1.2, truths of rank one and two";
  claim.statement =
      "r⋆ = 1 reduces to a top eigenvector, r⋆ = 2 to a planar rotation: with N = M − M_{:i}M_{i:}/M_ii for "
      "a suitable row i, M = UUᵀ for U = [M_{:i}/√M_ii, √diag N] ≥ 0.";
  claim.parameters = "random truths with entries k/16, n = 2 … 9, some zero";
  Random random(p.seed, 12);
  const RationalMatrix u = random_rationals(random, 6, 1, true), M = product(u, u.transpose());
  const Rational norm = dot(u, u);
  claim.rows.push_back(same("r⋆ = 1: Mu⋆", "‖u⋆‖²u⋆", scaled(u, norm), product(M, u)));
  long first = 0;
  while (first + 1 < u.rows() && u(first, 0).sign() == 0) ++first;
  if (u(first, 0).sign() > 0)
    claim.rows.push_back(same("r⋆ = 1: M − M_{:i}M_{i:}/M_ii", "0", RationalMatrix(6, 6), schur(M, first)));
  int truths = 0, found = 0;
  for (int k = 0; k < 60; ++k) {
    check_budget();
    const long n = 2 + static_cast<long>(random.below(8));
    RationalMatrix V = random_rationals(random, n, 2, true);
    for (long i = 0; i < n; ++i)
      for (long j = 0; j < 2; ++j)
        if (random.uniform() < 0.2) V.set(i, j, Rational(0));
    if (dot(V, V).sign() == 0) continue;
    ++truths;
    if (rotating_row(product(V, V.transpose()))) ++found;
  }
  claim.rows.push_back(yes("r⋆ = 2: truths with such a row i, each compared exactly", "all",
                           fmt::format("{} of {}", found, truths), found == truths && truths > 0,
                           ClaimRigor::sampled));
  // Three columns: the two entries of e₁ + e₂, e₂ + e₃, … lie in no sector; the construction must fail.
  RationalMatrix W(3, 3);
  for (long i = 0; i < 3; ++i) W.set(i, i, 1), W.set(i, (i + 1) % 3, 1);
  claim.rows.push_back(yes("r⋆ = 3, V = I + a cyclic permutation: such a row i", "none",
                           rotating_row(product(W, W.transpose())) ? "found" : "none",
                           !rotating_row(product(W, W.transpose())), ClaimRigor::exact));
  claim.note = "That such a row always exists for r⋆ = 2 is proved in docs/beyond.md.";
  conclude(claim);
  return claim;
}

}  // namespace orthant::claims
