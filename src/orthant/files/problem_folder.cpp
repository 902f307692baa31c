#include "orthant/files/problem_folder.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <limits>
#include <utility>
#include <vector>

#include "orthant/base/error.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/files/atomic_file.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/json_document.hpp"
#include "orthant/files/matrix_market.hpp"
#include "orthant/files/matrix_reference.hpp"
#include "orthant/files/npy.hpp"
#include "orthant/files/operator_format.hpp"
#include "orthant/files/read_matrix.hpp"

namespace orthant {

namespace {

constexpr const char* problem_format = "orthant-problem/1";

ScaledMatrix read_factor(const JsonPlace& place, Index rows, const ProblemSource& source) {
  ScaledMatrix factor = read_scaled_matrix(place, source);
  if (factor.rows() != rows)
    place.fail(fmt::format("size {}×{}; expected {} rows", factor.rows(), factor.cols(), rows));
  for (Index k = 0; k < factor.cols(); ++k)
    for (Index i = 0; i < rows; ++i)
      if (factor.entries(i, k) * factor.scale.sign() < 0)
        place.fail(fmt::format("entry ({}, {}) is negative; expected a nonnegative factor", i + 1, k + 1));
  return factor;
}

Factors read_factors(const JsonPlace& place, bool symmetric, Index rows, Index cols,
                     const ProblemSource& source) {
  Factors factors;
  if (symmetric) {
    place.require_fields({"U"});
    factors.L = read_factor(place.at("U"), rows, source);
    return factors;
  }
  place.require_fields({"L", "R"});
  factors.L = read_factor(place.at("L"), rows, source);
  factors.R = read_factor(place.at("R"), cols, source);
  return factors;
}

/// b in the operator's order.
Vector read_measurements(const JsonPlace& place, const ReadOperator& from, const ProblemSource& source) {
  const std::string name = file_name(place), path = source.path(name);
  Vector given = source.vector(name);
  if (given.size() != from.measurement->measurements())
    refuse(path, fmt::format("{} numbers; expected {}, one for each measurement", given.size(),
                             from.measurement->measurements()));
  require_moderate(given, path, largest_measurement);
  if (from.place.empty()) return given;
  Vector b(given.size());
  for (std::size_t t = 0; t < from.place.size(); ++t) b(from.place[t]) = given(static_cast<Index>(t));
  return b;
}

bool read_symmetric(const JsonPlace& place) {
  const std::string& word = place.text();
  if (word != "symmetric" && word != "asymmetric") place.refuse("symmetric or asymmetric");
  return word == "symmetric";
}

Json write_factors(const Factors& factors, bool symmetric, const std::string& suffix, ProblemSink& sink) {
  if (symmetric) return {{"U", write_scaled_matrix(factors.L, "U" + suffix, sink)}};
  return {{"L", write_scaled_matrix(factors.L, "L" + suffix, sink)},
          {"R", write_scaled_matrix(factors.R, "R" + suffix, sink)}};
}

}  // namespace

Problem read_problem_json(std::string_view text, const std::string& file, const ProblemSource& source) {
  const Json document = parse_json_document(text, file);
  const JsonPlace whole(document, file);
  if (whole.has("format") && document["format"] != problem_format)
    whole.at("format").refuse(fmt::format("\"{}\"", problem_format));
  whole.require_fields({"format", "factorization", "rows", "cols", "rank", "operator"},
                       {"balance", "measurements", "truth", "point", "instance"});
  Problem problem;
  problem.symmetric = read_symmetric(whole.at("factorization"));
  constexpr Index most = std::numeric_limits<std::int32_t>::max();
  const Index rows = whole.at("rows").integer(1, most), cols = whole.at("cols").integer(1, most);
  if (problem.symmetric && rows != cols)
    whole.fail(fmt::format("size {}×{}; expected a square one for a symmetric problem", rows, cols));
  problem.rank = whole.at("rank").integer(1, largest_rank(rows, cols, problem.symmetric));
  if (whole.has("balance")) problem.balance = whole.at("balance").number(0, largest_entry);
  if (!whole.has("measurements") && !whole.has("truth"))
    whole.fail("neither measurements nor truth; expected one of them");
  // Factors first: their files bound rows and cols before anything of that size is made.
  const auto factors = [&](const char* name) -> std::optional<Factors> {
    if (!whole.has(name)) return std::nullopt;
    return read_factors(whole.at(name), problem.symmetric, rows, cols, source);
  };
  problem.truth = factors("truth");
  problem.point = factors("point");
  const ReadOperator from = read_operator(whole.at("operator"), rows, cols, source);
  problem.measurement = from.measurement;
  if (whole.has("measurements"))
    problem.measurements = read_measurements(whole.at("measurements"), from, source);
  if (whole.has("instance")) {
    if (!document["instance"].is_object()) whole.at("instance").refuse("an object");
    problem.instance = document["instance"].dump();
  }
  try {
    problem.check();
  } catch (const InputError& error) {
    refuse(file, error.what());
  }
  return problem;
}

Json write_problem_json(const Problem& problem, ProblemSink& sink) {
  problem.check();
  Json instance = Json::object();
  if (!problem.instance.empty()) instance = parse_json_document(problem.instance, "instance");
  if (!instance.is_object()) throw InputError("instance: not a JSON object; expected one");
  Json document;
  document["format"] = problem_format;
  document["factorization"] = problem.symmetric ? "symmetric" : "asymmetric";
  document["rows"] = problem.rows();
  document["cols"] = problem.cols();
  document["rank"] = problem.rank;
  if (!problem.symmetric) document["balance"] = problem.balance;
  document["operator"] = write_operator(*problem.measurement, sink);
  if (problem.measurements) {
    sink.dense("b.npy", *problem.measurements);
    document["measurements"] = "b.npy";
  }
  if (problem.truth) document["truth"] = write_factors(*problem.truth, problem.symmetric, "_star.npy", sink);
  if (problem.point) document["point"] = write_factors(*problem.point, problem.symmetric, "_0.npy", sink);
  if (!problem.instance.empty()) document["instance"] = std::move(instance);
  return document;
}

namespace {

namespace fs = std::filesystem;

constexpr const char* document_name = "problem.json";

class FolderSource final : public ProblemSource {
 public:
  explicit FolderSource(fs::path folder) : folder_(std::move(folder)) {}
  std::string path(const std::string& name) const override { return (folder_ / name).string(); }
  DataMatrix matrix(const std::string& name) const override { return read_matrix(path(name)); }
  Vector vector(const std::string& name) const override { return read_vector(path(name)); }
  RowMajorNumbers numbers(const std::string& name) const override {
    return fs::path(name).extension() == ".npy" ? map_npy(path(name)) : row_major_numbers(matrix(name));
  }

