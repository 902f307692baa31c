// §5.1: Lemmas 15 and 16.
#include "orthant/paper/rank_one_truth.hpp"
#include "orthant/paper/statements.hpp"

namespace orthant::paper {

using checker::Rational;

namespace {

/// Points that satisfy both inequalities of Lemma 15: U = c·X on a ray through a random X meets the second
/// one exactly for c² ≤ ‖Xᵀu⋆‖²/‖XXᵀ‖², the first one for c² ≥ ‖v‖²‖u⋆‖²/⟨vvᵀ, XᵀX⟩, v = Xᵀu⋆. The lemma
/// says that the two meet at X = u⋆wᵀ only.
ClaimRow rays_row(Random& random) {
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
             both == 0, ClaimRigor::sampled);
}

}  // namespace

Claim lemma_15(const ClaimParameters& p) {
  Claim claim;
  claim.place = "Lemma 15";
  claim.statement =
      "If ⟨∇f(U), u⋆u⋆ᵀU⟩ ≥ 0 and ⟨∇f(U), U⟩ ≤ 0, then U = 0 or UUᵀ = u⋆u⋆ᵀ. So for u⋆ ≥ 0 every first-order "
      "critical point is 0 or global.";
  claim.parameters = "n = 3, r = 2, all entries as variables; 2000 random rays; random truths";
  Symbols symbols;
  const PolyMatrix U = symbols.matrix(3, 2), u = symbols.matrix(3, 1), v = U.transpose() * u;
  const PolyMatrix gradient = Poly(2) * ((U * U.transpose() - u * u.transpose()) * U);
  const PolyMatrix D = symbols.matrix(3, 2);
  const Poly t = symbols.scalar(), half = Rational(1) / Rational(2);
  const PolyMatrix moved = U + t * D;
  claim.rows.push_back(identity(
      "the slope of f along D", "⟨2(UUᵀ − u⋆u⋆ᵀ)U, D⟩",
      slope(half * (moved * moved.transpose() - u * u.transpose()).squared_norm(), t), inner(gradient, D)));
  claim.rows.push_back(identity(
      "½⟨∇f(U), u⋆vᵀ⟩, v = Uᵀu⋆", "⟨vvᵀ, UᵀU⟩ − ‖v‖²‖u⋆‖²", half * inner(gradient, u * v.transpose()),
      inner(v * v.transpose(), U.transpose() * U) - v.squared_norm() * u.squared_norm()));
  claim.rows.push_back(identity("½⟨∇f(U), U⟩", "‖UUᵀ‖² − ‖v‖²", half * inner(gradient, U),
                                (U * U.transpose()).squared_norm() - v.squared_norm()));
  claim.rows.push_back(identity(
      "‖UUᵀ − u⋆u⋆ᵀ‖²", "‖UUᵀ‖² + ‖u⋆u⋆ᵀ‖² − 2‖v‖²", (U * U.transpose() - u * u.transpose()).squared_norm(),
      (U * U.transpose()).squared_norm() + (u * u.transpose()).squared_norm() - Poly(2) * v.squared_norm()));
  Random random(p.seed, 15);
  claim.rows.push_back(rays_row(random));
  for (Index r = 1; r <= 3; ++r) {
    FirstOrderEnds ends;
    search_first_order(rank_one_problem(random, r, true, 0), p.starts, p.seed + static_cast<std::uint64_t>(r),
                       ends);
    claim.rows.push_back(none_elsewhere(fmt::format("search, r = {}", r), ends, false));
  }
  conclude(claim);
  return claim;
}

Claim lemma_16(const ClaimParameters& p) {
  Claim claim;
  claim.place = "Lemma 16";
  claim.statement = "0 is not second-order critical for f: along u⋆e₁ᵀ the form is −2‖u⋆‖²‖U̇‖² = −2‖u⋆‖⁴.";
  claim.parameters = "a random truth of rank one, r = 2";
  Random random(p.seed, 16);
  add_zero_is_a_saddle(claim, "lemma-16", random, true, 0);
  conclude(claim);
  return claim;
}

}  // namespace orthant::paper
