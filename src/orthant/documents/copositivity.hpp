/// copositivity.json: whether xᵀQx ≥ 0 for all x ≥ 0 (docs/copositivity.md). What `orthant copositive --json`
/// prints.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "orthant/copositive/copositive.hpp"
#include "orthant/files/csv_table.hpp"
#include "orthant/files/json_fields.hpp"

namespace orthant {

inline constexpr const char* copositivity_document_format = "orthant-copositivity-answer/1";

/// Points are x / Σx, rounded.
struct CopositivityDocument {
  Copositivity verdict = Copositivity::undecided;
  Rigor rigor = Rigor::numeric;
  double lower = 0, upper = 0;                            ///< of min{xᵀQx : x ≥ 0, Σx = 1}
  std::optional<std::vector<double>> witness;             ///< of a verdict that a point shows
  std::optional<std::vector<std::string>> witness_exact;  ///< the same in integers, up to scaling
  std::optional<std::vector<double>> best;                ///< the best point found, which shows nothing
  std::string method;
  Index order = 0;
  std::int64_t nodes = 0;
  std::optional<std::string> proof;    ///< "recorded": proof.json has it
  std::optional<std::string> reason;   ///< undecided only: what ran out
  std::optional<double> proved_shift;  ///< undecided only: Q + shift · diag(|Q_ii|) is strictly copositive
  double seconds = 0;
  std::optional<CsvReading> text;  ///< how a matrix as text was read
};

CopositivityDocument copositivity_document(const CopositiveResult& result, Index order,
                                           const std::optional<CsvReading>& text = {});

Json as_json(const CopositivityDocument& document);

/// Throws InputError in one line that names file, field and expectation.
CopositivityDocument read_copositivity(const std::string& file);

/// copositivity.json, after the proof and what it names where there is one. Throws OutputError.
void write(const CopositivityDocument& document, const CopositiveResult& result, const std::string& folder);

/// x / Σx as doubles, for integers x ≥ 0, x ≠ 0.
std::vector<double> on_simplex(const std::vector<mpz_class>& x);

}  // namespace orthant
