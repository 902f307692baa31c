#include "checker/exact/shared_claims.hpp"

#include "checker/exact/form_evidence.hpp"
#include "checker/read/document.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

void require_claims(const ExactProblem& exact, const Claims& claims, const char* verdict, Belongs belongs) {
  if (claims.verdict != verdict)
    throw Rejected("verdict " + excerpt(claims.verdict) + "; this method proves " + verdict);
  const Rational& f = exact.objective();
  if (f < claims.objective_low || f > claims.objective_high)
    throw Rejected("the objective is " + form_text(f) + ", not in [" + form_text(claims.objective_low) +
                   ", " + form_text(claims.objective_high) + "]");
  if (claims.radius) throw Rejected("radius: this method proves none");
  if (claims.modulus && !belongs.modulus) throw Rejected("modulus: this method proves none");
  if (claims.global_low && !belongs.global_low) throw Rejected("global_low: this method proves none");
}

std::string require_spurious(const ExactProblem& exact, const Claims& claims) {
  if (!claims.spurious) return "";
  if (!*claims.spurious) throw Rejected("spurious false; expected verdict global_minimizer with it");
  const Problem& problem = exact.problem();
  if (!problem.witness && !problem.truth) throw Rejected("spurious true without a witness or a truth");
  const bool by_witness = problem.witness.has_value();
  const char* name = by_witness ? "witness" : "truth";
  const Rational lower = exact.value(by_witness ? *problem.witness : *problem.truth, name);
  if (lower >= claims.objective_low)
    throw Rejected(std::string(name) + ": objective " + form_text(lower) + " is not below " +
                   form_text(claims.objective_low));
  return std::string("; spurious: the ") + name + " has objective " + lower.value_text();
}

}  // namespace orthant::checker
