/// The matrices that a problem document names: where they come from, where they go, and how it names them,
///
///   "b0.npy", or {"file": "b0.npy", "scale": SCALE} where exact factors are allowed
///   SCALE   [+−]sqrt(q) | q        q a fraction or decimal (rational_csv.hpp): "1/3", "0.25", "-sqrt(1/3)"
///
/// Names stay inside the folder. Every entry, scale included, must be finite and at most 1e20 in magnitude,
/// measurements 1e60: up to fourth powers of entries are summed, and those stay finite. A scale is 0 or at
/// least 1e-60 in magnitude.
#pragma once

#include <string>

#include "orthant/files/json_document.hpp"
#include "orthant/files/npy.hpp"
#include "orthant/linalg/data_matrix.hpp"
#include "orthant/linalg/exact_scale.hpp"

namespace orthant {

/// A folder is one such place (problem_folder.hpp), a test keeps them in memory.
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

inline constexpr double largest_entry = 1e20, largest_measurement = 1e60, smallest_scale = 1e-60;

/// The file's name, where no scale is allowed.
std::string file_name(const JsonPlace& place);

ScaledMatrix read_scaled_matrix(const JsonPlace& place, const ProblemSource& source);
Matrix read_plain_matrix(const JsonPlace& place, const ProblemSource& source);

/// The first entry beyond `limit` or not finite is refused, by name and place.
void require_moderate(const ConstMatrixRef& A, const std::string& name, double limit = largest_entry);

/// Throws InputError `NAME: size found; expected rows×cols`.
void require_size(Index rows, Index cols, Index expected_rows, Index expected_cols, const std::string& name);

/// The reference alone: the name, with the scale unless it is 1. Throws InputError for a scale that would
/// not be read, or not as the same number.
nlohmann::ordered_json scaled_reference(const ExactScale& scale, const std::string& name);

nlohmann::ordered_json write_scaled_matrix(const ScaledMatrix& A, const std::string& name, ProblemSink& sink);

}  // namespace orthant
