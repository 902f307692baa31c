// Equation (12), inheritance (Lemma 9), the balance term (Lemma 10) and the asymmetric modulus
// (Lemma 11).
#include <cmath>

#include "orthant/claims/rows.hpp"
#include "orthant/claims/statements.hpp"
#include "orthant/claims/support.hpp"
#include "orthant/measure/full.hpp"
#include "orthant/model/inheritance.hpp"

namespace orthant::claims {

using instances::Theorem3;

namespace {

/// h = ½‖LᵀL − RᵀR‖², from its definition.
double balance_term(const Matrix& L, const Matrix& R) {
  return (L.transpose() * L - R.transpose() * R).squaredNorm() / 2;
}

struct PairOfFactors {
  Matrix L, R, DL, DR;
};

PairOfFactors random_pair(Random& random, Index n1, Index n2, Index r) {
  return {random_nonnegative(random, n1, r), random_nonnegative(random, n2, r), random_signs(random, n1, r),
          random_signs(random, n2, r)};
}

}  // namespace

Claim equation_12(const ClaimParameters& p) {
  Random random(p.seed, 12);
  const PairOfFactors f = random_pair(random, 5, 4, 3);
  Claim claim;
  claim.place = "(12), the balance term";
  claim.statement =
      "h = ½‖LᵀL − RᵀR‖² has the gradient [2LB; −2RB], B = LᵀL − RᵀR, and the Hessian form 2⟨B, D_LᵀD_L − "
      "D_RᵀD_R⟩ + "
      "‖LᵀD_L + D_LᵀL − RᵀD_R − D_RᵀR‖².";
  claim.parameters =
      "random L (5×3), R (4×3) and direction; derivatives by five exact values of the quartic t ↦ h";
  const auto h = [&](double t) { return balance_term(f.L + t * f.DL, f.R + t * f.DR); };
  const Matrix B = f.L.transpose() * f.L - f.R.transpose() * f.R;
  const double slope = quartic_slope(h), curvature = quartic_curvature(h);
  const double inner = (f.L * B).cwiseProduct(f.DL).sum() - (f.R * B).cwiseProduct(f.DR).sum();
  const double tolerance = 1e-10 * h(2);
  claim.rows.push_back(corrected(near("⟨∇h, D⟩", "⟨[2LB; −2RB], D⟩", 2 * inner, slope, tolerance),
                                 "⟨[LB; −RB], D⟩", inner, slope));
  const Matrix left = f.L.transpose() * f.DL, right = f.R.transpose() * f.DR;
  const double bend = 2 * B.cwiseProduct(f.DL.transpose() * f.DL - f.DR.transpose() * f.DR).sum();
  const double right_form = bend + (left + left.transpose() - right - right.transpose()).squaredNorm();
  const double printed_form = bend + 4 * (left - right).squaredNorm();
  claim.rows.push_back(
      corrected(near("⟨∇²h[D], D⟩", "… + ‖LᵀD_L + D_LᵀL − RᵀD_R − D_RᵀR‖²", right_form, curvature, tolerance),
                "… + 4‖LᵀD_L − RᵀD_R‖²", printed_form, curvature));
  // The objective's own derivatives, with λ = 1 minus λ = 0.
  Problem problem;
  problem.symmetric = false;
  problem.rank = 3;
  problem.measurement = std::make_shared<const FullMeasurement>(5, 4);
  problem.truth = Factors{random_nonnegative(random, 5, 3), random_nonnegative(random, 4, 3)};
  Matrix U(9, 3), D(9, 3);
  U << f.L, f.R;
  D << f.DL, f.DR;
  const auto plain = problem.objective();
  problem.balance = 1;
  const auto with = problem.objective();
  const double form = with->at(U)->hessian_form(D) - plain->at(U)->hessian_form(D);
  claim.rows.push_back(
      near("the Hessian form that this program uses", "the exact one", curvature, form, tolerance));
  conclude(claim);
  return claim;
}

Claim lemma_9(const ClaimParameters& p) {
  const Theorem3 t = theorem3_at(p);
  Random random(p.seed, 9);
  Claim claim;
  claim.place = "Lemma 9";
  claim.statement =
      "If ℋ maps symmetric matrices to symmetric ones (Assumption 2), the asymmetric problem at L = R = U "
      "has ∇g = ½[∇f; ∇f] "
      "and ⟨∇²g[D],D⟩ = ⟨∇²f[U̇],U̇⟩ − 2⟨S, V̇V̇ᵀ⟩ + ‖𝒜(V̇Uᵀ − UV̇ᵀ)‖², U̇ = ½(D_L + D_R), V̇ = ½(D_L − D_R).";
  claim.parameters = describe(t) + "; random points and directions";
  const Problem problem = instances::theorem3(t);
  InheritanceDefect worst;
  for (int round = 0; round < 20; ++round) {
    check_budget();
    const Matrix U = round == 0 ? problem.stacked_point() : random_nonnegative(random, t.n, t.r);
    const InheritanceDefect defect = inheritance_defect(problem, U, random_signs(random, 2 * t.n, t.r));
    worst.gradient = std::max(worst.gradient, defect.gradient / defect.scale);
    worst.form = std::max(worst.form, defect.form / defect.scale);
  }
  claim.rows.push_back(vanishes("gradient identity, worst relative defect", worst.gradient, 1e-12));
  claim.rows.push_back(vanishes("Hessian identity, worst relative defect", worst.form, 1e-12));
  // One skew term destroys Assumption 2.
  Matrix skew = random_signs(random, t.n, t.n);
  skew = (skew - skew.transpose()).eval();
  skew *= 0.3 / skew.norm();
  Problem broken = problem;
  broken.measurement = std::make_shared<const KernelMeasurement>(
      t.n, t.n,
      std::vector<LowRankTerm>{
          {Matrix(Matrix::Identity(t.n, t.n) / std::sqrt(static_cast<double>(t.n))), skew}});
  const InheritanceDefect fails =
      inheritance_defect(broken, random_nonnegative(random, t.n, t.r), random_signs(random, 2 * t.n, t.r));
  claim.rows.push_back(yes("without Assumption 2: the identities fail", "relative defect > 1e-3",
                           fmt::format("{:.3g} (gradient), {:.3g} (Hessian)", fails.gradient / fails.scale,
                                       fails.form / fails.scale),
                           fails.gradient > 1e-3 * fails.scale || fails.form > 1e-3 * fails.scale));
  conclude(claim);
  return claim;
}

Claim lemma_10(const ClaimParameters& p) {
  Random random(p.seed, 10);
  const Matrix U = random_nonnegative(random, 5, 3), DL = random_signs(random, 5, 3),
               DR = random_signs(random, 5, 3);
  Claim claim;
  claim.place = "Lemma 10";
  claim.statement = "At L = R = U the balance term has the Hessian form ‖Uᵀ(D_L − D_R) + (D_L − D_R)ᵀU‖².";
  claim.parameters = "random U (5×3) and direction";
  const auto h = [&](double t) { return balance_term(U + t * DL, U + t * DR); };
  const double curvature = quartic_curvature(h);
  const Matrix product = U.transpose() * (DL - DR);
  const double tolerance = 1e-10 * h(2);
  claim.rows.push_back(corrected(near("⟨∇²h[D], D⟩ at L = R = U", "‖Uᵀ(D_L − D_R) + (D_L − D_R)ᵀU‖²",
                                      (product + product.transpose()).squaredNorm(), curvature, tolerance),
                                 "4‖Uᵀ(D_L − D_R)‖²", 4 * product.squaredNorm(), curvature));
  claim.note = "The two agree when Uᵀ(D_L − D_R) is symmetric, in particular for r = 1.";
  conclude(claim);
  return claim;
}

Claim lemma_11(const ClaimParameters& p) {
  const Theorem3 t = theorem3_at(p);
  const double alpha2 = t.alpha.get_d() * t.alpha.get_d();
  Claim claim;
  claim.place = "Lemma 11";
  claim.statement =
      "At L = R = αQ₂ the asymmetric problem is strictly convex on the critical cone for every λ > 0, with "
      "modulus min(8λ, 1)α².";
  claim.parameters = describe(t) + "; several λ";
  const bool single = t.r == 1 && t.n == 2;
  for (const double lambda : {0.02, 0.0625, 0.125, 0.25, 1.0}) {
    check_budget();
    const Theorem3 a = asymmetric(t, lambda);
    const Certificate certificate = judge(instances::theorem3(a));
    const double measured = certificate.second_order.modulus.value_or(std::nan(""));
    ClaimRow row = near(fmt::format("modulus at λ = {:g}", lambda), single ? "min(8λ, 2)α²" : "min(8λ, 1)α²",
                        instances::theorem3_answers(a).modulus, measured, 1e-8);
    row = corrected(row, "v1: min(4λ, 1)α²", std::min(4 * lambda, 1.0) * alpha2, measured);
    claim.rows.push_back(corrected(row, "v2: min(λ, ¼)α²", std::min(lambda, 0.25) * alpha2, measured));
  }
  claim.note = "Both printed moduli are valid lower bounds; the one here is sharp.";
  conclude(claim);
  return claim;
}

}  // namespace orthant::claims
