#include "orthant/linalg/nnls.hpp"

#include <algorithm>

namespace orthant {

namespace {

/// Rows of X in flight: 64 rows of rank 32 take 16 KiB, half of a first-level cache with C's share.
constexpr Index block_rows = 64;

/// One sweep over a block held column-major with leading dimension block_rows. Returns the squared movement.
double sweep_block(double* X, const double* C, const Matrix& G, Index rows) {
  const Index r = G.rows();
  double moved = 0;
  double step[block_rows];
  for (Index k = 0; k < r; ++k) {
    double* x = X + k * block_rows;
    const double curvature = G(k, k);
    if (!(curvature > 0)) {
      std::fill(x, x + rows, 0.0);
      continue;
    }
    const double* c = C + k * block_rows;
    for (Index i = 0; i < rows; ++i) step[i] = c[i];
    for (Index l = 0; l < r; ++l) {
      const double g = G(l, k);
      const double* other = X + l * block_rows;
      for (Index i = 0; i < rows; ++i) step[i] -= other[i] * g;
    }
    const double inverse = 1 / curvature;
    for (Index i = 0; i < rows; ++i) {
      const double next = std::max(0.0, x[i] + step[i] * inverse);
      moved += (next - x[i]) * (next - x[i]);
      x[i] = next;
    }
  }
  return moved;
}

}  // namespace

void nnls_sweeps(MatrixRef X, const ConstMatrixRef& C, const Matrix& G, int sweeps, double stop) {
  const Index n = X.rows(), r = X.cols();
  const Index blocks = (n + block_rows - 1) / block_rows;
#pragma omp parallel if (n * r * r > 200000)
  {
    Matrix x(block_rows, r), c(block_rows, r);
#pragma omp for schedule(static)
    for (Index b = 0; b < blocks; ++b) {
      const Index first = b * block_rows, rows = std::min(block_rows, n - first);
      x.topRows(rows) = X.middleRows(first, rows);
      c.topRows(rows) = C.middleRows(first, rows);
      double first_move = 0;
      for (int s = 0; s < sweeps; ++s) {
        const double moved = sweep_block(x.data(), c.data(), G, rows);
        if (s == 0) first_move = moved;
        if (moved <= stop * stop * first_move) break;
      }
      X.middleRows(first, rows) = x.topRows(rows);
    }
  }
}

void nnls_row_sweeps(Eigen::Ref<Vector> x, const ConstVectorRef& c, const ConstMatrixRef& G, int sweeps,
                     double stop) {
  const Index r = x.size();
  double first_move = 0;
  for (int s = 0; s < sweeps; ++s) {
    double moved = 0;
    for (Index k = 0; k < r; ++k) {
      const double curvature = G(k, k);
      const double next = curvature > 0 ? std::max(0.0, x(k) + (c(k) - G.col(k).dot(x)) / curvature) : 0.0;
      moved += (next - x(k)) * (next - x(k));
      x(k) = next;
    }
    if (s == 0) first_move = moved;
    if (moved <= stop * stop * first_move) break;
  }
}

}  // namespace orthant
