// Beyond Theorem 3: the smallest δ with which the same point, truth and gradient margin are possible.
#include "orthant/paper/instances/theorem3.hpp"

#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"
#include "orthant/paper/theorem3.hpp"

namespace orthant::paper {

using checker::Rational;
using checker::RationalMatrix;

namespace {

/// δ² = (α⁴r + rr⋆g²/(2α²))/(α⁴r + r⋆).
Rational delta_squared(const ExactTheorem3& t, const Rational& margin) {
  const Rational alpha4r = t.alpha2 * t.alpha2 * Rational(t.r);
  return (alpha4r + Rational(t.r * t.r_star) * margin * margin / (Rational(2) * t.alpha2)) /
         (alpha4r + Rational(t.r_star));
}

/// p = −α²P₂ + (g/2α)P₁₂: what the first-order conditions ask of ℋe − e, and nothing more.
RationalMatrix projection(const ExactTheorem3& t, const Rational& margin) {
  return t.by_blocks(0, -t.alpha2, margin / (Rational(2) * t.alpha));
}

/// μ ≥ q(1 − δ)α² without the root: δ ≥ 1 − μ/(qα²), trivial where that is not positive.
Row modulus_row(const std::string& where, const ExactTheorem3& t, const Rational& modulus,
                const Rational& factor, const std::string& formula, const Rational& delta2) {
  const Rational gap = Rational(1) - modulus / (factor * t.alpha2);
  if (gap.sign() <= 0)
    return at_least(where + ": the modulus", "bound without δ", factor * t.alpha2, modulus);
  return at_least(where + ": modulus ≥ " + formula + ", as δ²", "(1 − μ/" + factor.to_string() + "α²)²",
                  gap * gap, delta2);
}

void add_instance(Statement& out, const std::string& name, const std::string& where, Sharper s) {
  const ExactTheorem3 t({.n = s.n, .r = s.r, .r_star = s.r_star, .alpha = s.alpha});
  const Rational margin = rational(s.margin), delta2 = delta_squared(t, margin);
  const Problem problem = sharper_than_theorem3(s);
  const ExactPoint point(problem);
  Judged judged = judge_with_proof(problem);
  const auto modulus = proved_modulus(judged);
  const auto proved = proved_delta_squared(judged);
  add_verdict(out, name, where + ", U₀ = αQ₂", Verdict::strict_local_minimizer, true, std::move(judged));
  if (proved) {
    out.add(equal(where + ": δ², proved: (1 − δ)I ⪯ ℋ ⪯ (1 + δ)I", "(α⁴r + rr⋆g²/(2α²))/(α⁴r + r⋆)", delta2,
                  *proved))
        .certificate = name;
  }
  const RationalMatrix e = t.E(), p = projection(t, margin);
  out.add(same(where + ": ℋe − e", "p = −α²P₂ + (g/2α)P₁₂, the projection", p, point.kernel(e) - e));
  out.add(equal(where + ": ‖p‖²/‖e‖², the smallest δ² possible", "δ²", delta2, dot(p, p) / dot(e, e)));
  out.add(equal(where + ": ∇f(U₀) on the rows of Q₁", "g", margin, gradient_of(point, t.alpha)(0, 0)));
  if (modulus) out.add(modulus_row(where, t, *modulus, 2, "2(1 − δ)α²", delta2));
}

}  // namespace

Statement sharper(const Parameters& p) {
  const ExactTheorem3 theorem(theorem3_at(p));
  const Sharper s{.n = p.n,
                  .r = p.rank,
                  .r_star = p.true_rank,
                  .alpha = p.alpha,
                  .margin = 2 * p.alpha * p.alpha * p.alpha * p.epsilon};
  Statement out(
      "Beyond Theorem 3",
      "For the same point, truth and gradient margin g the smallest δ, for restricted isometry at rank r + "
      "r⋆, is √(α⁴r + rr⋆g²/(2α²))/√(α⁴r + r⋆): below Theorem 3's, and below 1 for every α. The point is a "
      "spurious strict local minimizer of modulus at least 2(1 − δ)α².",
      describe(theorem3_at(p)) +
          fmt::format(", g = 2α³ε = {}; and n = 2, α = 2, g = 1/100", s.margin.get_str()));
  out.add(less("δ² against Theorem 3's", "α⁴(r/r⋆ + 2ε²r)", theorem.delta2,
               delta_squared(theorem, rational(s.margin))));
  add_instance(out, "sharper", "the parameters given", s);
  Judged both = judge_with_proof(sharper_than_theorem3(asymmetric(s, 0.25)));
  const auto modulus = proved_modulus(both);
  add_verdict(out, "sharper-asymmetric", "asymmetric, λ = ¼", Verdict::strict_local_minimizer, true,
              std::move(both));
  if (modulus)
    out.add(modulus_row("asymmetric, λ = ¼", theorem, *modulus, 1, "(1 − δ)α²",
                        delta_squared(theorem, rational(s.margin))));
  add_instance(out, "sharper-far", "α = 2, where Theorem 3 has none", {.alpha = 2});
  return out;
}

}  // namespace orthant::paper
