// Theorem 3: every case of it by a certificate, δ and the modulus as rationals.
#include "orthant/paper/theorem3.hpp"

#include <cmath>

#include "orthant/base/stop.hpp"
#include "orthant/operators/finite_rank.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"

namespace orthant::paper {

using checker::Rational;
using checker::RationalMatrix;

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
void add_stuck(Statement& out, const Theorem3& t, const Problem& problem, std::uint64_t seed) {
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
  out.add(yes(fmt::format("projected gradient from {} points within {:.2g} of U₀", starts, radius),
              "all come back to U₀", fmt::format("{} come back", back), back == starts, RowRigor::sampled));
}

}  // namespace

Statement theorem_3(const Parameters& p) {
  const Theorem3 t = theorem3_at(p);
  const ExactTheorem3 exact(t);
  Statement out;
  out.place = "Theorem 3";
  out.text =
      "However small δ > 0 is, there are operators with restricted isometry constant δ for which the "
      "nonnegative problem has a spurious strict local minimum, symmetric and asymmetric, also with more "
      "columns than the truth.";
  const double lambda = p.balance > 0 ? p.balance : 0.25;
  out.parameters = describe(t) + fmt::format(", λ = {:g}", lambda);
  const Problem problem = theorem3(t);
  const ExactPoint point(problem);

  Judged symmetric = judge_with_proof(problem);
  const auto delta2 = proved_delta_squared(symmetric);
  add_sharp_minimum(out, "theorem-3-symmetric", "symmetric, U₀ = αQ₂", std::move(symmetric), t, point);
  if (delta2) {
    out.add(equal("δ², proved: (1 − δ)I ⪯ ℋ ⪯ (1 + δ)I", "α⁴(r/r⋆ + 2ε²r)", exact.delta2, *delta2))
        .certificate = "theorem-3-symmetric";
  }
  out.add(less("δ²", "", 1, exact.delta2));
  add_attained_isometry(out, exact, point);
  out.add(at_least("f(U₀)", "½r⋆(1 − δ²)",
                   Rational(exact.r_star) * (Rational(1) - exact.delta2) / Rational(2), point.value()));
  out.add(equal("f(U⋆)", "", 0, point.truth_value()));
  out.add(equal("without U ≥ 0 the point is not stationary: ∂f/∂U on a row of Q₁", "2α³ε",
                Rational(2) * exact.alpha * exact.alpha2 * exact.epsilon,
                gradient_of(point, exact.alpha)(0, 0)));

  const auto case_of = [&](const std::string& name, const std::string& where, const Theorem3& other) {
    const Problem instance = theorem3(other);
    add_sharp_minimum(out, name, where, judge_with_proof(instance), other, ExactPoint(instance));
  };
  case_of("theorem-3-asymmetric", fmt::format("asymmetric, λ = {:g}", lambda), asymmetric(t, lambda));
  case_of("theorem-3-no-balance", "asymmetric, λ = 0, with the scaling fixed", asymmetric(t, 0));
  Theorem3 printed = t;
  printed.printed_operator = true;
  case_of("theorem-3-printed-operator", "the operator 𝒜 as printed", printed);
  Theorem3 permuted = t;
  permuted.permutation = reversed(t.n);
  add_verdict(out, "theorem-3-permuted", "rows in reverse order", Verdict::strict_local_minimizer, true,
              judge_with_proof(theorem3(permuted)));
  if (t.r == t.r_star) {
    Theorem3 wide = t;
    wide.r_star = 1;
    wide.alpha = t.alpha / static_cast<long>(2);  // of any r⋆: 2 ≥ r^¼ up to r = 16
    while (ExactTheorem3(wide).delta2 >= Rational(1)) wide.alpha /= 2;
    if (t.r > 1)
      add_verdict(
          out, "theorem-3-overparametrised",
          fmt::format("more columns than the truth: r = {}, r⋆ = 1, α = {}", wide.r, wide.alpha.get_str()),
          Verdict::strict_local_minimizer, true, judge_with_proof(theorem3(wide)));
  }
  add_stuck(out, t, problem, p.seed);
  out.note =
      "For λ = 0 the paper says second-order critical. The point is a strict local minimizer up to the "
      "scaling of columns, which is more; the proof is in docs/beyond.md.";
  return out;
}

