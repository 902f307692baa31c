/// What every solver returns: why it stopped, the point, and residuals recomputed at that point.
#pragma once

#include <string>
#include <vector>

#include "orthant/base/words.hpp"
#include "orthant/objectives/objective.hpp"
#include "orthant/solvers/observer.hpp"

namespace orthant {

/// A part of a solve that several methods share.
struct SolveStage {
  std::string method;  ///< "hals", "newton", …
  std::string on;      ///< "data", or "surrogate of rank 30"
  std::string reason;  ///< why this method, in one sentence
  Index iterations = 0, passes = 0;
  double seconds = 0, objective = 0, stationarity = 0;  ///< at its end, as the method saw them
};

struct SolveResult {
  Status status = Status::iteration_limit;
  Matrix U;                 ///< n×r, nonnegative, balanced when scaling is free
  double objective = 0;     ///< from explicit residuals at U
  double stationarity = 0;  ///< recomputed at U
  Index iterations = 0;
  double seconds = 0;
  std::vector<SolveStage> stages;  ///< when there were several
  Index passes = 0;  ///< products of the data (or 𝒜*b) with one thin factor, those of result_at included
  double flops = 0;  ///< of Newton steps, about (observer.hpp)
};

/// A result as the solver saw it, at a balanced U: for a stage of a longer course, which judges once.
SolveResult stage_at(const Progress& last, Matrix U, Status status);

/// Balances U and recomputes objective and stationarity there.
SolveResult result_at(const Objective& objective, Matrix U, Status status, Index iterations, double seconds);

/// Throws InputError unless U is n×r, finite and nonnegative.
void require_feasible(const Objective& objective, const Matrix& U);

}  // namespace orthant
