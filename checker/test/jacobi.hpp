/// Eigenvalues by Jacobi's rotations in long double: an oracle that shares nothing with the checker.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

namespace orthant::checker {

inline long double smallest_eigenvalue(std::vector<std::vector<long double>> H) {
  const std::size_t n = H.size();
  for (int sweep = 0; sweep < 60; ++sweep) {
    long double off = 0;
    for (std::size_t p = 0; p < n; ++p)
      for (std::size_t q = p + 1; q < n; ++q) {
        if (H[p][q] == 0) continue;
        off = std::max(off, std::fabs(H[p][q]));
        const long double theta = (H[q][q] - H[p][p]) / (2 * H[p][q]);
        const long double t = (theta >= 0 ? 1 : -1) / (std::fabs(theta) + std::sqrt(theta * theta + 1));
        const long double c = 1 / std::sqrt(t * t + 1), s = t * c;
        for (std::size_t k = 0; k < n; ++k) {
          const long double x = H[k][p], y = H[k][q];
          H[k][p] = c * x - s * y;
          H[k][q] = s * x + c * y;
        }
        for (std::size_t k = 0; k < n; ++k) {
          const long double x = H[p][k], y = H[q][k];
          H[p][k] = c * x - s * y;
          H[q][k] = s * x + c * y;
        }
      }
    if (off < 1e-17L) break;
  }
  long double smallest = H[0][0];
  for (std::size_t k = 1; k < n; ++k) smallest = std::min(smallest, H[k][k]);
  return smallest;
}

}  // namespace orthant::checker
