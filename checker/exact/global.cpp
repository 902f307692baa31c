// Method global: no feasible point is lower.
//   zero_residual         f ≥ 0, and f(U₀) = 0
//   copositive_residual   f(X) ≥ f(U₀) + ⟨S, X − U₀U₀ᵀ⟩ by convexity in X = UUᵀ;
//                         ⟨S, U₀U₀ᵀ⟩ = 0 by first order, ⟨S, UUᵀ⟩ = Σ u_kᵀSu_k ≥ 0 by copositivity
//   nonnegative_residual  the same with ⟨S, LRᵀ⟩ ≥ 0 for S ≥ 0; the balance term is ≥ 0, and 0 at U₀
#include <nlohmann/json.hpp>

#include "checker/exact/exact_problem.hpp"
#include "checker/exact/form_evidence.hpp"
#include "checker/read/claims.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

void require_copositive_residual(const ExactProblem& exact, const nlohmann::json& form, Work& work) {
  if (!exact.problem().symmetric) throw Rejected("copositive_residual of an asymmetric problem");
  if (exact.problem().rows > most_order)
    throw Rejected("residual of order " + std::to_string(exact.problem().rows) +
                   "; an exact check takes at most " + std::to_string(most_order));
  RationalMatrix twice = exact.residual();
  twice += exact.residual().transpose();
  twice *= Rational(1) / Rational(2);
  require_form(twice, std::vector<bool>(twice.rows(), true), form, work);
}

void require_nonnegative_residual(const ExactProblem& exact) {
  if (exact.problem().symmetric) throw Rejected("nonnegative_residual of a symmetric problem");
  if (!exact.scaling_is_free() && !exact.is_balanced())
    throw Rejected("nonnegative_residual with λ > 0 at a point with LᵀL ≠ RᵀR");
  const RationalMatrix& S = exact.residual();
  for (long i = 0; i < S.rows(); ++i)
    for (long j = 0; j < S.cols(); ++j)
      if (S.sign(i, j) < 0)
        throw Rejected("the residual at (" + std::to_string(i) + ", " + std::to_string(j) + ") is " +
                       form_text(S(i, j)) + "; expected none below 0");
}

}  // namespace

std::string check_global(const Problem& problem, const Claims& claims, const nlohmann::json& evidence,
                         Work& work) {
  const std::string& kind = text_field(evidence, "evidence", "kind");
  const ExactProblem exact(problem, work);
  require_claims(exact, claims, "global_minimizer", {.global_low = true});
  if (claims.spurious && *claims.spurious) throw Rejected("spurious true of a global minimizer");
  if (claims.global_low && *claims.global_low > exact.objective())
    throw Rejected("global_low " + form_text(*claims.global_low) + " is above the objective " +
                   form_text(exact.objective()));
  std::string why;
  if (kind == "zero_residual") {
    require_fields(evidence, "evidence", {"kind"});
    if (exact.objective().sign() != 0)
      throw Rejected("the objective is " + form_text(exact.objective()) + "; expected 0");
    why = "its objective is zero";
  } else if (kind == "copositive_residual") {
    require_fields(evidence, "evidence", {"kind", "form"});
    (void)exact.first_order();
    require_copositive_residual(exact, evidence["form"], work);
    why = "its residual is copositive, so that no rank is lower; objective " + exact.objective().value_text();
  } else if (kind == "nonnegative_residual") {
    require_fields(evidence, "evidence", {"kind"});
    (void)exact.first_order();
    require_nonnegative_residual(exact);
    why =
        "its residual is nonnegative, so that no rank is lower; objective " + exact.objective().value_text();
  } else {
    throw Rejected("evidence of kind \"" + excerpt(kind) +
                   "\"; expected zero_residual, copositive_residual or nonnegative_residual");
  }
  return "The point is a global minimizer: " + why + ".";
}

// The gap of a symmetric, fully observed problem: how low nonnegative factors of any rank can be, by duality.
// For every X = UUᵀ with U ≥ 0 and every copositive T
//
//   ½‖X − A‖² ≥ ⟨T, X − A⟩ − ½‖T‖² ≥ −⟨T, A⟩ − ½‖T‖²,
//
// the first by ½‖X − A − T‖² ≥ 0, the second because ⟨T, UUᵀ⟩ = Σ u_kᵀTu_k ≥ 0. The best T makes both equal.
// Cost: that of the FORM.

namespace {

/// ⟨T, U₀U₀ᵀ⟩ for the stored point.
Rational inner_with_point(const RationalMatrix& T, const Numbers& point, Work& work) {
  Rational sum;
  for (long k = 0; k < point.cols; ++k) {
    std::vector<Rational> column;
    for (long i = 0; i < point.rows; ++i) column.push_back(Rational::from_double(point(i, k)));
    sum += form(T, column, &work);
  }
  const Scale& scale = point.scale;
  return sum * (scale.root ? scale.value : scale.value * scale.value);
}

}  // namespace

std::string check_gap(const Problem& problem, const Rational& global_low, const nlohmann::json& gap,
                      Work& work) {
  const std::string where = "proof.gap";
  require_fields(gap, where, {"dual", "form"});
  if (!problem.symmetric || !problem.measures_all_entries())
    throw Rejected(where + " of a problem that is not symmetric and fully observed");
  const long n = problem.rows;
  if (n > most_order)
    throw Rejected("a dual of order " + std::to_string(n) + "; an exact check takes at most " +
                   std::to_string(most_order));
  if (!problem.dual || problem.dual->rows != n || problem.dual->cols != n)
    throw Rejected(where + ".dual is not a matrix of order " + std::to_string(n));
  const RationalMatrix T = RationalMatrix::values_of(*problem.dual);
  if (!(T == T.transpose())) throw Rejected(where + ".dual is not symmetric");
  const ExactProblem exact(problem, work);
  // The residual at U₀ is U₀U₀ᵀ − A.
  const Rational with_data = inner_with_point(T, problem.point.L, work) - inner(T, exact.residual(), work);
  const Rational low = -with_data - inner(T, T, work) / Rational(2);
  if (global_low > low)
    throw Rejected("claims.global_low = " + form_text(global_low) +
                   " is above −⟨T, A⟩ − ½‖T‖² = " + form_text(low));
  require_form(T, std::vector<bool>(n, true), gap["form"], work);
  return "no nonnegative factors of any rank have an objective below " + global_low.at_most(10);
}

}  // namespace orthant::checker
