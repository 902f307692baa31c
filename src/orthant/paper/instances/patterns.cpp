#include "orthant/paper/instances/patterns.hpp"

#include <fmt/format.h>

#include "orthant/base/error.hpp"
#include "orthant/base/stop.hpp"

namespace orthant::instances {

namespace {

std::vector<Index> checked(const std::vector<Index>& permutation, Index n) {
  std::vector<Index> p = permutation;
  if (p.empty())
    for (Index i = 0; i < n; ++i) p.push_back(i);
  if (static_cast<Index>(p.size()) != n)
    throw InputError(fmt::format("permutation of {} numbers; expected n = {}", p.size(), n));
  std::vector<bool> seen(p.size(), false);
  for (const Index i : p) {
    if (i < 0 || i >= n || seen[static_cast<size_t>(i)])
      throw InputError(fmt::format("permutation: {}; expected each of 0 … {} once", i, n - 1));
    seen[static_cast<size_t>(i)] = true;
  }
  return p;
}

}  // namespace

Patterns patterns(Index n, Index r, Index r_star, const std::vector<Index>& permutation) {
  if (r_star < 1) throw InputError(fmt::format("true_rank = {}; expected true_rank ≥ 1", r_star));
  if (r < r_star) throw InputError(fmt::format("rank = {}; expected rank ≥ true_rank = {}", r, r_star));
  if (n < r + r_star)
    throw InputError(fmt::format("n = {}; expected n ≥ rank + true_rank = {}", n, r + r_star));
  if (n > 2000) throw InputError(fmt::format("n = {}; expected n ≤ 2000", n));
  const std::vector<Index> p = checked(permutation, n);
  Patterns out{Matrix::Zero(n, r_star), Matrix::Zero(n, r), {}, {}, {}};
  for (Index j = 0; j < r_star; ++j) out.Q1(p[static_cast<size_t>(j)], j) = 1;
  for (Index j = 0; j < r; ++j) out.Q2(p[static_cast<size_t>(r_star + j)], j) = 1;
  out.P1 = out.Q1 * out.Q1.transpose();
  check_budget();
  out.P2 = out.Q2 * out.Q2.transpose();
  check_budget();
  const Vector one = out.Q1.rowwise().sum(), two = out.Q2.rowwise().sum();
  out.P12 = one * two.transpose() + two * one.transpose();
  return out;
}

std::shared_ptr<const KernelMeasurement> pattern_kernel(const Patterns& patterns,
                                                        const std::array<std::array<mpq_class, 3>, 3>& K) {
  const Matrix* P[3] = {&patterns.P1, &patterns.P2, &patterns.P12};
  std::vector<LowRankTerm> terms;
  for (size_t i = 0; i < 3; ++i) {
    for (size_t j = i; j < 3; ++j) {
      // A term (left, right) stands for left rightᵀ + right leftᵀ.
      const mpq_class factor = i == j ? mpq_class(K[i][j] / 2) : K[i][j];
      if (sgn(factor) == 0) continue;
      check_budget();
      terms.push_back({ScaledMatrix(*P[i], ExactScale::rational(factor)), *P[j]});
    }
  }
  const Index n = patterns.P1.rows();
  return std::make_shared<const KernelMeasurement>(n, n, std::move(terms));
}

}  // namespace orthant::instances
