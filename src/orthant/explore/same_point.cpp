#include "orthant/explore/same_point.hpp"

#include <vector>

namespace orthant {

bool same_point(const Matrix& U, const Matrix& V, double tolerance) {
  if (U.rows() != V.rows() || U.cols() != V.cols()) return false;
  std::vector<bool> taken(static_cast<size_t>(V.cols()), false);
  double squared = 0;
  for (Index k = 0; k < U.cols(); ++k) {
    Index nearest = -1;
    double least = 0;
    for (Index l = 0; l < V.cols(); ++l) {
      if (taken[static_cast<size_t>(l)]) continue;
      const double distance = (U.col(k) - V.col(l)).squaredNorm();
      if (nearest < 0 || distance < least) {
        nearest = l;
        least = distance;
      }
    }
    taken[static_cast<size_t>(nearest)] = true;
    squared += least;
  }
  return squared <= tolerance * tolerance * U.squaredNorm();
}

}  // namespace orthant
