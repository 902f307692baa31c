/// The files of a problem document in memory: what was written can be read.
#pragma once

#include <map>

#include "orthant/files/input_file.hpp"
#include "orthant/files/matrix_reference.hpp"
#include "orthant/files/read_matrix.hpp"

namespace orthant::testing {

class MemoryFiles final : public ProblemSource, public ProblemSink {
 public:
  DataMatrix matrix(const std::string& name) const override {
    const auto found = files_.find(name);
    if (found == files_.end()) refuse(name, "no such file");
    return found->second;
  }
  Vector vector(const std::string& name) const override {
    const Matrix A = expanded(matrix(name), name);
    if (A.rows() != 1 && A.cols() != 1) refuse(name, "expected a single row or column");
    return A.reshaped();
  }

  using ProblemSource::numbers;
  void dense(const std::string& name, const ConstMatrixRef& A) override {
    files_.insert_or_assign(name, DataMatrix::dense(A));
  }
  void numbers(const std::string& name, const RowMajorNumbers& A) override {
    files_.insert_or_assign(name,
                            DataMatrix::dense_row_major(Eigen::Map<const Matrix>(A.first, A.cols, A.rows)));
  }
  void sparse(const std::string& name, const CompressedLines& rows) override {
    files_.insert_or_assign(name, DataMatrix::sparse_rows(rows));
  }

 private:
  std::map<std::string, DataMatrix> files_;
};

}  // namespace orthant::testing
