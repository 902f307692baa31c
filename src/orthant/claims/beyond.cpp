// What is known besides the paper: the unconstrained bound.
#include <cmath>

#include "orthant/claims/rows.hpp"
#include "orthant/claims/statements.hpp"
#include "orthant/claims/support.hpp"
#include "orthant/instances/half_delta.hpp"
#include "orthant/measure/rip.hpp"

namespace orthant::claims {

Claim half_delta_claim(const ClaimParameters&) {
  Claim claim;
  claim.place = "§1, the bound δ = ½";
  claim.statement =
      "Without the constraint, δ < ½ excludes spurious points for r = r⋆ = 1, and ½ is sharp: an operator "
      "with δ = ½ has a "
      "second-order critical point that is not global.";
  claim.parameters =
      "n = 2, truth (1, 0), point (0, 1/√2), kernel ½[2 0 1; 0 3 0; 1 0 2] on (E₁₁, √2·E₁₂, E₂₂)";
  const Problem problem = instances::half_delta();
  const RipResult rip = restricted_isometry(*problem.measurement, 2);
  claim.rows.push_back(near("δ after best scaling, lower end", "½", 0.5, rip.scaled_lower, 1e-12));
  claim.rows.push_back(near("δ after best scaling, upper end", "½", 0.5, rip.scaled_upper, 1e-12));
  const Certificate certificate = judge(problem, true);
  claim.rows.push_back(near("f at the point", "⅜", 0.375, certificate.objective, 1e-12));
  claim.rows.push_back(yes("verdict without the constraint", "second order critical", words(certificate),
                           certificate.verdict == Verdict::second_order_critical));
  claim.rows.push_back(
      near("f at the truth", "", 0, problem.objective()->value(*problem.stacked_truth()), 1e-28));
  conclude(claim);
  return claim;
}

}  // namespace orthant::claims
