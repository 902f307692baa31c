#include "orthant/files/operator_format.hpp"

#include <fmt/format.h>

#include <iterator>

namespace orthant {

// Of operators/<kind>.cpp.
extern const OperatorFormat full_format, entries_format, dense_sensing_format, rank_one_format,
    low_rank_format, kernel_format;

namespace {

constexpr const OperatorFormat* operator_formats[] = {
    &full_format, &entries_format, &dense_sensing_format, &rank_one_format, &low_rank_format, &kernel_format,
};

std::string all_kinds() {
  std::string out;
  for (const OperatorFormat* format : operator_formats) {
    if (!out.empty()) out += format == *std::rbegin(operator_formats) ? " or " : ", ";
    out += format->kind;
  }
  return out;
}

}  // namespace

ReadOperator read_operator(const JsonPlace& place, Index rows, Index cols, const ProblemSource& source) {
  if (!place.value().is_object()) place.refuse("an object");
  if (!place.has("kind")) place.fail("no field \"kind\"; expected one");
  const std::string& kind = place.at("kind").text();
  for (const OperatorFormat* format : operator_formats)
    if (kind == format->kind) return format->read(place, rows, cols, source);
  place.at("kind").refuse(all_kinds());
}

nlohmann::ordered_json write_operator(const MeasurementOperator& measurement, ProblemSink& sink) {
  for (const OperatorFormat* format : operator_formats)
    if (measurement.kind() == format->kind) return format->write(measurement, sink);
  throw InputError(fmt::format("operator of kind {}; expected {}", measurement.kind(), all_kinds()));
}

}  // namespace orthant
