/// The document that `recover` prints and writes as solution.json (docs/output.md).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "command.hpp"
#include "orthant/recover/multi_start.hpp"
#include "problem_input.hpp"

namespace orthant::app {

struct RecoverRun {
  const std::string& command_line;
  const ProblemInput& input;
  const Objective& objective;
  const MultiStartOptions& options;
  const CommonFlags& flags;
  const MultiStartResult& result;
  Vector singular_values;                  ///< leading ones of the data; empty when not computed
  std::vector<std::string> left_out = {};  ///< sentences: what the budget left no time for
  bool normalised = false;                 ///< factors of --normalize are written beside the others
  double read_seconds = 0, total_seconds = 0;
};

/// One column of the factors: its product l rᵀ is a part of the fit, and all parts are nonnegative.
struct Component {
  double weight;  ///< ‖r‖, or ‖u‖
  double share;   ///< of the sum of all entries of the fit: (Σl)(Σr) over that of all parts
};

/// In the order of the columns; empty when the fit is zero.
std::vector<Component> components_of(const RecoverRun& run);

/// Whether quotients of objectives say anything: not beside an exact fit, whose objective is zero or
/// rounding.
bool has_relative_gaps(const MultiStartResult& result);

nlohmann::ordered_json solution_document(const RecoverRun& run);

}  // namespace orthant::app
