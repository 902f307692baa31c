/// Operators of problem folders that measure no entries, for proofs in floating point: the misfit in long double with
/// the magnitudes behind it, and its Hessian in double with a bound of its rounding. With M for what an expression
/// becomes when every number in it is replaced by its magnitude and every difference by a sum:
///
///   |fl(x) − x| ≤ 2γ_n M(x),  n the operations behind x    (rigorous_point.hpp)
///   ‖fl(H) − H‖_F ≤ γ_n M(‖JᵀℋJ‖_F) + γ_m·4√r κ_M(u + ν),  u = ‖U‖²,  κ_M ≥ M(‖ℋ‖),  κ_M ν ≥ M(‖𝒜*b‖)
///
/// where M(‖JᵀℋJ‖_F) is at most 4κ_M u for κ_M = Σ‖A_t‖², since ‖M(𝒜J)‖_F² ≤ Σ_t (‖A_t‖‖R‖)² + (‖A_t‖‖L‖)² (symmetric
/// (2‖A_t‖‖U‖)²), and 8√(rows + cols) κ_M u otherwise, by ‖J‖ ≤ 2‖U‖ and ‖J‖_F ≤ 2√(rows + cols)‖U‖.
/// The constants κ are those of the checker (checker/isolated/misfit.hpp); nothing else is.
#pragma once

#include <memory>
#include <string>

#include "orthant/objectives/problem.hpp"
#include "orthant/prove/rigorous_point.hpp"

namespace orthant {

/// The data of observations: entries as they are, all else from the problem, which must outlive what is returned.
/// Null, and why, where there is none.
std::unique_ptr<ProofData> proof_data(const Observations& observations, const Problem* problem,
                                      std::string& reason);

}  // namespace orthant
