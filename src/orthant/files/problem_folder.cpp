#include "orthant/files/problem_folder.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>
#include <vector>

#include "orthant/base/error.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/files/atomic_file.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/matrix_market.hpp"
#include "orthant/files/npy.hpp"
#include "orthant/files/problem_json.hpp"
#include "orthant/files/read_matrix.hpp"

namespace orthant {

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
