// §6: what "every ε-second-order point lies O(ε)-close to a global optimum" would need.
#include <cmath>

#include "orthant/operators/full.hpp"
#include "orthant/paper/rank_one_truth.hpp"
#include "orthant/paper/statements.hpp"

namespace orthant::paper {

using checker::Rational;
using checker::RationalMatrix;

Claim strict_saddle(const ClaimParameters& p) {
  Claim claim;
  claim.place = "§6, strict saddles";
  claim.statement =
      "§6 assumes, for δ = 0 and r⋆ = 1, that every ε-second-order point is O(ε)-close to a global optimum. "
      "For "
      "r ≥ 2 no such bound holds: U = u⋆wᵀ + zvᵀ with orthonormal v, w and z ⟂ u⋆ has ‖∇f‖ = 2‖z‖³, a "
      "Hessian ⪰ 0, and the distance ‖z‖ = (ε/2)^{1/3}.";
  claim.parameters = "u⋆ = e₁, U = diag(1, s) ≥ 0, s = 1/2, 1/16, 1/1024; r = 1: random points";
  for (const long q : {2L, 16L, 1024L}) {
    const Rational s = Rational(1) / Rational(q), s2 = s * s, epsilon = Rational(2) * s2 * s;
    Problem problem;
    problem.rank = 2;
    problem.measurement = std::make_shared<const FullMeasurement>(2, 2);
    Matrix u(2, 1), U(2, 2);
    u << 1, 0;
    U << 1, 0, 0, 1.0 / static_cast<double>(q);
    problem.truth = Factors{u, {}};
    problem.point = Factors{U, {}};
    const ExactPoint exact(problem);
    const std::string at = "s = 1/" + std::to_string(q) + ": ";
    RationalMatrix gradient(2, 2);
    gradient.set(1, 1, epsilon);
    claim.rows.push_back(same(at + "∇f", "2s³E₂₂", gradient, exact.scaled_gradient()));
    RationalMatrix S(2, 2);
    S.set(1, 1, s2);
    claim.rows.push_back(same(at + "UUᵀ − u⋆u⋆ᵀ, ⪰ 0 and hence the Hessian", "zzᵀ", S, exact.residual()));
    // All global optima are u⋆wᵀ with ‖w‖ = 1; the row of U orthogonal to u⋆ is (0, s).
    claim.rows.push_back(equal(at + "distance⁶ to the global optima, from the rows orthogonal to u⋆",
                               "(ε/2)²", epsilon * epsilon / Rational(4), s2 * s2 * s2));
  }
  // r = 1: ‖∇f(u)‖ ≥ c‖u − u⋆‖ where f is not near its saddle.
  Random random(p.seed, 61);
  double least = 1e300;
  for (int k = 0; k < 500; ++k) {
    check_budget();
    Matrix u = random_nonnegative(random, 4, 1);
    u /= u.norm();
    const Matrix x = u + std::pow(10.0, -1 - 5 * random.uniform()) * random_signs(random, 4, 1);
    const Matrix gradient = 2 * (x * (x.transpose() * x) - u * (u.transpose() * x));
    least = std::min(least, gradient.norm() / (x - u).norm());
  }
  claim.rows.push_back(yes("r = 1, ‖u⋆‖ = 1: ‖∇f(u)‖/‖u − u⋆‖ near u⋆", "bounded away from 0",
                           fmt::format("{:.3g} or more in 500 points", least), least > 0.2,
                           ClaimRigor::sampled));
  claim.note = "The paper states it as an assumption, for which r = r⋆ is needed.";
  conclude(claim);
  return claim;
}

}  // namespace orthant::paper
