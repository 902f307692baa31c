// Theorem 4, the set of constant value on which its minimum lies, what it says of v1's conjecture, and m·min w² = 1,
// where its minimum ends (docs/beyond.md).
#include "orthant/paper/theorem4.hpp"

#include <cmath>
#include <set>

#include "checker/exact/objective_polynomial.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/paper/exact_point.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"

namespace orthant::paper {

using checker::Rational;

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
void add_set(Statement& out, const Theorem4& t) {
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
      add_minimum(out, "theorem-4-set", where, on);
      continue;
    }
    const Problem problem = theorem4(on);
    const ExactPoint exact(problem);
    out.add(equal(where + ": f", "k/2", Rational(on.r_star - 1) / Rational(2), exact.value()));
    checker::RationalMatrix D(problem.rows(), problem.rank);
    D.set(on.m, 0, 1);
    out.add(equal(where + ": ⟨∇²f[D], D⟩, D = e_{m+1}e_1ᵀ", "2(m·min w² − 1)",
                  Rational(2) * (weight - Rational(1)), exact.form(D)));
    add_verdict(out, "theorem-4-saddle", where, Verdict::saddle, false, judge_with_proof(problem));
  }
}

/// Without U ≥ 0 a row z ⟂ w of Z leads down: ⟨∇²f[D], D⟩ = 2(m(w·z)² − ‖z‖²).
void add_unconstrained(Statement& out, const ExactPoint& exact, const Theorem4& t) {
  out.add(proved("∇f(U₀)", "0", "not 0", is_zero(exact.scaled_gradient())));
  checker::RationalMatrix D(t.m + t.r_star - 1, t.r);
  D.set(t.m, 0, 1);
  D.set(t.m, 1, -1);
  out.add(
      equal("without U ≥ 0 a saddle: ⟨∇²f(U₀)[D], D⟩, D = e_{m+1}(e_1 − e_2)ᵀ", "−2‖D‖²", -4, exact.form(D)));
}

}  // namespace

Statement theorem_4(const Parameters& p) {
  const Theorem4 t = theorem4_at(p);
  Statement out(
      "Theorem 4",
      "Even with full observation (δ = 0) and a truth of rank r⋆ ≥ 2 there are spurious local minima, for "
      "m > r ≥ r⋆: U₀ = [11ᵀ/√r; 0] for the truth diag(1, I), with one factor and with two, for every λ ≥ 0.",
      describe(t));
  const Problem problem = theorem4(t);
  const ExactPoint exact(problem);
  out.add(equal("f(U₀)", "k/2", Rational(t.r_star - 1) / Rational(2), exact.value()));
  out.add(equal("f(U⋆)", "", 0, exact.truth_value()));
  const Theorem4 used = within(t, most_certified);
  add_minimum(out, "theorem-4-symmetric", "U₀" + said_size(t, used), used);
  for (const double lambda : std::set<double>{0, 0.25, p.balance}) {
    check_budget();
    const Theorem4 both = within(asymmetric(t, lambda), lambda == 0.25 ? most_certified : most_repeated);
    add_minimum(out, fmt::format("theorem-4-lambda-{:g}", lambda),
                fmt::format("(U₀, U₀), λ = {:g}{}", lambda, said_size(t, both)), both);
  }
  add_unconstrained(out, exact, t);
  add_set(out, t);
  out.note =
      "The minimum is not strict: U₀ lies on the set {[1wᵀ; 0] : w ≥ 0, ‖w‖ = 1} of constant value, whose "
      "points are local minima where m·min w² > 1 and saddles where m·min w² < 1. Second-order sufficient "
      "conditions fail there; what proves it is the identity of Lemma 12.";
  return out;
}

Statement conjecture_v1(const Parameters&) {
  const Theorem4 t;  // m = 3, r = r⋆ = 2
  const ExactPoint exact(theorem4(t));
  Statement out(
      "Version 1, last section",
      "Version 1 expected that with full observation (δ = 0) and r⋆ = 2 there are no spurious local minima.",
      describe(t));
  out.add(equal("f at U₀ = [11ᵀ/√2; 0]", "½", Rational(1) / Rational(2), exact.value()));
  out.add(equal("f at the truth", "", 0, exact.truth_value()));
  add_minimum(out, "conjecture-v1", "U₀", t);
  out.note =
      "Theorem 4 of version 2 with m = 3 and r = r⋆ = 2 is a counterexample, so that is false; "
      "version 2 does not repeat it.";
  if (out.as_expected) out.verdict = Outcome::refuted;
  return out;
}

