// Method global: no feasible point is lower.
//   zero_residual         f ≥ 0, and f(U₀) = 0
//   copositive_residual   f(X) ≥ f(U₀) + ⟨S, X − U₀U₀ᵀ⟩ by convexity in X = UUᵀ; ⟨S, U₀U₀ᵀ⟩ = 0 by first
//   order,
//                         ⟨S, UUᵀ⟩ = Σ u_kᵀSu_k ≥ 0 by copositivity
//   nonnegative_residual  the same with ⟨S, LRᵀ⟩ ≥ 0 for S ≥ 0; the balance term is ≥ 0, and 0 at U₀
#include "checker/read/files.hpp"

#include <nlohmann/json.hpp>
#include "checker/exact/form_evidence.hpp"
#include "checker/exact/shared_claims.hpp"

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
  require_form(twice, std::vector<bool>(static_cast<std::size_t>(twice.rows()), true), form, work);
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

}  // namespace orthant::checker
