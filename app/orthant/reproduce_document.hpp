/// The document that `reproduce` prints and writes as reproduce.json (docs/output.md).
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "orthant/paper/statement.hpp"

namespace orthant::app {

struct ReproduceRun {
  const std::string& command_line;
  const Parameters& parameters;
  const std::vector<Statement>& claims;   ///< those that were evaluated
  const std::vector<std::string>& asked;  ///< ids of those that were to be
  double seconds = 0;
  /// Of {"id", "title", "caption", "spec"}: complete Vega or Vega-Lite specifications. One with the id of a
  /// claim stands beside it on the page.
  nlohmann::ordered_json figures = nlohmann::ordered_json::array();
};

nlohmann::ordered_json reproduce_document(const ReproduceRun& run);

/// Whether every claim came out as it should.
bool all_as_expected(const std::vector<Statement>& claims);

}  // namespace orthant::app
