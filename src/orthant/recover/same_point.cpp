#include "orthant/recover/same_point.hpp"

#include <vector>

namespace orthant {

bool same_point(const Matrix& U, const Matrix& V, double tolerance) {
  if (U.rows() != V.rows() || U.cols() != V.cols()) return false;
  std::vector<bool> taken(static_cast<size_t>(V.cols()), false);
  for (Index k = 0; k < U.cols(); ++k) {
    const double near = tolerance * tolerance * U.col(k).squaredNorm();
    Index l = 0;
    while (l < V.cols() && (taken[static_cast<size_t>(l)] || !((U.col(k) - V.col(l)).squaredNorm() <= near)))
      ++l;
    if (l == V.cols()) return false;
    taken[static_cast<size_t>(l)] = true;
  }
  return true;
}

}  // namespace orthant