// ---- the edge -----------------------------------------------------------------------------------

namespace {

/// The points of the proof for m = r: w = 1/√r, and w(s) = v/√r, v = (c − s′, c + s′, 1, …, 1) with
/// c = (1 − s²)/(1 + s²) and s′ = 2s/(1 + s²), a rotation of w in the first two columns by s = 1/q. In
/// integers N·v, N = q² + 1.
struct Turned {
  long q;
  Rational s, c, sine;
  std::vector<double> v;  ///< N·v

  Turned(Index r, long inverse)
      : q(inverse),
        s(Rational(1) / Rational(q)),
        v(static_cast<std::size_t>(r), static_cast<double>(q * q + 1)) {
    const Rational N(q * q + 1);
    c = Rational(q * q - 1) / N, sine = Rational(2 * q) / N;
    v[0] = static_cast<double>(q * q - 1 - 2 * q), v[1] = static_cast<double>(q * q - 1 + 2 * q);
  }
  /// m·min w(s)² = v_1², for m = r.
  Rational weight() const { return (c - sine) * (c - sine); }
  /// ‖[1w(s)ᵀ; 0] − U₀‖² = ‖v − 1‖².
  Rational moved() const { return Rational(4) * (Rational(1) - c); }
  /// [1w(s)ᵀ; t e_1ᵀ], t = s/√r.
  Factors lower(const Theorem4& t) const {
    Matrix X = Matrix::Zero(t.m + t.r_star - 1, t.r);
    X.topRows(t.m) = Vector::Ones(t.m) * Eigen::Map<const Vector>(v.data(), t.r).transpose();
    const long N = q * q + 1;
    // N·s is not an integer: everything q times as large.
    X.topRows(t.m) *= static_cast<double>(q);
    X(t.m, 0) = static_cast<double>(N);
    const mpq_class unit(1, mpz_class(N) * mpz_class(N) * mpz_class(q) * mpz_class(q) * mpz_class(t.r));
    return {ScaledMatrix(X, ExactScale::root(unit)), {}};
  }
};

}  // namespace

Statement edge_of_theorem_4(const Parameters& p) {
  Theorem4 t = theorem4_at(p);
  t.m = t.r;
  t.w.assign(static_cast<std::size_t>(t.r), 1);
  Statement out(
      "Beyond Theorem 4: its edge",
      "For r ≥ 2 a point [1wᵀ; 0] with m·min w² = 1 is no local minimum, though second-order critical: "
      "saddles of the same value are arbitrarily near. So m > r in Theorem 4 is necessary for U₀, and "
      "sufficient.",
      describe(t) + ": m = r, w = 1/√r");
  const Problem problem = theorem4(t);
  const ExactPoint exact(problem);
  const Rational value = Rational(t.r_star - 1) / Rational(2), r(t.r);
  out.add(equal("m·min w²", "", 1, rational(least_weight(t))));
  out.add(equal("f(U₀)", "k/2", value, exact.value()));
  out.add(stationary_row("U₀: (6)", exact, true));
  checker::RationalMatrix D(problem.rows(), problem.rank);
  D.set(t.m, 0, 1);
  out.add(equal("⟨∇²f(U₀)[D], D⟩, D = e_{m+1}e_1ᵀ", "2(m·min w² − 1)", 0, exact.form(D)));
  const Theorem4 both = asymmetric(t, p.balance);
  for (const long q : {10L, 1000L, 30000L}) {
    check_budget();
    const Turned turned(t.r, q);
    Theorem4 on = t;
    on.w = turned.v;
    const Problem near_by = theorem4(on);
    const ExactPoint there(near_by);
    const std::string where = "at distance² " + turned.moved().value_text(4) + " on the set";
    out.add(less(where + ": m·min w²", "", 1, rational(least_weight(on))));
    out.add(equal(where + ": f", "k/2", value, there.value()));
    out.add(equal(where + ", a saddle: ⟨∇²f[D], D⟩", "2(m·min w² − 1)",
                  Rational(2) * (turned.weight() - Rational(1)), there.form(D)));
    // f − k/2 = ½t⁴ − t²(1 − m·min w²), Lemma 12's identity with Y = 1wᵀ and one row t e_1ᵀ of Zᵀ.
    const Factors lower = turned.lower(t);
    const Rational t2 = turned.s * turned.s / r;
    const std::string below = "at distance² " + (turned.moved() + t2).value_text(4);
    const Rational fall = t2 * t2 / Rational(2) - t2 * (Rational(1) - turned.weight());
    Row row = equal(below + ", a lower point: f − k/2", "½t⁴ − t²(1 − m·min w²)", fall,
                    exact.value_at(lower) - value);
    row.holds = row.holds && fall.sign() < 0;
    out.add(row);
    out.add(equal(fmt::format("the same with two factors, λ = {:g}: g − k/2", p.balance), "as with one", fall,
                  ExactPoint(theorem4(both)).value_at({lower.L, lower.L}) - value));
  }
  Theorem4 fewer = t;
  fewer.m = t.r - 1;
  add_verdict(out, "edge-m-below-r", fmt::format("m = r − 1 = {}: U₀", fewer.m), Verdict::saddle, false,
              judge_with_proof(theorem4(fewer)));
  out.note = "The proof is in docs/beyond.md.";
  return out;
}

