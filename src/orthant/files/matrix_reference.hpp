/// How a problem document names a matrix: "b0.npy", or {"file": "b0.npy", "scale": "sqrt(1/3)"} where exact
/// factors are allowed. Names stay inside the folder.
///
/// Every entry, scale included, must be finite and at most 1e20 in magnitude, measurements 1e60: up to fourth
/// powers of entries are summed, and those stay finite. A scale is 0 or at least 1e-60 in magnitude.
#pragma once

#include "orthant/files/json_document.hpp"
#include "orthant/files/problem_files.hpp"
#include "orthant/linalg/exact_scale.hpp"

namespace orthant {

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
