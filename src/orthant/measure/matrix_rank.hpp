/// The numerical rank of a matrix: singular values above 1e-9 of the largest.
#pragma once

#include "orthant/linalg/matrix.hpp"

namespace orthant {

Index numerical_rank(const Matrix& A, double relative = 1e-9);

}  // namespace orthant