// ---- what the other statements of §3 use --------------------------------------------------------

namespace {

/// D = 0 on Q₁'s rows, free on the diagonal of Q₂'s block, D ≥ 0 on the other entries.
bool is_the_cone(const checker::ExactCone& cone, const ExactTheorem3& t, bool symmetric) {
  const long rows = symmetric ? t.n : 2 * t.n;
  for (long i = 0; i < rows; ++i) {
    for (long k = 0; k < t.r; ++k) {
      const long row = i % t.n;
      const checker::Entry expected = row < t.r_star        ? checker::Entry::fixed
                                      : row == t.r_star + k ? checker::Entry::free
                                                            : checker::Entry::degenerate;
      if (cone.kind[static_cast<std::size_t>(i * t.r + k)] != expected) return false;
    }
  }
  return true;
}

}  // namespace

ExactTheorem3::ExactTheorem3(const Theorem3& t)
    : n(static_cast<long>(t.n)),
      r(static_cast<long>(t.r)),
      r_star(static_cast<long>(t.r_star)),
      alpha(rational(t.alpha)),
      alpha2(alpha * alpha),
      epsilon(rational(t.epsilon)),
      single(r == 1 && n == 2) {
  const Rational ratio = Rational(r) / Rational(r_star);
  delta2 = alpha2 * alpha2 * (ratio + Rational(2 * r) * epsilon * epsilon);
  beta = Rational(1) / alpha2 - alpha2 * ratio;
}

RationalMatrix ExactTheorem3::by_blocks(const Rational& Q1, const Rational& Q2, const Rational& mixed) const {
  return entrywise(n, n, [&](long i, long j) {
    if (i >= r + r_star || j >= r + r_star) return Rational(0);
    if ((i < r_star) != (j < r_star)) return mixed;
    return i != j ? Rational(0) : i < r_star ? Q1 : Q2;
  });
}

RationalMatrix ExactTheorem3::b() const {
  return by_blocks(0, 1, -epsilon);
}

RationalMatrix ExactTheorem3::c() const {
  return by_blocks(alpha2 / Rational(r_star), 0, 0);
}

RationalMatrix ExactTheorem3::E() const {
  return by_blocks(-1, alpha2, 0);
}

RationalMatrix ExactTheorem3::S() const {
  return by_blocks(-alpha2 * beta, 0, alpha2 * epsilon);
}

RationalMatrix ExactTheorem3::U0() const {
  return entrywise(n, r, [&](long i, long k) { return i == r_star + k ? alpha : Rational(0); });
}

RationalMatrix ExactTheorem3::gradient(bool symmetric) const {
  const Rational slope = Rational(symmetric ? 2 : 1) * alpha * alpha2 * epsilon;
  return entrywise(symmetric ? n : 2 * n, r,
                   [&](long i, long) { return i % n < r_star ? slope : Rational(0); });
}

RationalMatrix ExactTheorem3::flattest(bool symmetric, const Rational& balance) const {
  RationalMatrix D(symmetric ? n : 2 * n, r);
  const bool against = !symmetric && balance.sign() > 0 && Rational(8) * balance < Rational(single ? 2 : 1);
  // The diagonal of Q₂'s block for the balance term and where nothing else is; off it; below it.
  const long row = against || single ? r_star : r >= 2 ? r_star : r_star + r;
  const long col = against || single || r == 1 ? 0 : 1;
  D.set(row, col, 1);
  if (!symmetric) D.set(n + row, col, against ? -1 : 1);
  return D;
}

Rational ExactTheorem3::modulus(bool symmetric, const Rational& balance) const {
  if (symmetric) return Rational(single ? 4 : 2) * alpha2;
  const Rational own(single ? 2 : 1), balanced = Rational(8) * balance;
  return alpha2 * (balance.sign() > 0 && balanced < own ? balanced : own);
}

std::string ExactTheorem3::modulus_formula(bool symmetric, bool balanced) const {
  if (symmetric) return single ? "4α²" : "2α²";
  if (!balanced) return single ? "2α²" : "α²";
  return single ? "min(8λ, 2)α²" : "min(8λ, 1)α²";
}

