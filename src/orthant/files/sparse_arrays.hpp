/// Sparse matrices as the arrays of SciPy, AnnData and 10x files: checked before they are used.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "orthant/linalg/data_matrix.hpp"

namespace orthant {

/// Line i (a row of CSR, a column of CSC) holds `value` at `index`, at positions start[i] … start[i+1]−1, in any
/// order. Equal indices in a line are one entry, the sum, as in SciPy.
struct SparseArrays {
  Index lines = 0, length = 0;
  bool lines_are_rows = true;
  std::vector<std::int64_t> start = {};
  std::vector<std::int32_t> index = {};
  std::vector<double> value = {};
};

/// Throws InputError unless the sizes of the arrays agree, starts ascend from 0 to the number of entries, indices
/// lie within a line and values are finite; `name` stands for the file in messages. Memory: 12 bytes an entry.
DataMatrix matrix_of(SparseArrays arrays, const std::string& name);

/// Throws InputError for a shape that is empty, beyond 2³¹ − 1, or with more than 2²⁴ rows or columns that must be
/// empty.
void require_sparse_shape(std::uint64_t rows, std::uint64_t cols, std::uint64_t entries,
                          const std::string& name);

}  // namespace orthant
