#include "orthant/copositive/gallery/random_families.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>

#include "orthant/base/error.hpp"
#include "orthant/base/random.hpp"

namespace orthant::gallery {

namespace {

constexpr Index largest_order = 5000;

void require_order(Index n) {
  if (n < 1 || n > largest_order)
    throw InputError(fmt::format("order {}; expected 1 to {}", n, largest_order));
}

void require_density(double density) {
  if (!(density >= 0 && density <= 1))
    throw InputError(fmt::format("density {}; expected 0 ≤ density ≤ 1", density));
}

/// So that a product of two of them, times 5000, fits a long.
void require_largest(long largest) {
  if (largest < 1 || largest > 1'000'000)
    throw InputError(fmt::format("largest entry {}; expected 1 to 1000000", largest));
}

/// Uniform on low, …, high.
long between(Random& random, long low, long high) {
  return low + static_cast<long>(random.below(static_cast<std::uint64_t>(high - low + 1)));
}

}  // namespace

RationalSymmetric random_split(Index n, std::uint64_t seed, const SplitFormOptions& options) {
  require_order(n);
  require_density(options.density);
  require_largest(options.largest);
  const Index rank = options.rank == 0 ? (n + 1) / 2 : options.rank;
  if (rank < 0 || rank > n)
    throw InputError(fmt::format("rank = {}; expected 0 ≤ rank ≤ order = {}", rank, n));
  if (options.margin < 0)
    throw InputError(fmt::format("margin = {}; expected ≥ 0", options.margin.get_str()));
  Random random(seed);
  std::vector<std::vector<long>> G(static_cast<std::size_t>(n),
                                   std::vector<long>(static_cast<std::size_t>(rank)));
  for (auto& row : G)
    for (long& g : row) g = between(random, -options.largest, options.largest);
  RationalSymmetric Q(n);
  const mpz_class &up = options.margin.get_num(), &down = options.margin.get_den();
  Q.set_denominator(down);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j <= i; ++j) {
      const auto &g_i = G[i], &g_j = G[j];
      mpz_class q = std::inner_product(g_i.begin(), g_i.end(), g_j.begin(), 0L);
      if (i != j && random.uniform() < options.density) q += between(random, 1, options.largest * rank);
      q *= down;
      if (i == j) q += up;
      Q.set_numerator(i, j, q);
    }
  }
  return Q;
}

RationalSymmetric standard_quadratic(Index n, double density, std::uint64_t seed) {
  require_order(n);
  require_density(density);
  Random random(seed);
  std::vector<long> half(static_cast<std::size_t>(n));
  for (long& h : half) h = between(random, 0, 10);
  RationalSymmetric Q(n);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < i; ++j) {
      const long h = half[i] + half[j];
      const bool convex = random.uniform() < density;
      Q.set_numerator(i, j, convex ? h - between(random, 1, 10) : h + between(random, 0, 10));
    }
    Q.set_numerator(i, i, 2 * half[i]);
  }
  return Q;
}

// ---- residuals -----------------------------------------------------------------------------------

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
