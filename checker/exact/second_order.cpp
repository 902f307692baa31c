// Method second_order: the first-order conditions hold exactly, and the form is ≥ μ on unit vectors of the
// cone.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "checker/exact/exact_problem.hpp"
#include "checker/exact/form_evidence.hpp"
#include "checker/read/document.hpp"
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

// Method saddle: the first-order conditions hold exactly, and the form is negative along a direction D of the
// cone. Then U₀ + tD is feasible for small t > 0 and f(U₀ + tD) = f(U₀) + ½t²⟨∇²f[D], D⟩ + O(t³).

namespace {

/// The entries of D that are not zero, without the scales of its factors.
struct Direction {
  ExactCone support;
  std::vector<Rational> values;
};

Direction direction_in_cone(const Problem& problem, const ExactCone& cone) {
  const Factors& D = *problem.direction;
  Direction out;
  for (long i = 0; i < problem.stacked_rows(); ++i) {
    const bool left = problem.symmetric || i < problem.rows;
    const Numbers& part = left ? D.L : D.R;
    const int sign = part.scale.root ? part.scale.sign : part.scale.value.sign();
    for (long k = 0; k < problem.rank; ++k) {
      const double value = part(left ? i : i - problem.rows, k) * sign;
      if (value == 0) continue;
      const Entry kind = cone.kind[i * problem.rank + k];
      const std::string where = "direction: entry (" + std::to_string(i) + ", " + std::to_string(k) + ")";
      if (kind == Entry::fixed) throw Rejected(where + " is not 0 where the gradient is positive");
      if (kind == Entry::degenerate && value < 0)
        throw Rejected(where + " is negative where the point is zero");
      out.support.kept.push_back({i, k});
      out.support.degenerate.push_back(kind == Entry::degenerate);
      out.values.push_back(Rational::from_double(value));
    }
  }
  return out;
}

/// Q for D = c_L Y_L, c_R Y_R as a form in Y.
RationalMatrix rescaled(RationalMatrix Q, const Problem& problem, const Direction& D) {
  const auto magnitude = [](Scale scale) {
    scale.sign = 1;
    if (!scale.root && scale.value.sign() < 0) scale.value = -scale.value;
    return scale;
  };
  const Scale left = magnitude(problem.direction->L.scale);
  const Scale right = problem.symmetric ? left : magnitude(problem.direction->R.scale);
  const Rational LL = squared(left), RR = squared(right), LR = product(left, right, "direction");
  const auto in_left = [&](std::size_t a) {
    return problem.symmetric || D.support.kept[a].row < problem.rows;
  };
  for (std::size_t a = 0; a < D.values.size(); ++a)
    for (std::size_t b = 0; b < D.values.size(); ++b) {
      const long i = static_cast<long>(a), j = static_cast<long>(b);
      Q.set(i, j, Q(i, j) * (in_left(a) != in_left(b) ? LR : in_left(a) ? LL : RR));
    }
  return Q;
}

}  // namespace

std::string check_saddle(const Problem& problem, const Claims& claims, const nlohmann::json& evidence,
                         Work& work) {
  require_fields(evidence, "evidence", {"direction"});
  if (!problem.direction) throw Rejected("evidence: no direction");
  const ExactProblem exact(problem, work);
  require_claims(exact, claims, "saddle");
  if (claims.spurious) throw Rejected("spurious of a saddle; expected null");
  for (const Numbers* part : {&problem.direction->L, &problem.direction->R}) {
    if (problem.symmetric && part == &problem.direction->R) continue;
    const long rows = part == &problem.direction->L ? problem.rows : problem.cols;
    if (part->rows != rows || part->cols != problem.rank)
      throw Rejected("direction: " + std::to_string(part->rows) + "×" + std::to_string(part->cols) +
                     "; expected " + std::to_string(rows) + "×" + std::to_string(problem.rank));
  }
  const Direction D = direction_in_cone(problem, exact.first_order());
  const Rational curvature = form(rescaled(exact.hessian(D.support, false), problem, D), D.values, &work);
  if (curvature.sign() >= 0)
    throw Rejected("the form along the direction is " + form_text(curvature) + "; expected a negative one");
  return "The point is stationary, and a feasible direction has negative curvature (form at most " +
         curvature.at_least() + "): it is no local minimizer; objective " + exact.objective().value_text() +
         ".";
}

}  // namespace orthant::checker
