/// Data as a column-major matrix: the one place where sparse data become dense.
#pragma once

#include <string>

#include "orthant/linalg/data_matrix.hpp"

namespace orthant {

/// `name` stands for the data in messages. Throws InputError for sparse data of more than 10⁸ entries when
/// expanded. Memory: 8 bytes an entry.
Matrix expanded(const DataMatrix& data, const std::string& name);

}  // namespace orthant
