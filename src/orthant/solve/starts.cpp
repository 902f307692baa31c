#include "orthant/solve/starts.hpp"

#include <cmath>

#include "orthant/core/random.hpp"
#include "orthant/linalg/randomized_svd.hpp"

namespace orthant {

Matrix random_start(const Objective& objective, std::uint64_t seed, std::uint64_t stream) {
  Random random(seed, stream);
  const double scale =
      2 * std::sqrt(std::abs(objective.observations().mean()) / static_cast<double>(objective.rank()));
  Matrix U(objective.rows(), objective.rank());
  for (Index i = 0; i < U.size(); ++i) U.data()[i] = scale * random.uniform();
  return U;
}

Matrix nndsvd_start(const Objective& objective, std::uint64_t seed) {
  const Index r = objective.rank(), n1 = objective.observations().rows();
  const SingularTriplets svd = approx_svd(objective.observations().back_projection(), r, {.seed = seed});
  Matrix left(n1, r), right(objective.observations().cols(), r);
  for (Index k = 0; k < r; ++k) {
    const Vector up = svd.left.col(k).cwiseMax(0.0), un = (-svd.left.col(k)).cwiseMax(0.0);
    const Vector vp = svd.right.col(k).cwiseMax(0.0), vn = (-svd.right.col(k)).cwiseMax(0.0);
    const bool positive = up.norm() * vp.norm() >= un.norm() * vn.norm();
    const Vector& u = positive ? up : un;
    const Vector& v = positive ? vp : vn;
    const double weight = std::sqrt(svd.values(k) * u.norm() * v.norm());
    left.col(k) = u * (u.norm() > 0 ? weight / u.norm() : 0);
    right.col(k) = v * (v.norm() > 0 ? weight / v.norm() : 0);
  }
  if (!objective.is_asymmetric()) return left;
  Matrix U(objective.rows(), r);
  U << left, right;
  if (objective.loss() != "frobenius") {
    const double floor = 0.01 * std::sqrt(std::abs(objective.observations().mean()) / static_cast<double>(r));
    U = (U.array() > 0).select(U, floor);
  }
  return U;
}

}  // namespace orthant
