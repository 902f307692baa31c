// Strict spurious local minima with full observation: none below four rows, one with four
// (docs/beyond.md, "Strict minima with full observation").
#include <array>

#include "orthant/base/stop.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"
#include "orthant/solvers/projected_gradient.hpp"

namespace orthant::paper {

namespace {

/// Four rows, three columns, integers; the point is the double nearest to the minimizer.
Problem four_rows() {
  Matrix truth(4, 3), point(4, 3);
  truth << 0, 2, 1,  //
      3, 2, 0,       //
      2, 0, 1,       //
      0, 0, 4;
  point << 2.0128538730439134, 0, 0.9536674921528566,  //
      0.13909425155920846, 0, 3.605055374494378,       //
      0, 1.2249572094100682, 1.6989552444177785,       //
      2.0162057156474535, 3.4434483856078644, 0;
  return fully_observed(truth, point);
}

/// M = diag(4, 1), r = 2: not strict, by the argument of Theorem 4.
Problem two_rows() {
  Matrix truth(2, 2), point(2, 2);
  truth << 2, 0, 0, 1;
  point << 1, 1, 0, 0;
  return fully_observed(truth, ScaledMatrix(point, ExactScale::root(2)));
}

struct Ends {
  int runs = 0, strict_spurious = 0, elsewhere = 0;
};

/// Projected gradient from random points on random truths with n rows; what is not global is certified.
Ends search(Random& random, Index n, Index rank, Index true_rank, int truths) {
  Ends out;
  for (int k = 0; k < truths; ++k) {
    check_budget();
    Matrix truth = random_nonnegative(random, n, true_rank);
    for (Index e = 0; e < truth.size(); ++e)
      if (random.uniform() < 0.4) truth.data()[e] = 0;
    const Problem problem = fully_observed(truth, random_nonnegative(random, n, rank));
    const auto objective = problem.objective();
    if (!(objective->size() > 0)) continue;
    StoppingOptions stopping;
    stopping.stationarity = 1e-10;
    stopping.max_iterations = 2000;
    const SolveResult found = projected_gradient(*objective, problem.stacked_point(), {},
                                                 standard_stopping(stopping, budget_in_force()));
    ++out.runs;
    const Matrix stacked = *problem.stacked_truth();
    const Certificate certificate = certify(*objective, found.U, {}, &stacked);
    if (certificate.relative_error <= 1e-4) continue;
    ++out.elsewhere;
    out.strict_spurious +=
        certificate.verdict == Verdict::strict_local_minimizer && certificate.spurious == true ? 1 : 0;
  }
  return out;
}

/// Columns (a, b, 0), (c, 0, d), (0, e, g) with aed = bcg: a skew K for which UK has the zeros of U.
Row triangle_row() {
  Symbols s;
  // aed = bcg by a = cgt, b = edt.
  const Poly c = s.scalar(), d = s.scalar(), e = s.scalar(), g = s.scalar(), t = s.scalar();
  const Poly a = c * g * t, b = e * d * t;
  PolyMatrix U(3, 3), K(3, 3);
  U(0, 0) = a, U(1, 0) = b, U(0, 1) = c, U(2, 1) = d, U(1, 2) = e, U(2, 2) = g;
  // The zeros of U ask dk₂₁ + gk₃₁ = 0, −bk₂₁ + ek₃₂ = 0, ak₃₁ + ck₃₂ = 0.
  K(1, 0) = g * e, K(0, 1) = Poly(0) - g * e;
  K(2, 0) = Poly(0) - d * e, K(0, 2) = d * e;
  K(2, 1) = b * g, K(1, 2) = Poly(0) - b * g;
  const PolyMatrix D = U * K;
  const bool supported = D(2, 0).is_zero() && D(1, 1).is_zero() && D(0, 2).is_zero();
  const PolyMatrix moved = U * D.transpose() + D * U.transpose();
  const bool flat = moved.squared_norm().is_zero();
  return yes("three columns of two entries: UUᵀ does not move along UK, and UK keeps the zeros of U",
             "both, as polynomials", fmt::format("{}, {}", flat ? "yes" : "no", supported ? "yes" : "no"),
             flat && supported, RowRigor::exact);
}

/// Columns (a, b, 0), (c, 0, d): the form of T = −S/|s₁₁|.
Row two_columns_row() {
  Symbols s;
  const Poly P = s.scalar(), Q = s.scalar(), x = s.scalar();
  const PolyMatrix y = s.matrix(3, 1);
  PolyMatrix T(3, 3);
  T(0, 0) = Poly(1), T(1, 1) = P * P, T(2, 2) = Q * Q;
  T(0, 1) = T(1, 0) = Poly(0) - P;
  T(0, 2) = T(2, 0) = Poly(0) - Q;
  T(1, 2) = T(2, 1) = x;
  const Poly first = y(0, 0) - P * y(1, 0) - Q * y(2, 0);
  return identity("two columns that share a row: yᵀTy, T = −S/|s₁₁|", "(y₁ − Py₂ − Qy₃)² − 2(PQ − x)y₂y₃",
                  inner(y, T * y), first * first - Poly(2) * (P * Q - x) * y(1, 0) * y(2, 0));
}

}  // namespace

Statement strict_minimum(const Parameters& p) {
  Statement out(
      "Strict minima, δ = 0",
      "The spurious minima of Theorem 4 are not strict. With full observation, U symmetric and r ≥ r⋆, a "
      "strict spurious local minimum needs n ≥ 4 rows, and there is one with n = 4 and r = r⋆ = 3.",
      "truth [0 2 1; 3 2 0; 2 0 1; 0 0 4]; random truths with two and three rows");
  add_verdict(out, "strict-minimum-four-rows", "n = 4, r = r⋆ = 3", Verdict::strict_local_minimizer, true,
              judge_with_proof(four_rows()));
  add_verdict(out, "strict-minimum-two-rows", "n = 2, M = diag(4, 1): not strict", Verdict::local_minimizer,
              true, judge_with_proof(two_rows()));
  out.add(two_columns_row());
  out.add(triangle_row());
  Random random(p.seed, 0x57);
  for (const auto& [n, rank, true_rank] : {std::array<Index, 3>{2, 2, 2}, {3, 2, 2}, {3, 3, 2}, {3, 3, 3}}) {
    const Ends ends = search(random, n, rank, true_rank, 4 * p.starts);
    out.add(yes(fmt::format("n = {}, r = {}, r⋆ = {}", n, rank, true_rank), "no strict spurious minimum",
                fmt::format("{} of {} runs ended elsewhere than at the truth, {} at a strict "
                            "spurious minimum",
                            ends.elsewhere, ends.runs, ends.strict_spurious),
                ends.strict_spurious == 0, RowRigor::sampled));
  }
  out.note = "That n ≤ 3 has none is proved in docs/beyond.md.";
  return out;
}

}  // namespace orthant::paper
