// §6, setting small entries to zero, at the minima of Theorems 3 and 4.
#include "orthant/paper/exact_point.hpp"
#include "orthant/paper/rational_matrices.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"
#include "orthant/paper/theorem4_parts.hpp"

namespace orthant::paper {

using checker::Rational;

namespace {

/// The positive entries are all the same: their square; −1 when they are not.
Rational one_size(const ScaledMatrix& U) {
  Rational size(-1);
  for (Index e = 0; e < U.entries.size(); ++e) {
    const Rational x = Rational::from_double(U.entries.data()[e]);
    if (x.sign() == 0) continue;
    if (size.sign() > 0 && !(size == x * x)) return -1;
    size = x * x;
  }
  const Rational scale = rational(U.scale.value());
  return size * (U.scale.is_root() ? scale : scale * scale);
}

/// The point 0: stationary, and D = e_1e_1ᵀ (in both factors) leads down, ⟨∇²f(0)[D], D⟩ = 2S_11.
void add_zero(Claim& claim, const std::string& name, const std::string& where, Problem problem) {
  problem.point->L.entries.setZero();
  if (!problem.symmetric) problem.point->R.entries.setZero();
  const ExactPoint exact(problem);
  claim.rows.push_back(yes(where + " at 0: (6)", "stationary",
                           exact.is_stationary() ? "stationary" : "not stationary", exact.is_stationary(),
                           ClaimRigor::exact));
  const Index rows = problem.stacked_point().rows();
  checker::RationalMatrix D(rows, problem.rank);
  D.set(0, 0, 1);
  if (!problem.symmetric) D.set(problem.rows(), 0, 1);
  claim.rows.push_back(equal(where + " at 0: ⟨∇²f[D], D⟩, D = e_1e_1ᵀ", "2S_11", -2, exact.form(D)));
  if (rows * problem.rank <= checker::most_kept)
    add_verdict(claim, name, where + " at 0", Verdict::saddle, false, judge_with_proof(problem));
}

}  // namespace

Claim thresholding(const ClaimParameters& p) {
  const instances::Theorem3 t3 = theorem3_at(p);
  const instances::Theorem4 t4 = theorem4_at(p);
  const Problem three = instances::theorem3(t3), four = instances::theorem4(t4);
  const Rational alpha = rational(p.alpha), epsilon = rational(p.epsilon), one(1);
  const Rational r3(t3.r), r3_star(t3.r_star), r4(t4.r);
  const Rational alpha2 = alpha * alpha;
  Claim claim;
  claim.place = "§6, thresholding";
  claim.statement =
      "Setting entries below a threshold to zero: Theorem 3's αQ₂ has the entries 0 and α, where α → 0 with "
      "δ. "
      "A threshold up to α leaves it as it is, one above leaves 0, a saddle. Theorem 4's U₀ has the entries "
      "0 "
      "and 1/√r: no threshold below 1/√r, which does not depend on m or δ, changes it.";
  claim.parameters = describe(t3) + "; " + describe(t4);
  claim.rows.push_back(
      equal("Theorem 3: the square of every positive entry", "α²", alpha2, one_size(three.point->L)));
  claim.rows.push_back(less("Theorem 3: α⁴r/r⋆", "δ² = α⁴(r/r⋆ + 2ε²r)",
                            alpha2 * alpha2 * (r3 / r3_star + Rational(2) * epsilon * epsilon * r3),
                            alpha2 * alpha2 * r3 / r3_star));
  add_zero(claim, "thresholding-theorem-3", "Theorem 3", three);
  add_zero(claim, "thresholding-theorem-3-asymmetric", fmt::format("Theorem 3, λ = {:g},", p.balance),
           instances::theorem3(asymmetric(t3, p.balance)));
  claim.rows.push_back(
      equal("Theorem 4: the square of every positive entry", "1/r", one / r4, one_size(four.point->L)));
  add_zero(claim, "thresholding-theorem-4", "Theorem 4", four);
  claim.note =
      "So a fixed threshold removes the minima of Theorem 3 with α below it, and the search must then leave "
      "0 "
      "by a direction of negative curvature, since the gradient vanishes there. For Theorem 4 the threshold "
      "would have to lie between 1/√r and 1, the entries of the truth. Apocalypses are not evaluated.";
  conclude(claim);
  return claim;
}

}  // namespace orthant::paper
