#include "orthant/files/operator_json.hpp"

#include <fmt/format.h>

#include <cmath>

#include "orthant/base/error.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/matrix_reference.hpp"
#include "orthant/operators/dense_kernel.hpp"
#include "orthant/operators/dense_sensing.hpp"
#include "orthant/operators/entries.hpp"
#include "orthant/operators/finite_rank.hpp"
#include "orthant/operators/full.hpp"
#include "orthant/operators/rank_one.hpp"

namespace orthant {

namespace {

/// Rows and columns of a sparse pattern that may hold no entry, as for .mtx files: memory goes with them.
constexpr Index most_empty = Index{1} << 24;

/// What a constructor refuses is refused at this place.
template <class Make>
std::shared_ptr<const MeasurementOperator> made(const JsonPlace& place, const Make& make) {
  try {
    return make();
  } catch (const InputError& error) {
    place.fail(error.what());
  }
}

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
    out.place[static_cast<std::size_t>(t)] = static_cast<Index>(p);
    pattern.value[p] = weight(t) * weight(t);
  }
  out.measurement =
      std::make_shared<EntriesMeasurement>(std::make_shared<const SamplingPattern>(std::move(pattern)));
  return out;
}

ReadOperator read_dense_sensing(const JsonPlace& place, Index rows, Index cols, const ProblemSource& source) {
  place.require_fields({"kind", "matrix"});
  const std::string name = file_name(place.at("matrix")), path = source.path(name);
  RowMajorNumbers sensing = source.numbers(name);
  if (sensing.cols != rows * cols)
    refuse(path, fmt::format("size {}×{}; expected m×{}, one column for each entry of X", sensing.rows,
                             sensing.cols, rows * cols));
  const Eigen::Map<const Matrix> transposed(sensing.first, sensing.cols, sensing.rows);
  if (!(transposed.size() == 0 || transposed.cwiseAbs().maxCoeff<Eigen::PropagateNaN>() <= largest_entry))
    require_moderate(transposed.transpose(), path);
  return {made(place,
               [&] {
                 return std::make_shared<DenseSensing>(rows, cols, sensing.rows, sensing.first,
                                                       sensing.owner);
               }),
          {}};
}

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

}  // namespace

ReadOperator read_operator(const JsonPlace& place, Index rows, Index cols, const ProblemSource& source) {
  if (!place.value().is_object()) place.refuse("an object");
  if (!place.has("kind")) place.fail("no field \"kind\"; expected one");
  const std::string& kind = place.at("kind").text();
  if (kind == "full") {
    place.require_fields({"kind"});
    return {std::make_shared<FullMeasurement>(rows, cols), {}};
  }
  if (kind == "entries") return read_entries(place, rows, cols, source);
  if (kind == "dense_sensing") return read_dense_sensing(place, rows, cols, source);
  if (kind == "rank_one") return read_rank_one(place, rows, cols, source);
  if (kind == "identity_plus_low_rank") return read_low_rank(place, rows, cols, source);
  if (kind == "kernel") return read_kernel(place, rows, cols, source);
  place.at("kind").refuse("full, entries, dense_sensing, rank_one, identity_plus_low_rank or kernel");
}

}  // namespace orthant
