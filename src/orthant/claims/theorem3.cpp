// Theorem 3 and the steps of its proof in the symmetric case.
#include <cmath>

#include "orthant/claims/rows.hpp"
#include "orthant/claims/statements.hpp"
#include "orthant/claims/support.hpp"
#include "orthant/measure/finite_rank.hpp"
#include "orthant/measure/rip.hpp"

namespace orthant::claims {

using instances::Theorem3;
using instances::theorem3;
using instances::theorem3_answers;

namespace {

ClaimRow verdict_row(const std::string& where, Verdict expected, const Certificate& certificate,
                     bool spurious) {
  std::string name(to_string(expected));
  for (char& c : name) c = c == '_' ? ' ' : c;
  return yes(where, spurious ? name + ", spurious" : name, words(certificate),
             certificate.verdict == expected && (!spurious || certificate.spurious == true));
}

double modulus(const Certificate& certificate) {
  return certificate.second_order.modulus.value_or(std::nan(""));
}

/// Largest |gradient − expected|: `on` where U⋆ = Q₁ has its rows, 0 elsewhere.
double gradient_error(const Problem& problem, double on) {
  const Matrix gradient = problem.objective()->gradient(problem.stacked_point());
  const Matrix Q1 = problem.truth->L.value();
  double error = 0;
  for (Index i = 0; i < gradient.rows(); ++i) {
    const double expected = Q1.row(i % Q1.rows()).isZero(0) ? 0 : on;
    for (Index k = 0; k < gradient.cols(); ++k) error = std::max(error, std::abs(gradient(i, k) - expected));
  }
  return error;
}

std::vector<Index> reversed(Index n) {
  std::vector<Index> p;
  for (Index i = n; i-- > 0;) p.push_back(i);
  return p;
}

}  // namespace

Claim theorem_3(const ClaimParameters& p) {
  Theorem3 t = theorem3_at(p);
  const auto answers = theorem3_answers(t);
  Claim claim;
  claim.place = "Theorem 3";
  claim.statement =
      "However small δ > 0 is, there are operators with restricted isometry constant δ for which the "
      "nonnegative "
      "problem has a spurious strict local minimum, symmetric and asymmetric, also with more columns than "
      "the truth.";
  claim.parameters = describe(t) + fmt::format(", λ = {:g}", p.balance);
  const Problem problem = theorem3(t);
  const RipResult rip = restricted_isometry(*problem.measurement, t.r + t.r_star);
  claim.rows.push_back(
      near("δ at rank r + r⋆, lower end", "α²√(r/r⋆ + 2ε²r)", answers.delta, rip.lower, 1e-10));
  claim.rows.push_back(near("δ at rank r + r⋆, upper end", "the same", answers.delta, rip.upper, 1e-10));
  const Certificate symmetric = judge(problem);
  claim.rows.push_back(verdict_row("symmetric, U₀ = αQ₂", Verdict::strict_local_minimizer, symmetric, true));
  claim.rows.push_back(near("symmetric, modulus", t.r == 1 && t.n == 2 ? "4α²" : "2α²", answers.modulus,
                            modulus(symmetric), 1e-8));
  t.permutation = reversed(t.n);
  claim.rows.push_back(verdict_row("the same with rows in reverse order", Verdict::strict_local_minimizer,
                                   judge(theorem3(t)), true));
  t.permutation.clear();
  claim.rows.push_back(yes("the same point without the constraint U ≥ 0", "not stationary",
                           words(judge(problem, true)),
                           judge(problem, true).verdict == Verdict::not_stationary));

  const double lambda = p.balance > 0 ? p.balance : 0.25;
  const Theorem3 balanced = asymmetric(t, lambda);
  const Certificate with = judge(theorem3(balanced));
  claim.rows.push_back(
      verdict_row(fmt::format("asymmetric, λ = {:g}", lambda), Verdict::strict_local_minimizer, with, true));
  claim.rows.push_back(near(fmt::format("asymmetric, λ = {:g}, modulus", lambda),
                            t.r == 1 && t.n == 2 ? "min(8λ, 2)α²" : "min(8λ, 1)α²",
                            theorem3_answers(balanced).modulus, modulus(with), 1e-8));
  const Theorem3 free = asymmetric(t, 0);
  const Certificate without = judge(theorem3(free));
  claim.rows.push_back(verdict_row("asymmetric, λ = 0", Verdict::strict_local_minimizer, without, true));
  claim.rows.push_back(yes("asymmetric, λ = 0: strict up to the scaling of columns", "orbit",
                           without.second_order.scaling, without.second_order.scaling == "orbit"));
  claim.rows.push_back(near("asymmetric, λ = 0, modulus with the scaling fixed",
                            t.r == 1 && t.n == 2 ? "2α²" : "α²", theorem3_answers(free).modulus,
                            modulus(without), 1e-8));
  claim.note =
      "For λ = 0 the paper says second-order critical. The point is a strict local minimizer up to the "
      "scaling of "
      "columns, which is more; the proof is in docs/beyond.md.";
  conclude(claim);
  return claim;
}

Claim lemma_5(const ClaimParameters& p) {
  const Theorem3 t = theorem3_at(p);
  Claim claim;
  claim.place = "Lemma 5";
  claim.statement =
      "The kernel I + bcᵀ + cbᵀ has the eigenvalues 1 + ⟨b,c⟩ ± ‖b‖‖c‖ and otherwise 1. For Theorem 3 that "
      "is 1 ± δ, with "
      "eigenvectors of rank at most r + r⋆, so δ is the exact restricted isometry constant at that rank.";
  claim.parameters = describe(t) + "; and a random pair b, c";
  Random random(p.seed, 5);
  const Matrix b = 0.2 * random_signs(random, t.n, t.n),
               c = 0.2 * random_signs(random, t.n, t.n) / static_cast<double>(t.n);
  const KernelMeasurement any(t.n, t.n, {{b, c}});
  const auto ends = any.kernel_extremes();
  const double inner = b.cwiseProduct(c).sum(), norms = b.norm() * c.norm();
  claim.rows.push_back(near("random b, c: smallest eigenvalue", "1 + ⟨b,c⟩ − ‖b‖‖c‖", 1 + inner - norms,
                            ends->smallest, 1e-12));
  claim.rows.push_back(
      near("random b, c: largest eigenvalue", "1 + ⟨b,c⟩ + ‖b‖‖c‖", 1 + inner + norms, ends->largest, 1e-12));
  const auto theorem = theorem3(t).measurement->kernel_extremes();
  const double delta = theorem3_answers(t).delta;
  claim.rows.push_back(near("Theorem 3: smallest eigenvalue", "1 − δ", 1 - delta, theorem->smallest, 1e-12));
  claim.rows.push_back(near("Theorem 3: largest eigenvalue", "1 + δ", 1 + delta, theorem->largest, 1e-12));
  const Index rank = std::max(theorem->smallest_rank, theorem->largest_rank);
  claim.rows.push_back(yes("rank of the two eigenvectors", fmt::format("≤ r + r⋆ = {}", t.r + t.r_star),
                           std::to_string(rank), rank <= t.r + t.r_star));
  conclude(claim);
  return claim;
}

Claim lemma_6(const ClaimParameters& p) {
  const Theorem3 t = theorem3_at(p);
  const auto answers = theorem3_answers(t);
  const double alpha2 = t.alpha.get_d() * t.alpha.get_d(), epsilon = t.epsilon.get_d();
  const double beta = 1 / alpha2 - alpha2 * static_cast<double>(t.r) / static_cast<double>(t.r_star);
  Claim claim;
  claim.place = "Lemma 6";
  claim.statement =
      "At U₀ = αQ₂ the gradient is 2α³ε on the rows of Q₁ and 0 elsewhere, S = α²[Q₁ Q₂][−βI, ε11ᵀ; ε11ᵀ, "
      "0][Q₁ Q₂]ᵀ with "
      "β = α⁻² − α²r/r⋆, and the Hessian is positive on the critical cone.";
  claim.parameters = describe(t);
  const Problem problem = theorem3(t);
  const auto expansion = problem.objective()->at(problem.stacked_point());
  const Matrix S = expansion->residual().times(Matrix::Identity(t.n, t.n));
  claim.rows.push_back(
      near("∇f(U₀) on the rows of Q₁", "2α³ε", answers.gradient, expansion->gradient()(0, 0), 1e-12));
  claim.rows.push_back(
      vanishes("∇f(U₀), largest error over all entries", gradient_error(problem, answers.gradient), 1e-12));
  ClaimRow block = near("S on Q₁, diagonal", "−α²β", -alpha2 * beta, S(0, 0), 1e-12);
  claim.rows.push_back(
      corrected(block, "+α²β (printed beside −β in the same block)", alpha2 * beta, S(0, 0)));
  claim.rows.push_back(near("S between Q₁ and Q₂", "εα²", epsilon * alpha2, S(0, t.r_star), 1e-12));
  claim.rows.push_back(vanishes("S on Q₂", S.block(t.r_star, t.r_star, t.r, t.r).norm(), 1e-12));
  const Certificate certificate = judge(problem);
  const double sharp = answers.modulus, measured = modulus(certificate);
  ClaimRow row = near("modulus: least curvature over unit directions of the cone",
                      t.r == 1 && t.n == 2 ? "4α²" : "2α²", sharp, measured, 1e-8);
  row = corrected(row, "v1: 2α²", 2 * alpha2, measured);
  claim.rows.push_back(corrected(row, "v2: α²", alpha2, measured));
  claim.note = "The printed moduli are valid lower bounds; the one here is sharp.";
  conclude(claim);
  return claim;
}

Claim lemma_7(const ClaimParameters& p) {
  const Theorem3 t = theorem3_at(p);
  Claim claim;
  claim.place = "Lemma 7";
  claim.statement = "The local minimum is spurious: f(U₀) = ½(r⋆ − α⁴r) > 0 = f(U⋆) on the whole range of α.";
  claim.parameters = describe(t);
  const Problem problem = theorem3(t);
  const auto objective = problem.objective();
  claim.rows.push_back(near("f(U₀)", "½(r⋆ − α⁴r)", theorem3_answers(t).objective,
                            objective->value(problem.stacked_point()), 1e-12));
  claim.rows.push_back(vanishes("f(U⋆)", objective->value(*problem.stacked_truth()), 1e-28));
  // Towards the end of the range: α = 0.999 of its bound.
  Theorem3 edge = t;
  edge.alpha = mpq_class(0.999 * theorem3_answers(t).alpha_bound);
  const Problem last = theorem3(edge);
  const double value = last.objective()->value(last.stacked_point());
  claim.rows.push_back(near(
      fmt::format("f(U₀) at α = {:.6g}, where δ = {:.6g}", edge.alpha.get_d(), theorem3_answers(edge).delta),
      "½(r⋆ − α⁴r)", theorem3_answers(edge).objective, value, 1e-12));
  claim.rows.push_back(yes("it is positive there", "> 0", number(value), value > 0));
  conclude(claim);
  return claim;
}

Claim lemma_8(const ClaimParameters& p) {
  Theorem3 t = theorem3_at(p);
  Claim claim;
  claim.place = "Lemma 8";
  claim.statement =
      "The operator that is printed in Theorem 3 satisfies Assumption 1: 𝒜*𝒜 = I + vec(B)vec(C)ᵀ + "
      "vec(C)vec(B)ᵀ with "
      "B = P₂ − εP₁₂ and C = (α²/r⋆)P₁; its measurements give the same objective as that kernel.";
  claim.parameters = describe(t);
  const Problem kernel = theorem3(t);
  t.printed_operator = true;
  const Problem printed = theorem3(t);
  double worst = 0;
  for (Index e = 0; e < t.n * t.n; ++e) {
    check_budget();
    Matrix unit = Matrix::Zero(t.n, t.n);
    unit.data()[e] = 1;
    const auto& A = *printed.measurement;
    const auto& H = dynamic_cast<const FiniteRankMeasurement&>(*kernel.measurement);
    worst = std::max(worst, (A.adjoint(A.apply(unit)) - H.kernel(unit)).norm());
  }
  claim.rows.push_back(vanishes("𝒜*𝒜 − ℋ over the unit matrices", worst, 1e-12));
  const double value = printed.objective()->value(printed.stacked_point());
  claim.rows.push_back(
      near("f(U₀) by the printed 𝒜", "½(r⋆ − α⁴r)", theorem3_answers(t).objective, value, 1e-12));
  claim.rows.push_back(vanishes("gradient by the printed 𝒜, largest error",
                                gradient_error(printed, theorem3_answers(t).gradient), 1e-12));
  conclude(claim);
  return claim;
}

Claim figure_1(const ClaimParameters&) {
  Theorem3 t;  // n = 2, r = r⋆ = 1, α = ½
  t.epsilon = mpq_class(3, 10);
  Claim claim;
  claim.place = "Figure 1";
  claim.statement =
      "n = 2, r = r⋆ = 1, α = ½: over ℝ² the landscape is benign, the minima are (±1, 0); over the "
      "nonnegative quadrant "
      "(0, ½) becomes a local minimum that is not global.";
  claim.parameters = describe(t);
  const Problem problem = theorem3(t);
  const auto objective = problem.objective();
  const Certificate inside = judge(problem), outside = judge(problem, true);
  claim.rows.push_back(near("f(0, ½)", "½(1 − α⁴)", 0.46875, inside.objective, 1e-12));
  claim.rows.push_back(verdict_row("(0, ½) with U ≥ 0", Verdict::strict_local_minimizer, inside, true));
  claim.rows.push_back(near("its modulus", "4α²", 1, modulus(inside), 1e-8));
  claim.rows.push_back(verdict_row("(0, ½) over ℝ²", Verdict::not_stationary, outside, false));
  Matrix truth(2, 1);
  truth << 1, 0;
  for (const double sign : {1.0, -1.0}) {
    CertifyOptions free;
    free.unconstrained = true;
    claim.rows.push_back(verdict_row(sign > 0 ? "(1, 0) over ℝ²" : "(−1, 0) over ℝ²",
                                     Verdict::global_minimizer,
                                     certify(*objective, Matrix(sign * truth), free), false));
  }
  claim.rows.push_back(
      verdict_row("(1, 0) with U ≥ 0", Verdict::global_minimizer, certify(*objective, truth), false));
  for (ClaimRow& row : figure_1_critical_points(*objective)) claim.rows.push_back(std::move(row));
  claim.note =
      "orthant instance theorem3 --n 2 --alpha 1/2 --epsilon 3/10 --out t3, then orthant landscape t3 --out "
      "figure-1 draws "
      "it.";
  conclude(claim);
  return claim;
}

}  // namespace orthant::claims
