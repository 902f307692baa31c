/// Coordinate descent for nonnegative least squares in normal-equation form, row by row:
///
///   min ½ xᵢᵀ G xᵢ − cᵢᵀ xᵢ  subject to xᵢ ≥ 0        for each row xᵢ of X (n×r)
///   x_ik ← max(0, x_ik − (X G − C)_ik / G_kk),   k = 1 … r                                  (one sweep)
///
/// A coordinate with G_kk = 0 does not enter the objective's curvature; it is set to zero, which never
/// increases the objective as long as c_ik = 0 (G_kk = ‖r_k‖² = 0 implies it).
/// Cost of a sweep: 2nr² flops; X and C are walked in blocks of rows that stay in cache.
/// Source: Cichocki & Phan 2009 (HALS); Gillis & Glineur 2012 (several sweeps a block).
#pragma once

#include "orthant/linalg/matrix.hpp"

namespace orthant {

/// How long to go on: at most `sweeps` sweeps, and no further once a sweep moves a block of rows by less than
/// `stop` times its first one (Frobenius norm).
struct SweepRule {
  int sweeps = 1;
  double stop = 0;
  Precision precision = Precision::full;
  double ridge = 0;  ///< G + ridge·I in the place of G: the weight of a term ½·ridge·‖X‖²
};

/// G = VᵀV, both triangles (dsyrk: nr² flops).
void gram(const ConstMatrixRef& V, Matrix& G);

/// Sweeps over every row with one Gram matrix G (r×r) for all rows. Rows are independent, so the result does
/// not depend on the number of threads. Allocates nothing after the first call of a thread at a rank.
void nnls_sweeps(MatrixRef X, const ConstMatrixRef& C, const Matrix& G, const SweepRule& rule);

/// The same for one row with its own Gram matrix, always in double. x and c have length r.
void nnls_row_sweeps(Eigen::Ref<Vector> x, const ConstVectorRef& c, const ConstMatrixRef& G,
                     const SweepRule& rule);

}  // namespace orthant
