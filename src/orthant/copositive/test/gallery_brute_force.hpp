/// Exact oracles that share nothing with the gallery: copositivity by all principal submatrices, and
/// semidefiniteness by elimination.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "orthant/linalg/rational_symmetric.hpp"

namespace orthant::gallery {

using Rationals = std::vector<mpq_class>;

/// z with Q z = b, or nothing when Q is singular.
inline std::optional<Rationals> solve(const RationalSymmetric& Q, Rationals b) {
  const auto n = static_cast<std::size_t>(Q.order());
  std::vector<Rationals> A(n, Rationals(n));
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) A[i][j] = Q.entry(static_cast<Index>(i), static_cast<Index>(j));
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    while (pivot < n && A[pivot][k] == 0) ++pivot;
    if (pivot == n) return std::nullopt;
    std::swap(A[pivot], A[k]);
    std::swap(b[pivot], b[k]);
    for (std::size_t i = 0; i < n; ++i) {
      if (i == k || A[i][k] == 0) continue;
      const mpq_class factor = A[i][k] / A[k][k];
      for (std::size_t j = k; j < n; ++j) A[i][j] -= factor * A[k][j];
      b[i] -= factor * b[k];
    }
  }
  for (std::size_t i = 0; i < n; ++i) b[i] /= A[i][i];
  return b;
}

/// A minimal principal submatrix Q_T that is not copositive is nonsingular with Q_T⁻¹ ≤ 0 (Hadeler 1983), so
/// that z = −Q_T⁻¹e > 0; and any such z is a direction with zᵀQ_T z = −eᵀz < 0.
inline bool is_copositive(const RationalSymmetric& Q) {
  for (unsigned long mask = 1; mask < 1UL << Q.order(); ++mask) {
    std::vector<Index> subset;
    for (Index i = 0; i < Q.order(); ++i)
      if ((mask >> i & 1) != 0) subset.push_back(i);
    const auto z = solve(Q.principal(subset), Rationals(subset.size(), -1));
    if (!z) continue;
    bool positive = true;
    for (const mpq_class& z_i : *z) positive = positive && z_i > 0;
    if (positive) return false;
  }
  return true;
}

/// The rank of a positive semidefinite Q; nothing when Q is indefinite.
inline std::optional<Index> semidefinite_rank(const RationalSymmetric& Q) {
  const auto n = static_cast<std::size_t>(Q.order());
  std::vector<Rationals> A(n, Rationals(n));
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) A[i][j] = Q.entry(static_cast<Index>(i), static_cast<Index>(j));
  Index rank = 0;
  for (std::size_t k = 0; k < n; ++k) {
    if (A[k][k] < 0) return std::nullopt;
    if (A[k][k] == 0) {
      for (std::size_t j = k; j < n; ++j)
        if (A[k][j] != 0) return std::nullopt;
      continue;
    }
    ++rank;
    for (std::size_t i = k + 1; i < n; ++i) {
      const mpq_class factor = A[i][k] / A[k][k];
      for (std::size_t j = k; j < n; ++j) A[i][j] -= factor * A[k][j];
    }
  }
  return rank;
}

/// The numerators of Q x, over Q's denominator.
inline std::vector<mpz_class> numerators_of_product(const RationalSymmetric& Q,
                                                    const std::vector<mpz_class>& x) {
  std::vector<mpz_class> result(x.size());
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t j = 0; j < x.size(); ++j)
      result[i] += Q.numerator(static_cast<Index>(i), static_cast<Index>(j)) * x[j];
  return result;
}

/// A smaller diagonal entry at i: takes a boundary form with a zero through i out of the cone.
inline RationalSymmetric lowered(RationalSymmetric Q, Index i, const mpq_class& by) {
  Q.set(i, i, Q.entry(i, i) - by);
  return Q;
}

}  // namespace orthant::gallery
