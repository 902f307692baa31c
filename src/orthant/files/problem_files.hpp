/// The matrices that a problem document names: where they come from and where they go. A folder is one such
/// place (problem_folder.hpp), a test keeps them in memory.
#pragma once

#include <string>

#include "orthant/files/mapped_npy.hpp"
#include "orthant/linalg/data_matrix.hpp"

namespace orthant {

class ProblemSource {
 public:
  virtual ~ProblemSource() = default;

  /// What messages call the file.
  virtual std::string path(const std::string& name) const { return name; }

  /// Each throws InputError that begins with path(name).
  virtual DataMatrix matrix(const std::string& name) const = 0;
  virtual Vector vector(const std::string& name) const = 0;
  virtual RowMajorNumbers numbers(const std::string& name) const { return row_major_numbers(matrix(name)); }
};

class ProblemSink {
 public:
  virtual ~ProblemSink() = default;
  virtual void dense(const std::string& name, const ConstMatrixRef& A) = 0;
  virtual void numbers(const std::string& name, const RowMajorNumbers& A) = 0;
  virtual void sparse(const std::string& name, const CompressedLines& rows) = 0;
};

}  // namespace orthant
