/// Says what a given point is. Knows nothing of how the point was found.
///
///   0. balance the columns when their scaling is free; set entries ≤ zero tolerance to zero
///   1. first order: stationarity ≤ tolerance, otherwise `not_stationary`
///   2. objective at most what rounding may have made of zero (Objective::value_error, entry by entry of the
///      misfit): `global_minimizer`, unless a way down is found in 6
///   3. critical cone: free, nonnegative, fixed entries                               (critical_cone.hpp)
///   4. the Hessian positive definite on the span of the cone: `strict_local_minimizer`. Without nonnegative
///      entries (strict complementarity) the cone is that span and this decides; with them it is sufficient.
///      Without the constraint, semidefinite with a null direction (dense route): `second_order_critical`.
///   5. with nonnegative entries and a Hessian of order ≤ dense_order: the form on the mixed cone
///      (copositive/mixed_cone.hpp). Positive: `strict_local_minimizer`, the modulus by search and proof;
///      nonnegative with a zero: `second_order_critical`; negative: a direction for 6
///   6. a feasible direction of negative curvature along which the objective falls: `saddle`
///   7. otherwise `undecided`, with the reason
///
/// After 2 the others could only say whether other factors fit as well: of large problems they are left out.
///
/// Steps 4 to 6 look at the budget in force (base/stop.hpp). When it is overdue, what was known before stays,
/// a reason says that time ran out, and `stopped` is true.
///
/// Rigor is `numeric`: floating point, tolerances stated, no error bounds.
/// Cost: one or two gradients and step 4 (schur_route.hpp, dense_route.hpp).
#pragma once

#include "orthant/certify/certificate.hpp"
#include "orthant/certify/definiteness.hpp"

namespace orthant {

enum class SecondOrderMethod { automatic, schur, dense };
constexpr auto words_of(SecondOrderMethod) {
  using enum SecondOrderMethod;
  return std::to_array<Word<SecondOrderMethod>>({{automatic, "auto"}, {schur, "schur"}, {dense, "dense"}});
}

struct CertifyOptions {
  double stationarity = 1e-9;
  ConeTolerances cone;
  DefinitenessOptions definiteness;
  CurvatureSearchOptions search;
  SecondOrderMethod method = SecondOrderMethod::automatic;
  /// Judge U as a point of the problem without the constraint U ≥ 0: every entry is free, of any sign.
  bool unconstrained = false;
  double copositive_work = 2e9;  ///< multiplications in support trees, for each modulus tried (step 5)
};

/// U: n×r, finite, and nonnegative unless `unconstrained` (InputError otherwise). `witness`: a feasible point
/// of the same objective that may be lower, or null. `automatic` takes the Schur route where the objective
/// separates by rows, the dense one elsewhere.
Certificate certify(const Objective& objective, Matrix U, const CertifyOptions& options = {},
                    const Matrix* witness = nullptr);

/// Says whether the witness is lower, and sets `spurious` when the point is a local minimizer and the witness
/// lower by more than the certificate's objective_error and `witness_error`, that of the witness
/// (Objective::value_error).
void compare_with_witness(Certificate& certificate, double witness_objective, double witness_error);

}  // namespace orthant
