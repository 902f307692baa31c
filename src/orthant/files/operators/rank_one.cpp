// {"kind": "rank_one", "left": m×rows file, "right": m×cols file}: a_t and b_t as rows, dense or sparse.
#include <fmt/format.h>

#include <cmath>

#include "orthant/files/input_file.hpp"
#include "orthant/files/operator_format.hpp"
#include "orthant/operators/rank_one.hpp"

namespace orthant {

namespace {

std::shared_ptr<const DataMatrix> read_vectors(const JsonPlace& place, Index length,
                                               const ProblemSource& source) {
  const std::string name = file_name(place), path = source.path(name);
  auto vectors = std::make_shared<const DataMatrix>(source.matrix(name));
  if (vectors->cols() != length)
    refuse(path, fmt::format("size {}×{}; expected m×{}", vectors->rows(), vectors->cols(), length));
  vectors->for_each([&](Index i, Index j, double a) {
    if (!(std::abs(a) <= largest_entry))
      refuse(path, fmt::format("entry ({}, {}) is {:g}; expected a magnitude up to {:g}, rescale the problem",
                               i + 1, j + 1, a, largest_entry));
  });
  return vectors;
}

ReadOperator read_rank_one(const JsonPlace& place, Index rows, Index cols, const ProblemSource& source) {
  place.require_fields({"kind", "left", "right"});
  auto left = read_vectors(place.at("left"), rows, source);
  auto right = read_vectors(place.at("right"), cols, source);
  return {made(place, [&] { return std::make_shared<RankOneSensing>(left, right); }), {}};
}

std::string write_vectors(const DataMatrix& vectors, const std::string& name, ProblemSink& sink) {
  if (vectors.is_sparse()) {
    sink.sparse(name + ".mtx", vectors.sparse_row_lines());
    return name + ".mtx";
  }
  sink.numbers(name + ".npy", row_major_numbers(vectors));
  return name + ".npy";
}

nlohmann::ordered_json write_rank_one(const MeasurementOperator& measurement, ProblemSink& sink) {
  const auto& sensing = as_kind<RankOneSensing>(measurement);
  return {{"kind", "rank_one"},
          {"left", write_vectors(sensing.left(), "left", sink)},
          {"right", write_vectors(sensing.right(), "right", sink)}};
}

}  // namespace

extern const OperatorFormat rank_one_format = {"rank_one", read_rank_one, write_rank_one};

}  // namespace orthant
