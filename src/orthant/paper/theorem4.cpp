// Theorem 4, the set of constant value on which its minimum lies, and what it says of v1's conjecture.
#include <cmath>
#include <set>

#include "orthant/paper/exact_point.hpp"
#include "orthant/paper/rational_matrices.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"
#include "orthant/paper/theorem4_parts.hpp"

namespace orthant::paper {

using checker::Rational;
using instances::Theorem4;
using instances::theorem4;

namespace {

/// Beyond these a certificate takes more than a few seconds.
constexpr double most_certified = 4e5, most_repeated = 1.5e5;

bool is_zero(const checker::RationalMatrix& M) {
  return M == checker::RationalMatrix(M.rows(), M.cols());
}

/// Integers w = (a, b, …, b) with m·min w²/‖w‖² near `target`: m·a²/(a² + (r − 1)b²), a ≤ b.
std::vector<double> weights_near(const Theorem4& t, double target) {
  const double b = 1000, r = static_cast<double>(t.r), m = static_cast<double>(t.m);
  std::vector<double> w(static_cast<std::size_t>(t.r), b);
  w[0] = std::round(b * std::sqrt(target * (r - 1) / (m - target)));
  return w;
}

/// Points of the set on both sides of m·min w² = 1. Above: a local minimum. Below: D, a one in the row of Z
/// and the column of the least w, is feasible.
void add_set(Claim& claim, const Theorem4& t) {
  const double most = static_cast<double>(t.m) / static_cast<double>(t.r);
  const Theorem4 used = within(t, most_certified);
  for (const double target : {std::min(1.2, (1 + most) / 2), 0.8}) {
    check_budget();
    Theorem4 on = used;
    on.w = weights_near(used, target);
    const Rational weight = rational(least_weight(on));
    const std::string where =
        fmt::format("[1wᵀ; 0] with m·min w² = {:.4f}{}", weight.approx(), said_size(t, used));
    const bool minimum = weight > Rational(1);
    if (minimum) {
      add_minimum(claim, "theorem-4-set", where, on);
      continue;
    }
    const Problem problem = theorem4(on);
    const ExactPoint exact(problem);
    claim.rows.push_back(equal(where + ": f", "k/2", Rational(on.r_star - 1) / Rational(2), exact.value()));
    checker::RationalMatrix D(problem.rows(), problem.rank);
    D.set(on.m, 0, 1);
    claim.rows.push_back(equal(where + ": ⟨∇²f[D], D⟩, D = e_{m+1}e_1ᵀ", "2(m·min w² − 1)",
                               Rational(2) * (weight - Rational(1)), exact.form(D)));
    add_verdict(claim, "theorem-4-saddle", where, Verdict::saddle, false, judge_with_proof(problem));
  }
}

/// Without U ≥ 0 a row z ⟂ w of Z leads down: ⟨∇²f[D], D⟩ = 2(m(w·z)² − ‖z‖²).
void add_unconstrained(Claim& claim, const ExactPoint& exact, const Theorem4& t) {
  claim.rows.push_back(yes("∇f(U₀)", "0", is_zero(exact.scaled_gradient()) ? "0" : "not 0",
                           is_zero(exact.scaled_gradient()), ClaimRigor::exact));
  checker::RationalMatrix D(t.m + t.r_star - 1, t.r);
  D.set(t.m, 0, 1);
  D.set(t.m, 1, -1);
  claim.rows.push_back(
      equal("without U ≥ 0 a saddle: ⟨∇²f(U₀)[D], D⟩, D = e_{m+1}(e_1 − e_2)ᵀ", "−2‖D‖²", -4, exact.form(D)));
}

}  // namespace

Claim theorem_4(const ClaimParameters& p) {
  const Theorem4 t = theorem4_at(p);
  Claim claim;
  claim.place = "Theorem 4";
  claim.statement =
      "Even with full observation (δ = 0) and a truth of rank r⋆ ≥ 2 there are spurious local minima, for "
      "m > r ≥ r⋆: U₀ = [11ᵀ/√r; 0] for the truth diag(1, I), with one factor and with two, for every λ ≥ 0.";
  claim.parameters = describe(t);
  const Problem problem = theorem4(t);
  const ExactPoint exact(problem);
  claim.rows.push_back(equal("f(U₀)", "k/2", Rational(t.r_star - 1) / Rational(2), exact.value()));
  claim.rows.push_back(equal("f(U⋆)", "", 0, exact.truth_value()));
  const Theorem4 used = within(t, most_certified);
  add_minimum(claim, "theorem-4-symmetric", "U₀" + said_size(t, used), used);
  for (const double lambda : std::set<double>{0, 0.25, p.balance}) {
    check_budget();
    const Theorem4 both = within(asymmetric(t, lambda), lambda == 0.25 ? most_certified : most_repeated);
    add_minimum(claim, fmt::format("theorem-4-lambda-{:g}", lambda),
                fmt::format("(U₀, U₀), λ = {:g}{}", lambda, said_size(t, both)), both);
  }
  add_unconstrained(claim, exact, t);
  add_set(claim, t);
  claim.note =
      "The minimum is not strict: U₀ lies on the set {[1wᵀ; 0] : w ≥ 0, ‖w‖ = 1} of constant value, whose "
      "points are local minima where m·min w² > 1 and saddles where m·min w² < 1. Second-order sufficient "
      "conditions fail there; what proves it is the identity of Lemma 12.";
  conclude(claim);
  return claim;
}

Claim conjecture_v1(const ClaimParameters&) {
  Theorem4 t;
  t.m = 3;
  t.r = t.r_star = 2;
  const ExactPoint exact(theorem4(t));
  Claim claim;
  claim.place = "Version 1, last section";
  claim.statement =
      "Version 1 expected that with full observation (δ = 0) and r⋆ = 2 there are no spurious local minima.";
  claim.parameters = describe(t);
  claim.rows.push_back(equal("f at U₀ = [11ᵀ/√2; 0]", "½", Rational(1) / Rational(2), exact.value()));
  claim.rows.push_back(equal("f at the truth", "", 0, exact.truth_value()));
  add_minimum(claim, "conjecture-v1", "U₀", t);
  claim.note =
      "Theorem 4 of version 2 with m = 3 and r = r⋆ = 2 is a counterexample, so that is false; "
      "version 2 does not repeat it.";
  conclude(claim, true);
  return claim;
}

}  // namespace orthant::paper
