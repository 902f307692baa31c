/// Dense symmetric matrices through LAPACK: Cholesky, eigenvalues, eigenpairs.
/// Only the lower triangle of an argument is read.
///
/// Eigenvalues of order n take 4n³/3 flops before the first is known. Where a budget is in force
/// (base/stop.hpp) and n is above a hundred, the reduction to tridiagonal form is done here a panel of 32
/// columns at a time, as dsytrd does it, with a look at the budget after each.
#pragma once

#include <optional>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

/// Lower factor of A = CCᵀ in place of a copy (dpotrf, n³/3 flops); nothing when A is not positive definite
/// in floating point.
std::optional<Matrix> cholesky(Matrix A);

/// X ← (CCᵀ)⁻¹X for the factor of `cholesky`.
void cholesky_solve(const Matrix& C, MatrixRef X);

/// A ← A C⁻ᵀ for the factor of `cholesky` (dtrsm): the rows of A become C⁻¹ times what they were.
void right_solve(const Matrix& C, Matrix& A);

/// T ← T − PPᵀ, lower triangle (dsyrk): P is n×k, n²k flops.
void subtract_outer(Matrix& T, const ConstMatrixRef& P);

/// Eigenvalues, ascending (dsyevd, 4n³/3 flops).
Vector symmetric_eigenvalues(Matrix A);

struct EigenPairs {
  Vector values;   ///< ascending
  Matrix vectors;  ///< orthonormal columns
};

/// All eigenpairs (dsyevd, about 9n³ flops).
EigenPairs symmetric_eigenpairs(Matrix A);

struct LowestEigenpair {
  Vector values;  ///< all of them, ascending
  Vector vector;  ///< of the first
};

/// All eigenvalues and the eigenvector of the lowest: above a hundred the cost of the eigenvalues
/// alone.
LowestEigenpair lowest_eigenpair(Matrix A);

/// All eigenpairs of the tridiagonal matrix with this diagonal and these entries beside it (dstevd).
EigenPairs tridiagonal_eigenpairs(Vector diagonal, Vector off);

/// The eigenpairs of a symmetric 2×2 matrix, in closed form.
struct EigenPairs2 {
  Eigen::Vector2d values;   ///< ascending
  Eigen::Matrix2d vectors;  ///< orthonormal columns
};
EigenPairs2 symmetric_eigenpairs_2(const Eigen::Matrix2d& A);

}  // namespace orthant
