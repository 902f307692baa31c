// (1) to (5): the objectives, LRᵀ as a block of UUᵀ, the ambiguity of the factors.
#include "orthant/claims/rank_one_truth.hpp"
#include "orthant/claims/statements.hpp"

namespace orthant::claims {

using verify::Rational;
using verify::RationalMatrix;

Claim equations_1_5(const ClaimParameters& p) {
  Claim claim;
  claim.place = "(1)–(5)";
  claim.statement =
      "f = ½‖𝒜(UUᵀ − M⋆)‖², g = ½‖𝒜(LRᵀ − M⋆)‖² and h = ½‖LᵀL − RᵀR‖²; LRᵀ is the top right block of UUᵀ "
      "for U = [L; R]; LRᵀ = (LG)(RG⁻ᵀ)ᵀ for every invertible G, and h tells these apart.";
  claim.parameters = "2 + 2 rows, 2 columns, all entries as variables; G = [1 2; 0 1]; random rationals";
  const BlockSymbols s;
  const PolyMatrix all = s.U * s.U.transpose(), LR = s.L * s.R.transpose();
  PolyMatrix corner(2, 2);
  for (long i = 0; i < 2; ++i)
    for (long j = 0; j < 2; ++j) corner(i, j) = all(i, 2 + j);
  claim.rows.push_back(identity("‖(UUᵀ)₁₂ − LRᵀ‖², U = [L; R]", "0", (corner - LR).squared_norm(), Poly()));
  PolyMatrix G(2, 2), inverse(2, 2);
  G(0, 0) = G(1, 1) = inverse(0, 0) = inverse(1, 1) = Poly(1);
  G(0, 1) = Poly(2), inverse(0, 1) = Poly(-2);
  const PolyMatrix transposed = inverse.transpose();
  // As polynomials in a scalar product with an arbitrary matrix, so that the printed one can be compared.
  BlockSymbols fresh = s;
  const PolyMatrix X = fresh.symbols.matrix(2, 2);
  const Poly left = inner(LR, X);
  const PolyMatrix LG = s.L * G;
  claim.rows.push_back(
      corrected(identity("⟨LRᵀ, X⟩", "⟨(LG)(RG⁻ᵀ)ᵀ, X⟩", left, inner(LG * (s.R * transposed).transpose(), X)),
                "v1: (LG)(RG⁻¹)ᵀ", inner(LG * (s.R * inverse).transpose(), X), left));
  // c = 2 in G = cI: h changes, by a polynomial that is not zero.
  const Poly half = Rational(1) / Rational(2);
  const auto balance = [&](const PolyMatrix& L, const PolyMatrix& R) {
    return half * (L.transpose() * L - R.transpose() * R).squared_norm();
  };
  const Poly change = balance(Poly(2) * s.L, Poly(Rational(1) / Rational(2)) * s.R) - balance(s.L, s.R);
  claim.rows.push_back(yes("h(2L, R/2) − h(L, R)", "not zero as a polynomial",
                           fmt::format("{} terms", change.terms()), !change.is_zero(), ClaimRigor::exact));
  Random random(p.seed, 15);
  for (const bool symmetric : {true, false}) {
    Problem problem = rank_one_problem(random, 2, symmetric, symmetric ? 0 : 0.5);
    const RationalMatrix L = random_rationals(random, problem.rows(), 2, true),
                         R = symmetric ? L : random_rationals(random, problem.cols(), 2, true);
    problem.point = Factors{doubles(L), symmetric ? Matrix() : doubles(R)};
    const RationalMatrix a = rational(problem.truth->L.value()),
                         b = symmetric ? a : rational(problem.truth->R.value());
    RationalMatrix E = product(L, R.transpose());
    E -= product(a, b.transpose());
    RationalMatrix B = product(L.transpose(), L);
    B -= product(R.transpose(), R);
    claim.rows.push_back(equal(symmetric ? "f, 𝒜 the identity" : "g + ½h, 𝒜 the identity",
                               symmetric ? "½‖UUᵀ − M⋆‖²" : "½‖LRᵀ − M⋆‖² + ¼‖LᵀL − RᵀR‖²",
                               dot(E, E) / Rational(2) + dot(B, B) / Rational(4),
                               ExactPoint(problem).value()));
  }
  conclude(claim);
  return claim;
}

}  // namespace orthant::claims
