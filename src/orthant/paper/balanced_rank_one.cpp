// §5.2: Lemmas 17 and 18, and Remark 2.
#include "orthant/paper/rank_one_truth.hpp"
#include "orthant/paper/statements.hpp"

namespace orthant::paper {

using checker::Rational;
using checker::RationalMatrix;

namespace {

Poly quarter() {
  return Rational(1) / Rational(4);
}

/// ¼∇f + ½Ju⋆(w)ᵀU with w = Ju⋆, or as printed.
PolyMatrix relation(const BlockSymbols& s, const PolyMatrix& w) {
  return quarter() * s.symmetric_gradient() +
         Poly(Rational(1) / Rational(2)) * (s.Ju * (w.transpose() * s.U));
}

ClaimRow gradient_row(const BlockSymbols& s) {
  // The derivative of g_λ along D at λ = ¼ is ⟨right, D⟩ for every D: the gradient by its definition.
  BlockSymbols fresh = s;
  const PolyMatrix DL = fresh.symbols.matrix(2, 2), DR = fresh.symbols.matrix(2, 2);
  const Poly t = fresh.symbols.scalar(), half = Rational(1) / Rational(2);
  const PolyMatrix L = s.L + t * DL, R = s.R + t * DR;
  const Poly g = half * (L * R.transpose() - s.a * s.b.transpose()).squared_norm() +
                 Poly(Rational(1) / Rational(8)) * (L.transpose() * L - R.transpose() * R).squared_norm();
  const PolyMatrix D = stacked(DL, DR);
  const Poly left = slope(g, t);
  return corrected(
      identity("⟨∇g_λ(U), D⟩ at λ = ¼", "⟨¼∇f(U) + ½[a; −b][a; −b]ᵀU, D⟩", left, inner(relation(s, s.Ju), D)),
      "[a; −b][b; −b]ᵀ (twice)", inner(relation(s, stacked(s.b, Poly(-1) * s.b)), D), left);
}

}  // namespace

Claim lemma_17(const ClaimParameters&) {
  Claim claim;
  claim.place = "Lemma 17";
  claim.statement =
      "For λ = ¼, ∇g_λ(U) = ¼∇f(U) + ½Ju⋆u⋆ᵀJU with J = diag(I, −I). With ‖a‖ = ‖b‖ the second term is "
      "orthogonal to u⋆u⋆ᵀU, and its product with U is ≥ 0: first-order critical points of g_λ satisfy Lemma "
      "15.";
  claim.parameters = "n₁ = n₂ = r = 2, all entries as variables";
  const BlockSymbols s;
  claim.rows.push_back(gradient_row(s));
  const PolyMatrix extra = s.Ju * (s.Ju.transpose() * s.U);
  claim.rows.push_back(identity(
      "⟨Ju⋆u⋆ᵀJU, u⋆u⋆ᵀU⟩", "(‖a‖² − ‖b‖²)⟨UᵀJu⋆, Uᵀu⋆⟩, 0 for ‖a‖ = ‖b‖",
      inner(extra, s.u * (s.u.transpose() * s.U)),
      (s.a.squared_norm() - s.b.squared_norm()) * inner(s.U.transpose() * s.Ju, s.U.transpose() * s.u)));
  // The printed norm without its square, at L = 2I, R = 0, a = b = e₁, where it is rational.
  RationalMatrix U(4, 2), Ju(4, 1);
  U.set(0, 0, 2), U.set(1, 1, 2), Ju.set(0, 0, 1), Ju.set(2, 0, -1);
  const RationalMatrix v = product(U.transpose(), Ju);
  const Rational at_point = dot(product(Ju, v.transpose()), U);
  Rational norm;
  const bool rational_norm = dot(v, v).is_square(norm);
  claim.rows.push_back(corrected(
      identity("⟨Ju⋆u⋆ᵀJU, U⟩", "‖UᵀJu⋆‖²", inner(extra, s.U), (s.U.transpose() * s.Ju).squared_norm()),
      fmt::format("‖UᵀJu⋆‖, {} for {} at L = 2I, R = 0, a = b = e₁", norm.to_string(), at_point.to_string()),
      !rational_norm || norm == at_point));
  conclude(claim);
  return claim;
}

Claim lemma_18(const ClaimParameters& p) {
  Claim claim;
  claim.place = "Lemma 18";
  claim.statement = "0 is not second-order critical for g_λ, any λ: along u⋆e₁ᵀ the form is −2‖abᵀ‖².";
  claim.parameters = fmt::format("random truths of rank one, r = 2, λ = 0, ¼ and {:g}", p.balance);
  Random random(p.seed, 18);
  add_zero_is_a_saddle(claim, "lemma-18-unbalanced", random, false, 0);
  add_zero_is_a_saddle(claim, "lemma-18-quarter", random, false, 0.25);
  if (p.balance != 0 && p.balance != 0.25) add_zero_is_a_saddle(claim, "lemma-18", random, false, p.balance);
  conclude(claim);
  return claim;
}

Claim remark_2(const ClaimParameters&) {
  Claim claim;
  claim.place = "Remark 2";
  claim.statement =
      "λ = ¼ is essential to the proof of Proposition 1: the relation of Lemma 17 holds for no other λ. The "
      "statement itself holds for every λ ≥ 0 (every-balance).";
  claim.parameters = "n₁ = n₂ = r = 2, λ and all entries as variables";
  BlockSymbols s;
  const Poly lambda = s.symbols.scalar();
  const PolyMatrix left = s.fit_gradient() + lambda * s.balance_gradient();
  const PolyMatrix defect = left - relation(s, s.Ju);
  claim.rows.push_back(
      identity("‖∇g_λ − ¼∇f − ½Ju⋆u⋆ᵀJU‖²", "(λ − ¼)²‖∇h‖²", defect.squared_norm(),
               (lambda - quarter()) * (lambda - quarter()) * s.balance_gradient().squared_norm()));
  const Poly h = s.balance_gradient().squared_norm();
  claim.rows.push_back(yes("∇h", "not zero as a polynomial", fmt::format("{} terms in ‖∇h‖²", h.terms()),
                           !h.is_zero(), ClaimRigor::exact));
  conclude(claim);
  return claim;
}

}  // namespace orthant::paper
