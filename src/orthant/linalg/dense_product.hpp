/// Dense times thin into the caller's memory, without temporaries of A's size: out = A V, or AᵀV
/// (transposed), by BLAS. With A as it is stored, column-major, these are the two forms that BLAS does well;
/// VᵀA costs half as much again. 2·rows·cols·k flops, and thin products are as much a matter of memory as of
/// flops.
///
/// Doubles are multiplied in double. Rounding tiles of them to float on the way costs what the faster
/// arithmetic gains: measured against dgemm on one thread, 1.05 of its time on 4000×3000 at k = 20 and 0.88
/// on 10000×2000 at k = 50, for the best of six shapes of tiles.
/// Floats are the numbers they are: Precision::full widens tiles of 512×128 of them, which is exact, and
/// multiplies in double (1.25 of the time of stored doubles, half the memory); Precision::single multiplies
/// in float (0.6 of that time). Nothing is allocated after the first call of its size.
#pragma once

#include "orthant/linalg/matrix.hpp"
#include "orthant/linalg/precision.hpp"

namespace orthant {

using FloatMatrix = Eigen::MatrixXf;
using ConstFloatMatrixRef = Eigen::Ref<const FloatMatrix>;

void dense_product(const ConstMatrixRef& A, bool transposed, const ConstMatrixRef& V, Precision precision,
                   MatrixRef out);
void dense_product(const ConstFloatMatrixRef& A, bool transposed, const ConstMatrixRef& V,
                   Precision precision, MatrixRef out);

}  // namespace orthant
