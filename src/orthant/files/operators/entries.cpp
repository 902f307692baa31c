// {"kind": "entries", "index": m×2 file, "weight": file}: coordinates from 0, and w > 0 (1 when it is missing).
#include <fmt/format.h>

#include <cmath>

#include "orthant/base/error.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/operator_format.hpp"
#include "orthant/operators/entries.hpp"

namespace orthant {

namespace {

/// Rows and columns of a sparse pattern that may hold no entry, as for .mtx files: memory goes with them.
constexpr Index most_empty = Index{1} << 24;

/// The coordinates of an index file by rows, each with the number of its measurement as value.
CompressedLines read_index(const Matrix& index, Index rows, Index cols, const std::string& path) {
  const auto coordinate = [&](Index t, Index k) {
    const double x = index(t, k);
    const Index size = k == 0 ? rows : cols;
    if (x != std::floor(x) || !(x >= 0 && x < static_cast<double>(size)))
      refuse(path, fmt::format("entry ({}, {}) is {}; expected an integer from 0 to {}", t + 1, k + 1, x,
                               size - 1));
    return static_cast<std::int32_t>(x);
  };
  if (index.cols() != 2) refuse(path, fmt::format("size {}×{}; expected m×2", index.rows(), index.cols()));
  if (std::max(rows, cols) > index.rows() + most_empty)
    refuse(path,
           fmt::format("{} entries of a matrix of size {}×{}; expected at most {} empty rows and columns",
                       index.rows(), rows, cols, most_empty));
  std::vector<Triplet> triplets;
  for (Index t = 0; t < index.rows(); ++t)
    triplets.push_back({coordinate(t, 0), coordinate(t, 1), static_cast<double>(t)});
  try {
    return compress_rows(rows, cols, std::move(triplets));
  } catch (const InputError& error) {
    refuse(path, error.what());
  }
}

ReadOperator read_entries(const JsonPlace& place, Index rows, Index cols, const ProblemSource& source) {
  place.require_fields({"kind", "index"}, {"weight"});
  const JsonPlace index = place.at("index");
  CompressedLines pattern =
      read_index(read_plain_matrix(index, source), rows, cols, source.path(file_name(index)));
  Vector weight = Vector::Ones(pattern.nonzeros());
  if (place.has("weight")) {
    const std::string name = file_name(place.at("weight")), path = source.path(name);
    weight = source.vector(name);
    if (weight.size() != pattern.nonzeros())
      refuse(path,
             fmt::format("{} numbers; expected {}, one for each entry", weight.size(), pattern.nonzeros()));
    for (Index t = 0; t < weight.size(); ++t)
      if (!(weight(t) >= 1 / largest_entry && weight(t) <= largest_entry))
        refuse(path, fmt::format("entry {} is {:g}; expected a weight from {:g} to {:g}", t + 1, weight(t),
                                 1 / largest_entry, largest_entry));
  }
  ReadOperator out;
  out.place.resize(pattern.value.size());
  for (std::size_t p = 0; p < pattern.value.size(); ++p) {
    const auto t = static_cast<Index>(pattern.value[p]);
    out.place[t] = static_cast<Index>(p);
    pattern.value[p] = weight(t) * weight(t);
  }
  out.measurement =
      std::make_shared<EntriesMeasurement>(std::make_shared<const SamplingPattern>(std::move(pattern)));
  return out;
}

nlohmann::ordered_json write_entries(const MeasurementOperator& measurement, ProblemSink& sink) {
  const CompressedLines& pattern = as_kind<EntriesMeasurement>(measurement).pattern().rows;
  Matrix index(pattern.nonzeros(), 2);
  Vector weight(pattern.nonzeros());
  for (Index i = 0; i < pattern.lines; ++i)
    for (std::int64_t p = pattern.start[i]; p < pattern.start[i + 1]; ++p) {
      index.row(p) << static_cast<double>(i), static_cast<double>(pattern.index[p]);
      weight(p) = std::sqrt(pattern.value[p]);  // √ of a rounded square gives the number back
    }
  nlohmann::ordered_json out = {{"kind", "entries"}, {"index", "index.npy"}};
  sink.dense("index.npy", index);
  if ((weight.array() == 1).all()) return out;
  sink.dense("weight.npy", weight);
  out["weight"] = "weight.npy";
  return out;
}

}  // namespace

extern const OperatorFormat entries_format = {"entries", read_entries, write_entries};

}  // namespace orthant
