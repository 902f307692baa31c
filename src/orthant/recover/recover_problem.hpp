/// Recovery of a problem folder: nonnegative factors from what any operator 𝒜 measured,
///
///   symmetric    min ½‖𝒜(UUᵀ) − b‖²                      over U ≥ 0
///   asymmetric   min ½‖𝒜(LRᵀ) − b‖² + λ·½‖LᵀL − RᵀR‖²    over L, R ≥ 0
///
/// and the terms of `options.model.regularisation`, of which the command line offers the penalty of long rows.
///
///   const Problem problem = read_problem("p");
///   const Recovery found = recover_problem(problem, {.search = {.starts = 20}});
///
/// 1. multi_start, as for data: where rows separate (full, entries with λ = 0) by HALS and Newton, else by
///    spectral projected gradient and Newton–CG (solvers/automatic.hpp). The first start may be spectral (NNDSVD of
///    𝒜*b) or the folder's own point.
/// 2. The truth M⋆, where the folder has one of at most the rank sought, is a witness against every minimum, and
///    ‖UUᵀ − M⋆‖/‖M⋆‖ is told of every start and, in its trace, of every step.
/// 3. A minimum that agrees with the folder's point or truth to `same_as_given` is judged at that point,
///    whose numbers are exact: so proofs in rationals apply. The others have what proofs there are of a point in
///    doubles (prove/prove.hpp): full and entries; of other kinds the certificate is numeric.
#pragma once

#include "orthant/recover/recover.hpp"

namespace orthant {

/// ‖LRᵀ − L⋆R⋆ᵀ‖_F / ‖L⋆R⋆ᵀ‖_F of stacked factors (U for both where symmetric), by QR factorizations of
/// [L, L⋆] and [R, R⋆], so that it keeps its digits near the truth. 4(n₁ + n₂)(r + r⋆)² flops.
double distance_to_truth(const Problem& problem, const Matrix& U);

/// A point that the folder has, and what it is there.
struct GivenPoint {
  const char* what;  ///< "truth", "point"
  Matrix U;
};
/// Those that agree with U, up to the order of columns and a relative 1e-7 of each: their numbers are exact.
std::vector<GivenPoint> given_points_near(const Problem& problem, const Objective& objective,
                                          const Matrix& U);

/// `options.rank` = 0: the problem's; of the others those apply that are about added terms, the search, proofs and files.
/// `name` stands for the problem in documents. Throws InputError on options that a problem has no use for.
Recovery recover_problem(Problem problem, const RecoverOptions& options, const std::string& name = "problem",
                         const Budget& budget = {}, const StartObserver& observer = {});

}  // namespace orthant
