// Theorem 3 itself: every case of it by a certificate, δ and the modulus as rationals.
#include <cmath>

#include "orthant/base/stop.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"
#include "orthant/paper/theorem3_exact.hpp"

namespace orthant::paper {

using checker::Rational;
using instances::Theorem3;
using instances::theorem3;

namespace {

std::vector<Index> reversed(Index n) {
  std::vector<Index> p;
  for (Index i = n; i-- > 0;) p.push_back(i);
  return p;
}

/// Projected gradient with halved steps from U comes within `target` of U₀.
bool returns(const Objective& f, const Matrix& U0, Matrix U, double target) {
  double step = 0.25, value = f.value(U);
  for (int steps = 0; steps < 6000; ++steps) {
    if (steps % 64 == 0) check_budget();
    const Matrix trial = (U - step * f.gradient(U)).cwiseMax(0);
    const double at_trial = f.value(trial);
    if (at_trial > value * (1 + 1e-14)) {
      step /= 2;
      continue;
    }
    U = trial;
    value = at_trial;
    if ((U - U0).norm() < target) return true;
  }
  return false;
}

/// Starts around U₀, so near that the gradient keeps its signs. Below α = 1/10 or ε = 1/100 the steps are too
/// many and the slopes too small for doubles: no row.
void add_stuck(Claim& claim, const Theorem3& t, const Problem& problem, std::uint64_t seed) {
  const double alpha = t.alpha.get_d(), epsilon = t.epsilon.get_d();
  if (alpha < 0.1 || epsilon < 0.01) return;
  const auto f = problem.objective();
  const Matrix U0 = problem.stacked_point();
  const double radius = std::min(alpha / 20, alpha * alpha * alpha * epsilon / 8);
  Random random(seed, 3);
  constexpr int starts = 5;
  int back = 0;
  for (int start = 0; start < starts; ++start) {
    Matrix away = random_signs(random, t.n, t.r);
    away *= radius / away.norm();
    const Matrix U = (U0 + away).cwiseMax(0);
    back += returns(*f, U0, U, 0.01 * (U - U0).norm()) ? 1 : 0;
  }
  claim.rows.push_back(
      yes(fmt::format("projected gradient from {} points within {:.2g} of U₀", starts, radius),
          "all come back to U₀", fmt::format("{} come back", back), back == starts, ClaimRigor::sampled));
}

}  // namespace

Claim theorem_3(const ClaimParameters& p) {
  const Theorem3 t = theorem3_at(p);
  const ExactTheorem3 exact(t);
  Claim claim;
  claim.place = "Theorem 3";
  claim.statement =
      "However small δ > 0 is, there are operators with restricted isometry constant δ for which the "
      "nonnegative problem has a spurious strict local minimum, symmetric and asymmetric, also with more "
      "columns than the truth.";
  const double lambda = p.balance > 0 ? p.balance : 0.25;
  claim.parameters = describe(t) + fmt::format(", λ = {:g}", lambda);
  const Problem problem = theorem3(t);
  const ExactPoint point(problem);

  Judged symmetric = judge_with_proof(problem);
  const auto delta2 = proved_delta_squared(symmetric);
  add_sharp_minimum(claim, "theorem-3-symmetric", "symmetric, U₀ = αQ₂", std::move(symmetric),
                    exact.modulus_formula(true, false), exact.modulus(true, 0), point,
                    exact.flattest(true, 0));
  if (delta2) {
    ClaimRow row = equal("δ², proved: (1 − δ)I ⪯ ℋ ⪯ (1 + δ)I", "α⁴(r/r⋆ + 2ε²r)", exact.delta2, *delta2);
    row.certificate = "theorem-3-symmetric";
    claim.rows.push_back(std::move(row));
  }
  claim.rows.push_back(less("δ²", "", 1, exact.delta2));
  add_attained_isometry(claim, exact, point);
  claim.rows.push_back(at_least("f(U₀)", "½r⋆(1 − δ²)",
                                Rational(exact.r_star) * (Rational(1) - exact.delta2) / Rational(2),
                                point.value()));
  claim.rows.push_back(equal("f(U⋆)", "", 0, point.truth_value()));
  claim.rows.push_back(equal("without U ≥ 0 the point is not stationary: ∂f/∂U on a row of Q₁", "2α³ε",
                             Rational(2) * exact.alpha * exact.alpha2 * exact.epsilon,
                             gradient_of(point, exact.alpha)(0, 0)));

  const auto case_of = [&](const std::string& name, const std::string& where, const Theorem3& other) {
    const Rational balance = Rational::from_double(other.balance);
    const Problem instance = theorem3(other);
    add_sharp_minimum(claim, name, where, judge_with_proof(instance),
                      exact.modulus_formula(other.symmetric, other.balance > 0),
                      exact.modulus(other.symmetric, balance), ExactPoint(instance),
                      exact.flattest(other.symmetric, balance));
  };
  case_of("theorem-3-asymmetric", fmt::format("asymmetric, λ = {:g}", lambda), asymmetric(t, lambda));
  case_of("theorem-3-no-balance", "asymmetric, λ = 0, with the scaling fixed", asymmetric(t, 0));
  Theorem3 printed = t;
  printed.printed_operator = true;
  case_of("theorem-3-printed-operator", "the operator 𝒜 as printed", printed);
  Theorem3 permuted = t;
  permuted.permutation = reversed(t.n);
  add_verdict(claim, "theorem-3-permuted", "rows in reverse order", Verdict::strict_local_minimizer, true,
              judge_with_proof(theorem3(permuted)));
  if (t.r == t.r_star) {
    Theorem3 wide = t;
    wide.r_star = 1;
    wide.alpha = t.alpha / static_cast<long>(2);  // of any r⋆: 2 ≥ r^¼ up to r = 16
    while (ExactTheorem3(wide).delta2 >= Rational(1)) wide.alpha /= 2;
    if (t.r > 1)
      add_verdict(
          claim, "theorem-3-overparametrised",
          fmt::format("more columns than the truth: r = {}, r⋆ = 1, α = {}", wide.r, wide.alpha.get_str()),
          Verdict::strict_local_minimizer, true, judge_with_proof(theorem3(wide)));
  }
  add_stuck(claim, t, problem, p.seed);
  claim.note =
      "For λ = 0 the paper says second-order critical. The point is a strict local minimizer up to the "
      "scaling of columns, which is more; the proof is in docs/beyond.md.";
  conclude(claim);
  return claim;
}

}  // namespace orthant::paper
