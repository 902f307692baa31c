// What is known besides the paper: the unconstrained bound, a sharper counterexample.
#include <cmath>

#include "orthant/claims/rows.hpp"
#include "orthant/claims/statements.hpp"
#include "orthant/claims/support.hpp"
#include "orthant/instances/half_delta.hpp"
#include "orthant/instances/sharper.hpp"
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

Claim sharper_claim(const ClaimParameters& p) {
  Claim claim;
  claim.place = "Beyond Theorem 3";
  claim.statement =
      "For the same point, truth and gradient margin g the smallest δ is √(α⁴r + rr⋆g²/(2α²))/√(α⁴r + r⋆): "
      "below Theorem 3's, "
      "and below 1 for every α.";
  instances::Sharper s;
  s.n = p.n, s.r = p.rank, s.r_star = p.true_rank, s.alpha = p.alpha;
  s.margin = 2 * p.alpha * p.alpha * p.alpha * p.epsilon;
  claim.parameters = describe(theorem3_at(p)) +
                     fmt::format(", g = 2α³ε = {}; and n = 2, α = 2, g = 1/100", s.margin.get_str());
  const Problem problem = instances::sharper_than_theorem3(s);
  const RipResult rip = restricted_isometry(*problem.measurement, s.r + s.r_star);
  const double theorem = instances::theorem3_answers(theorem3_at(p)).delta,
               sharp = instances::sharper_delta(s);
  claim.rows.push_back(near("δ, lower end", "the formula", sharp, rip.lower, 1e-10));
  claim.rows.push_back(near("δ, upper end", "the formula", sharp, rip.upper, 1e-10));
  claim.rows.push_back(
      yes("less than Theorem 3's δ", "< " + number(theorem), number(rip.upper), rip.upper < theorem));
  const Certificate certificate = judge(problem);
  claim.rows.push_back(
      yes("verdict at αQ₂", "strict local minimizer, spurious", words(certificate),
          certificate.verdict == Verdict::strict_local_minimizer && certificate.spurious == true));
  instances::Sharper far;
  far.alpha = 2;
  const Problem beyond = instances::sharper_than_theorem3(far);
  const RipResult wide = restricted_isometry(*beyond.measurement, 2);
  claim.rows.push_back(near("α = 2: δ, upper end", "√(α⁴ + g²/(2α²))/√(1 + α⁴)", 0.970143, wide.upper, 1e-6));
  const Certificate at_two = judge(beyond);
  claim.rows.push_back(yes("α = 2: verdict", "strict local minimizer, spurious", words(at_two),
                           at_two.verdict == Verdict::strict_local_minimizer && at_two.spurious == true));
  conclude(claim);
  return claim;
}

}  // namespace orthant::claims
