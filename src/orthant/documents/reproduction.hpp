/// reproduce.json, "orthant-claims/1": the statements of the paper and what was measured (docs/paper.md). What
/// `orthant reproduce --json` prints.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "orthant/documents/landscape.hpp"
#include "orthant/files/json_fields.hpp"
#include "orthant/paper/reproduce.hpp"

namespace orthant {

inline constexpr const char* reproduction_format = "orthant-claims/1";

/// A picture that stands beside the statement of that id: a complete Vega or Vega-Lite specification.
struct DrawnFigure {
  std::string id, title, caption;
  Json spec;
};

struct ReproductionDocument {
  std::string version;  ///< of the program
  std::string command;  ///< empty: no command line
  double seconds = 0;
  paper::Parameters parameters;
  std::vector<paper::Statement> statements;  ///< as read: without the proofs
  std::vector<std::string> left_out;
  std::vector<DrawnFigure> figures;

  bool as_expected() const;  ///< whether every statement came out as it should
};

/// How many of which kind.
struct StatementCounts {
  std::size_t statements = 0, rows = 0;
  std::size_t exact = 0, verified = 0, numeric = 0, sampled = 0;  ///< rows
  std::size_t certificates = 0;
  std::size_t holds = 0, corrected = 0, refuted = 0, fails = 0;  ///< statements
  std::size_t not_evaluated = 0;
};
StatementCounts counts_of(const ReproductionDocument& document);

/// "11 exact, 2 sampled": how the comparisons of a statement are known.
std::string rigors(const paper::Statement& statement);

/// `draw`: a landscape as a Vega specification.
ReproductionDocument reproduction_document(paper::Reproduction reproduction, std::string command,
                                           const std::function<Json(const LandscapeDocument&)>& draw);

Json as_json(const ReproductionDocument& document);

/// Throws InputError in one line that names file, field and expectation.
ReproductionDocument read_reproduction(const std::string& file);

/// certificates/NAME/… of every proof, and reproduce.json last, when what it names is there. Throws
/// OutputError.
void write(const ReproductionDocument& document, const std::string& folder);

}  // namespace orthant
