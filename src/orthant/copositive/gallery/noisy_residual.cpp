#include "orthant/copositive/gallery/noisy_residual.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>

#include "orthant/base/error.hpp"
#include "orthant/base/random.hpp"

namespace orthant::gallery {

namespace {

Matrix random_matrix(Index rows, Index columns, Random& random) {
  Matrix Z(rows, columns);
  for (Index j = 0; j < columns; ++j)
    for (Index i = 0; i < rows; ++i) Z(i, j) = random.normal();
  return Z;
}

/// UUᵀ − M, its upper triangle a copy of the lower one: symmetric to the last bit.
Matrix residual(const Matrix& U, const Matrix& M) {
  Matrix R = U * U.transpose() - M;
  R.triangularView<Eigen::StrictlyUpper>() = R.transpose();
  return R;
}

}  // namespace

Residual noisy_residual(Index n, Index r, std::uint64_t seed, double noise) {
  if (n < 1 || n > 5000) throw InputError(fmt::format("order {}; expected 1 to 5000", n));
  if (r < 1 || r > n) throw InputError(fmt::format("rank = {}; expected 1 ≤ rank ≤ order = {}", r, n));
  if (!(noise >= 0) || !std::isfinite(noise)) throw InputError(fmt::format("noise {}; expected ≥ 0", noise));
  Random random(seed);
  const Matrix V = random_matrix(n, r, random).cwiseMax(0), Z = random_matrix(n, n, random);
  const Matrix M = V * V.transpose() + (noise / std::sqrt(2.0)) * (Z + Z.transpose());

  Matrix U = random_matrix(n, r, random).cwiseAbs();
  Matrix R = residual(U, M), G = 2 * R * U;
  double step = 1 / std::max(1.0, G.norm());
  std::deque<double> recent{0.5 * R.squaredNorm()};
  const double scale = M.norm();
  constexpr int steps = 20'000;
  for (int k = 0; k < steps && (U - (U - G).cwiseMax(0)).norm() > 1e-9 * scale * U.norm(); ++k) {
    const Matrix D = (U - step * G).cwiseMax(0) - U;
    const double slope = D.cwiseProduct(G).sum(), reference = std::ranges::max(recent);
    double t = 1, value = 0;
    Matrix next, next_R;
    for (int halving = 0; halving < 60; ++halving, t /= 2) {
      next = U + t * D;
      next_R = residual(next, M);
      value = 0.5 * next_R.squaredNorm();
      if (value <= reference + 1e-4 * t * slope) break;
    }
    const Matrix next_G = 2 * next_R * next;
    const double curvature = (next - U).cwiseProduct(next_G - G).sum();
    step = curvature > 0 ? std::clamp((next - U).squaredNorm() / curvature, 1e-10, 1e10) : 1e10;
    U = next;
    R = next_R;
    G = next_G;
    recent.push_back(value);
    if (recent.size() > 10) recent.pop_front();
  }
  return {R, U, (U - (U - G).cwiseMax(0)).norm()};
}

}  // namespace orthant::gallery
