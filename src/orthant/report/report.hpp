/// The report: one HTML file that opens offline and shows what a search for nonnegative factors found.
///
/// It computes no mathematics: it reads the solution document that `orthant recover --json` prints and says
/// it in words, tables and charts. Text and tables are there without JavaScript; charts are Vega-Lite
/// specifications with their data inside, drawn by the libraries that the file carries. Every number that
/// comes from the document stands in an element with `data-field` (its path) and `data-value` (all its
/// digits), and the document itself is in <script id="solution">.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>

#include "orthant/documents/solution.hpp"

namespace orthant {

struct ReportInput {
  const nlohmann::json& solution;  ///< "orthant-solution/1"; any field may be missing or null
  ConstMatrixRef components;       ///< R (cols×rank) or U: each component over the columns of the data
  std::optional<std::pair<Index, Index>>
      image_shape;  ///< rows, columns of the picture a data row is, or bars
};

std::string report_page(const Solution& solution);

/// The file's text: UTF-8, under 3 MB whatever the size of the problem.
std::string report_page(const ReportInput& input);

}  // namespace orthant
