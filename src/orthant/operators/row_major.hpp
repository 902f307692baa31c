/// vec X is row-major everywhere: files, measurements, kernels.
#pragma once

#include "orthant/linalg/matrix.hpp"

namespace orthant {

using RowMajorMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

inline Vector vec(const ConstMatrixRef& X) {
  const RowMajorMatrix row_major = X;
  return Eigen::Map<const Vector>(row_major.data(), row_major.size());
}

inline Matrix unvec(const ConstVectorRef& y, Index rows, Index cols) {
  return Eigen::Map<const RowMajorMatrix>(y.data(), rows, cols);
}

}  // namespace orthant
