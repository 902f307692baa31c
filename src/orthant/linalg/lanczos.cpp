#include "orthant/linalg/lanczos.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "orthant/base/random.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/linalg/symmetric.hpp"

namespace orthant {

namespace {

/// One run from unit vector v: overwrites v with the best Ritz vector.
LanczosResult run(const std::function<Vector(const Vector&)>& apply, const Vector& start, Index steps,
                  double tolerance) {
  const Index n = start.size();
  Matrix Q(n, steps + 1);
  Vector diagonal(steps), off(steps);
  Q.col(0) = start;
  EigenPairs ritz;
  Index k = 0;
  double residual = 0;
  while (k < steps) {
    check_budget();
    Vector w = apply(Q.col(k));
    diagonal(k) = Q.col(k).dot(w);
    // Twice is enough: classical Gram–Schmidt repeated once is orthogonal to rounding.
    for (int pass = 0; pass < 2; ++pass) w -= Q.leftCols(k + 1) * (Q.leftCols(k + 1).transpose() * w).eval();
    off(k) = w.norm();
    ++k;
    if (!std::isfinite(diagonal(k - 1)) || !std::isfinite(off(k - 1)))
      return {std::numeric_limits<double>::quiet_NaN(), start, std::numeric_limits<double>::infinity()};
    ritz = tridiagonal_eigenpairs(diagonal.head(k), off.head(k - 1));
    residual = std::abs(off(k - 1) * ritz.vectors(k - 1, k - 1));
    const double largest = std::abs(ritz.values(k - 1));
    if (residual <= tolerance * largest || off(k - 1) <= 1e-15 * ritz.values.cwiseAbs().maxCoeff()) break;
    Q.col(k) = w / off(k - 1);
  }
  LanczosResult result;
  result.value = ritz.values(k - 1);
  result.vector = (Q.leftCols(k) * ritz.vectors.col(k - 1)).normalized();
  result.residual = residual;
  return result;
}

}  // namespace

LanczosResult approx_largest_eigenpair(Index n, const std::function<Vector(const Vector&)>& apply,
                                       const LanczosOptions& options) {
  Random random(options.seed, 0x1a2);
  Vector start = options.start;
  if (start.size() == 0) {
    start.resize(n);
    for (Index i = 0; i < n; ++i) start(i) = random.normal();
  }
  LanczosResult result;
  result.vector = start.normalized();
  for (int restart = 0; restart < options.restarts; ++restart) {
    result = run(apply, result.vector, std::min(options.steps, n), options.tolerance);
    if (!(result.residual > options.tolerance * std::abs(result.value))) break;
  }
  return result;
}

}  // namespace orthant
