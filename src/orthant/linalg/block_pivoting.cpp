#include "orthant/linalg/block_pivoting.hpp"

#include <cmath>

namespace orthant {

BlockPivoting::BlockPivoting(Index rank)
    : is_free_(static_cast<size_t>(rank)), lower_(rank, rank), solution_(rank), trial_(rank), y_(rank) {
  free_.reserve(static_cast<size_t>(rank));
}

bool BlockPivoting::solve_free(const ConstMatrixRef& G, double ridge, const ConstVectorRef& c) {
  const Index m = static_cast<Index>(free_.size());
  for (Index a = 0; a < m; ++a) {
    for (Index b = 0; b <= a; ++b) {
      double sum = G(free_[a], free_[b]) + (a == b ? ridge : 0);
      const double whole = sum;
      for (Index k = 0; k < b; ++k) sum -= lower_(k, a) * lower_(k, b);  // by columns: the transpose
      if (a > b) {
        lower_(b, a) = sum / lower_(b, b);
      } else {
        if (!(sum > 1e-14 * whole)) return false;
        lower_(a, a) = std::sqrt(sum);
      }
    }
  }
  for (Index a = 0; a < m; ++a) {
    double sum = c(free_[a]);
    for (Index k = 0; k < a; ++k) sum -= lower_(k, a) * solution_(k);
    solution_(a) = sum / lower_(a, a);
  }
  for (Index a = m - 1; a >= 0; --a) {
    const double solved = solution_(a) /= lower_(a, a);
    for (Index k = 0; k < a; ++k) solution_(k) -= lower_(k, a) * solved;
  }
  return true;
}

bool BlockPivoting::solve(const ConstMatrixRef& G, double ridge, const ConstVectorRef& c,
                          Eigen::Ref<Vector> x) {
  const Index r = x.size();
  const double tolerance = 1e-12 * c.cwiseAbs().maxCoeff();
  for (Index k = 0; k < r; ++k) is_free_[k] = x(k) > 0 && G(k, k) + ridge > 0;
  Index fewest = r + 1;
  int patience = 3;
  for (Index round = 0; round < 20 * r; ++round) {
    free_.clear();
    for (Index k = 0; k < r; ++k)
      if (is_free_[k]) free_.push_back(k);
    if (!solve_free(G, ridge, c)) return false;
    trial_.setZero();
    y_ = -c;
    for (size_t a = 0; a < free_.size(); ++a) {
      trial_(free_[a]) = solution_(static_cast<Index>(a));
      y_ += trial_(free_[a]) * G.col(free_[a]);
    }
    const auto violates = [&](Index k) { return is_free_[k] ? trial_(k) < 0 : y_(k) < -tolerance; };
    Index violations = 0, last = 0;
    for (Index k = 0; k < r; ++k) {
      if (!violates(k)) continue;
      ++violations;
      last = k;
    }
    if (violations == 0) {
      x = trial_;
      return true;
    }
    if (violations < fewest) {
      fewest = violations;
      patience = 3;
    } else {
      --patience;
    }
    for (Index k = patience >= 0 ? 0 : last; k <= last; ++k)
      if (violates(k)) is_free_[k] = !is_free_[k];
  }
  return false;
}

}  // namespace orthant
