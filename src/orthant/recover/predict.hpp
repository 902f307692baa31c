/// What factors say of single entries, (LRᵀ)_ij for pairs (i, j) from a file.
#pragma once

#include <string>
#include <vector>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

struct Prediction {
  std::string row, column;  ///< as the file has them
  Index i = 0, j = 0;
  double value = 0;
};

/// A line each: row and column, by name where there are names, else numbered from 1; more fields are passed
/// over, and so is a first line in which neither is known. Throws InputError that names the line.
std::vector<Prediction> predict(const std::string& pairs, const Matrix& L, const Matrix& R,
                                const std::vector<std::string>& row_names = {},
                                const std::vector<std::string>& column_names = {});

}  // namespace orthant
