// Equations (1) to (5): how the asymmetric problem sits in the symmetric one, and what h takes from it.
#include "orthant/paper/exact_point.hpp"
#include "orthant/paper/rational_matrices.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"

namespace orthant::paper {

using checker::Rational;
using checker::RationalMatrix;

namespace {

/// ½‖LᵀL − RᵀR‖².
Rational imbalance(const RationalMatrix& L, const RationalMatrix& R) {
  RationalMatrix B = product(L.transpose(), L);
  B -= product(R.transpose(), R);
  return dot(B, B) / Rational(2);
}

RationalMatrix two_by_two(const Rational& a, const Rational& b, const Rational& c, const Rational& d) {
  RationalMatrix A(2, 2);
  A.set(0, 0, a), A.set(0, 1, b), A.set(1, 0, c), A.set(1, 1, d);
  return A;
}

ClaimRow block_row() {
  Symbols s;
  const PolyMatrix L = s.matrix(2, 2), R = s.matrix(3, 2), Z = s.matrix(2, 3), U = stacked(L, R);
  PolyMatrix placed(5, 5);
  for (long i = 0; i < 2; ++i)
    for (long j = 0; j < 3; ++j) placed(i, 2 + j) = Z(i, j);
  return identity("⟨[0 Z; 0 0], UUᵀ⟩ for any Z, U = [L; R]", "⟨Z, LRᵀ⟩", inner(placed, U * U.transpose()),
                  inner(Z, L * R.transpose()));
}

ClaimRow ambiguity_row() {
  Symbols s;
  const PolyMatrix L = s.matrix(2, 2), R = s.matrix(2, 2), G = s.matrix(2, 2), Z = s.matrix(2, 2);
  PolyMatrix adjugate(2, 2);
  adjugate(0, 0) = G(1, 1), adjugate(1, 1) = G(0, 0);
  adjugate(0, 1) = Poly(0) - G(0, 1), adjugate(1, 0) = Poly(0) - G(1, 0);
  const Poly det = G(0, 0) * G(1, 1) - G(0, 1) * G(1, 0);
  return identity("⟨Z, (LG)(R adj(G)ᵀ)ᵀ⟩ for any Z and G 2×2, where adj(G)ᵀ = det G·G⁻ᵀ", "det G·⟨Z, LRᵀ⟩",
                  inner(Z, (L * G) * (R * adjugate.transpose()).transpose()),
                  det * inner(Z, L * R.transpose()));
}

}  // namespace

Claim equations_1_5(const ClaimParameters& p) {
  Claim claim;
  claim.place = "(1) to (5), the two problems";
  claim.statement =
      "LRᵀ is the top-right block of UUᵀ for U = [L; R]; LRᵀ = (LG)(RG⁻ᵀ)ᵀ for every invertible G; h "
      "removes this ambiguity, up to rotations.";
  claim.parameters = "L, R and G with all entries variables; G = [2 1; 0 1] and random rational L, R";
  claim.rows.push_back(block_row());
  claim.rows.push_back(ambiguity_row());
  Random random(p.seed, 15);
  const RationalMatrix L = random_rationals(random, 3, 2, true), R = random_rationals(random, 2, 2, true);
  const Rational half = Rational(1) / Rational(2);
  const RationalMatrix G = two_by_two(2, 1, 0, 1), H = two_by_two(half, 0, -half, 1);  // H = G⁻ᵀ
  claim.rows.push_back(same("GHᵀ, H = [½ 0; −½ 1]", "I", two_by_two(1, 0, 0, 1), product(G, H.transpose())));
  claim.rows.push_back(same("(LG)(RH)ᵀ at random L and R", "LRᵀ", product(L, R.transpose()),
                            product(product(L, G), product(R, H).transpose())));
  claim.rows.push_back(equal("h at L = R", "", 0, imbalance(L, L)));
  claim.rows.push_back(less("0 = h at L = R", "h at (LG, LH), which has the same LRᵀ",
                            imbalance(product(L, G), product(L, H)), 0));
  const Rational c = Rational(3) / Rational(5), d = Rational(4) / Rational(5);
  const RationalMatrix turn = two_by_two(c, d, -d, c);
  claim.rows.push_back(equal("h at (LG, RG) for the rotation G = [3 4; −4 3]/5", "h at (L, R)",
                             imbalance(L, R), imbalance(product(L, turn), product(R, turn))));
  claim.note = "Version 1 prints G⁻¹ in the place of G⁻ᵀ: see version-1.";
  conclude(claim);
  return claim;
}

}  // namespace orthant::paper
