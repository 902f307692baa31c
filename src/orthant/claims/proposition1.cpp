// Proposition 1 (δ = 0 and a truth of rank one: no spurious local minima) and the steps of its proof.
#include <cmath>

#include "orthant/claims/rows.hpp"
#include "orthant/claims/statements.hpp"
#include "orthant/claims/support.hpp"
#include "orthant/measure/full.hpp"
#include "orthant/solve/projected_gradient.hpp"

namespace orthant::claims {

namespace {

/// Full observation of a random nonnegative rank-one matrix; one entry of each factor is zero.
Problem rank_one_problem(Random& random, Index rank, bool symmetric, double balance) {
  const Index n1 = 6, n2 = symmetric ? 6 : 5;
  Problem problem;
  problem.symmetric = symmetric;
  problem.rank = rank;
  problem.balance = balance;
  problem.measurement = std::make_shared<const FullMeasurement>(n1, n2);
  Matrix u = random_nonnegative(random, n1, 1), v = random_nonnegative(random, n2, 1);
  u.array() += 0.1, v.array() += 0.1;
  u(static_cast<Index>(random.below(static_cast<std::uint64_t>(n1))), 0) = 0;
  v(static_cast<Index>(random.below(static_cast<std::uint64_t>(n2))), 0) = 0;
  problem.truth = Factors{u, symmetric ? Matrix() : v};
  return problem;
}

struct Tally {
  int runs = 0, stationary = 0, global = 0, saddles = 0, critical_elsewhere = 0;
  double unbalanced = 0;  ///< largest ‖LᵀL − RᵀR‖/‖U‖² over the global ones
};

/// Global means: relative error ≤ 1e-4. With more columns than the truth has, the objective is so flat there
/// that first-order methods arrive slowly; a point that is not global is off by a number of order one.
constexpr double global_error = 1e-4;

/// Many starts; every point where a solver stops is certified, and counted as critical elsewhere when it is
/// neither global nor shown to be a saddle.
void search(const Problem& problem, int starts, std::uint64_t seed, Tally& tally) {
  const auto objective = problem.objective();
  Random random(seed, 0x901);
  for (int start = 0; start < starts; ++start) {
    check_budget();
    const Budget whole = budget_in_force(), budget = whole.within(std::min(2.0, whole.remaining()));
    StoppingOptions stopping;
    stopping.stationarity = 1e-10;
    stopping.max_iterations = 4000;
    Matrix U = random_nonnegative(random, objective->rows(), objective->rank());
    if (start % 3 == 1) U *= 0.05;  // near the saddle at zero
    if (start % 3 == 2) U.col(0).setZero();
    const SolveResult found = projected_gradient(*objective, U, {}, standard_stopping(stopping, budget));
    CertifyOptions options;
    options.stationarity = 1e-6;
    const Certificate certificate = certify(*objective, found.U, options);
    ++tally.runs;
    if (certificate.verdict == Verdict::not_stationary && certificate.relative_error > global_error) continue;
    ++tally.stationary;
    if (certificate.relative_error <= global_error) {
      ++tally.global;
      if (!problem.symmetric) {
        const auto L = found.U.topRows(problem.rows()), R = found.U.bottomRows(problem.cols());
        tally.unbalanced = std::max(tally.unbalanced,
                                    (L.transpose() * L - R.transpose() * R).norm() / found.U.squaredNorm());
      }
    } else if (certificate.verdict == Verdict::saddle) {
      ++tally.saddles;
    } else {
      ++tally.critical_elsewhere;
    }
  }
}

ClaimRow none_elsewhere(const std::string& where, const Tally& tally) {
  return yes(where, "no second-order critical point that is not global",
             fmt::format("{} of {} runs stationary: {} global, {} saddles, {} others", tally.stationary,
                         tally.runs, tally.global, tally.saddles, tally.critical_elsewhere),
             tally.critical_elsewhere == 0 && tally.global > 0);
}

}  // namespace

Claim proposition_1(const ClaimParameters& p) {
  Claim claim;
  claim.place = "Proposition 1";
  claim.statement =
      "With full observation (δ = 0) and a truth of rank one there are no spurious local minima, for any "
      "number of columns: every "
      "second-order critical point is global. Asymmetric: for λ = ¼.";
  claim.parameters = fmt::format("random truths with zeros, r = 1 … 5, {} starts each", p.starts);
  for (Index r = 1; r <= 5; ++r) {
    check_budget();
    Tally symmetric, asymmetric;
    Random random(p.seed, static_cast<std::uint64_t>(100 + r));
    search(rank_one_problem(random, r, true, 0), p.starts, p.seed + static_cast<std::uint64_t>(r), symmetric);
    search(rank_one_problem(random, r, false, 0.25), p.starts, p.seed + static_cast<std::uint64_t>(10 + r),
           asymmetric);
    claim.rows.push_back(none_elsewhere(fmt::format("symmetric, r = {}", r), symmetric));
    claim.rows.push_back(none_elsewhere(fmt::format("asymmetric, λ = ¼, r = {}", r), asymmetric));
  }
  for (const double lambda : {0.0, 0.05, 1.0, 4.0}) {
    check_budget();
    Tally tally;
    Random random(p.seed, 200);
    search(rank_one_problem(random, 2, false, lambda), p.starts, p.seed + 77, tally);
    ClaimRow row = none_elsewhere(fmt::format("asymmetric, λ = {:g}, r = 2 (not claimed)", lambda), tally);
    row.expected = "nothing is claimed";
    row.holds = true;
    claim.rows.push_back(row);
  }
  claim.note =
      "A search can refute the statement and not prove it. Runs that did not become stationary within their "
      "iterations are not counted.";
  conclude(claim);
  return claim;
}

Claim lemma_15(const ClaimParameters& p) {
  Random random(p.seed, 15);
  Claim claim;
  claim.place = "Lemma 15";
  claim.statement =
      "U = 0 is not second-order critical: along u⋆ in any column the curvature is −2‖u⋆‖⁴ (asymmetric: "
      "along (l⋆, r⋆), −2‖l⋆‖²‖r⋆‖²).";
  claim.parameters = "random truths of rank one, r = 2";
  for (const bool symmetric : {true, false}) {
    check_budget();
    const Problem problem = rank_one_problem(random, 2, symmetric, symmetric ? 0 : p.balance);
    const auto objective = problem.objective();
    const Matrix zero = Matrix::Zero(objective->rows(), 2), truth = *problem.stacked_truth();
    const double l = problem.truth->L.value().squaredNorm(),
                 r = symmetric ? l : problem.truth->R.value().squaredNorm();
    claim.rows.push_back(near(symmetric ? "symmetric: ⟨∇²f(0)[D], D⟩ along u⋆" : "asymmetric: along (l⋆, r⋆)",
                              symmetric ? "−2‖u⋆‖⁴" : "−2‖l⋆‖²‖r⋆‖²", -2 * l * r,
                              objective->at(zero)->hessian_form(truth), 1e-10));
    const Certificate certificate = certify(*objective, zero);
    claim.rows.push_back(
        yes("verdict at 0", "saddle", words(certificate), certificate.verdict == Verdict::saddle));
  }
  conclude(claim);
  return claim;
}

Claim lemma_16(const ClaimParameters& p) {
  Claim claim;
  claim.place = "Lemma 16";
  claim.statement =
      "Symmetric, δ = 0, rank-one truth: every second-order critical point has UUᵀ = u⋆u⋆ᵀ, for any number "
      "of columns.";
  claim.parameters = fmt::format("random truths, r = 1 … 3, {} starts each", p.starts);
  for (Index r = 1; r <= 3; ++r) {
    check_budget();
    Tally tally;
    Random random(p.seed, static_cast<std::uint64_t>(160 + r));
    search(rank_one_problem(random, r, true, 0), p.starts, p.seed + static_cast<std::uint64_t>(r), tally);
    claim.rows.push_back(none_elsewhere(fmt::format("r = {}", r), tally));
  }
  conclude(claim);
  return claim;
}

Claim lemma_17(const ClaimParameters& p) {
  Random random(p.seed, 17);
  Claim claim;
  claim.place = "Lemma 17";
  claim.statement =
      "With λ = ¼ the objective is g + ¼h = ½‖LRᵀ − M⋆‖² + ⅛(‖LLᵀ‖² + ‖RRᵀ‖² − 2‖LRᵀ‖²), as symmetric in L "
      "and R as a "
      "problem in [L; R], and at its second-order critical points LᵀL = RᵀR.";
  claim.parameters = fmt::format("random points; random truths, r = 1 … 3, {} starts each", p.starts);
  const Problem problem = rank_one_problem(random, 2, false, 0.25);
  const auto objective = problem.objective();
  double worst = 0;
  for (int round = 0; round < 50; ++round) {
    check_budget();
    const Matrix U = random_nonnegative(random, objective->rows(), 2);
    const auto L = U.topRows(problem.rows()), R = U.bottomRows(problem.cols());
    const Matrix M = problem.truth->L.value() * problem.truth->R.value().transpose();
    const double right = (L * R.transpose() - M).squaredNorm() / 2 +
                         ((L * L.transpose()).squaredNorm() + (R * R.transpose()).squaredNorm() -
                          2 * (L * R.transpose()).squaredNorm()) /
                             8;
    worst = std::max(worst, std::abs(objective->value(U) - right) / right);
  }
  claim.rows.push_back(vanishes("identity for g + ¼h, largest relative defect", worst, 1e-12));
  for (Index r = 1; r <= 3; ++r) {
    check_budget();
    Tally tally;
    Random fresh(p.seed, static_cast<std::uint64_t>(170 + r));
    search(rank_one_problem(fresh, r, false, 0.25), p.starts, p.seed + static_cast<std::uint64_t>(r), tally);
    claim.rows.push_back(
        near(fmt::format("‖LᵀL − RᵀR‖/‖U‖² at the points found, r = {}", r), "", 0, tally.unbalanced, 1e-3));
  }
  conclude(claim);
  return claim;
}

Claim lemma_18(const ClaimParameters& p) {
  Claim claim;
  claim.place = "Lemma 18";
  claim.statement =
      "Asymmetric, δ = 0, rank-one truth, λ = ¼: every second-order critical point has LRᵀ = l⋆r⋆ᵀ.";
  claim.parameters = fmt::format("random truths, r = 1 … 3, {} starts each", p.starts);
  for (Index r = 1; r <= 3; ++r) {
    check_budget();
    Tally tally;
    Random random(p.seed, static_cast<std::uint64_t>(180 + r));
    search(rank_one_problem(random, r, false, 0.25), p.starts, p.seed + static_cast<std::uint64_t>(30 + r),
           tally);
    claim.rows.push_back(none_elsewhere(fmt::format("r = {}", r), tally));
  }
  conclude(claim);
  return claim;
}

}  // namespace orthant::claims
