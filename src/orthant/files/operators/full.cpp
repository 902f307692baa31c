// {"kind": "full"}: every entry is measured.
#include "orthant/operators/full.hpp"
#include "orthant/files/operator_format.hpp"

namespace orthant {

namespace {

ReadOperator read_full(const JsonPlace& place, Index rows, Index cols, const ProblemSource&) {
  place.require_fields({"kind"});
  return {std::make_shared<FullMeasurement>(rows, cols), {}};
}

nlohmann::ordered_json write_full(const MeasurementOperator&, ProblemSink&) {
  return {{"kind", "full"}};
}

}  // namespace

extern const OperatorFormat full_format = {"full", read_full, write_full};

}  // namespace orthant
