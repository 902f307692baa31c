// What is known besides the paper: the unconstrained bound, squared variables.
#include <cmath>

#include "orthant/claims/rows.hpp"
#include "orthant/claims/statements.hpp"
#include "orthant/claims/support.hpp"
#include "orthant/instances/half_delta.hpp"
#include "orthant/measure/rip.hpp"
#include "orthant/model/squared_variables.hpp"

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

Claim squared_variables_claim(const ClaimParameters&) {
  Claim claim;
  claim.place = "§6, squared variables";
  claim.statement =
      "φ(V) = f(V∘V) needs no constraint. Spurious strict minima with positive multipliers stay spurious; "
      "but every V with zero "
      "entries is stationary there, also where the multiplier of the zero has the wrong sign.";
  const instances::Theorem3 t;
  claim.parameters = describe(t);
  const Problem problem = instances::theorem3(t);
  const std::shared_ptr<const Objective> base = problem.objective();
  const SquaredVariables phi(base);
  CertifyOptions free;
  free.unconstrained = true;
  const Matrix truth = root_point(*problem.stacked_truth());
  const Certificate spurious = certify(phi, root_point(problem.stacked_point()), free, &truth);
  claim.rows.push_back(yes("V = (0, √½), a root of the spurious point", "strict local minimizer, spurious",
                           words(spurious),
                           spurious.verdict == Verdict::strict_local_minimizer && spurious.spurious == true));
  // The stationary point of f on the axis u₁ = 0 when the first column of 𝒜 sees less: full observation,
  // truth (1, 1).
  Problem full = problem;
  full.measurement = std::make_shared<const KernelMeasurement>(2, 2, std::vector<LowRankTerm>{});
  full.truth = Factors{Matrix(Matrix::Ones(2, 1)), {}};
  Matrix on_axis(2, 1);
  on_axis << 0, 1;
  full.point = Factors{on_axis, {}};
  const std::shared_ptr<const Objective> plain = full.objective();
  const Certificate constrained = certify(*plain, on_axis);
  const Certificate squared = certify(SquaredVariables(plain), root_point(on_axis), free);
  claim.rows.push_back(yes("truth (1, 1), U = (0, 1) for f", "not stationary", words(constrained),
                           constrained.verdict == Verdict::not_stationary));
  claim.rows.push_back(
      yes("the same point for φ", "saddle", words(squared), squared.verdict == Verdict::saddle));
  conclude(claim);
  return claim;
}

}  // namespace orthant::claims
