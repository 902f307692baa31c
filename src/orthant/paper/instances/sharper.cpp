#include "orthant/paper/instances/sharper.hpp"

#include <fmt/format.h>

#include <cmath>

#include "orthant/base/error.hpp"

namespace orthant::instances {

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
  const ScaledMatrix point(P.Q2, ExactScale::rational(s.alpha));
  problem.truth = Factors{P.Q1, s.symmetric ? ScaledMatrix() : ScaledMatrix(P.Q1)};
  problem.point = Factors{point, s.symmetric ? ScaledMatrix() : point};
  problem.check();
  return problem;
}

double sharper_delta(const Sharper& s) {
  const Geometry g = geometry(s);
  return std::sqrt(mpq_class(g.pp / g.ee).get_d());
}

}  // namespace orthant::instances
