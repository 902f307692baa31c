/// Factors in the program's folders, and what the test itself computes from them.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "orthant/files/npy.hpp"
#include "orthant/files/read_matrix.hpp"
#include "run.hpp"

namespace orthant::cli {

struct Factors {
  Matrix L, R;
};

inline Factors read_factors(const Folder& folder, const std::string& name) {
  return {read_dense(folder.path(name + "/L.npy")), read_dense(folder.path(name + "/R.npy"))};
}

inline void write_factors(const Folder& folder, const std::string& name, const Matrix& L, const Matrix& R) {
  std::filesystem::create_directories(folder.root() / name);
  write_npy(folder.path(name + "/L.npy"), L);
  write_npy(folder.path(name + "/R.npy"), R);
}

/// Every entry of a source that `recover` takes; absent ones are zero.
inline Matrix entries_of(const std::string& source) {
  const DataMatrix data = read_matrix(source);
  Matrix X = Matrix::Zero(data.rows(), data.cols());
  data.for_each([&](Index i, Index j, double x) { X(i, j) = x; });
  return X;
}

/// ½‖X − LRᵀ‖².
inline double half_squared_distance(const Matrix& X, const Factors& factors) {
  return (X - factors.L * factors.R.transpose()).squaredNorm() / 2;
}

inline std::string csv_of(const Matrix& X) {
  std::ostringstream out;
  out.precision(17);
  for (Index i = 0; i < X.rows(); ++i)
    for (Index j = 0; j < X.cols(); ++j) out << X(i, j) << (j + 1 < X.cols() ? ',' : '\n');
  return out.str();
}

}  // namespace orthant::cli
