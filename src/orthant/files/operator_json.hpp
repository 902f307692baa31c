/// The field `operator` of a problem document: which 𝒜, by kind and files (docs/input.md).
#pragma once

#include <memory>
#include <vector>

#include "orthant/files/json_document.hpp"
#include "orthant/files/matrix_reference.hpp"
#include "orthant/operators/measurement_operator.hpp"

namespace orthant {

struct ReadOperator {
  std::shared_ptr<const MeasurementOperator> measurement;
  /// Measurement t of the file is number place[t] of the operator; empty when they are the same.
  std::vector<Index> place;
};

/// Throws InputError in one line.
ReadOperator read_operator(const JsonPlace& place, Index rows, Index cols, const ProblemSource& source);

/// Writes the files and returns the field. Throws InputError for a kind that no document has.
nlohmann::ordered_json write_operator(const MeasurementOperator& measurement, ProblemSink& sink);

}  // namespace orthant