Problem with_kernel(const Problem& like, const RationalMatrix& left, RationalMatrix& right) {
  Rational size = Rational(4) * dot(left, left) * dot(right, right);
  while (Rational(1) < size) {
    right *= Rational(1) / Rational(4);
    size /= 16;
  }
  Problem problem = like;
  problem.measurement = std::make_shared<const KernelMeasurement>(
      static_cast<Index>(left.rows()), static_cast<Index>(left.cols()),
      std::vector<LowRankTerm>{{doubles(left), doubles(right)}});
  return problem;
}

RationalMatrix gradient_of(const ExactPoint& point, const Rational& scale) {
  return Rational(1) / scale * point.scaled_gradient();
}

void add_sharp_minimum(Statement& out, const std::string& name, const std::string& where, Judged judged,
                       const Theorem3& t, const ExactPoint& point) {
  const ExactTheorem3 exact(t);
  const Rational balance = Rational::from_double(t.balance), modulus = exact.modulus(t.symmetric, balance);
  const RationalMatrix flattest = exact.flattest(t.symmetric, balance);
  const std::string formula = exact.modulus_formula(t.symmetric, t.balance > 0);
  const std::optional<Rational> proved = proved_modulus(judged);
  add_verdict(out, name, where, Verdict::strict_local_minimizer, true, std::move(judged));
  if (proved) {
    out.add(equal(where + ": modulus proved", formula, modulus, *proved)).certificate = name;
  }
  out.add(equal(where + ": attained along a direction of the cone", formula, modulus,
                point.form(flattest) / dot(flattest, flattest)));
}

void add_attained_isometry(Statement& out, const ExactTheorem3& t, const ExactPoint& point) {
  const RationalMatrix b = t.b(), c = t.c();
  const Rational bb = dot(b, b), cc = dot(c, c);
  const auto deviation = [&](const RationalMatrix& X) { return point.kernel(X) - X; };
  out.add(equal("⟨b, c⟩", "", 0, dot(b, c)));
  out.add(same("(ℋ − I)b", "‖b‖²c", bb * c, deviation(b)));
  out.add(same("(ℋ − I)c", "‖c‖²b", cc * b, deviation(c)));
  out.add(equal("so 1 ± ‖b‖‖c‖ are eigenvalues; ‖b‖²‖c‖²", "δ² = α⁴(r/r⋆ + 2ε²r)", t.delta2, bb * cc));
  long rows = 0;
  for (long i = 0; i < t.n; ++i) {
    bool any = false;
    for (long j = 0; j < t.n; ++j) any = any || !b.is_zero(i, j) || !c.is_zero(i, j);
    rows += any ? 1 : 0;
  }
  out.add(
      equal("rows on which the two eigenvectors live, at least their rank", "r + r⋆", t.r + t.r_star, rows));
}

Row assumption_1(const std::string& quantity, const ExactTheorem3& t, const ExactPoint& point) {
  const RationalMatrix b = t.b(), c = t.c();
  for (long i = 0; i < t.n; ++i) {
    for (long j = 0; j < t.n; ++j) {
      check_budget();
      RationalMatrix expected = unit(t.n, t.n, i, j);
      if (!b.is_zero(i, j)) expected += b(i, j) * c;
      if (!c.is_zero(i, j)) expected += c(i, j) * b;
      if (point.kernel(unit(t.n, t.n, i, j)) == expected) continue;
      return yes(quantity, "X + c⟨b,X⟩ + b⟨c,X⟩", fmt::format("another matrix at X = E_{},{}", i + 1, j + 1),
                 false, RowRigor::exact);
    }
  }
  return yes(quantity, "X + c⟨b,X⟩ + b⟨c,X⟩", fmt::format("the same on all {} unit matrices", t.n * t.n),
             true, RowRigor::exact);
}

Row critical_cone_row(const ExactTheorem3& t, const ExactPoint& point, bool symmetric) {
  const checker::ExactCone cone = point.cone();
  long free = 0;
  for (const bool degenerate : cone.degenerate) free += degenerate ? 0 : 1;
  return yes(
      "critical cone",
      symmetric ? "D₁ = 0, D₂ ≥ 0 off its diagonal, D₃ ≥ 0" : "the product of two such cones",
      fmt::format("{} free, {} nonnegative, {} fixed entries", free,
                  cone.kept.size() - static_cast<std::size_t>(free), cone.kind.size() - cone.kept.size()),
      is_the_cone(cone, t, symmetric), RowRigor::exact);
}

}  // namespace orthant::paper
