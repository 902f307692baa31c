/// The point that `certify` judges, from the words of the command line: DATA with --factors, or a problem
/// folder with its own point or --factors.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "orthant/objectives/problem.hpp"
#include "problem_input.hpp"

namespace orthant::app {

struct PointFlags {
  ProblemFlags problem;
  std::string factors, witness;
};

/// DATA and the flags of its problem, --factors, --witness.
void add_point_flags(CLI::App& command, PointFlags& flags);

struct JudgedPoint {
  std::optional<Problem> problem;  ///< of a problem folder
  std::unique_ptr<Objective> objective;
  Matrix U;
  std::optional<CsvReading> table;  ///< of data as text
  std::string not_numbers;          ///< as in ProblemInput
  std::optional<Matrix>
      witness;  ///< of --witness; otherwise the truth of a folder when its rank is at most r
};

/// Throws InputError in one line; with a folder also when a flag is given that only DATA has.
JudgedPoint read_judged_point(const PointFlags& flags, const CLI::App& command);

}  // namespace orthant::app
