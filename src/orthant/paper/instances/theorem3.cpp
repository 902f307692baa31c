#include "orthant/paper/instances/theorem3.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "orthant/base/error.hpp"

namespace orthant::instances {

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

void check(const Theorem3& p) {
  if (sgn(p.epsilon) <= 0)
    throw InputError(fmt::format("epsilon = {}; expected epsilon > 0", p.epsilon.get_str()));
  if (sgn(p.alpha) <= 0 || delta_squared(p) >= 1)
    throw InputError(fmt::format("alpha = {}; expected 0 < alpha < (r/r⋆ + 2ε²r)^(−1/4) = {:.6g}",
                                 p.alpha.get_str(), alpha_bound(p)));
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
  const ScaledMatrix point(P.Q2, ExactScale::rational(p.alpha));
  problem.truth = Factors{P.Q1, p.symmetric ? ScaledMatrix() : ScaledMatrix(P.Q1)};
  problem.point = Factors{point, p.symmetric ? ScaledMatrix() : point};
  problem.check();
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

}  // namespace orthant::instances
