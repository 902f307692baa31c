// Lemma 13: the local minimum of Theorem 4 with two factors, each step of the proof.
#include "orthant/paper/exact_point.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"
#include "orthant/paper/theorem4_parts.hpp"

namespace orthant::paper {

namespace {

/// The chain of the proof as polynomials, g twice the objective of the problem.
void add_steps(Claim& claim, const instances::Theorem4& t) {
  const instances::Theorem4 used = within(t, 100'000);
  const Problem problem = instances::theorem4(used);
  const std::string size = said_size(t, used);
  const auto [YL, ZL] = left_blocks(problem, used.m);
  const auto [YR, ZR] = right_blocks(problem, used.m);
  const Poly difference = Poly(2) * objective_in_entries(problem) - Poly(used.r_star - 1);
  const Poly cross = (YL * ZR).squared_norm() + (YR * ZL).squared_norm();
  const Poly both = inner(ZL, ZR);
  claim.rows.push_back(identity("g(L, R) − g(U₀, U₀)" + size,
                                "‖Y_L Y_Rᵀ − 11ᵀ‖² + ‖Z_LᵀZ_R‖² + ‖Y_L Z_R‖² + ‖Y_R Z_L‖² − 2⟨Z_L, Z_R⟩",
                                difference,
                                (YL * YR.transpose() - PolyMatrix::ones(used.m, used.m)).squared_norm() +
                                    (ZL.transpose() * ZR).squared_norm() + cross - Poly(2) * both));
  const Poly right = ZL.squared_norm() + ZR.squared_norm() - Poly(2) * both;
  const Poly left = (ZL - ZR).squared_norm();
  claim.rows.push_back(
      corrected(identity("‖Z_L‖² + ‖Z_R‖² − 2⟨Z_L, Z_R⟩" + size, "‖Z_L − Z_R‖²", right, left), "‖Z_L + Z_R‖²",
                (ZL + ZR).squared_norm(), right));
  const PolyMatrix I = PolyMatrix::identity(used.r);
  claim.rows.push_back(identity("‖Y_L Z_R‖² − ‖Z_R‖² + ‖Y_R Z_L‖² − ‖Z_L‖²" + size,
                                "⟨Y_LᵀY_L − I, Z_R Z_Rᵀ⟩ + ⟨Y_RᵀY_R − I, Z_L Z_Lᵀ⟩",
                                cross - ZL.squared_norm() - ZR.squared_norm(),
                                inner(YL.transpose() * YL - I, ZR * ZR.transpose()) +
                                    inner(YR.transpose() * YR - I, ZL * ZL.transpose())));
}

}  // namespace

Claim lemma_13(const ClaimParameters& p) {
  const instances::Theorem4 t = asymmetric(theorem4_at(p), 0);
  const checker::Rational r(t.r), m(t.m), one(1);
  Claim claim;
  claim.place = "Lemma 13";
  claim.statement =
      "For m > r ≥ 1 and k ≥ 1, g(L, R) = ‖LRᵀ − U⋆U⋆ᵀ‖² has a local minimum at L = R = U₀, within ρ = "
      "1/(4r√m) of it.";
  claim.parameters = describe(t);
  claim.rows.push_back(equal("g(U₀, U₀)", "k", checker::Rational(t.r_star - 1),
                             checker::Rational(2) * ExactPoint(instances::theorem4(t)).value()));
  add_steps(claim, t);
  claim.rows.push_back(
      at_least("what is left of ‖Z_L‖² + ‖Z_R‖² in the ball: m/r − 1 − 1/r", "", 0, m / r - one - one / r));
  const instances::Theorem4 used = within(t, 250'000);
  add_minimum(claim, "lemma-13", "(U₀, U₀)" + said_size(t, used), used);
  claim.note = "Here g has no factor ½; the certificate is of ½g, which has the same minima.";
  conclude(claim);
  return claim;
}

}  // namespace orthant::paper
