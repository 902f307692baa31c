/// More columns than asked for, and back.
///
/// Let S = 𝒜*(𝒜(UUᵀ) − b), symmetric part. With one more column v ≥ 0 the objective is f(U) + t²·vᵀSv + O(t⁴) at tv:
/// a minimum over U ≥ 0 is left where vᵀSv < 0 for some v ≥ 0. Where there is none, S is copositive, and with ⟨S,
/// UUᵀ⟩ = 0 (a first-order point) and f convex in M = UUᵀ,
///
///   f(VVᵀ) ≥ f(UUᵀ) + ⟨S, VVᵀ − UUᵀ⟩ = f(UUᵀ) + Σ_k v_kᵀSv_k ≥ f(UUᵀ)    for every V ≥ 0 of any number of columns:
///
/// U is global over all ranks. For LRᵀ (λ = 0) the same with l, r ≥ 0 and lᵀSr: then S ≥ 0 entrywise.
///
/// Back from W with r + k columns to r: the matrix M = WWᵀ (or WRᵀ) is factored anew with r nonnegative columns, from
/// the r most needed parts (recover/moves.hpp) and from random starts; the solver then goes on from there on the
/// data. Where M has r nonnegative columns, as an exact fit of a truth of rank at most r has, and they are found,
/// nothing is lost.
/// Cost: solves with r + k columns; the factorization of an n₁×n₂ matrix, of at most 4·10⁶ entries.
/// Source: Burer & Monteiro 2005 for columns beyond the rank; the descent by copositivity is ours.
#pragma once

#include <memory>
#include <optional>

#include "orthant/recover/multi_start.hpp"

namespace orthant {

/// Why columns cannot be added to this objective; empty where they can.
std::string why_not_lifted(const Objective& objective);

/// The same misfit with another number of columns.
std::unique_ptr<Objective> with_rank(const Objective& objective, Index rank);

/// A direction in the last column, which is zero, of negative form; empty where none was found. By power iteration,
/// or by the most negative entry of S: of its diagonal where symmetric.
Matrix falling_column(const Expansion& expansion, const Matrix& U, Index left_rows, bool asymmetric);

/// The point W of fewer columns with one more along which the objective falls (D, in a last column; empty: one that is
/// looked for), and the solver from there; nothing where no such column was found.
std::optional<SolveResult> with_another_column(const Objective& larger, const MultiStartOptions& options,
                                               const Matrix& W, const Budget& budget, Matrix D = {});

/// The lowest point with the objective's columns that is reached from factors of WWᵀ (or of WRᵀ) with as many.
std::optional<SolveResult> back_from(const Objective& objective, const MultiStartOptions& options,
                                     const Matrix& W, const Budget& budget);

struct Lifted {
  SolveResult result;  ///< with the columns asked for; the objective is lower than `value`
  Index columns = 0;   ///< the most on the way
  double highest = 0;  ///< the objective with those
};

struct LiftAttempt {
  std::optional<Lifted> lifted;
  Index columns = 0;         ///< tried
  bool none_lowers = false;  ///< no column was found along which the objective falls
};

/// From U with value f(U), with up to `most` columns more. Lower: by more than `margin`.
LiftAttempt lift(const Objective& objective, const MultiStartOptions& options, const Matrix& U, double value,
                 double margin, Index most, const Budget& budget);

}  // namespace orthant
