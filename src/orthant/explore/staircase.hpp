/// The rank of a symmetric problem, one column at a time:
///
///   min ½‖𝒜(UUᵀ) − b‖²   over U ≥ 0 of any number of columns
///
///   1. one column, solved
///   2. S = 𝒜*(𝒜(UUᵀ) − b), symmetric part. v ≥ 0 with vᵀSv < 0: it becomes a column (lift.hpp), solved, and again
///      from 2. It is looked for by power iteration and on the diagonal; where these find none, up to order 200, by
///      deciding whether S + τI is copositive, τ = 10⁻⁹ ‖S‖_max, which a float S needs at least: it is singular on
///      the support of U
///   3. The end: an exact fit; S + τI copositive; or a reason
///   4. At an exact fit with more columns than UUᵀ has rank: factors of that product with fewer columns, fewest first
///
/// What the end says, with f convex in M = UUᵀ and ⟨S, UUᵀ⟩ ≈ 0: f(VVᵀ) ≥ f(UUᵀ) − ⟨S, UUᵀ⟩ − τ‖V‖² for every V ≥ 0
/// of any number of columns (lift.hpp with τ = 0). It is told in words: what is *proved* is in the certificate of the
/// point, which has a proof of its own. At an exact fit that is all there is to prove. Every step lowers the
/// objective, and there are at most n(n + 1)/2 columns (objective.hpp), of which at most 2n are tried.
/// Cost: a solve a column; for the decision what copositivity.md says, at most 10⁹ multiplications in trees.
#pragma once

#include <string>
#include <vector>

#include "orthant/recover/multi_start.hpp"

namespace orthant {

struct StaircaseStep {
  Index columns = 0;
  double objective = 0, stationarity = 0;
  std::string how;  ///< a sentence
  Index iterations = 0, passes = 0;
  double seconds = 0;
};

enum class StaircaseEnd { exact_fit, copositive, undecided, most_columns, out_of_budget };

struct Staircase {
  Matrix U;  ///< n×rank, without zero columns (but for U = 0)
  std::vector<StaircaseStep> steps;
  StaircaseEnd end = StaircaseEnd::undecided;
  std::string ended;  ///< why there, in a sentence
};

/// Why there is no staircase for this objective; empty where there is one.
std::string why_no_staircase(const Objective& objective);

/// `objective`: of rank 1. Of the options those of the search count, but for its starts. Throws InputError where
/// there is none.
Staircase climb(const Objective& objective, const MultiStartOptions& options, const Budget& budget);

}  // namespace orthant
