// §6, squared variables: local minima of φ(V) = f(V∘V) and of f over U ≥ 0 are the same (docs/beyond.md).
#include "orthant/objectives/squared_variables.hpp"

#include "orthant/operators/finite_rank.hpp"
#include "orthant/paper/exact_point.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"
#include "orthant/paper/theorem4_parts.hpp"

namespace orthant::paper {

using checker::Rational;

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
ClaimRow root_is_continuous() {
  Symbols s;
  const Poly V = s.scalar(), step = s.scalar(), moved = V + step;
  return identity("U′ − U − (V′ − V)² for an entry, V′ ≥ V ≥ 0", "2V(V′ − V), which is ≥ 0",
                  moved * moved - V * V - step * step, Poly(2) * V * step);
}

/// Theorem 3 at α = ¼, where V = √α is rational.
void add_theorem_3(Claim& claim, Index n, Index r) {
  instances::Theorem3 t;
  t.n = n, t.r = r, t.r_star = 1;
  t.alpha = mpq_class(1, 4), t.epsilon = mpq_class(3, 10);
  const Problem problem = instances::theorem3(t);
  const ExactPoint exact(problem);
  const std::string where = fmt::format("Theorem 3, r = {}, α = ¼: ", r);
  claim.rows.push_back(equal(where + "φ(V), V = ½Q₂", "½(r⋆ − α⁴r)",
                             (Rational(1) - Rational(r) / Rational(256)) / Rational(2), exact.value()));
  const checker::RationalMatrix G = exact.scaled_gradient();
  Rational slope;
  for (Index i = 0; i < n; ++i)
    for (Index k = 0; k < r; ++k)
      slope += problem.point->L.entries(i, k) == 0 ? Rational(0) : G(i, k) * G(i, k);
  claim.rows.push_back(equal(where + "‖∇φ(V)‖², ∇φ = 2V∘∇f(U)", "", 0, slope));
  add_verdict(claim, fmt::format("squared-variables-theorem-3-r-{}", r), where + "U = V∘V for f",
              Verdict::strict_local_minimizer, true, judge_with_proof(problem));
  const Certificate squared = judge_roots(problem);
  const Verdict expected = r == 1 ? Verdict::strict_local_minimizer : Verdict::second_order_critical;
  claim.rows.push_back(yes(where + "what the Hessian of φ says at V", words(expected), words(squared.verdict),
                           squared.verdict == expected, ClaimRigor::numeric));
}

/// Theorem 4: its minimum, and a saddle of the set, which φ's Hessian does not see.
void add_theorem_4(Claim& claim) {
  instances::Theorem4 t;
  t.m = 5, t.r = 2, t.r_star = 2;
  add_minimum(claim, "squared-variables-theorem-4", "Theorem 4, m = 5, r = 2: U₀ for f", t);
  t.w = {1, 4};  // m·min w² = 5/17
  const Problem problem = instances::theorem4(t);
  add_verdict(claim, "squared-variables-saddle", "[1wᵀ; 0], m·min w² = 5/17: for f", Verdict::saddle, false,
              judge_with_proof(problem));
  const Certificate squared = judge_roots(problem);
  claim.rows.push_back(yes("the same point: what the Hessian of φ says", "second order critical",
                           words(squared.verdict), squared.verdict == Verdict::second_order_critical,
                           ClaimRigor::numeric));
  // V moved by √t along a zero entry moves U by t: φ falls by t², t⁴ only in the step of V.
  Matrix X = problem.point->L.entries;
  X *= 8;
  X(5, 0) = 1;
  const ExactScale scale = ExactScale::root(mpq_class(1, 17 * 64));
  claim.rows.push_back(less("φ at √U′, U′ = U + e_6e_1ᵀ/(8√17)", "φ(V) = ½", Rational(1) / Rational(2),
                            ExactPoint(problem).value_at({ScaledMatrix(X, scale), {}})));
}

/// Full observation, truth (1, 1), U = (0, 1): the multiplier of the zero entry is negative.
void add_wrong_sign(Claim& claim) {
  Problem full;
  full.measurement = std::make_shared<const KernelMeasurement>(2, 2, std::vector<LowRankTerm>{});
  full.truth = Factors{ScaledMatrix(Matrix(Matrix::Ones(2, 1))), {}};
  Matrix on_axis(2, 1);
  on_axis << 0, 1;
  full.point = Factors{ScaledMatrix(on_axis), {}};
  const ExactPoint exact(full);
  claim.rows.push_back(equal("truth (1, 1), U = (0, 1): ∂f/∂U₁₁, so ∂²φ/∂V₁₁² = 2∂f/∂U₁₁ < 0", "", -2,
                             exact.scaled_gradient()(0, 0)));
  claim.rows.push_back(yes("U for f", "not stationary",
                           exact.is_stationary() ? "stationary" : "not stationary", !exact.is_stationary(),
                           ClaimRigor::exact));
  const Certificate squared = judge_roots(full);
  claim.rows.push_back(yes("V = (0, 1) for φ", "saddle", words(squared.verdict),
                           squared.verdict == Verdict::saddle, ClaimRigor::numeric));
}

}  // namespace

Claim squared_variables_claim(const ClaimParameters&) {
  Claim claim;
  claim.place = "§6, squared variables";
  claim.statement =
      "φ(V) = f(V∘V) needs no constraint. V is a local minimizer of φ exactly when U = V∘V is one of f over "
      "U ≥ 0, strict exactly when U is: the spurious minima of Theorems 3 and 4 persist. Points that are no "
      "minima may differ to second order.";
  claim.parameters = "in the rows";
  claim.rows.push_back(root_is_continuous());
  add_theorem_3(claim, 2, 1);
  add_theorem_3(claim, 4, 2);
  add_theorem_4(claim);
  add_wrong_sign(claim);
  claim.note =
      "The certificates are of f; the correspondence, proved in docs/beyond.md, carries them over to every V "
      "with V∘V = U. \"Second order critical\" is what remains to be seen of a minimum, or of a saddle, on "
      "zeros whose multiplier vanishes.";
  conclude(claim);
  return claim;
}

}  // namespace orthant::paper
