// Theorem 4, each step of its proof. Lemma 12: without its balance and with one factor. Lemma 13: with two factors.
// Lemma 14: a balanced local minimizer survives the balance term, and one that is not balanced does not.
#include <cmath>

#include "orthant/base/stop.hpp"
#include "orthant/copositive/copositive.hpp"
#include "orthant/paper/exact_point.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"
#include "orthant/paper/theorem4.hpp"

namespace orthant::paper {

using checker::Rational;

// ---- Lemma 12 -----------------------------------------------------------------------------------

namespace {

/// Where the identity is compared term by term: more takes seconds.
constexpr double most_terms = 150'000;

/// The identity and the paper's third line, on the polynomials.
void add_identity(Statement& out, const Theorem4& t) {
  const Theorem4 used = within(t, most_terms);
  const Problem problem = theorem4(used);
  const Index k = used.r_star - 1;
  const auto [Y, Z] = left_blocks(problem, used.m);
  const Poly half = Rational(1) / Rational(2), value = Rational(k) / Rational(2);
  const Poly left = objective_in_entries(problem) - value;
  const Poly fit = half * (Y * Y.transpose() - PolyMatrix::ones(used.m, used.m)).squared_norm();
  const PolyMatrix ZtZ = Z.transpose() * Z;
  const Poly rest = (Y * Z).squared_norm() - Z.squared_norm();
  const Poly right = fit + half * ZtZ.squared_norm() + rest;
  const Poly printed = fit + half * (ZtZ - PolyMatrix::identity(k)).squared_norm() + rest;
  Row row =
      identity("f(U) − f(U₀)" + said_size(t, used), "½‖YYᵀ − 11ᵀ‖² + ½‖ZᵀZ‖² + ‖YZ‖² − ‖Z‖²", left, right);
  row = corrected(row, "third line: ½‖ZᵀZ − I‖² in the place of ½‖ZᵀZ‖²", printed, left);
  out.add(row);
  const Rational columns(Y.cols());
  out.add(corrected(equal("rows of Z, for YZ to be defined", "r", Rational(used.r), columns),
                    "n, by Z ∈ ℝ₊^{n×k}", Rational(problem.rows()), columns));
  out.add(identity("the third line as printed, minus f(U) − f(U₀)" + said_size(t, used), "k/2 − ‖Z‖²",
                   printed - left, value - Z.squared_norm()));
  out.add(identity("‖YZ‖² − ‖Z‖²" + said_size(t, used), "⟨YᵀY − I, ZZᵀ⟩", rest,
                   inner(Y.transpose() * Y - PolyMatrix::identity(used.r), Z * Z.transpose())));
}

/// The right-hand side at a point of small integers, where doubles are exact.
double identity_side(const Matrix& U, Index m) {
  const Matrix Y = U.topRows(m), Z = U.bottomRows(U.rows() - m).transpose();
  return (Y * Y.transpose() - Matrix::Ones(m, m)).squaredNorm() / 2 + (Z.transpose() * Z).squaredNorm() / 2 +
         (Y * Z).squaredNorm() - Z.squaredNorm();
}

Row identity_at_points(const Theorem4& t, const ExactPoint& exact, std::uint64_t seed) {
  Random random(seed, 112);
  constexpr int points = 10;
  int same = 0;
  for (int round = 0; round < points; ++round) {
    check_budget();
    const Matrix U = (4 * random_nonnegative(random, t.m + t.r_star - 1, t.r)).array().floor();
    const Rational left = exact.value_at({ScaledMatrix(U), {}}) - exact.value();
    same += left == Rational::from_double(identity_side(U, t.m)) ? 1 : 0;
  }
  return yes("f(U) − f(U₀) and the right-hand side, in rationals", fmt::format("equal at {} points", points),
             fmt::format("equal at {}", same), same == points, RowRigor::sampled);
}

/// (14): Y₀ᵀY₀ = (m/r)11ᵀ.
Row equation_14(const Theorem4& t) {
  Symbols s;
  const long k = t.r_star - 1;
  const PolyMatrix Z = s.matrix(t.r, k), ones = PolyMatrix::ones(t.m, t.r);
  const Poly over_r = Rational(1) / Rational(t.r), m_over_r = Rational(t.m) / Rational(t.r);
  Poly products;
  for (long j = 0; j < k; ++j)
    for (long a = 0; a < t.r; ++a)
      for (long b = 0; b < a; ++b) products += Z(a, j) * Z(b, j);
  return identity("(14): ‖Y₀Z‖² − (m/r)‖Z‖²", "(2m/r) Σ_j Σ_{a<b} Z_aj Z_bj, which is ≥ 0 for Z ≥ 0",
                  over_r * inner(ones.transpose() * ones, Z * Z.transpose()) - m_over_r * Z.squared_norm(),
                  Poly(2) * m_over_r * products);
}

/// ‖sym M‖², M = AᵀB or ABᵀ.
Rational symmetric_part_squared(const Matrix& M) {
  return Rational::from_double((M + M.transpose()).squaredNorm()) / Rational(4);
}

/// (15): the equation for any Y, Y₀, its printed form at a point, and the bound.
void add_equation_15(Statement& out, const Theorem4& t, std::uint64_t seed) {
  const long rows = std::min<Index>(t.m, 4), cols = std::min<Index>(t.r, 3);
  Symbols s;
  const PolyMatrix Y = s.matrix(rows, cols), Y0 = s.matrix(rows, cols), W = s.matrix(cols, cols);
  const PolyMatrix product = (Y - Y0).transpose() * (Y + Y0);
  const Poly half = Rational(1) / Rational(2);
  out.add(identity(fmt::format("(15), entrywise ({}×{}): YᵀY − Y₀ᵀY₀", rows, cols), "sym[(Y − Y₀)ᵀ(Y + Y₀)]",
                   inner(W, Y.transpose() * Y - Y0.transpose() * Y0),
                   half * inner(W, product + product.transpose())));
  // Y = X/√r with X of integers, and Y₀ = 11ᵀ/√r: the same factor 1/r² in every squared norm.
  Random random(seed, 115);
  Matrix X = (3 * random_nonnegative(random, t.m, t.r)).array().floor();
  X(0, 0) = 3, X(t.m - 1, 0) = 0;  // not symmetric in its rows
  const Matrix X0 = Matrix::Ones(t.m, t.r), A = X - X0, B = X + X0;
  const Rational unit = Rational(1) / Rational(t.r * t.r);
  const Rational measured =
      unit * Rational::from_double((X.transpose() * X - X0.transpose() * X0).squaredNorm());
  Row row = equal("‖YᵀY − Y₀ᵀY₀‖² at a Y of integers/√r", "‖sym[(Y − Y₀)ᵀ(Y + Y₀)]‖²",
                  unit * symmetric_part_squared(A.transpose() * B), measured);
  out.add(corrected(row, "‖sym[(Y − Y₀)(Y + Y₀)ᵀ]‖²", unit * symmetric_part_squared(A * B.transpose()),
                    measured));
  const Rational r(t.r), m(t.m);
  out.add(at_least("(15), the bound: 1/r", "ρ(2√m + ρ) = 1/(2r) + 1/(16r²m)",
                   Rational(1) / (Rational(2) * r) + ball_squared(t), Rational(1) / r));
  out.add(at_least("what is left of ‖Z‖² in the ball: (m − r − 1)/r", "", 0, (m - r - Rational(1)) / r));
}

/// zᵀYᵀYz ≥ Σ_a ‖y_a‖²z_a² for Y, z ≥ 0, and ‖y_a‖ ≥ √(m/r) − ρ in the ball: strictly copositive when
/// (m/r) > (1 + ρ)², that is when m/r − 1 − ρ² > 2ρ.
void add_copositivity(Statement& out, const Theorem4& t, std::uint64_t seed) {
  const Rational room = Rational(t.m) / Rational(t.r) - Rational(1) - ball_squared(t);
  Row row = less("4ρ², when m/r − 1 − ρ² > 0", "(m/r − 1 − ρ²)²: the columns of Y are longer than 1",
                 room * room, Rational(4) * ball_squared(t));
  row.holds = row.holds && room.sign() > 0;
  row.quantity = "YᵀY − I strictly copositive in the ball: " + row.quantity;
  out.add(row);
  Random random(seed, 113);
  const double rho = std::sqrt(ball_squared(t).approx());
  const Matrix Y0 = Matrix::Constant(t.m, t.r, 1 / std::sqrt(static_cast<double>(t.r)));
  constexpr int points = 10;
  int strict = 0;
  for (int round = 0; round < points; ++round) {
    check_budget();
    const Matrix D = random_signs(random, t.m, t.r);
    // U₀ lies in the orthant, so a projection on it does not lead away from U₀.
    const Matrix Y = (Y0 + 0.999 * rho / D.norm() * D).cwiseMax(0.0);
    Matrix Q = Y.transpose() * Y;
    Q.diagonal().array() -= 1;
    const auto result = decide_copositivity(RationalSymmetric::from_doubles(Q), {}, budget_in_force());
    strict += result.verdict == Copositivity::strictly_copositive ? 1 : 0;
  }
  out.add(yes("YᵀY − I near the edge of the ball, each decided in rationals",
              fmt::format("strictly copositive at {} points", points), fmt::format("{}", strict),
              strict == points, RowRigor::sampled));
}

/// k = 0: the same U₀ for the truth 1_m.
void add_rank_one(Statement& out, const Theorem4& t) {
  const ExactScale scale = ExactScale::root(mpq_class(1, static_cast<long>(t.r)));
  const Problem problem =
      fully_observed(Matrix::Ones(t.m, 1), ScaledMatrix(Matrix(Matrix::Ones(t.m, t.r)), scale));
  add_verdict(out, "lemma-12-k-0", "k = 0: U₀ = 11ᵀ/√r", Verdict::global_minimizer, false,
              judge_with_proof(problem));
}

}  // namespace

Statement lemma_12(const Parameters& p) {
  const Theorem4 t = theorem4_at(p);
  const Problem problem = theorem4(t);
  const ExactPoint exact(problem);
  Statement out(
      "Lemma 12",
      "For m > r ≥ 1 and k ≥ 1, f(U) = ½‖UUᵀ − U⋆U⋆ᵀ‖² has a local minimum at U₀ = [11ᵀ/√r; 0], within ρ = "
      "1/(4r√m): f(U) − f(U₀) = ½‖YYᵀ − 11ᵀ‖² + ½‖ZᵀZ‖² + ‖YZ‖² − ‖Z‖², where ‖YZ‖² ≥ ‖Z‖² since Z ≥ 0. "
      "For k = 0 the same U₀ is global.",
      describe(t));
  out.add(equal("f(U₀)", "k/2", Rational(t.r_star - 1) / Rational(2), exact.value()));
  add_identity(out, t);
  out.add(identity_at_points(t, exact, p.seed));
  out.add(equation_14(t));
  add_equation_15(out, t, p.seed);
  add_copositivity(out, t, p.seed);
  add_minimum(out, "lemma-12", "U₀" + said_size(t, within(t, 4e5)), within(t, 4e5));
  add_rank_one(out, t);
  out.note =
      "YᵀY − I is not positive semidefinite: at Y₀ its eigenvalues are m − 1 and −1. The certificate's ball "
      "is the larger √(m/r) − 1 of docs/local-squares.md.";
  return out;
}

// ---- Lemma 13 -----------------------------------------------------------------------------------

namespace {

/// The chain of the proof as polynomials, g twice the objective of the problem.
void add_steps(Statement& out, const Theorem4& t) {
  const Theorem4 used = within(t, 100'000);
  const Problem problem = theorem4(used);
  const std::string size = said_size(t, used);
  const auto [YL, ZL] = left_blocks(problem, used.m);
  const auto [YR, ZR] = right_blocks(problem, used.m);
  const Poly difference = Poly(2) * objective_in_entries(problem) - Poly(used.r_star - 1);
  const Poly cross = (YL * ZR).squared_norm() + (YR * ZL).squared_norm();
  const Poly both = inner(ZL, ZR);
  out.add(identity("g(L, R) − g(U₀, U₀)" + size,
                   "‖Y_L Y_Rᵀ − 11ᵀ‖² + ‖Z_LᵀZ_R‖² + ‖Y_L Z_R‖² + ‖Y_R Z_L‖² − 2⟨Z_L, Z_R⟩", difference,
                   (YL * YR.transpose() - PolyMatrix::ones(used.m, used.m)).squared_norm() +
                       (ZL.transpose() * ZR).squared_norm() + cross - Poly(2) * both));
  const Poly right = ZL.squared_norm() + ZR.squared_norm() - Poly(2) * both;
  const Poly left = (ZL - ZR).squared_norm();
  out.add(corrected(identity("‖Z_L‖² + ‖Z_R‖² − 2⟨Z_L, Z_R⟩" + size, "‖Z_L − Z_R‖²", right, left),
                    "‖Z_L + Z_R‖²", (ZL + ZR).squared_norm(), right));
  const PolyMatrix I = PolyMatrix::identity(used.r);
  out.add(identity("‖Y_L Z_R‖² − ‖Z_R‖² + ‖Y_R Z_L‖² − ‖Z_L‖²" + size,
                   "⟨Y_LᵀY_L − I, Z_R Z_Rᵀ⟩ + ⟨Y_RᵀY_R − I, Z_L Z_Lᵀ⟩",
                   cross - ZL.squared_norm() - ZR.squared_norm(),
                   inner(YL.transpose() * YL - I, ZR * ZR.transpose()) +
                       inner(YR.transpose() * YR - I, ZL * ZL.transpose())));
}

}  // namespace

Statement lemma_13(const Parameters& p) {
  const Theorem4 t = asymmetric(theorem4_at(p), 0);
  const checker::Rational r(t.r), m(t.m), one(1);
  Statement out(
      "Lemma 13",
      "For m > r ≥ 1 and k ≥ 1, g(L, R) = ‖LRᵀ − U⋆U⋆ᵀ‖² has a local minimum at L = R = U₀, within ρ = "
      "1/(4r√m) of it.",
      describe(t));
  out.add(equal("g(U₀, U₀)", "k", checker::Rational(t.r_star - 1),
                checker::Rational(2) * ExactPoint(theorem4(t)).value()));
  add_steps(out, t);
  out.add(
      at_least("what is left of ‖Z_L‖² + ‖Z_R‖² in the ball: m/r − 1 − 1/r", "", 0, m / r - one - one / r));
  const Theorem4 used = within(t, 250'000);
  add_minimum(out, "lemma-13", "(U₀, U₀)" + said_size(t, used), used);
  out.note = "Here g has no factor ½; the certificate is of ½g, which has the same minima.";
  return out;
}

// ---- Lemma 14 -----------------------------------------------------------------------------------

namespace {

/// h is a sum of squares: the two objectives, λ = 1 and λ = 0, as polynomials.
Row balance_is_squares(const Theorem4& t) {
  const Theorem4 used = within(t, 20'000);
  const Problem with = theorem4(asymmetric(used, 1));
  const PolyMatrix L = entries(with, 0, with.rows()), R = entries(with, with.rows(), with.cols());
  const Poly half = Rational(1) / Rational(2);
  return identity("g_λ − g₀ at λ = 1" + said_size(t, used), "½‖LᵀL − RᵀR‖², which is ≥ 0",
                  objective_in_entries(with) - objective_in_entries(theorem4(asymmetric(used, 0))),
                  half * (L.transpose() * L - R.transpose() * R).squared_norm());
}

/// (cU₀, U₀/c): the same product, other norms.
Problem unbalanced(const Theorem4& t, double c) {
  Problem problem = theorem4(t);
  problem.point->L.entries *= c;
  problem.point->R.entries /= c;
  return problem;
}

}  // namespace

Statement lemma_14(const Parameters& p) {
  const Theorem4 t = theorem4_at(p), used = within(t, 120'000);
  const std::string size = said_size(t, used);
  Statement out("Lemma 14",
                "A local minimizer (L₀, R₀) of g₀ over L, R ≥ 0 with L₀ᵀL₀ = R₀ᵀR₀ is one of g_λ = g₀ + "
                "(λ/2)‖LᵀL − RᵀR‖² for every λ ≥ 0. Without the balance it need not be.",
                describe(t));
  out.add(balance_is_squares(t));
  const Rational at_zero = ExactPoint(theorem4(asymmetric(t, 0))).value();
  out.add(
      equal("½‖LᵀL − RᵀR‖² at (U₀, U₀)", "", 0, ExactPoint(theorem4(asymmetric(t, 1))).value() - at_zero));
  for (const double lambda : {1.0, 1000.0}) {
    check_budget();
    add_verdict(out, fmt::format("lemma-14-lambda-{:g}", lambda),
                fmt::format("(U₀, U₀), λ = {:g}{}", lambda, size), Verdict::local_minimizer, true,
                judge_with_proof(theorem4(asymmetric(used, lambda))));
  }
  check_budget();
  add_verdict(out, "lemma-14-unbalanced", "(2U₀, ½U₀), λ = 0" + size, Verdict::local_minimizer, true,
              judge_with_proof(unbalanced(asymmetric(used, 0), 2)));
  const ExactPoint moved(unbalanced(asymmetric(t, 1), 2));
  // B = LᵀL − RᵀR = (4 − ¼)(m/r)11ᵀ.
  const Rational m_over_r = Rational(t.m) / Rational(t.r), B = Rational(15) / Rational(4) * m_over_r;
  out.add(equal("½‖LᵀL − RᵀR‖² at (2U₀, ½U₀)", "½·r²·(15m/4r)²", Rational(t.r * t.r) * B * B / Rational(2),
                moved.value() - at_zero));
  out.add(stationary_row("(2U₀, ½U₀), λ = 1: (6)", moved, false));
  out.note =
      "g₀ does not know the scaling (cL, R/c), so (2U₀, ½U₀) is a local minimizer of g₀ as well; h pulls it "
      "back. The hypothesis of balance is needed.";
  return out;
}

}  // namespace orthant::paper
