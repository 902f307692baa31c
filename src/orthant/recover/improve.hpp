/// From the points in which starts ended to lower ones: moves (moves.hpp) between the members of a population (population.hpp), in
/// rounds of eight.
///
///   which      in proportion to what a kind of move earned for its work: 1 for a point that is new and is taken, 4 more for the lowest so far; both
///              fade by 2 % a round, and no kind gets less than a twentieth
///   of what    the lower of two members drawn by chance, and any other for moves that take two
///   solved     loosely: until the objective falls by less than 10⁻⁵ of itself in eight iterations, or at twice that fall would still be above the
///              highest member. A tenth to a hundredth of a start, of which most goes into the last digits
///
/// until the work is done, counted in products of the data with a factor, so that the result does not depend on how fast the machine is, nor
/// on how many threads lead the moves of a round side by side. Points that lie below all starts are then solved to the end.
/// Where they beat restarts and where they lose: bench/effort. They prove nothing; the certificates of both ends do.
/// Memory: 24 n×r matrices, and the solver's.
/// Source: population and crossing as for K-means, Gribel & Vidal 2019.
#pragma once

#include <vector>

#include "orthant/recover/ends.hpp"
#include "orthant/recover/population.hpp"
#include "orthant/recover/shared_solver.hpp"

namespace orthant {

/// What a solve took: products of the data, or of what stood for them, with a factor.
double products_of(Index passes, Index iterations);

struct MovesAsked {
  double work = 0;           ///< products of the data with a factor
  bool fresh = true;         ///< fresh starts are among the moves
  bool until_lower = false;  ///< ends with the first round that finds a lower point
};

struct LowerPoints {
  std::vector<Population::Member> points;  ///< loosely solved, below all that was given, apart, lowest first
  EffortReport report;                     ///< `after`: of the lowest of them; without `ends`
};

/// From `known`, points of the objective. Ends when the budget does.
LowerPoints lower_points(const Objective& objective, const MultiStartOptions& options,
                         const SharedSolver& solver, std::vector<Population::Member> known,
                         const MovesAsked& asked, const Budget& budget);

/// What `effort` asks for beyond the starts: lower_points from their ends, the lowest three solved to the end and added to the
/// collector, with reports that are numbered behind the starts.
EffortReport spend_effort(const Objective& objective, const MultiStartOptions& options,
                          const SharedSolver& solver, const Budget& budget, Collector& collector);

}  // namespace orthant
