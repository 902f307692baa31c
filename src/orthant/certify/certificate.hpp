/// What is known of one point: the result of `certify`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "orthant/certify/critical_cone.hpp"
#include "orthant/certify/escape.hpp"
#include "orthant/certify/mixing.hpp"
#include "orthant/certify/verdict.hpp"
#include "orthant/objectives/regularised.hpp"

namespace orthant {

struct FirstOrderReport {
  double stationarity = 0;       ///< objectives/stationarity.hpp
  double tolerance = 0;          ///< at or below which the point counts as first-order stationary
  double max_free_gradient = 0;  ///< max |∇f| over free entries
  Index snapped = 0;             ///< entries at or below the zero tolerance, set to exact zero first
};

struct SecondOrderReport {
  std::optional<double> modulus;  ///< lower bound on the form over unit vectors of the cone
  std::string scaling = "none";   ///< "orbit" when the scaling of columns is free (gauge.hpp)
  std::string method = "none";    ///< "schur", "dense", "search", or of step 5 in certify.hpp: "null space",
                                  ///< "free block", "tree", "split", …
  std::string copositive =
      "undecided";            ///< of the form on the cone: "strict", "weak" (≥ 0), "no", "undecided"
  Index order = 0;            ///< of the matrix that was factored
  double tolerance = 0;       ///< curvature at or below this counts as zero
  Index null_directions = 0;  ///< of a semidefinite Hessian with degenerate entries, all outside the cone
  Vector spectrum;            ///< eigenvalues of that matrix, ascending, when asked for
};

/// What a proof adds (layer prove); the verdict is then about a point within `radius` of U.
struct Proved {
  std::string method;  ///< of docs/certificates.md
  double radius = 0;   ///< 0: U itself
  double objective_low = 0, objective_high = 0;
  std::optional<double> modulus;     ///< proved lower bound on the form
  std::optional<double> global_low;  ///< no feasible point of any rank, or of `global_rank`, is lower
  std::optional<Index> global_rank;  ///< of `global_low`; none: of every rank
};

struct Certificate {
  Verdict verdict = Verdict::undecided;
  Rigor rigor = Rigor::numeric;
  std::optional<bool> spurious;  ///< true: a lower feasible point is known; false: global
  double objective = 0;
  std::optional<Regularisation>
      regularisation;         ///< L1 and L2 terms of the objective that all of this is about
  double relative_error = 0;  ///< ‖𝒜(LRᵀ) − b‖ / ‖b‖
  /// How far the objective may be off that of the stationary point nearby: rounding (Objective::value_error),
  /// and ‖∇ᵖ‖²/modulus at a minimizer. A witness counts as lower only by more.
  double objective_error = 0;
  FirstOrderReport first_order;
  CriticalCone cone;
  SecondOrderReport second_order;
  /// false: a continuum of other feasible factors through U has the same objective (`mixed` names pairs of
  /// columns that do it by themselves); true: a strict minimizer, no other factors nearby are as low.
  std::optional<bool> unique;
  std::vector<MixedPair> mixed;
  std::optional<Escape> escape;
  std::optional<Proved> proved;  ///< when rigor is verified or exact
  std::optional<bool> checked;   ///< with a proof: the independent checker has accepted it in this run
  std::string check_command;     ///< not checked: what checks it, in the folder of certificate.json
  std::optional<double> witness_objective;
  std::vector<std::string> reasons;  ///< plain sentences: what was concluded from what
  bool stopped = false;              ///< the budget ended before the second order was decided
  double seconds = 0;
  Matrix U;  ///< the point that was judged: balanced, tiny entries set to zero
};

}  // namespace orthant
