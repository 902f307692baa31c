// Lemma 6: the point αQ₂ of the symmetric problem, every number of its proof in rationals.
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"
#include "orthant/paper/theorem3_exact.hpp"

namespace orthant::paper {

using checker::Rational;
using checker::RationalMatrix;

Claim lemma_6(const ClaimParameters& p) {
  const instances::Theorem3 t = theorem3_at(p);
  const ExactTheorem3 exact(t);
  Claim claim;
  claim.place = "Lemma 6";
  claim.statement =
      "At U₀ = αQ₂ the gradient is 2α³ε on the rows of Q₁ and 0 elsewhere, S = α²[Q₁ Q₂][−βI, ε11ᵀ; ε11ᵀ, "
      "0][Q₁ Q₂]ᵀ with β = α⁻² − α²r/r⋆, f(U₀) ≥ ½r⋆(1 − δ²), and the Hessian is positive on the critical "
      "cone.";
  claim.parameters = describe(t);
  const Problem problem = instances::theorem3(t);
  const ExactPoint point(problem);
  const RationalMatrix& S = point.residual();
  claim.rows.push_back(same("S = ℋ(U₀U₀ᵀ − U⋆U⋆ᵀ)", "α²[−βI, ε11ᵀ; ε11ᵀ, 0]", exact.S(), S));
  claim.rows.push_back(
      corrected(equal("S on the diagonal of Q₁'s block", "−α²β", -exact.alpha2 * exact.beta, S(0, 0)),
                "α²β, in the lines of ∇f and ⟨S, DDᵀ⟩ of v2 and in its proof of Lemma 11",
                exact.alpha2 * exact.beta, S(0, 0)));
  const Rational value =
      (Rational(exact.r_star) - exact.alpha2 * exact.alpha2 * Rational(exact.r)) / Rational(2);
  claim.rows.push_back(equal("f(U₀)", "½(r⋆ − α⁴r)", value, point.value()));
  claim.rows.push_back(at_least("f(U₀)", "½r⋆(1 − δ²)",
                                Rational(exact.r_star) * (Rational(1) - exact.delta2) / Rational(2),
                                point.value()));
  const RationalMatrix gradient = gradient_of(point, exact.alpha);
  claim.rows.push_back(same("∇f(U₀)", "2α³ε on the rows of Q₁, 0 elsewhere", exact.gradient(true), gradient));
  RationalMatrix U0(exact.n, exact.r);
  for (long k = 0; k < exact.r; ++k) U0.set(exact.r_star + k, k, exact.alpha);
  claim.rows.push_back(equal("⟨∇f(U₀), U₀⟩", "", 0, dot(gradient, U0)));
  claim.rows.push_back(critical_cone_row(exact, point, true));
  add_sharp_minimum(claim, "lemma-6", "U₀", judge_with_proof(problem), exact.modulus_formula(true, false),
                    exact.modulus(true, 0), point, exact.flattest(true, 0));
  claim.rows.push_back(
      at_least("the modulus against v2's bound", "α²", exact.alpha2, exact.modulus(true, 0)));
  claim.rows.push_back(
      at_least("the modulus against v1's bound", "2α²", Rational(2) * exact.alpha2, exact.modulus(true, 0)));
  claim.note =
      exact.single
          ? "Both printed moduli are valid lower bounds; in this one case, r = 1 and n = 2, 4α² is sharp."
          : "Both printed moduli are valid lower bounds; v1's 2α², which v2's proof also arrives at, is "
            "sharp.";
  conclude(claim);
  return claim;
}

}  // namespace orthant::paper
