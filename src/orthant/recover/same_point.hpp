/// Are two points the same up to what the objective cannot see: the order of the columns, and their scaling
/// (both points balanced)?
#pragma once

#include "orthant/linalg/matrix.hpp"

namespace orthant {

/// True when the columns of V can be permuted so that each differs from that of U by at most tolerance · its
/// own norm: a small column is as much a part of the point as a large one. Columns are paired greedily, which
/// finds the permutation whenever tolerance is small against the distances between columns. O(n r²).
bool same_point(const Matrix& U, const Matrix& V, double tolerance = 1e-4);

}  // namespace orthant
