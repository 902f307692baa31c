/// Decompositions of dense matrices of any shape, through LAPACK; symmetric.hpp has those of symmetric ones.
/// Errors are of rounding, relative to ‖A‖. A matrix with an entry that is not finite, or one on which LAPACK
/// does not converge, throws std::runtime_error.
#pragma once

#include <complex>
#include <vector>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

/// A = U diag(values) Vᵀ.
struct ThinSvd {
  Matrix left;    ///< U, rows×k with k = min(rows, cols)
  Vector values;  ///< descending
  Matrix right;   ///< V, cols×k
};

/// dgesdd, about 6·max(rows, cols)·k² + 20k³ flops.
ThinSvd thin_svd(Matrix A);

/// Descending (dgesdd, about 4·max(rows, cols)·k² flops at most).
Vector singular_values(Matrix A);

struct RightSvd {
  Vector values;  ///< descending, min(rows, cols) of them
  Matrix right;   ///< V, cols×cols and orthogonal: the columns after those of `values` span the null space
};

/// dgesvd, about 4·rows·cols² + 12·cols³ flops.
RightSvd right_svd(Matrix A);

/// Q of the QR factorization of A, min(rows, cols) columns: orthonormal, their span holds that of A's columns
/// when A has no more columns than rows (dgeqrf and dorgqr, 4·rows·cols² flops).
Matrix orthonormal_columns(Matrix A);

/// The x of least norm among those of least ‖Ax − b‖; what is below 1e-14 of A's size counts as zero
/// (dgelsy).
Vector least_squares(Matrix A, const ConstVectorRef& b);

/// Eigenvalues of a square matrix, in no order (dgeev, about 10n³ flops).
std::vector<std::complex<double>> eigenvalues(Matrix A);

/// A = PLU of a square matrix (dgetrf, 2n³/3 flops). Solutions for a singular A have entries that are not
/// finite.
class LuFactor {
 public:
  explicit LuFactor(Matrix A);
  Vector solve(Vector b) const;

 private:
  Matrix factors_;
  std::vector<int> pivots_;
};

}  // namespace orthant
