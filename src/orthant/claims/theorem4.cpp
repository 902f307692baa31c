// Theorem 4, the steps of its proof, and what it says of v1's conjecture.
#include <cmath>

#include "orthant/claims/rows.hpp"
#include "orthant/claims/statements.hpp"
#include "orthant/claims/support.hpp"
#include "orthant/copositive/copositive.hpp"
#include "orthant/core/bound_text.hpp"

namespace orthant::claims {

using instances::Theorem4;
using instances::theorem4;

namespace {

/// The radius of Lemmas 12 to 14.
double radius(const Theorem4& t) {
  return 1 / (4 * static_cast<double>(t.r) * std::sqrt(static_cast<double>(t.m)));
}

/// A feasible point within `radius` of U₀: projecting on the orthant, which holds U₀, does not lead away from
/// it.
Matrix nearby(Random& random, const Matrix& U0, double radius) {
  const Matrix D = random_signs(random, U0.rows(), U0.cols());
  return (U0 + radius * std::pow(random.uniform(), 0.3) * D / D.norm()).cwiseMax(0.0);
}

/// ½‖YYᵀ − 11ᵀ‖² + ½‖ZᵀZ‖² + ‖YZ‖² − ‖Z‖², Y m×r, Z r×k.
double identity_side(const Matrix& U, Index m) {
  const Matrix Y = U.topRows(m), Z = U.bottomRows(U.rows() - m).transpose();
  return (Y * Y.transpose() - Matrix::Ones(m, m)).squaredNorm() / 2 + (Z.transpose() * Z).squaredNorm() / 2 +
         (Y * Z).squaredNorm() - Z.squaredNorm();
}

/// The lowest value found in the ball by projected gradient steps from random points.
double lowest_in_ball(const Objective& objective, const Matrix& U0, double radius, Random& random,
                      int starts) {
  double lowest = objective.value(U0);
  const double step = 0.05 / std::max(1.0, U0.squaredNorm());
  for (int start = 0; start < starts; ++start) {
    check_budget();
    Matrix U = nearby(random, U0, radius);
    for (int i = 0; i < 100; ++i) {
      U = (U - step * objective.gradient(U)).cwiseMax(0.0);
      const double distance = (U - U0).norm();
      if (distance > radius) U = U0 + (radius / distance) * (U - U0);  // U0 ≥ 0: stays feasible
    }
    lowest = std::min(lowest, objective.value(U));
  }
  return lowest;
}

}  // namespace

Claim lemma_12(const ClaimParameters& p) {
  const Theorem4 t = theorem4_at(p);
  const Problem problem = theorem4(t);
  const auto objective = problem.objective();
  const Matrix U0 = problem.stacked_point();
  const double value = objective->value(U0);
  Random random(p.seed, 112);
  double worst = 0;
  for (int round = 0; round < 200; ++round) {
    check_budget();
    const Matrix U = 1.5 * random_nonnegative(random, U0.rows(), U0.cols());
    const double left = objective->value(U) - value, right = identity_side(U, t.m);
    worst = std::max(worst, std::abs(left - right) / std::max(1.0, std::abs(left)));
  }
  Claim claim;
  claim.place = "Lemma 12";
  claim.statement =
      "With U = [Y; Zᵀ], Y ∈ ℝ^{m×r} and Z ∈ ℝ^{r×k}: f(U) − f(U₀) = ½‖YYᵀ − 11ᵀ‖² + ½‖ZᵀZ‖² + ‖YZ‖² − ‖Z‖².";
  claim.parameters = describe(t) + "; 200 random nonnegative points";
  ClaimRow row = vanishes("largest relative difference of the two sides", worst, 1e-12);
  row.printed = "Z ∈ ℝ₊^{n×k}, for which YZ is not defined";
  row.printed_holds = t.r == U0.rows();
  claim.rows.push_back(row);
  conclude(claim);
  return claim;
}

Claim lemma_13(const ClaimParameters& p) {
  const Theorem4 t = theorem4_at(p);
  const Matrix Y0 = theorem4(t).stacked_point().topRows(t.m);
  Random random(p.seed, 113);
  int strict = 0;
  const int points = 60;
  double least = std::numeric_limits<double>::infinity();
  for (int round = 0; round < points; ++round) {
    check_budget();
    const Matrix Y = nearby(random, Y0, radius(t));
    Matrix Q = Y.transpose() * Y;
    Q.diagonal().array() -= 1;
    const auto result = decide_copositivity(RationalSymmetric::from_doubles(Q), {}, budget_in_force());
    strict += result.verdict == Copositivity::strictly_copositive ? 1 : 0;
    least = std::min(least, result.upper);
  }
  Claim claim;
  claim.place = "Lemma 13";
  claim.statement = "YᵀY − I is strictly copositive for every nonnegative Y within 1/(4r√m) of Y₀ = 11ᵀ/√r.";
  claim.parameters = describe(t) + fmt::format("; {} random Y in the ball", points);
  claim.rows.push_back(yes("strictly copositive, proved exactly", fmt::format("{} of {}", points, points),
                           fmt::format("{} of {}", strict, points), strict == points));
  claim.rows.push_back(yes("least zᵀ(YᵀY − I)z over z ≥ 0, Σz = 1, found", "> 0", number(least), least > 0));
  claim.note =
      "Each matrix is decided in rational arithmetic (orthant copositive). It is not positive semidefinite: "
      "at Y₀ "
      "the eigenvalues are m − 1 and −1.";
  conclude(claim);
  return claim;
}

Claim lemma_14(const ClaimParameters& p) {
  const Theorem4 t = theorem4_at(p);
  const Problem problem = theorem4(t);
  const auto objective = problem.objective();
  Random random(p.seed, 114);
  const double value = 0.5 * static_cast<double>(t.r_star - 1);
  const double lowest = lowest_in_ball(*objective, problem.stacked_point(), radius(t), random, 20);
  Claim claim;
  claim.place = "Lemma 14";
  claim.statement = "f(U) ≥ f(U₀) for every U ≥ 0 within 1/(4r√m) of U₀.";
  claim.parameters = describe(t) + fmt::format("; radius {}, 20 descents that are kept in the ball",
                                               text_at_most(radius(t), 4));
  ClaimRow row = near("lowest value found in the ball", "k/2", value, lowest, 1e-12);
  row.holds = lowest >= value - 1e-12;
  row.error = std::max(0.0, value - lowest);
  claim.rows.push_back(row);
  conclude(claim);
  return claim;
}

Claim theorem_4(const ClaimParameters& p) {
  const Theorem4 t = theorem4_at(p);
  Claim claim;
  claim.place = "Theorem 4";
  claim.statement =
      "Even with full observation (δ = 0) and a truth of rank r⋆ ≥ 2 there are spurious local minima: U₀ = "
      "[11ᵀ/√r; 0] for the "
      "truth diag(11ᵀ, I). The minimum is not strict, it lies on the set [1wᵀ; 0], ‖w‖ = 1, of constant "
      "value.";
  claim.parameters = describe(t);
  const double value = 0.5 * static_cast<double>(t.r_star - 1);
  const Problem problem = theorem4(t);
  const Certificate symmetric = judge(problem);
  claim.rows.push_back(near("f(U₀)", "k/2", value, symmetric.objective, 1e-12));
  claim.rows.push_back(
      vanishes("‖∇f(U₀)‖", problem.objective()->gradient(problem.stacked_point()).norm(), 1e-12));
  claim.rows.push_back(vanishes("f(U⋆)", problem.objective()->value(*problem.stacked_truth()), 0));
  claim.rows.push_back(yes(
      "second order at U₀", "second order critical (a zero on the cone: not strict)", words(symmetric),
      symmetric.verdict == Verdict::second_order_critical && symmetric.second_order.copositive == "weak"));
  for (const double lambda : {0.0, 0.25}) {
    check_budget();
    Theorem4 a = t;
    a.symmetric = false;
    a.balance = lambda;
    const Problem both = theorem4(a);
    const Certificate certificate = judge(both);
    claim.rows.push_back(
        near(fmt::format("asymmetric, λ = {:g}: g", lambda), "k/2", value, certificate.objective, 1e-12));
    Random random(p.seed, 40);
    const double lowest = lowest_in_ball(*both.objective(), both.stacked_point(), radius(t), random, 6);
    claim.rows.push_back(yes(fmt::format("asymmetric, λ = {:g}: lowest value found in the ball", lambda),
                             "≥ " + text_at_most(value, 12), number(lowest), lowest >= value - 1e-12));
  }
  // Along the set: m·min w² above and below 1.
  const double share = 1 / static_cast<double>(t.m);
  for (const double factor : {1.2, 0.8}) {
    const double least = factor * share;
    std::vector<double> w(static_cast<size_t>(t.r), std::sqrt((1 - least) / static_cast<double>(t.r - 1)));
    w[0] = std::sqrt(least);
    Theorem4 on = t;
    on.w = w;
    const Certificate certificate = judge(theorem4(on));
    const Verdict expected = factor > 1 ? Verdict::second_order_critical : Verdict::saddle;
    claim.rows.push_back(yes(fmt::format("on the set, m·min w² = {:g}", factor),
                             factor > 1 ? "second order critical" : "saddle", words(certificate),
                             certificate.verdict == expected));
  }
  claim.note =
      "Second-order sufficient conditions fail at U₀, so no test of curvature alone proves that it is a "
      "local minimum: "
      "Lemmas 12 to 14 do.";
  conclude(claim);
  return claim;
}

Claim conjecture_v1(const ClaimParameters& p) {
  Theorem4 t;
  t.m = 3;
  t.r = t.r_star = 2;
  const Problem problem = theorem4(t);
  const auto objective = problem.objective();
  Random random(p.seed, 111);
  const double lowest = lowest_in_ball(*objective, problem.stacked_point(), radius(t), random, 20);
  Claim claim;
  claim.place = "Conjecture of v1";
  claim.statement =
      "Version 1 conjectured that with full observation (δ = 0) and r⋆ = 2 there are no spurious local "
      "minima.";
  claim.parameters = describe(t);
  claim.rows.push_back(
      near("f at U₀ = [11ᵀ/√2; 0]", "½", 0.5, objective->value(problem.stacked_point()), 1e-14));
  claim.rows.push_back(vanishes("f at the truth", objective->value(*problem.stacked_truth()), 0));
  claim.rows.push_back(yes("lowest value found within 1/(4r√m) of U₀", "≥ ½: a local minimum (Lemma 14)",
                           number(lowest), lowest >= 0.5 - 1e-12));
  claim.note = "Theorem 4 with m = 3 and r = r⋆ = 2 is a counterexample, so the conjecture is false.";
  conclude(claim, true);
  return claim;
}

}  // namespace orthant::claims
