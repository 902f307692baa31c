#include "orthant/paper/instances/theorem3.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

#include "orthant/base/error.hpp"
#include "orthant/base/stop.hpp"

namespace orthant::paper {

// ---- kernels on 0/1 patterns --------------------------------------------------------------------

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

namespace {

/// Truth Q₁, point αQ₂.
void set_points(Problem& problem, const Patterns& P, const mpq_class& alpha) {
  const ScaledMatrix point(P.Q2, ExactScale::rational(alpha));
  problem.truth = Factors{P.Q1, problem.symmetric ? ScaledMatrix() : ScaledMatrix(P.Q1)};
  problem.point = Factors{point, problem.symmetric ? ScaledMatrix() : point};
  problem.check();
}

}  // namespace

// ---- Theorem 3 ----------------------------------------------------------------------------------

namespace {

/// r/r⋆ + 2ε²r.
mpq_class spread(const Theorem3& p) {
  return mpq_class(static_cast<long>(p.r), static_cast<long>(p.r_star)) +
         2 * p.epsilon * p.epsilon * static_cast<long>(p.r);
}

/// δ² = α⁴(r/r⋆ + 2ε²r).
mpq_class delta_squared(const Theorem3& p) {
  return p.alpha * p.alpha * p.alpha * p.alpha * spread(p);
}

double alpha_bound(const Theorem3& p) {
  return std::pow(spread(p).get_d(), -0.25);
}

/// 𝒜 as printed: four patterns, each times ⟨P₁, ·⟩/r⋆.
std::shared_ptr<const MeasurementOperator> printed_operator(const Theorem3& p, const Patterns& P) {
  const mpq_class per_rank(1, static_cast<long>(p.r_star)), alpha2 = p.alpha * p.alpha;
  const ScaledMatrix right(P.P1, ExactScale::rational(per_rank));
  std::vector<LowRankTerm> terms = {
      {ScaledMatrix(P.P1, ExactScale::rational(-1)), right},
      {ScaledMatrix(P.P1, ExactScale::root(1 - delta_squared(p))), right},
      {ScaledMatrix(P.P2, ExactScale::rational(alpha2)), right},
      {ScaledMatrix(P.P12, ExactScale::rational(-p.epsilon * alpha2)), right},
  };
  return std::make_shared<const IdentityPlusLowRank>(p.n, p.n, std::move(terms));
}

}  // namespace

void check(const Theorem3& p) {
  if (sgn(p.epsilon) <= 0)
    throw InputError(fmt::format("epsilon = {}; expected epsilon > 0", p.epsilon.get_str()));
  if (sgn(p.alpha) <= 0 || delta_squared(p) >= 1)
    throw InputError(fmt::format("alpha = {}; expected 0 < alpha < (r/r⋆ + 2ε²r)^(−1/4) = {:.6g}",
                                 p.alpha.get_str(), alpha_bound(p)));
}

Problem theorem3(const Theorem3& p) {
  const Patterns P = patterns(p.n, p.r, p.r_star, p.permutation);
  check(p);
  Problem problem;
  problem.symmetric = p.symmetric;
  problem.rank = p.r;
  problem.balance = p.balance;
  if (p.printed_operator) {
    problem.measurement = printed_operator(p, P);
  } else {
    const mpq_class c = p.alpha * p.alpha / static_cast<long>(p.r_star), mixed = -p.epsilon * c;
    problem.measurement = pattern_kernel(P, {{{0, c, mixed}, {c, 0, 0}, {mixed, 0, 0}}});
  }
  set_points(problem, P, p.alpha);
  return problem;
}

Theorem3Answers theorem3_answers(const Theorem3& p) {
  const double alpha = p.alpha.get_d(), alpha2 = alpha * alpha, r = static_cast<double>(p.r);
  const bool single = p.r == 1 && p.n == p.r + p.r_star;
  Theorem3Answers out;
  out.delta = alpha2 * std::sqrt(spread(p).get_d());
  out.alpha_bound = alpha_bound(p);
  out.objective = (static_cast<double>(p.r_star) - alpha2 * alpha2 * r) / 2;
  out.gradient = 2 * alpha * alpha2 * p.epsilon.get_d();
  out.modulus = (single ? 4 : 2) * alpha2;
  if (p.symmetric) return out;
  out.gradient /= 2;
  // λ = 0: the scaling is fixed by the diagonal balance term, whose curvature 8‖αe_k‖² does not bind.
  const double own = single ? 2 : 1;
  out.modulus = alpha2 * (p.balance > 0 ? std::min(8 * p.balance, own) : own);
  return out;
}

// ---- the sharper one ----------------------------------------------------------------------------

namespace {

/// e and p in the basis (P₁, P₂, P₁₂), and the inner products that ℋ is made of.
struct Geometry {
  std::array<mpq_class, 3> e, p;
  mpq_class ee, pp, ep;
};

Geometry geometry(const Sharper& s) {
  const mpq_class alpha2 = s.alpha * s.alpha, h = s.margin / (2 * s.alpha);
  Geometry g{{-1, alpha2, 0}, {0, mpq_class(-alpha2), h}, {}, {}, {}};
  const mpq_class norm[3] = {static_cast<long>(s.r_star), static_cast<long>(s.r),
                             static_cast<long>(2 * s.r * s.r_star)};
  for (size_t i = 0; i < 3; ++i) {
    g.ee += g.e[i] * g.e[i] * norm[i];
    g.pp += g.p[i] * g.p[i] * norm[i];
    g.ep += g.e[i] * g.p[i] * norm[i];
  }
  return g;
}

void check(const Sharper& s) {
  if (sgn(s.alpha) <= 0) throw InputError(fmt::format("alpha = {}; expected alpha > 0", s.alpha.get_str()));
  // δ² = ‖p‖²/‖e‖² < 1  ⇔  2rr⋆(g/2α)² < r⋆.
  if (sgn(s.margin) <= 0 || s.margin * s.margin * static_cast<long>(s.r) >= 2 * s.alpha * s.alpha)
    throw InputError(fmt::format("margin = {}; expected 0 < margin < alpha·√(2/rank) = {:.6g}",
                                 s.margin.get_str(),
                                 s.alpha.get_d() * std::sqrt(2 / static_cast<double>(s.r))));
}

}  // namespace

Problem sharper_than_theorem3(const Sharper& s) {
  const Patterns P = patterns(s.n, s.r, s.r_star, s.permutation);
  check(s);
  const Geometry g = geometry(s);
  const mpq_class kappa = 1 / (g.ee * (1 - g.ep * g.ep / (g.ee * g.pp)));
  std::array<std::array<mpq_class, 3>, 3> K;
  for (size_t i = 0; i < 3; ++i)
    for (size_t j = 0; j < 3; ++j)
      K[i][j] = kappa * (g.e[i] * g.p[j] + g.p[i] * g.e[j] -
                         g.ep * (g.e[i] * g.e[j] / g.ee + g.p[i] * g.p[j] / g.pp));
  Problem problem;
  problem.symmetric = s.symmetric;
  problem.rank = s.r;
  problem.balance = s.balance;
  problem.measurement = pattern_kernel(P, K);
  set_points(problem, P, s.alpha);
  return problem;
}

double sharper_delta(const Sharper& s) {
  const Geometry g = geometry(s);
  return std::sqrt(mpq_class(g.pp / g.ee).get_d());
}

}  // namespace orthant::paper
