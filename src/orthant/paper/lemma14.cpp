// Lemma 14: a balanced local minimizer survives the balance term, and one that is not balanced does not.
#include "orthant/paper/exact_point.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"
#include "orthant/paper/theorem4_parts.hpp"

namespace orthant::paper {

using checker::Rational;
using instances::Theorem4;

namespace {

/// h is a sum of squares: the two objectives, λ = 1 and λ = 0, as polynomials.
ClaimRow balance_is_squares(const Theorem4& t) {
  const Theorem4 used = within(t, 20'000);
  const Problem with = instances::theorem4(asymmetric(used, 1));
  const PolyMatrix L = entries(with, 0, with.rows()), R = entries(with, with.rows(), with.cols());
  const Poly half = Rational(1) / Rational(2);
  return identity("g_λ − g₀ at λ = 1" + said_size(t, used), "½‖LᵀL − RᵀR‖², which is ≥ 0",
                  objective_in_entries(with) - objective_in_entries(instances::theorem4(asymmetric(used, 0))),
                  half * (L.transpose() * L - R.transpose() * R).squared_norm());
}

/// (cU₀, U₀/c): the same product, other norms.
Problem unbalanced(const Theorem4& t, double c) {
  Problem problem = instances::theorem4(t);
  problem.point->L.entries *= c;
  problem.point->R.entries /= c;
  return problem;
}

}  // namespace

Claim lemma_14(const ClaimParameters& p) {
  const Theorem4 t = theorem4_at(p), used = within(t, 120'000);
  const std::string size = said_size(t, used);
  Claim claim;
  claim.place = "Lemma 14";
  claim.statement =
      "A local minimizer (L₀, R₀) of g₀ over L, R ≥ 0 with L₀ᵀL₀ = R₀ᵀR₀ is one of g_λ = g₀ + "
      "(λ/2)‖LᵀL − RᵀR‖² for every λ ≥ 0. Without the balance it need not be.";
  claim.parameters = describe(t);
  claim.rows.push_back(balance_is_squares(t));
  const Rational at_zero = ExactPoint(instances::theorem4(asymmetric(t, 0))).value();
  claim.rows.push_back(equal("½‖LᵀL − RᵀR‖² at (U₀, U₀)", "", 0,
                             ExactPoint(instances::theorem4(asymmetric(t, 1))).value() - at_zero));
  for (const double lambda : {1.0, 1000.0}) {
    check_budget();
    add_verdict(claim, fmt::format("lemma-14-lambda-{:g}", lambda),
                fmt::format("(U₀, U₀), λ = {:g}{}", lambda, size), Verdict::local_minimizer, true,
                judge_with_proof(instances::theorem4(asymmetric(used, lambda))));
  }
  check_budget();
  add_verdict(claim, "lemma-14-unbalanced", "(2U₀, ½U₀), λ = 0" + size, Verdict::local_minimizer, true,
              judge_with_proof(unbalanced(asymmetric(used, 0), 2)));
  const ExactPoint moved(unbalanced(asymmetric(t, 1), 2));
  // B = LᵀL − RᵀR = (4 − ¼)(m/r)11ᵀ.
  const Rational m_over_r = Rational(t.m) / Rational(t.r), B = Rational(15) / Rational(4) * m_over_r;
  claim.rows.push_back(equal("½‖LᵀL − RᵀR‖² at (2U₀, ½U₀)", "½·r²·(15m/4r)²",
                             Rational(t.r * t.r) * B * B / Rational(2), moved.value() - at_zero));
  claim.rows.push_back(yes("(2U₀, ½U₀), λ = 1: (6)", "not stationary",
                           moved.is_stationary() ? "stationary" : "not stationary", !moved.is_stationary(),
                           ClaimRigor::exact));
  claim.note =
      "g₀ does not know the scaling (cL, R/c), so (2U₀, ½U₀) is a local minimizer of g₀ as well; h pulls it "
      "back. The hypothesis of balance is needed.";
  conclude(claim);
  return claim;
}

}  // namespace orthant::paper
