/// The field `operator` of a problem document: which 𝒜, by kind and files (docs/input.md). A kind's reader and
/// writer stand in operators/<kind>.cpp and are listed in the table of operator_format.cpp, the one place that
/// knows all kinds.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "orthant/base/error.hpp"
#include "orthant/files/json_document.hpp"
#include "orthant/files/matrix_reference.hpp"
#include "orthant/operators/measurement_operator.hpp"

namespace orthant {

struct ReadOperator {
  std::shared_ptr<const MeasurementOperator> measurement;
  /// Measurement t of the file is number place[t] of the operator; empty when they are the same.
  std::vector<Index> place;
};

struct OperatorFormat {
  const char* kind;  ///< the word of the document, MeasurementOperator::kind() of what is read and written

  /// `place` is an object that has a kind, this one. Refuses other fields and whatever does not fit.
  ReadOperator (*read)(const JsonPlace& place, Index rows, Index cols, const ProblemSource& source);

  /// Writes the files and returns the field.
  nlohmann::ordered_json (*write)(const MeasurementOperator& measurement, ProblemSink& sink);
};

/// Throws InputError in one line.
ReadOperator read_operator(const JsonPlace& place, Index rows, Index cols, const ProblemSource& source);

/// Writes the files and returns the field. Throws InputError for a kind that no document has.
nlohmann::ordered_json write_operator(const MeasurementOperator& measurement, ProblemSink& sink);

/// The operator that an InputError of its constructor refuses at this place.
template <class Make>
std::shared_ptr<const MeasurementOperator> made(const JsonPlace& place, const Make& make) {
  try {
    return make();
  } catch (const InputError& error) {
    place.fail(error.what());
  }
}

/// What a writer was given, as what its kind is. Throws InputError for a class of another's making.
template <class Kind>
const Kind& as_kind(const MeasurementOperator& measurement) {
  if (const auto* kind = dynamic_cast<const Kind*>(&measurement)) return *kind;
  throw InputError("operator of kind " + std::string(measurement.kind()) +
                   " in a form that a problem folder cannot hold");
}

}  // namespace orthant
