#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "orthant/base/error.hpp"
#include "orthant/files/matrix_reference.hpp"
#include "orthant/files/operator_json.hpp"
#include "orthant/operators/dense_kernel.hpp"
#include "orthant/operators/dense_sensing.hpp"
#include "orthant/operators/entries.hpp"
#include "orthant/operators/finite_rank.hpp"
#include "orthant/operators/full.hpp"
#include "orthant/operators/rank_one.hpp"

namespace orthant {

namespace {

using Json = nlohmann::ordered_json;

Json write_entries(const EntriesMeasurement& entries, ProblemSink& sink) {
  const CompressedLines& pattern = entries.pattern().rows;
  Matrix index(pattern.nonzeros(), 2);
  Vector weight(pattern.nonzeros());
  for (Index i = 0; i < pattern.lines; ++i)
    for (std::int64_t p = pattern.start[i]; p < pattern.start[i + 1]; ++p) {
      index.row(p) << static_cast<double>(i), static_cast<double>(pattern.index[p]);
      weight(p) = std::sqrt(pattern.value[p]);  // √ of a rounded square gives the number back
    }
  Json out = {{"kind", "entries"}, {"index", "index.npy"}};
  sink.dense("index.npy", index);
  if ((weight.array() == 1).all()) return out;
  sink.dense("weight.npy", weight);
  out["weight"] = "weight.npy";
  return out;
}

std::string write_vectors(const DataMatrix& vectors, const std::string& name, ProblemSink& sink) {
  if (vectors.is_sparse()) {
    sink.sparse(name + ".mtx", vectors.sparse_row_lines());
    return name + ".mtx";
  }
  sink.numbers(name + ".npy", row_major_numbers(vectors));
  return name + ".npy";
}

bool same_bits(const Matrix& A, const Matrix& B) {
  return A.rows() == B.rows() && A.cols() == B.cols() &&
         std::memcmp(A.data(), B.data(), static_cast<std::size_t>(A.size()) * sizeof(double)) == 0;
}

/// Terms whose entries are the same share a file.
Json write_terms(const std::vector<LowRankTerm>& terms, ProblemSink& sink) {
  std::vector<std::pair<const ScaledMatrix*, std::string>> written;
  const auto write = [&](const ScaledMatrix& A, const std::string& name) {
    const auto same = std::find_if(written.begin(), written.end(), [&](const auto& other) {
      return same_bits(other.first->entries, A.entries);
    });
    if (same == written.end()) {
      written.emplace_back(&A, name);
      return write_scaled_matrix(A, name, sink);
    }
    return scaled_reference(A.scale, same->second);
  };
  Json out = Json::array();
  for (std::size_t t = 0; t < terms.size(); ++t) {
    Json left = write(terms[t].left, fmt::format("term_{}_left.npy", t + 1));
    Json right = write(terms[t].right, fmt::format("term_{}_right.npy", t + 1));
    out.push_back({{"left", std::move(left)}, {"right", std::move(right)}});
  }
  return out;
}

}  // namespace

Json write_operator(const MeasurementOperator& measurement, ProblemSink& sink) {
  const std::string kind(measurement.kind());
  if (dynamic_cast<const FullMeasurement*>(&measurement) != nullptr) return {{"kind", kind}};
  if (const auto* entries = dynamic_cast<const EntriesMeasurement*>(&measurement))
    return write_entries(*entries, sink);
  if (const auto* dense = dynamic_cast<const DenseSensing*>(&measurement)) {
    const auto& sensing = dense->sensing();
    sink.numbers("sensing.npy", {sensing.rows(), sensing.cols(), sensing.data(), nullptr});
    return {{"kind", kind}, {"matrix", "sensing.npy"}};
  }
  if (const auto* rank_one = dynamic_cast<const RankOneSensing*>(&measurement))
    return {{"kind", kind},
            {"left", write_vectors(rank_one->left(), "left", sink)},
            {"right", write_vectors(rank_one->right(), "right", sink)}};
  if (const auto* finite = dynamic_cast<const FiniteRankMeasurement*>(&measurement))
    return {{"kind", kind}, {"terms", write_terms(finite->terms(), sink)}};
  if (const auto* kernel = dynamic_cast<const DenseKernelMeasurement*>(&measurement)) {
    sink.dense("kernel.npy", kernel->matrix());
    return {{"kind", kind}, {"matrix", "kernel.npy"}};
  }
  throw InputError(fmt::format("operator of kind {}; expected one that a problem folder can hold", kind));
}

}  // namespace orthant
