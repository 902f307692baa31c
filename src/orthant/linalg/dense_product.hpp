/// Dense times thin into the caller's memory, without temporaries: out = A V, or AᵀV (transposed), by BLAS.
/// With A as it is stored, column-major, these are the two forms that BLAS does well; VᵀA costs half as much
/// again. 2·rows·cols·k flops, and thin products are as much a matter of memory as of flops.
#pragma once

#include "orthant/linalg/matrix.hpp"

namespace orthant {

void dense_product(const ConstMatrixRef& A, bool transposed, const ConstMatrixRef& V, MatrixRef out);

}  // namespace orthant
