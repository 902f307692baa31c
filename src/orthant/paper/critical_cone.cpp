// Equations (6) to (8): the first-order condition, the critical cone and the two second-order conditions.
#include "orthant/base/stop.hpp"
#include "orthant/operators/finite_rank.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"
#include "orthant/paper/theorem3_exact.hpp"

namespace orthant::paper {

using checker::Rational;
using checker::RationalMatrix;

namespace {

/// f(U₀ + D) − f(U₀) − (μ/4)‖D‖² ≥ 0 at random feasible points around U₀, in rationals.
ClaimRow growth(const ExactTheorem3& t, const mpq_class& alpha, const ExactPoint& point, std::uint64_t seed) {
  Random random(seed, 7);
  const Rational value = point.value(), quarter = t.modulus(true, 0) / Rational(4);
  // So near that neither the gradient on Q₁'s rows nor the form changes by much: a power of 2 below α²ε/(64 r
  // r⋆).
  Rational small(1);
  while (Rational(64 * t.r * t.r_star) * small > t.alpha2 * t.epsilon ||
         Rational(64 * t.r) * small > Rational(1))
    small /= Rational(2);
  constexpr int points = 12;
  int above = 0;
  for (int round = 0; round < points; ++round) {
    check_budget();
    RationalMatrix D = random_rationals(random, t.n, t.r);
    for (long i = 0; i < t.n; ++i)
      for (long k = 0; k < t.r; ++k)
        if (i != t.r_star + k && D.sign(i, k) < 0) D.set(i, k, -D(i, k));
    D *= small;
    Matrix U = doubles(D);  // in units of α
    for (long k = 0; k < t.r; ++k) U(t.r_star + k, k) += 1;
    RationalMatrix away = rational(U);  // where rounding has put it
    for (long k = 0; k < t.r; ++k) away.add(t.r_star + k, k, -1);
    const Factors moved{ScaledMatrix(U, ExactScale::rational(alpha)), {}};
    above += point.value_at(moved) >= value + quarter * t.alpha2 * dot(away, away) ? 1 : 0;
  }
  return yes(fmt::format("f(U₀ + D) at {} random feasible points near U₀", points), "≥ f(U₀) + ¼μ‖D‖²",
             fmt::format("so at {}", above), above == points, ClaimRigor::sampled);
}

/// n = 2, r = 1: 𝒜(X) = X + (E₁₂ + E₂₁)⟨−κE₂₂, X⟩, b = I, so that
///   f(u) = ½‖u‖⁴ − 2κu₁u₂³ + κ²u₂⁴ − ‖u‖² + 1.
/// At e₁: ∇f = 0, ∇²f = diag(4, 0), and f(1, t) − f(1, 0) = −2κt³ + (½ + κ²)t⁴.
Problem higher_order_saddle() {
  Matrix mixed(2, 2), corner(2, 2), point(2, 1);
  mixed << 0, 1, 1, 0;
  corner << 0, 0, 0, -0.25;
  point << 1, 0;
  Problem problem;
  problem.rank = 1;
  problem.measurement =
      std::make_shared<const IdentityPlusLowRank>(2, 2, std::vector<LowRankTerm>{{mixed, corner}});
  Vector b(4);
  b << 1, 0, 0, 1;
  problem.measurements = b;
  problem.point = Factors{point, {}};
  problem.check();
  return problem;
}

void add_necessary_only(Claim& claim) {
  const Problem problem = higher_order_saddle();
  const ExactPoint point(problem);
  const checker::ExactCone cone = point.cone();
  const RationalMatrix Q = point.hessian(cone.kept);
  RationalMatrix expected(2, 2);
  expected.set(0, 0, 4);
  const bool both = cone.kept.size() == 2 && !cone.degenerate[0] && cone.degenerate[1];
  claim.rows.push_back(yes("(8) without (7), n = 2, r = 1: (6) holds at e₁, the cone is", "D₁ free, D₂ ≥ 0",
                           both ? "D₁ free, D₂ ≥ 0" : "another", both, ClaimRigor::exact));
  claim.rows.push_back(same("its Hessian, so (8) holds, and (7) fails along e₂", "diag(4, 0)", expected, Q));
  const Rational kappa = Rational(1) / Rational(4), t = kappa;
  Matrix near(2, 1);
  near << 1, 0.25;
  const Rational change = point.value_at({near, {}}) - point.value();
  claim.rows.push_back(
      equal("f(1, t) − f(1, 0) at t = ¼", "−2κt³ + (½ + κ²)t⁴",
            t * t * t * (Rational(-2) * kappa + (Rational(1) / Rational(2) + kappa * kappa) * t), change));
  claim.rows.push_back(
      less("it is negative, as for every small t > 0: e₁ is no local minimizer", "", 0, change));
}

}  // namespace

Claim equation_7(const ClaimParameters& p) {
  const instances::Theorem3 t = theorem3_at(p);
  const ExactTheorem3 exact(t);
  Claim claim;
  claim.place = "(6)–(8), the conditions";
  claim.statement =
      "(6): U ≥ 0, ∇f ≥ 0, ⟨∇f, U⟩ = 0. The critical cone is D_ij = 0 where ∇f > 0 and D_ij ≥ 0 where U_ij = "
      "0. (6) "
      "and (7), the form positive on it, make a strict local minimizer with f ≥ f(U₀) + ½μ'‖U − U₀‖² nearby, "
      "μ' below "
      "the modulus; (8), nonnegative, is necessary and not sufficient.";
  claim.parameters = describe(t) + "; and a problem with n = 2, r = 1";
  const Problem problem = instances::theorem3(t);
  const ExactPoint point(problem);
  claim.rows.push_back(yes("(6) at U₀ = αQ₂", "holds", point.is_stationary() ? "holds" : "fails",
                           point.is_stationary(), ClaimRigor::exact));
  claim.rows.push_back(critical_cone_row(exact, point, true));
  add_verdict(claim, "equation-7", "(6) and (7) at U₀", Verdict::strict_local_minimizer, true,
              judge_with_proof(problem));
  claim.rows.push_back(growth(exact, t.alpha, point, p.seed));
  add_necessary_only(claim);
  claim.note = "The cone is printed so in both versions, and it is right.";
  conclude(claim);
  return claim;
}

}  // namespace orthant::paper
