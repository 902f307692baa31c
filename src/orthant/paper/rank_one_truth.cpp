// Proposition 1 (δ = 0 and a truth of rank one: no spurious local minima), and every other balance.
#include "orthant/paper/rank_one_truth.hpp"

#include <Eigen/Eigenvalues>
#include <cmath>

#include "orthant/base/stop.hpp"
#include "orthant/operators/full.hpp"
#include "orthant/paper/statements.hpp"
#include "orthant/solvers/projected_gradient.hpp"

namespace orthant::paper {

using checker::Rational;
using checker::RationalMatrix;

namespace {

/// Entries k/16 in (0, 1], the one at a random place zero.
Matrix sixteenths_with_a_zero(Random& random, Index n) {
  Matrix u(n, 1);
  for (Index i = 0; i < n; ++i) u(i, 0) = static_cast<double>(1 + random.below(16)) / 16;
  u(static_cast<Index>(random.below(static_cast<std::uint64_t>(n))), 0) = 0;
  return u;
}

}  // namespace

Problem rank_one_problem(Random& random, Index rank, bool symmetric, double balance) {
  const Index n1 = 6, n2 = symmetric ? 6 : 5;
  Problem problem;
  problem.symmetric = symmetric;
  problem.rank = rank;
  problem.balance = balance;
  problem.measurement = std::make_shared<const FullMeasurement>(n1, n2);
  const Matrix u = sixteenths_with_a_zero(random, n1);
  problem.truth = Factors{u, symmetric ? Matrix() : sixteenths_with_a_zero(random, n2)};
  return problem;
}

void classify(const Problem& problem, const Matrix& U, FirstOrderEnds& ends) {
  const auto objective = problem.objective();
  const double at_zero = objective->value(Matrix::Zero(objective->rows(), objective->rank()));
  CertifyOptions options;
  options.stationarity = 1e-7;
  const Certificate certificate = certify(*objective, U, options);
  ++ends.runs;
  // f(0) = ½‖M‖². With more columns than the truth has f is so flat at its minima that the last digits take
  // long; any other first-order point would be off by a number of order one.
  if (objective->value(U) <= 1e-4 * at_zero) {
    ++ends.global;
  } else if (certificate.verdict == Verdict::not_stationary) {
    ++ends.unfinished;
  } else if (U.squaredNorm() <= 1e-2 * std::sqrt(2 * at_zero)) {
    ++ends.zero;
  } else if (!problem.symmetric &&
             (U.topRows(problem.rows()) * U.bottomRows(problem.cols()).transpose()).squaredNorm() <=
                 1e-6 * at_zero) {
    ++ends.product_zero;
  } else {
    ++ends.elsewhere;
  }
}

void search_first_order(const Problem& problem, int starts, std::uint64_t seed, FirstOrderEnds& ends) {
  const auto objective = problem.objective();
  Random random(seed, 0x901);
  for (int start = 0; start < starts; ++start) {
    check_budget();
    const Budget whole = budget_in_force(), budget = whole.within(std::min(2.0, whole.remaining()));
    StoppingOptions stopping;
    stopping.stationarity = 1e-10;
    stopping.max_iterations = 2000;
    Matrix U = random_nonnegative(random, objective->rows(), objective->rank());
    if (start % 3 == 1) U *= 0.05;  // near the saddle at zero
    if (start % 3 == 2 && objective->rank() > 1) U.col(0).setZero();
    const SolveResult found = projected_gradient(*objective, U, {}, standard_stopping(stopping, budget));
    check_budget();
    classify(problem, found.U, ends);
  }
}

Row none_elsewhere(const std::string& where, const FirstOrderEnds& ends, bool product_zero_allowed) {
  std::string measured = fmt::format("{} runs: {} global, {} at 0", ends.runs, ends.global, ends.zero);
  if (ends.product_zero > 0 || product_zero_allowed)
    measured += fmt::format(", {} with LRᵀ = 0", ends.product_zero);
  measured += fmt::format(", {} elsewhere", ends.elsewhere);
  if (ends.unfinished > 0) measured += fmt::format("; {} did not become stationary", ends.unfinished);
  return yes(where,
             product_zero_allowed ? "first-order points are global or have LRᵀ = 0"
                                  : "first-order points are global or 0",
             measured,
             ends.elsewhere == 0 && ends.global > 0 && (product_zero_allowed || ends.product_zero == 0),
             RowRigor::sampled);
}

BlockSymbols::BlockSymbols()
    : L(symbols.matrix(2, 2)),
      R(symbols.matrix(2, 2)),
      a(symbols.matrix(2, 1)),
      b(symbols.matrix(2, 1)),
      U(stacked(L, R)),
      u(stacked(a, b)),
      JU(stacked(L, Poly(-1) * R)),
      Ju(stacked(a, Poly(-1) * b)) {}

PolyMatrix BlockSymbols::fit_gradient() const {
  const PolyMatrix E = L * R.transpose() - a * b.transpose();
  return stacked(E * R, E.transpose() * L);
}

PolyMatrix BlockSymbols::balance_gradient() const {
  const PolyMatrix B = L.transpose() * L - R.transpose() * R;
  return stacked(Poly(2) * (L * B), Poly(-2) * (R * B));
}

PolyMatrix BlockSymbols::symmetric_gradient() const {
  return Poly(2) * ((U * U.transpose() - u * u.transpose()) * U);
}

void add_zero_is_a_saddle(Statement& out, const std::string& name, Random& random, bool symmetric,
                          double balance) {
  Problem problem = rank_one_problem(random, 2, symmetric, balance);
  problem.point = Factors{Matrix(Matrix::Zero(problem.rows(), 2)),
                          symmetric ? Matrix() : Matrix(Matrix::Zero(problem.cols(), 2))};
  const RationalMatrix truth = rational(*problem.stacked_truth());
  Rational a, b;
  RationalMatrix D(truth.rows(), 2);
  for (long i = 0; i < truth.rows(); ++i) {
    D.set(i, 0, truth(i, 0));
    (i < problem.rows() ? a : b) += truth(i, 0) * truth(i, 0);
  }
  if (symmetric) b = a;
  const std::string where = symmetric ? "f at 0" : fmt::format("g_λ at 0, λ = {:g}", balance);
  out.add(equal(where + ": the form along u⋆e₁ᵀ", symmetric ? "−2‖u⋆‖⁴" : "−2‖abᵀ‖²", Rational(-2) * a * b,
                ExactPoint(problem).form(D)));
  add_verdict(out, name, where, Verdict::saddle, false, judge_with_proof(problem));
}

// ---- Proposition 1 ------------------------------------------------------------------------------

Statement proposition_1(const Parameters& p) {
  Statement out(
      "Proposition 1",
      "With full observation (δ = 0) and a truth of rank one there are no spurious local minima, for any "
      "number of columns: every first-order critical point is 0 or global, and 0 is a saddle. Asymmetric: "
      "for λ = ¼.",
      fmt::format("random truths with zeros, r = 1 … 5, {} starts each", p.starts));
  for (Index r = 1; r <= 5; ++r) {
    check_budget();
    FirstOrderEnds symmetric, balanced;
    Random random(p.seed, static_cast<std::uint64_t>(100 + r));
    search_first_order(rank_one_problem(random, r, true, 0), p.starts, p.seed + static_cast<std::uint64_t>(r),
                       symmetric);
    search_first_order(rank_one_problem(random, r, false, 0.25), p.starts,
                       p.seed + static_cast<std::uint64_t>(10 + r), balanced);
    out.add(none_elsewhere(fmt::format("symmetric, r = {}", r), symmetric, false));
    out.add(none_elsewhere(fmt::format("asymmetric, λ = ¼, r = {}", r), balanced, false));
  }
  out.note =
      "A search can refute the statement and not prove it; lemma-15 to lemma-18 evaluate the steps of the "
      "proof.";
  return out;
}

Statement every_balance(const Parameters& p) {
  Statement out(
      "Beyond Proposition 1: every balance",
      "Proposition 1 holds for every λ ≥ 0. For λ > 0 the first-order critical points of g_λ are 0 and the "
      "global minima; for λ = 0 they are global or have LRᵀ = 0, and those are saddles.",
      fmt::format("L, R 2×2, all entries and λ as variables; searches of {} starts", p.starts));
  BlockSymbols s;
  const Poly lambda = s.symbols.scalar(), half = Rational(1) / Rational(2);
  const PolyMatrix K = s.L.transpose() * s.L, G = s.R.transpose() * s.R;
  const PolyMatrix N = (Poly(1) - Poly(2) * lambda) * G + Poly(2) * lambda * K,
                   other = (Poly(1) - Poly(2) * lambda) * K + Poly(2) * lambda * G;
  const PolyMatrix x = s.L.transpose() * s.a, z = s.R.transpose() * s.b;
  const PolyMatrix gradient = s.fit_gradient() + lambda * s.balance_gradient();
  const PolyMatrix of_L = s.L * N - s.a * z.transpose(), of_R = s.R * other - s.b * x.transpose();
  out.add(identity("‖∇g_λ − [LN − azᵀ; RN′ − bxᵀ]‖²", "0", (gradient - stacked(of_L, of_R)).squared_norm(),
                   Poly()));
  out.add(identity("⟨∇_L g, L⟩ − ⟨∇_R g, R⟩", "2λ(‖K‖² − ‖G‖²)", inner(of_L, s.L) - inner(of_R, s.R),
                   Poly(2) * lambda * (K.squared_norm() - G.squared_norm())));
  out.add(identity("½‖LRᵀ − abᵀ‖²", "½‖abᵀ‖² − ½⟨K, G⟩ − 2λ(‖K‖² − ⟨K, G⟩) + ⟨∇_L g, L⟩",
                   half * (s.L * s.R.transpose() - s.a * s.b.transpose()).squared_norm(),
                   half * (s.a * s.b.transpose()).squared_norm() - half * inner(K, G) -
                       Poly(2) * lambda * (K.squared_norm() - inner(K, G)) + inner(of_L, s.L)));
  out.add(identity(
      "⟨∇_L g, azᵀ⟩ + ⟨∇_R g, bxᵀ⟩", "xᵀ(K + G)z − ‖a‖²‖z‖² − ‖b‖²‖x‖²",
      inner(of_L, s.a * z.transpose()) + inner(of_R, s.b * x.transpose()),
      inner(x, (K + G) * z) - s.a.squared_norm() * z.squared_norm() - s.b.squared_norm() * x.squared_norm()));
  const double lambdas[] = {0.0, 0.001, 0.01, 0.125, 0.5, 4.0, 100.0};
  for (std::size_t k = 0; k < std::size(lambdas); ++k) {
    FirstOrderEnds ends;
    for (const Index r : {1, 2, 4}) {
      check_budget();
      Random random(p.seed, 200 + 10 * k + static_cast<std::uint64_t>(r));
      search_first_order(rank_one_problem(random, r, false, lambdas[k]), p.starts, p.seed + 77 + k, ends);
    }
    out.add(none_elsewhere(fmt::format("λ = {:g}, r = 1, 2, 4", lambdas[k]), ends, k == 0));
  }
  out.note = "The proof is in docs/beyond.md; the identities above are its steps for λ > ⅛.";
  return out;
}

}  // namespace orthant::paper
