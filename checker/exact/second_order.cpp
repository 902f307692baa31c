// Method second_order: the first-order conditions hold exactly, and the form is ≥ μ on unit vectors of the
// cone.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "checker/exact/form_evidence.hpp"
#include "checker/exact/shared_claims.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

std::string check_second_order(const Problem& problem, const Claims& claims, const nlohmann::json& evidence,
                               Work& work) {
  require_fields(evidence, "evidence", {"form"}, {"rip"});
  if (!claims.modulus || claims.modulus->sign() <= 0) throw Rejected("modulus: expected a positive one");
  const ExactProblem exact(problem, work);
  require_claims(exact, claims, "strict_local_minimizer", {.modulus = true});
  const std::string spurious = require_spurious(exact, claims);
  const ExactCone cone = exact.first_order();
  if (cone.kept.empty()) throw Rejected("modulus: no entry is free or degenerate, a modulus about nothing");
  const bool orbit = exact.scaling_is_free();
  RationalMatrix Q = exact.hessian(cone, orbit);
  for (long k = 0; k < Q.rows(); ++k) Q.add(k, k, -*claims.modulus);
  require_form(Q, cone.degenerate, evidence["form"], work);
  std::string isometry;
  if (evidence.contains("rip")) {
    const IsometryClaim claim = isometry_claim(evidence["rip"], std::min(problem.rows, problem.cols));
    exact.measurement().require_near_identity(claim.delta_squared, work);
    isometry = "; restricted isometry of rank " + std::to_string(claim.rank) + " with δ = " + claim.delta;
  }
  return "The point is a strict local minimizer" + std::string(orbit ? " up to scaling" : "") +
         ", modulus at least " + claims.modulus->at_most() + ", objective " + exact.objective().value_text() +
         spurious + isometry + ".";
}

}  // namespace orthant::checker