 private:
  fs::path folder_;
};

class FolderSink final : public ProblemSink {
 public:
  explicit FolderSink(fs::path folder) : folder_(std::move(folder)) {}
  void dense(const std::string& name, const ConstMatrixRef& A) override { write_npy(path(name), A); }
  void numbers(const std::string& name, const RowMajorNumbers& A) override {
    write_npy_rows(path(name), A.first, A.rows, A.cols);
  }
  void sparse(const std::string& name, const CompressedLines& rows) override {
    write_matrix_market(path(name), rows);
  }

  /// Removes what was written, since the document that names it will not be.
  void discard() {
    std::error_code ignored;
    for (const fs::path& path : written_) fs::remove(path, ignored);
  }

 private:
  /// The first file makes an earlier document stale.
  std::string path(const std::string& name) {
    std::error_code ignored;
    if (!begun_ && fs::is_regular_file(folder_ / document_name, ignored))
      fs::remove(folder_ / document_name, ignored);
    begun_ = true;
    check_budget();
    written_.push_back(folder_ / name);
    return written_.back().string();
  }
  fs::path folder_;
  bool begun_ = false;
  std::vector<fs::path> written_;
};

/// For a first pass, so that a number that would not be read is refused before anything is written.
class NoSink final : public ProblemSink {
 public:
  void dense(const std::string&, const ConstMatrixRef&) override {}
  void numbers(const std::string&, const RowMajorNumbers&) override {}
  void sparse(const std::string&, const CompressedLines&) override {}
};

}  // namespace

Problem read_problem(const std::string& folder) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored))
    refuse(folder, fs::exists(folder, ignored) ? "is not a folder; expected one with problem.json"
                                               : "no such folder; expected one with problem.json");
  const std::string path = (fs::path(folder) / document_name).string();
  return read_problem_json(read_json_text(path), path, FolderSource(folder));
}

void write_problem(const std::string& folder, const Problem& problem) {
  NoSink nowhere;
  write_problem_json(problem, nowhere);
  make_output_folder(folder);
  FolderSink sink(folder);
  try {
    write_file_atomically((fs::path(folder) / document_name).string(),
                          json_text(write_problem_json(problem, sink)) + "\n");
  } catch (const OutOfBudget&) {
    sink.discard();
    throw;
  }
}

}  // namespace orthant
