// {"kind": "identity_plus_low_rank", "terms": [{"left": MATRIX, "right": MATRIX}, …]}, MATRIX with its scale
// {"kind": "kernel", "terms": …} or {"kind": "kernel", "matrix": file of order rows·cols}
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "orthant/base/error.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/operator_format.hpp"
#include "orthant/operators/dense_kernel.hpp"
#include "orthant/operators/finite_rank.hpp"

namespace orthant {

namespace {

std::vector<LowRankTerm> read_terms(const JsonPlace& list, Index rows, Index cols,
                                    const ProblemSource& source) {
  std::vector<LowRankTerm> terms(list.list_size());
  for (std::size_t t = 0; t < terms.size(); ++t) {
    const JsonPlace term = list.at(t);
    term.require_fields({"left", "right"});
    for (const char* side : {"left", "right"}) {
      ScaledMatrix A = read_scaled_matrix(term.at(side), source);
      if (A.rows() != rows || A.cols() != cols)
        term.at(side).fail(fmt::format("size {}×{}; expected {}×{}", A.rows(), A.cols(), rows, cols));
      (std::string_view(side) == "left" ? terms[t].left : terms[t].right) = std::move(A);
    }
  }
  return terms;
}

ReadOperator read_low_rank(const JsonPlace& place, Index rows, Index cols, const ProblemSource& source) {
  place.require_fields({"kind", "terms"});
  auto terms = read_terms(place.at("terms"), rows, cols, source);
  return {made(place, [&] { return std::make_shared<IdentityPlusLowRank>(rows, cols, std::move(terms)); }),
          {}};
}

ReadOperator read_kernel(const JsonPlace& place, Index rows, Index cols, const ProblemSource& source) {
  place.require_fields({"kind"}, {"terms", "matrix"});
  if (place.has("terms") == place.has("matrix"))
    place.fail(fmt::format("{}; expected one of terms and matrix",
                           place.has("terms") ? "both terms and matrix" : "neither terms nor matrix"));
  if (place.has("matrix")) {
    Matrix H = read_plain_matrix(place.at("matrix"), source);
    require_size(H.rows(), H.cols(), rows * cols, rows * cols, source.path(file_name(place.at("matrix"))));
    return {made(place, [&] { return std::make_shared<DenseKernelMeasurement>(rows, cols, std::move(H)); }),
            {}};
  }
  auto terms = read_terms(place.at("terms"), rows, cols, source);
  return {made(place, [&] { return std::make_shared<KernelMeasurement>(rows, cols, std::move(terms)); }), {}};
}

bool same_bits(const Matrix& A, const Matrix& B) {
  return A.rows() == B.rows() && A.cols() == B.cols() &&
         std::memcmp(A.data(), B.data(), static_cast<std::size_t>(A.size()) * sizeof(double)) == 0;
}

/// Terms whose entries are the same share a file.
nlohmann::ordered_json write_terms(const std::vector<LowRankTerm>& terms, ProblemSink& sink) {
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
  nlohmann::ordered_json out = nlohmann::ordered_json::array();
  for (std::size_t t = 0; t < terms.size(); ++t) {
    nlohmann::ordered_json left = write(terms[t].left, fmt::format("term_{}_left.npy", t + 1));
    nlohmann::ordered_json right = write(terms[t].right, fmt::format("term_{}_right.npy", t + 1));
    out.push_back({{"left", std::move(left)}, {"right", std::move(right)}});
  }
  return out;
}

nlohmann::ordered_json write_low_rank(const MeasurementOperator& measurement, ProblemSink& sink) {
  return {{"kind", "identity_plus_low_rank"},
          {"terms", write_terms(as_kind<IdentityPlusLowRank>(measurement).terms(), sink)}};
}

nlohmann::ordered_json write_kernel(const MeasurementOperator& measurement, ProblemSink& sink) {
  if (const auto* dense = dynamic_cast<const DenseKernelMeasurement*>(&measurement)) {
    sink.dense("kernel.npy", dense->matrix());
    return {{"kind", "kernel"}, {"matrix", "kernel.npy"}};
  }
  return {{"kind", "kernel"}, {"terms", write_terms(as_kind<KernelMeasurement>(measurement).terms(), sink)}};
}

}  // namespace

extern const OperatorFormat low_rank_format = {"identity_plus_low_rank", read_low_rank, write_low_rank};
extern const OperatorFormat kernel_format = {"kernel", read_kernel, write_kernel};

}  // namespace orthant
