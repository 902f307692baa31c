#include "orthant/linalg/nnls.hpp"

#include <algorithm>

#include "orthant/linalg/threads.hpp"
#include "orthant/simd/inner_loops.hpp"

namespace orthant {

namespace {

struct Strips;  // what scratch memory is for

template <class Scalar>
void sweep_rows(MatrixRef X, const ConstMatrixRef& C, const Matrix& G, const SweepRule& rule) {
  const Index n = X.rows(), r = X.cols();
  constexpr Index strip = simd::nnls_strip<Scalar>;
  const Index strips = (n + strip - 1) / strip;
  const auto sweeps = simd::best().nnls_sweeps<Scalar>();
#pragma omp parallel if (n * r * r > 200000)
  {
    Scalar* const memory = scratch<Strips, Scalar>(2 * strip * r + r * r + r);
    Scalar *const x = memory, *const c = x + strip * r, *const gram = c + strip * r,
                  *const inverse = gram + r * r;
    std::fill(memory, gram, Scalar{0});
    for (Index k = 0; k < r * r; ++k) gram[k] = static_cast<Scalar>(G.data()[k]);
    for (Index k = 0; k < r; ++k) {
      const double curvature = G(k, k) + rule.ridge;
      gram[k * r + k] = static_cast<Scalar>(curvature);
      inverse[k] = curvature > 0 ? static_cast<Scalar>(1 / curvature) : 0;
    }
#pragma omp for schedule(static)
    for (Index b = 0; b < strips; ++b) {
      const Index first = b * strip, rows = std::min(strip, n - first);
      for (Index k = 0; k < r; ++k) {
        const double *from_x = &X(first, k), *from_c = C.data() + k * C.outerStride() + first;
        for (Index i = 0; i < rows; ++i) x[k * strip + i] = static_cast<Scalar>(from_x[i]);
        for (Index i = 0; i < rows; ++i) c[k * strip + i] = static_cast<Scalar>(from_c[i]);
        // Rows of an earlier strip must not count in this one's movement.
        for (Index i = rows; i < strip; ++i) x[k * strip + i] = c[k * strip + i] = 0;
      }
      sweeps(x, c, gram, inverse, r, rule.sweeps, static_cast<Scalar>(rule.stop));
      for (Index k = 0; k < r; ++k) {
        double* to = &X(first, k);
        for (Index i = 0; i < rows; ++i) to[i] = x[k * strip + i];
      }
    }
  }
}

}  // namespace

void gram(const ConstMatrixRef& V, Matrix& G) {
  G.setZero(V.cols(), V.cols());
  G.selfadjointView<Eigen::Lower>().rankUpdate(V.transpose());
  G.triangularView<Eigen::StrictlyUpper>() = G.transpose();
}

void nnls_sweeps(MatrixRef X, const ConstMatrixRef& C, const Matrix& G, const SweepRule& rule) {
  if (rule.precision == Precision::single) {
    sweep_rows<float>(X, C, G, rule);
  } else {
    sweep_rows<double>(X, C, G, rule);
  }
}

void nnls_row_sweeps(Eigen::Ref<Vector> x, const ConstVectorRef& c, const ConstMatrixRef& G,
                     const SweepRule& rule) {
  const Index r = x.size();
  double first_move = 0;
  for (int s = 0; s < rule.sweeps; ++s) {
    double moved = 0;
    for (Index k = 0; k < r; ++k) {
      const double curvature = G(k, k) + rule.ridge;
      const double slope = G.col(k).dot(x) + rule.ridge * x(k) - c(k);
      const double next = curvature > 0 ? std::max(0.0, x(k) - slope / curvature) : 0.0;
      moved += (next - x(k)) * (next - x(k));
      x(k) = next;
    }
    if (s == 0) first_move = moved;
    if (moved <= rule.stop * rule.stop * first_move) break;
  }
}

}  // namespace orthant
