// §5: Lemmas 15 to 18 and Remark 2.
#include "orthant/base/stop.hpp"
#include "orthant/paper/rank_one_truth.hpp"
#include "orthant/paper/statements.hpp"

namespace orthant::paper {

using checker::Rational;
using checker::RationalMatrix;

// ---- Lemmas 15 and 16 ---------------------------------------------------------------------------

namespace {

/// Points that satisfy both inequalities of Lemma 15: U = c·X on a ray through a random X meets the second
/// one exactly for c² ≤ ‖Xᵀu⋆‖²/‖XXᵀ‖², the first one for c² ≥ ‖v‖²‖u⋆‖²/⟨vvᵀ, XᵀX⟩, v = Xᵀu⋆. The lemma
/// says that the two meet at X = u⋆wᵀ only.
Row rays_row(Random& random) {
  int rays = 0, both = 0;
  double narrowest = 1;
  for (int k = 0; k < 2000; ++k) {
    check_budget();
    const Index r = 1 + static_cast<Index>(random.below(3));
    const Matrix u = random_signs(random, 4, 1);
    Matrix X = random_signs(random, 4, r);
    if (k % 2 == 0) X = u * random_signs(random, 1, r) + 0.05 * X;  // near the global ones
    const Matrix v = X.transpose() * u;
    const double upper = v.squaredNorm() / (X * X.transpose()).squaredNorm();
    const double lower = v.squaredNorm() * u.squaredNorm() / (X * v).squaredNorm();
    ++rays;
    narrowest = std::min(narrowest, 1 - upper / lower);
    if (upper > lower * (1 + 1e-12)) ++both;
  }
  return yes("points of any sign with both inequalities", "none besides 0 and the global ones",
             fmt::format("{} rays: {} with such points; the bounds are apart by {:.2g} or more", rays, both,
                         narrowest),
             both == 0, RowRigor::sampled);
}

}  // namespace

Statement lemma_15(const Parameters& p) {
  Statement out(
      "Lemma 15",
      "If ⟨∇f(U), u⋆u⋆ᵀU⟩ ≥ 0 and ⟨∇f(U), U⟩ ≤ 0, then U = 0 or UUᵀ = u⋆u⋆ᵀ. So for u⋆ ≥ 0 every first-order "
      "critical point is 0 or global.",
      "n = 3, r = 2, all entries as variables; 2000 random rays; random truths");
  Symbols symbols;
  const PolyMatrix U = symbols.matrix(3, 2), u = symbols.matrix(3, 1), v = U.transpose() * u;
  const PolyMatrix gradient = Poly(2) * ((U * U.transpose() - u * u.transpose()) * U);
  const PolyMatrix D = symbols.matrix(3, 2);
  const Poly t = symbols.scalar(), half = Rational(1) / Rational(2);
  const PolyMatrix moved = U + t * D;
  out.add(identity("the slope of f along D", "⟨2(UUᵀ − u⋆u⋆ᵀ)U, D⟩",
                   slope(half * (moved * moved.transpose() - u * u.transpose()).squared_norm(), t),
                   inner(gradient, D)));
  out.add(identity("½⟨∇f(U), u⋆vᵀ⟩, v = Uᵀu⋆", "⟨vvᵀ, UᵀU⟩ − ‖v‖²‖u⋆‖²",
                   half * inner(gradient, u * v.transpose()),
                   inner(v * v.transpose(), U.transpose() * U) - v.squared_norm() * u.squared_norm()));
  out.add(identity("½⟨∇f(U), U⟩", "‖UUᵀ‖² − ‖v‖²", half * inner(gradient, U),
                   (U * U.transpose()).squared_norm() - v.squared_norm()));
  out.add(identity(
      "‖UUᵀ − u⋆u⋆ᵀ‖²", "‖UUᵀ‖² + ‖u⋆u⋆ᵀ‖² − 2‖v‖²", (U * U.transpose() - u * u.transpose()).squared_norm(),
      (U * U.transpose()).squared_norm() + (u * u.transpose()).squared_norm() - Poly(2) * v.squared_norm()));
  Random random(p.seed, 15);
  out.add(rays_row(random));
  for (Index r = 1; r <= 3; ++r) {
    FirstOrderEnds ends;
    search_first_order(rank_one_problem(random, r, true, 0), p.starts, p.seed + static_cast<std::uint64_t>(r),
                       ends);
    out.add(none_elsewhere(fmt::format("search, r = {}", r), ends, false));
  }
  return out;
}

Statement lemma_16(const Parameters& p) {
  Statement out("Lemma 16",
                "0 is not second-order critical for f: along u⋆e₁ᵀ the form is −2‖u⋆‖²‖U̇‖² = −2‖u⋆‖⁴.",
                "a random truth of rank one, r = 2");
  Random random(p.seed, 16);
  add_zero_is_a_saddle(out, "lemma-16", random, true, 0);
  return out;
}

// ---- Lemmas 17 and 18, Remark 2 -----------------------------------------------------------------

namespace {

Poly quarter() {
  return Rational(1) / Rational(4);
}

/// ¼∇f + ½Ju⋆(w)ᵀU with w = Ju⋆, or as printed.
PolyMatrix relation(const BlockSymbols& s, const PolyMatrix& w) {
  return quarter() * s.symmetric_gradient() +
         Poly(Rational(1) / Rational(2)) * (s.Ju * (w.transpose() * s.U));
}

Row gradient_row(const BlockSymbols& s) {
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

Statement lemma_17(const Parameters&) {
  Statement out(
      "Lemma 17",
      "For λ = ¼, ∇g_λ(U) = ¼∇f(U) + ½Ju⋆u⋆ᵀJU with J = diag(I, −I). With ‖a‖ = ‖b‖ the second term is "
      "orthogonal to u⋆u⋆ᵀU, and its product with U is ≥ 0: first-order critical points of g_λ satisfy Lemma "
      "15.",
      "n₁ = n₂ = r = 2, all entries as variables");
  const BlockSymbols s;
  out.add(gradient_row(s));
  const PolyMatrix extra = s.Ju * (s.Ju.transpose() * s.U);
  out.add(identity(
      "⟨Ju⋆u⋆ᵀJU, u⋆u⋆ᵀU⟩", "(‖a‖² − ‖b‖²)⟨UᵀJu⋆, Uᵀu⋆⟩, 0 for ‖a‖ = ‖b‖",
      inner(extra, s.u * (s.u.transpose() * s.U)),
      (s.a.squared_norm() - s.b.squared_norm()) * inner(s.U.transpose() * s.Ju, s.U.transpose() * s.u)));
  // The printed norm without its square, at L = 2I, R = 0, a = b = e₁, where it is rational.
  RationalMatrix U(4, 2), Ju(4, 1);
  U.set(0, 0, 2), U.set(1, 1, 2), Ju.set(0, 0, 1), Ju.set(2, 0, -1);
  const RationalMatrix v = U.transpose() * Ju;
  const Rational at_point = dot(Ju * v.transpose(), U);
  Rational norm;
  const bool rational_norm = dot(v, v).is_square(norm);
  out.add(corrected(
      identity("⟨Ju⋆u⋆ᵀJU, U⟩", "‖UᵀJu⋆‖²", inner(extra, s.U), (s.U.transpose() * s.Ju).squared_norm()),
      fmt::format("‖UᵀJu⋆‖, {} for {} at L = 2I, R = 0, a = b = e₁", norm.to_string(), at_point.to_string()),
      !rational_norm || norm == at_point));
  return out;
}

Statement lemma_18(const Parameters& p) {
  Statement out("Lemma 18",
                "0 is not second-order critical for g_λ, any λ: along u⋆e₁ᵀ the form is −2‖abᵀ‖².",
                fmt::format("random truths of rank one, r = 2, λ = 0, ¼ and {:g}", p.balance));
  Random random(p.seed, 18);
  add_zero_is_a_saddle(out, "lemma-18-unbalanced", random, false, 0);
  add_zero_is_a_saddle(out, "lemma-18-quarter", random, false, 0.25);
  if (p.balance != 0 && p.balance != 0.25) add_zero_is_a_saddle(out, "lemma-18", random, false, p.balance);
  return out;
}

Statement remark_2(const Parameters&) {
  Statement out(
      "Remark 2",
      "λ = ¼ is essential to the proof of Proposition 1: the relation of Lemma 17 holds for no other λ. The "
      "statement itself holds for every λ ≥ 0 (every-balance).",
      "n₁ = n₂ = r = 2, λ and all entries as variables");
  BlockSymbols s;
  const Poly lambda = s.symbols.scalar();
  const PolyMatrix left = s.fit_gradient() + lambda * s.balance_gradient();
  const PolyMatrix defect = left - relation(s, s.Ju);
  out.add(identity("‖∇g_λ − ¼∇f − ½Ju⋆u⋆ᵀJU‖²", "(λ − ¼)²‖∇h‖²", defect.squared_norm(),
                   (lambda - quarter()) * (lambda - quarter()) * s.balance_gradient().squared_norm()));
  const Poly h = s.balance_gradient().squared_norm();
  out.add(yes("∇h", "not zero as a polynomial", fmt::format("{} terms in ‖∇h‖²", h.terms()), !h.is_zero(),
              RowRigor::exact));
  return out;
}

}  // namespace orthant::paper
