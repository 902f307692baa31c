// §1, what holds without the constraint: δ < ½ for r = r⋆ = 1, r/r⋆ > [δ/(1 − δ)]² in general, both sharp.
#include "orthant/claims/rank_one_truth.hpp"
#include "orthant/claims/statements.hpp"
#include "orthant/instances/half_delta.hpp"
#include "orthant/measure/dense_kernel.hpp"
#include "orthant/prove/checked_document.hpp"
#include "orthant/verify/definite.hpp"

namespace orthant::claims {

using verify::Rational;
using verify::RationalMatrix;

namespace {

/// The projection on the first r⋆, or on the last r, coordinates.
RationalMatrix block(long n, long first, long last) {
  RationalMatrix P(n, n);
  for (long i = first; i < last; ++i) P.set(i, i, 1);
  return P;
}

RationalMatrix unit_at(long n, long i, long j) {
  return claims::unit(n, n, i, j);
}

/// Second-order critical without the constraint, of positive value, with eigenvalues within 1 ± δ.
void add_unconstrained_counterexample(Claim& claim, const std::string& at, const Problem& problem, long r,
                                      long k, const Rational& delta) {
  const long n = r + k;
  const ExactPoint exact(problem);
  const RationalMatrix P1 = block(n, 0, k), P2 = block(n, k, n);
  const Rational above = Rational(1) + delta;
  const Rational unit = exact.kernel(unit_at(n, 0, k))(0, k) / above;  // the kernel is stored times this
  const auto T = [&](const RationalMatrix& P) {
    RationalMatrix image = scaled(exact.kernel(P), Rational(1) / unit);
    image -= P;
    return image;
  };
  const RationalMatrix T1 = T(P1), T2 = T(P2);
  bool known = true;
  for (long i = 0; i < n; ++i) {
    for (long j = 0; j < n; ++j) {
      RationalMatrix expected = scaled(unit_at(n, i, j), (i < k) != (j < k) ? above : Rational(1));
      if (i == j)
        expected = sum(expected,
                       i < k ? scaled(T1, Rational(1) / Rational(k)) : scaled(T2, Rational(1) / Rational(r)));
      known = known && scaled(exact.kernel(unit_at(n, i, j)), Rational(1) / unit) == expected;
    }
  }
  claim.rows.push_back(yes(at + "ℋ on every unit matrix", "I + δ on the Q₁–Q₂ blocks + T on span{P₁, P₂}",
                           known ? "the same" : "not the same", known, ClaimRigor::exact));
  // T² = τ² on the span, so ℋ has the eigenvalues 1 ± τ there, 1 + δ on the Q₁–Q₂ blocks and 1 elsewhere.
  const Rational tau2 = T1(0, 0) * T1(0, 0) + T1(n - 1, n - 1) * T2(0, 0);
  claim.rows.push_back(same(at + "T(T(P₁))", "τ²P₁, τ² = " + tau2.value_text(), scaled(P1, tau2), T(T1)));
  claim.rows.push_back(same(at + "T(T(P₂))", "τ²P₂", scaled(P2, tau2), T(T2)));
  claim.rows.push_back(at_least(at + "δ²", "τ²", tau2, delta * delta));
  claim.rows.push_back(same(at + "∇f(U₀)", "0", RationalMatrix(n, r), exact.scaled_gradient()));
  std::vector<verify::Variable> entries;
  for (long i = 0; i < n; ++i)
    for (long j = 0; j < r; ++j) entries.push_back({i, j});
  verify::Work work{exact_work};
  const bool definite = !verify::negative_direction(exact.hessian(entries), work);
  claim.rows.push_back(yes(at + "∇²f(U₀) on all of ℝ^{n×r}", "⪰ 0", definite ? "⪰ 0" : "not ⪰ 0", definite,
                           ClaimRigor::exact));
  const Rational t = Rational(k) / (above * Rational(k) + (Rational(1) - delta) * Rational(r));
  claim.rows.push_back(equal(at + "f(U₀)/f-scale, positive", "½t(1 + δ)r⋆",
                             t * above * Rational(k) / Rational(2), exact.value() / unit));
}

struct Descents {
  int runs = 0, global = 0, unfinished = 0, spurious = 0;
};

/// Gradient descent without the constraint, halving or doubling its step.
void descend(const Objective& objective, Matrix U, Descents& count) {
  double step = 0.1, value = objective.value(U), size = 1;
  for (int k = 0; k < 4000 && value > 1e-8; ++k) {
    const Matrix gradient = objective.at(U)->gradient();
    size = gradient.norm();
    if (size < 1e-9) break;
    for (; step > 1e-12; step /= 2) {
      const Matrix next = U - step * gradient;
      const double there = objective.value(next);
      if (there > value - 0.3 * step * size * size) continue;
      U = next, value = there;
      break;
    }
    step *= 2;
  }
  ++count.runs;
  value <= 1e-6 ? ++count.global : size >= 1e-7 ? ++count.unfinished : ++count.spurious;
}

ClaimRow descents_row(const std::string& where, const Descents& c) {
  return yes(where, "every end global",
             fmt::format("{} runs: {} global, {} elsewhere", c.runs, c.global, c.spurious) +
                 (c.unfinished > 0 ? fmt::format("; {} did not become stationary", c.unfinished) : ""),
             c.spurious == 0 && c.global > 0, ClaimRigor::sampled);
}

Problem with_matrix(Problem problem, Index n, const Matrix& H) {
  problem.measurement = std::make_shared<const DenseKernelMeasurement>(n, n, H);
  return problem;
}

}  // namespace

Claim half_delta_claim(const ClaimParameters& p) {
  Claim claim;
  claim.place = "§1, the bound δ = ½";
  claim.statement =
      "Without the constraint, δ < ½ excludes spurious points for r = r⋆ = 1, and ½ is sharp: an operator "
      "with δ = ½ has a second-order critical point that is not global.";
  claim.parameters =
      "n = 2, truth (1, 0), point (0, 1/√2), kernel ½[2 0 1; 0 3 0; 1 0 2] on (E₁₁, √2·E₁₂, E₂₂); random "
      "kernels with δ = 0.49";
  add_unconstrained_counterexample(claim, "", instances::half_delta(), 1, 1, Rational(1) / Rational(2));
  Random random(p.seed, 50);
  Descents ends;
  for (int k = 0; k < 4 * p.starts; ++k) {
    check_budget();
    Problem problem;
    problem.rank = 1;
    problem.truth = Factors{random_nonnegative(random, 3, 1), {}};
    problem = with_matrix(problem, 3, kernel_near_identity(random, 3, 0.49));
    descend(*problem.objective(), random_signs(random, 3, 1), ends);
  }
  claim.rows.push_back(descents_row("random kernels, δ = 0.49, starts of any sign", ends));
  conclude(claim);
  return claim;
}

Claim overparametrised(const ClaimParameters& p) {
  Claim claim;
  claim.place = "§1, more columns than the truth";
  claim.statement =
      "Without the constraint there are no spurious points when r/r⋆ > [δ/(1 − δ)]² (v1: δ < 1/(1 + "
      "√(r⋆/r)), the same), and this is sharp: at every δ with r/r⋆ ≤ [δ/(1 − δ)]² some kernel has one.";
  claim.parameters = "r, r⋆, δ = 4, 1, 2/3; 2, 2, 1/2; 2, 1, 3/5; 3, 2, 3/5; U⋆ = Q₁, U₀ = √t·Q₂";
  struct Case {
    long r, k, numerator, denominator;
  };
  for (const Case& c : {Case{4, 1, 2, 3}, Case{2, 2, 1, 2}, Case{2, 1, 3, 5}, Case{3, 2, 3, 5}}) {
    check_budget();
    add_unconstrained_counterexample(
        claim, fmt::format("r = {}, r⋆ = {}, δ = {}/{}: ", c.r, c.k, c.numerator, c.denominator),
        instances::half_delta(c.r, c.k, mpq_class(c.numerator, c.denominator)), c.r, c.k,
        Rational(c.numerator) / Rational(c.denominator));
  }
  // r = 2, r⋆ = 1: the bound is √2/(1 + √2) = 0.5857…. The kernel for 3/5 drawn towards I until δ = 0.57.
  const Problem sharp = instances::half_delta(2, 1, mpq_class(3, 5));
  const auto& kernel = dynamic_cast<const DenseKernelMeasurement&>(*sharp.measurement);
  const Matrix I = Matrix::Identity(9, 9), H = (1.6 / kernel.matrix()(1, 1)) * kernel.matrix();
  const Problem below = with_matrix(sharp, 3, I + 0.57 / 0.6 * (H - I));
  Random random(p.seed, 51);
  Descents ends;
  for (int k = 0; k < 2 * p.starts; ++k) {
    check_budget();
    Matrix U = random_signs(random, 3, 2);
    if (k % 2 == 0) U = sharp.stacked_point() + 0.05 * U;
    descend(*below.objective(), U, ends);
    descend(*with_matrix(sharp, 3, kernel_near_identity(random, 3, 0.57)).objective(), U, ends);
  }
  claim.rows.push_back(descents_row("r = 2, r⋆ = 1, δ = 0.57 < √2/(1 + √2)", ends));
  claim.note =
      "That the bound suffices is proved in the references of the paper; the instances in docs/beyond.md.";
  conclude(claim);
  return claim;
}

}  // namespace orthant::claims
