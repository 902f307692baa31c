// What is printed in version 1 only, of the statements that version 2 corrects.
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"
#include "orthant/paper/theorem3_exact.hpp"

namespace orthant::paper {

using checker::Rational;
using checker::RationalMatrix;

Claim version_1(const ClaimParameters&) {
  Claim claim;
  claim.place = "Version 1";
  claim.statement =
      "Version 1 states Theorem 3 (there Theorem 2) for any α, ε > 0, Lemma 9 (there Lemma 7) without the ½ "
      "of f and g, "
      "and the ambiguity of LRᵀ as (LG)(RG⁻¹)ᵀ. Version 2 has all three right.";
  claim.parameters = "n = 2, r = r⋆ = 1, α = ε = 1; n = r = 2 with all numbers as variables; G = [1 1; 0 1]";
  // α = ε = 1: δ² = 3, so √(1 − δ²) is not real, and no other 𝒜 has this kernel.
  instances::Theorem3 t;
  t.alpha = 1, t.epsilon = 1;
  const ExactTheorem3 exact(t);
  claim.rows.push_back(
      corrected(at_least("δ² at α = ε = 1, above 1: the printed 𝒜 is not real", "", 1, exact.delta2),
                "any α, ε > 0", exact.delta2 < Rational(1)));
  const RationalMatrix b = exact.b(), c = exact.c();
  RationalMatrix X = c;
  X -= b;
  const Rational form = dot(X, X) + Rational(2) * dot(b, X) * dot(c, X);
  claim.rows.push_back(less("there ⟨X, ℋX⟩ for X = C − B, which ‖𝒜(X)‖² would have to be", "", 0, form));
  claim.rows.push_back(version_1_inheritance());
  RationalMatrix G(2, 2), inverse(2, 2);
  G.set(0, 0, 1), G.set(0, 1, 1), G.set(1, 1, 1);
  inverse.set(0, 0, 1), inverse.set(0, 1, -1), inverse.set(1, 1, 1);
  RationalMatrix identity(2, 2);
  identity.set(0, 0, 1), identity.set(1, 1, 1);
  claim.rows.push_back(
      corrected(same("(LG)(RH)ᵀ for L = R = I", "LRᵀ with H = G⁻ᵀ", identity, product(G, inverse)), "H = G⁻¹",
                product(G, inverse.transpose()) == identity));
  conclude(claim);
  return claim;
}

}  // namespace orthant::paper
