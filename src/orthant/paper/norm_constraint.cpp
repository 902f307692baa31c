// The collapse of Theorem 4 under the constraint ‖U‖² = ‖U⋆‖² (docs/beyond.md).
#include <cmath>

#include "orthant/base/stop.hpp"
#include "orthant/paper/exact_point.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"
#include "orthant/paper/theorem4.hpp"

namespace orthant::paper {

using checker::Rational;

namespace {

/// r groups of m/r rows, Y = a·11ᵀ + b·(which group), b² = κr/m, ra² + 2ab = 1: YᵀY = κI + m wwᵀ with
/// w = 1/√r and YYᵀ = 11ᵀ + κP. Over b everything is rational when 1 + rm/k = q²: a/b = (q − 1)/r.
struct Collapse {
  long m, r, k, q;
};
constexpr Collapse rational_collapses[] = {{4, 2, 1, 3}, {12, 2, 1, 5}, {24, 4, 2, 7}};

/// [Y; 0] in units of b/r.
Matrix collapsed(const Collapse& c) {
  Matrix X = Matrix::Zero(c.m + c.k, c.r);
  X.topRows(c.m).setConstant(static_cast<double>(c.q - 1));
  for (long i = 0; i < c.m; ++i) X(i, i * c.r / c.m) += static_cast<double>(c.r);
  return X;
}

Problem collapse_problem(const Collapse& c) {
  Problem problem = theorem4({.m = c.m, .r = c.r, .r_star = c.k + 1});
  mpq_class unit(c.k, c.m * c.r * c.r);  // (b/r)² = k/(m r²)
  unit.canonicalize();
  problem.point = Factors{ScaledMatrix(collapsed(c), ExactScale::root(unit)), {}};
  return problem;
}

void add_exact_point(Statement& out, const Collapse& c) {
  const Problem problem = collapse_problem(c);
  const ExactPoint exact(problem);
  const Rational k(c.k), r(c.r), m(c.m), kappa = k / r, unit = exact.scales().LL;
  const std::string where = fmt::format("m = {}, r = {}, k = {}: ", c.m, c.r, c.k);
  const Matrix X = problem.point->L.entries, Q = X.topRows(c.m).transpose() * X.topRows(c.m);
  out.add(equal(where + "‖U‖²", "‖U⋆‖² = m + k", m + k, unit * Rational::from_double(X.squaredNorm())));
  // wwᵀ = 11ᵀ/r
  const checker::RationalMatrix off =
      unit * rational(Q) - kappa * identity(c.r) - entrywise(c.r, c.r, [&](long, long) { return m / r; });
  out.add(equal(where + "‖YᵀY − κI − m wwᵀ‖², w = 1/√r", "", 0, dot(off, off)));
  out.add(less(where + "1/(m·min w²)", "", 1, r / m));
  out.add(equal(where + "f", "k²/(2r) + k/2", k * k / (Rational(2) * r) + k / Rational(2), exact.value()));
  const checker::RationalMatrix defect = exact.scaled_gradient() - Rational(2) * kappa * unit * rational(X);
  out.add(
      equal(where + "‖∇f − 2κU‖², so the multiplier of the constraint is −κ", "", 0, dot(defect, defect)));
}

/// The step of the proof that is an identity: with A = YYᵀ, whatever m, r and κ.
Row identity_of_proof() {
  constexpr long m = 4, r = 2;
  Symbols s;
  const PolyMatrix Y = s.matrix(m, r), J = PolyMatrix::ones(m, m), A = Y * Y.transpose();
  const Poly kappa = s.scalar(), half = Rational(1) / Rational(2);
  const PolyMatrix kappa_I = kappa * PolyMatrix::identity(m);
  return identity("½‖YYᵀ − 11ᵀ‖² (Y 4×2)", "½‖YYᵀ − 11ᵀ − κI‖² + κ(‖Y‖² − m) − ½κ²m",
                  half * (A - J).squared_norm(),
                  half * (A - J - kappa_I).squared_norm() + kappa * (Y.squared_norm() - Poly(m)) -
                      half * kappa * kappa * Poly(m));
}

/// Projected gradient on {U ≥ 0, ‖U‖ = radius}: a point of the orthant is projected by its length.
Matrix search_on_sphere(const Objective& objective, Matrix U, double radius) {
  const auto project = [radius](const Matrix& M) -> Matrix {
    const Matrix positive = M.cwiseMax(0.0);
    return positive * (radius / positive.norm());
  };
  U = project(U);
  double step = 0.1 / (radius * radius), value = objective.value(U);
  for (int i = 0; i < 5000; ++i) {
    const Matrix next = project(U - step * objective.gradient(U));
    const double lower = objective.value(next);
    if (lower > value) {
      step /= 2;
      if (step < 1e-12) break;
      continue;
    }
    const bool ended = (next - U).norm() <= 1e-10 * radius;
    U = next, value = lower, step *= 1.1;
    if (ended) break;
  }
  return U;
}

void add_search(Statement& out, std::uint64_t seed) {
  const Problem problem = theorem4({.m = 8, .r = 2, .r_star = 2});
  const auto objective = problem.objective();
  const double radius = std::sqrt(9.0), value = 0.75;
  Random random(seed, 127);
  constexpr int starts = 50;
  int collapsed_ends = 0, global_ends = 0;
  for (int start = 0; start < starts; ++start) {
    check_budget();
    const Matrix U = search_on_sphere(*objective, random_nonnegative(random, 9, 2), radius);
    const double end = objective->value(U);
    collapsed_ends += std::abs(end - value) < 1e-6 && U.row(8).norm() < 1e-3 ? 1 : 0;
    global_ends += end < 1e-6 ? 1 : 0;
  }
  out.add(yes(fmt::format("m = 8, r = 2, k = 1, projected gradient on the sphere, {} random starts", starts),
              "more than half end at k²/(2r) + k/2 = ¾ with Z = 0",
              fmt::format("{} end there, {} at 0", collapsed_ends, global_ends), 2 * collapsed_ends > starts,
              RowRigor::sampled));
}

/// Clusters normalised, 11ᵀ/m for the large one: U₀ = 11ᵀ/√(mr) is a saddle for every m.
void add_normalised(Statement& out) {
  Matrix truth = Matrix::Zero(5, 2), ones = truth;
  truth.col(0).head(4).setConstant(0.5);
  truth(4, 1) = 1;
  ones.topRows(4).setOnes();
  const Problem problem = fully_observed(truth, ScaledMatrix(ones, ExactScale::root(mpq_class(1, 8))));
  const ExactPoint exact(problem);
  checker::RationalMatrix D(5, 2);
  D.set(4, 0, 1);
  out.add(equal("diag(11ᵀ/m, I) instead, m = 4, r = 2, at 11ᵀ/√(mr): ⟨∇²f[D], D⟩, D = e_5e_1ᵀ", "2(1/r − 1)",
                -1, exact.form(D)));
  add_verdict(out, "norm-constraint-normalised", "the same point", Verdict::saddle, false,
              judge_with_proof(problem));
}

}  // namespace

Statement norm_constraint(const Parameters& p) {
  Statement out(
      "Beyond Theorem 4: a fixed norm",
      "For f and the truth of Theorem 4, adding the constraint ‖U‖² = ‖U⋆‖² does not prevent the loss of the "
      "small clusters: [Y; 0] with YYᵀ = 11ᵀ + κP, κ = k/r, P the projection on the columns of Y, is a "
      "spurious local minimum of the constrained problem where m·min w² > 1, of value k²/(2r) + k/2.",
      "m, r, k in the rows; w = 1/√r");
  out.add(identity_of_proof());
  for (const Collapse& c : rational_collapses) add_exact_point(out, c);
  add_search(out, p.seed);
  add_normalised(out);
  out.note =
      "The paper's remark (§1.2) is about the setting of [27], whose objective and further constraints are "
      "others; nothing here is about that setting. What the norm does prevent is that all columns are "
      "parallel: YᵀY = κI + m wwᵀ has rank r. Proof in docs/beyond.md.";
  return out;
}

}  // namespace orthant::paper
