/// The scaling of rows that makes the largest row sum of D⁻¹ND smallest, N ≥ 0: D is the Perron vector, and
/// the row sums are then the spectral radius of each block. By 300 steps of the power method on N + I
/// (converges for bipartite patterns too) on every connected component, starting from ones: a matrix of equal
/// row sums keeps D = 1 exactly.
#pragma once

#include "orthant/linalg/matrix.hpp"

namespace orthant {

/// Multiples of 2⁻¹² in (0, 1], the largest of each component 1. N: square, entries finite.
Vector perron_scaling(const Matrix& N);

}  // namespace orthant
