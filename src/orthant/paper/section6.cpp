// §6. Squared variables: local minima of φ(V) = f(V∘V) and of f over U ≥ 0 are the same (docs/beyond.md). Setting small
// entries to zero, at the minima of Theorems 3 and 4. What "every ε-second-order point lies O(ε)-close to a global
// optimum" would need.
#include <cmath>

#include "orthant/base/stop.hpp"
#include "orthant/objectives/squared_variables.hpp"
#include "orthant/operators/finite_rank.hpp"
#include "orthant/paper/exact_point.hpp"
#include "orthant/paper/rank_one_truth.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"
#include "orthant/paper/theorem4.hpp"

namespace orthant::paper {

using checker::Rational;
using checker::RationalMatrix;

// ---- squared variables --------------------------------------------------------------------------

namespace {

Certificate judge_roots(const Problem& problem) {
  CertifyOptions free;
  free.unconstrained = true;
  const auto truth = problem.stacked_truth();
  std::optional<Matrix> root;
  if (truth) root = root_point(*truth);
  return certify(SquaredVariables(problem.objective()), root_point(problem.stacked_point()), free,
                 root ? &*root : nullptr);
}

/// (V′)² − V² ≥ (V′ − V)² for V′ ≥ V ≥ 0: why V∘V covers a neighbourhood of U.
Row root_is_continuous() {
  Symbols s;
  const Poly V = s.scalar(), step = s.scalar(), moved = V + step;
  return identity("U′ − U − (V′ − V)² for an entry, V′ ≥ V ≥ 0", "2V(V′ − V), which is ≥ 0",
                  moved * moved - V * V - step * step, Poly(2) * V * step);
}

/// Theorem 3 at α = ¼, where V = √α is rational.
void add_theorem_3(Statement& out, Index n, Index r) {
  const Problem problem =
      theorem3({.n = n, .r = r, .r_star = 1, .alpha = mpq_class(1, 4), .epsilon = mpq_class(3, 10)});
  const ExactPoint exact(problem);
  const std::string where = fmt::format("Theorem 3, r = {}, α = ¼: ", r);
  out.add(equal(where + "φ(V), V = ½Q₂", "½(r⋆ − α⁴r)",
                (Rational(1) - Rational(r) / Rational(256)) / Rational(2), exact.value()));
  const RationalMatrix G = exact.scaled_gradient(),
                       slope = entrywise(n, r, [&](long i, long k) {
                         return problem.point->L.entries(i, k) == 0 ? Rational(0) : G(i, k);
                       });
  out.add(equal(where + "‖∇φ(V)‖², ∇φ = 2V∘∇f(U)", "", 0, dot(slope, slope)));
  add_verdict(out, fmt::format("squared-variables-theorem-3-r-{}", r), where + "U = V∘V for f",
              Verdict::strict_local_minimizer, true, judge_with_proof(problem));
  const Certificate squared = judge_roots(problem);
  const Verdict expected = r == 1 ? Verdict::strict_local_minimizer : Verdict::second_order_critical;
  out.add(yes(where + "what the Hessian of φ says at V", words(expected), words(squared.verdict),
              squared.verdict == expected, RowRigor::numeric));
}

/// Theorem 4: its minimum, and a saddle of the set, which φ's Hessian does not see.
void add_theorem_4(Statement& out) {
  Theorem4 t{.m = 5, .r = 2, .r_star = 2};
  add_minimum(out, "squared-variables-theorem-4", "Theorem 4, m = 5, r = 2: U₀ for f", t);
  t.w = {1, 4};  // m·min w² = 5/17
  const Problem problem = theorem4(t);
  add_verdict(out, "squared-variables-saddle", "[1wᵀ; 0], m·min w² = 5/17: for f", Verdict::saddle, false,
              judge_with_proof(problem));
  const Certificate squared = judge_roots(problem);
  out.add(yes("the same point: what the Hessian of φ says", "second order critical", words(squared.verdict),
              squared.verdict == Verdict::second_order_critical, RowRigor::numeric));
  // V moved by √t along a zero entry moves U by t: φ falls by t², t⁴ only in the step of V.
  Matrix X = problem.point->L.entries;
  X *= 8;
  X(5, 0) = 1;
  const ExactScale scale = ExactScale::root(mpq_class(1, 17 * 64));
  out.add(less("φ at √U′, U′ = U + e_6e_1ᵀ/(8√17)", "φ(V) = ½", Rational(1) / Rational(2),
               ExactPoint(problem).value_at({ScaledMatrix(X, scale), {}})));
}

/// Full observation, truth (1, 1), U = (0, 1): the multiplier of the zero entry is negative.
void add_wrong_sign(Statement& out) {
  Problem full;
  full.measurement = std::make_shared<const KernelMeasurement>(2, 2, std::vector<LowRankTerm>{});
  full.truth = Factors{ScaledMatrix(Matrix(Matrix::Ones(2, 1))), {}};
  Matrix on_axis(2, 1);
  on_axis << 0, 1;
  full.point = Factors{ScaledMatrix(on_axis), {}};
  const ExactPoint exact(full);
  out.add(equal("truth (1, 1), U = (0, 1): ∂f/∂U₁₁, so ∂²φ/∂V₁₁² = 2∂f/∂U₁₁ < 0", "", -2,
                exact.scaled_gradient()(0, 0)));
  out.add(stationary_row("U for f", exact, false));
  const Certificate squared = judge_roots(full);
  out.add(yes("V = (0, 1) for φ", "saddle", words(squared.verdict), squared.verdict == Verdict::saddle,
              RowRigor::numeric));
}

}  // namespace

Statement squared_variables(const Parameters&) {
  Statement out(
      "§6, squared variables",
      "φ(V) = f(V∘V) needs no constraint. V is a local minimizer of φ exactly when U = V∘V is one of f over "
      "U ≥ 0, strict exactly when U is: the spurious minima of Theorems 3 and 4 persist. Points that are no "
      "minima may differ to second order.",
      "in the rows");
  out.add(root_is_continuous());
  add_theorem_3(out, 2, 1);
  add_theorem_3(out, 4, 2);
  add_theorem_4(out);
  add_wrong_sign(out);
  out.note =
      "The certificates are of f; the correspondence, proved in docs/beyond.md, carries them over to every V "
      "with V∘V = U. \"Second order critical\" is what remains to be seen of a minimum, or of a saddle, on "
      "zeros whose multiplier vanishes.";
  return out;
}

// ---- thresholding -------------------------------------------------------------------------------

namespace {

/// The positive entries are all the same: their square; −1 when they are not.
Rational one_size(const ScaledMatrix& U) {
  Rational size(-1);
  for (Index e = 0; e < U.entries.size(); ++e) {
    const Rational x = Rational::from_double(U.entries.data()[e]);
    if (x.sign() == 0) continue;
    if (size.sign() > 0 && !(size == x * x)) return -1;
    size = x * x;
  }
  const Rational scale = rational(U.scale.value());
  return size * (U.scale.is_root() ? scale : scale * scale);
}

/// The point 0: stationary, and D = e_1e_1ᵀ (in both factors) leads down, ⟨∇²f(0)[D], D⟩ = 2S_11.
void add_zero(Statement& out, const std::string& name, const std::string& where, Problem problem) {
  problem.point->L.entries.setZero();
  if (!problem.symmetric) problem.point->R.entries.setZero();
  const ExactPoint exact(problem);
  out.add(stationary_row(where + " at 0: (6)", exact, true));
  const Index rows = problem.stacked_point().rows();
  checker::RationalMatrix D(rows, problem.rank);
  D.set(0, 0, 1);
  if (!problem.symmetric) D.set(problem.rows(), 0, 1);
  out.add(equal(where + " at 0: ⟨∇²f[D], D⟩, D = e_1e_1ᵀ", "2S_11", -2, exact.form(D)));
  if (rows * problem.rank <= checker::most_kept)
    add_verdict(out, name, where + " at 0", Verdict::saddle, false, judge_with_proof(problem));
}

}  // namespace

Statement thresholding(const Parameters& p) {
  const Theorem3 t3 = theorem3_at(p);
  const Theorem4 t4 = theorem4_at(p);
  const Problem three = theorem3(t3), four = theorem4(t4);
  const Rational alpha = rational(p.alpha), epsilon = rational(p.epsilon), one(1);
  const Rational r3(t3.r), r3_star(t3.r_star), r4(t4.r);
  const Rational alpha2 = alpha * alpha;
  Statement out(
      "§6, thresholding",
      "Setting entries below a threshold to zero: Theorem 3's αQ₂ has the entries 0 and α, where α → 0 with "
      "δ. A threshold up to α leaves it as it is, one above leaves 0, a saddle. Theorem 4's U₀ has the "
      "entries 0 and 1/√r: no threshold below 1/√r, which does not depend on m or δ, changes it.",
      describe(t3) + "; " + describe(t4));
  out.add(equal("Theorem 3: the square of every positive entry", "α²", alpha2, one_size(three.point->L)));
  out.add(less("Theorem 3: α⁴r/r⋆", "δ² = α⁴(r/r⋆ + 2ε²r)",
               alpha2 * alpha2 * (r3 / r3_star + Rational(2) * epsilon * epsilon * r3),
               alpha2 * alpha2 * r3 / r3_star));
  add_zero(out, "thresholding-theorem-3", "Theorem 3", three);
  add_zero(out, "thresholding-theorem-3-asymmetric", fmt::format("Theorem 3, λ = {:g},", p.balance),
           theorem3(asymmetric(t3, p.balance)));
  out.add(equal("Theorem 4: the square of every positive entry", "1/r", one / r4, one_size(four.point->L)));
  add_zero(out, "thresholding-theorem-4", "Theorem 4", four);
  out.note =
      "So a fixed threshold removes the minima of Theorem 3 with α below it, and the search must then leave "
      "0 by a direction of negative curvature, since the gradient vanishes there. For Theorem 4 the "
      "threshold would have to lie between 1/√r and 1, the entries of the truth. Apocalypses are not "
      "evaluated.";
  return out;
}

// ---- strict saddles -----------------------------------------------------------------------------

Statement strict_saddle(const Parameters& p) {
  Statement out(
      "§6, strict saddles",
      "§6 assumes, for δ = 0 and r⋆ = 1, that every ε-second-order point is O(ε)-close to a global optimum. "
      "For r ≥ 2 no such bound holds: U = u⋆wᵀ + zvᵀ with orthonormal v, w and z ⟂ u⋆ has ‖∇f‖ = 2‖z‖³, a "
      "Hessian ⪰ 0, and the distance ‖z‖ = (ε/2)^{1/3}.",
      "u⋆ = e₁, U = diag(1, s) ≥ 0, s = 1/2, 1/16, 1/1024; r = 1: random points");
  for (const long q : {2L, 16L, 1024L}) {
    const Rational s = Rational(1) / Rational(q), s2 = s * s, epsilon = Rational(2) * s2 * s;
    Matrix u(2, 1), U(2, 2);
    u << 1, 0;
    U << 1, 0, 0, 1.0 / static_cast<double>(q);
    const ExactPoint exact(fully_observed(u, U));
    const std::string at = "s = 1/" + std::to_string(q) + ": ";
    RationalMatrix gradient(2, 2);
    gradient.set(1, 1, epsilon);
    out.add(same(at + "∇f", "2s³E₂₂", gradient, exact.scaled_gradient()));
    RationalMatrix S(2, 2);
    S.set(1, 1, s2);
    out.add(same(at + "UUᵀ − u⋆u⋆ᵀ, ⪰ 0 and hence the Hessian", "zzᵀ", S, exact.residual()));
    // All global optima are u⋆wᵀ with ‖w‖ = 1; the row of U orthogonal to u⋆ is (0, s).
    out.add(equal(at + "distance⁶ to the global optima, from the rows orthogonal to u⋆", "(ε/2)²",
                  epsilon * epsilon / Rational(4), s2 * s2 * s2));
  }
  // r = 1: ‖∇f(u)‖ ≥ c‖u − u⋆‖ where f is not near its saddle.
  Random random(p.seed, 61);
  double least = 1e300;
  for (int k = 0; k < 500; ++k) {
    check_budget();
    Matrix u = random_nonnegative(random, 4, 1);
    u /= u.norm();
    const Matrix x = u + std::pow(10.0, -1 - 5 * random.uniform()) * random_signs(random, 4, 1);
    const Matrix gradient = 2 * (x * (x.transpose() * x) - u * (u.transpose() * x));
    least = std::min(least, gradient.norm() / (x - u).norm());
  }
  out.add(yes("r = 1, ‖u⋆‖ = 1: ‖∇f(u)‖/‖u − u⋆‖ near u⋆", "bounded away from 0",
              fmt::format("{:.3g} or more in 500 points", least), least > 0.2, RowRigor::sampled));
  out.note = "The paper states it as an assumption, for which r = r⋆ is needed.";
  return out;
}

}  // namespace orthant::paper
