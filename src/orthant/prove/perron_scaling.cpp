#include "orthant/prove/perron_scaling.hpp"

#include <cmath>
#include <vector>

namespace orthant {

namespace {

/// The indices of every connected component of the pattern of N + Nᵀ.
std::vector<std::vector<Index>> components(const Matrix& N) {
  std::vector<std::vector<Index>> out;
  std::vector<bool> seen(static_cast<std::size_t>(N.rows()), false);
  for (Index start = 0; start < N.rows(); ++start) {
    if (seen[static_cast<std::size_t>(start)]) continue;
    std::vector<Index> members{start};
    seen[static_cast<std::size_t>(start)] = true;
    for (std::size_t next = 0; next < members.size(); ++next)
      for (Index j = 0; j < N.rows(); ++j)
        if (!seen[static_cast<std::size_t>(j)] && (N(members[next], j) > 0 || N(j, members[next]) > 0)) {
          seen[static_cast<std::size_t>(j)] = true;
          members.push_back(j);
        }
    out.push_back(std::move(members));
  }
  return out;
}

}  // namespace

Vector perron_scaling(const Matrix& N) {
  constexpr int steps = 300;
  constexpr double grid = 4096;
  Vector D = Vector::Ones(N.rows());
  for (const std::vector<Index>& members : components(N)) {
    const Matrix block = N(members, members);
    Vector d = Vector::Ones(block.rows());
    for (int k = 0; k < steps; ++k) {
      const Vector next = block * d;
      d = next / std::max(next.maxCoeff(), 1e-300) + d;
      d /= d.maxCoeff();
    }
    for (std::size_t i = 0; i < members.size(); ++i)
      D(members[i]) = std::max(std::round(grid * d(static_cast<Index>(i))), 1.0) / grid;
  }
  return D;
}

}  // namespace orthant