// ---- what the lemmas use as well ----------------------------------------------------------------

double size_of(const Theorem4& t) {
  const auto n = static_cast<double>(t.m + t.r_star - 1), r = static_cast<double>(t.r);
  return n * n * r * r;
}

Theorem4 within(const Theorem4& t, double most) {
  Theorem4 used = t;
  for (Index r = std::min<Index>(t.r, t.m / 2); size_of(used) > most && r >= 2; --r) {
    used.r = r, used.m = 2 * r, used.r_star = std::min(r, t.r_star);
  }
  return used;
}

std::string said_size(const Theorem4& t, const Theorem4& used) {
  if (t.m == used.m && t.r == used.r && t.r_star == used.r_star) return "";
  return fmt::format(" (m = {}, r = {}, r⋆ = {})", used.m, used.r, used.r_star);
}

Poly objective_in_entries(const Problem& problem) {
  Problem plain = problem;
  const auto zeros = [&](Index rows) { return ScaledMatrix(Matrix(Matrix::Zero(rows, problem.rank))); };
  plain.point = Factors{zeros(problem.rows()), problem.symmetric ? ScaledMatrix() : zeros(problem.cols())};
  const ExactPoint exact(plain);
  checker::Steps steps(checker::Steps::usual, check_budget);
  return Poly(checker::objective_polynomial(exact.problem(), steps));
}

PolyMatrix entries(const Problem& problem, Index first_row, Index rows) {
  PolyMatrix out(rows, problem.rank);
  for (Index i = 0; i < rows; ++i)
    for (Index k = 0; k < problem.rank; ++k)
      out(i, k) = Poly(checker::Polynomial::variable(first_row + i, k, problem.rank));
  return out;
}

Blocks left_blocks(const Problem& problem, Index m) {
  return {entries(problem, 0, m), entries(problem, m, problem.rows() - m).transpose()};
}

Blocks right_blocks(const Problem& problem, Index m) {
  const Index first = problem.rows();
  return {entries(problem, first, m), entries(problem, first + m, problem.cols() - m).transpose()};
}

Rational ball_squared(const Theorem4& t) {
  return Rational(1) / Rational(16 * t.r * t.r * t.m);
}

Row ball_row(const Theorem4& t, const Problem& problem, const Judged& judged, const std::string& name) {
  const std::string quantity = "(radius of the ball that is proved)², in U";
  if (!judged.proof || !judged.proof->document["evidence"].contains("radius"))
    return yes(quantity, "≥ ρ² = 1/(16r²m)", "no certificate of a ball", false, RowRigor::numeric);
  const auto& text = judged.proof->document["evidence"]["radius"].get_ref<const std::string&>();
  const Rational radius = Rational::parse(text);
  Row row = at_least(quantity, "ρ² = 1/(16r²m)", ball_squared(t),
                     radius * radius * ExactPoint(problem).scales().LL);
  row.certificate = name;
  return row;
}

void add_minimum(Statement& out, const std::string& name, const std::string& where, const Theorem4& t) {
  const Problem problem = theorem4(t);
  Judged judged = judge_with_proof(problem);
  Row ball = ball_row(t, problem, judged, name);
  add_verdict(out, name, where, Verdict::local_minimizer, true, std::move(judged));
  if (t.w.empty()) out.add(std::move(ball));
}

}  // namespace orthant::paper
