#include "orthant/solvers/result.hpp"

#include <string>

#include "orthant/base/error.hpp"
#include "orthant/objectives/stationarity.hpp"

namespace orthant {

SolveResult stage_at(const Progress& last, Matrix U, Status status) {
  SolveResult result;
  result.status = status;
  result.U = std::move(U);
  result.objective = last.objective;
  result.stationarity = last.stationarity;
  result.iterations = last.iteration;
  result.seconds = last.seconds;
  result.passes = last.passes;
  result.flops = last.flops;
  return result;
}

SolveResult result_at(const Objective& objective, Matrix U, Status status, Index iterations, double seconds) {
  balance(objective, U);
  const auto expansion = objective.at(U);
  SolveResult result;
  result.status = status;
  result.objective = expansion->value();
  result.stationarity = stationarity(objective, U, expansion->gradient());
  result.iterations = iterations;
  result.seconds = seconds;
  result.passes = 3;
  result.U = std::move(U);
  return result;
}

void require_feasible(const Objective& objective, const Matrix& U) {
  if (U.rows() != objective.rows() || U.cols() != objective.rank()) {
    throw InputError("start of size " + std::to_string(U.rows()) + "×" + std::to_string(U.cols()) +
                     "; expected " + std::to_string(objective.rows()) + "×" +
                     std::to_string(objective.rank()));
  }
  if (!U.allFinite() || (U.array() < 0).any()) {
    throw InputError("start has a negative or non-finite entry; expected finite entries ≥ 0");
  }
}

}  // namespace orthant
