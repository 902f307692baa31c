/// From where a start ended to a fit whose objective is zero.
///
///   while f is not zero up to rounding, `restarts` times at most:
///     one column of the lowest point so far, drawn at random, is drawn anew; solve from there; lower is kept
///
/// A local minimum of data with an exact factorization often has most of its parts right. On the hard matrices of
/// the field (docs/exact.md) random starts alone do not find what this finds in some hundred solves.
/// Source: the idea is that of the hybrid heuristics of Vandaele, Gillis, Glineur and Tuyttens 2016.
#pragma once

#include <cstdint>
#include <functional>

#include "orthant/base/stop.hpp"
#include "orthant/solvers/solver.hpp"

namespace orthant {

using SolveFrom = std::function<SolveResult(Matrix U0)>;

/// Objectives of the squared loss whose columns are all free. `seed` and `start` are those of the start.
void pursue_exact_fit(const Objective& objective, const SolveFrom& solve, std::uint64_t seed,
                      std::uint64_t start, const Budget& budget, SolveResult& result);

}  // namespace orthant
