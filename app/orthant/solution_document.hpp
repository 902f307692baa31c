/// The document that `recover` prints and writes as solution.json (docs/output.md).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "command.hpp"
#include "orthant/explore/multi_start.hpp"
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

nlohmann::ordered_json solution_document(const RecoverRun& run);

}  // namespace orthant::app
