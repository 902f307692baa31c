#include "orthant/linalg/exact_nnls.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace orthant {

ExactNnls::ExactNnls(Index rank) : lower_(rank, rank), x_(rank), step_(rank) {}

bool ExactNnls::factor(const ConstMatrixRef& G) {
  constexpr double least_pivot = 1e-13;  // of the diagonal entry
  if (support_ == factored_) return true;
  factored_.clear();
  const auto size = static_cast<Index>(support_.size());
  for (Index a = 0; a < size; ++a) {
    const Index k = support_[static_cast<std::size_t>(a)];
    for (Index b = 0; b < a; ++b) {
      const double sum =
          G(k, support_[static_cast<std::size_t>(b)]) - lower_.row(a).head(b).dot(lower_.row(b).head(b));
      lower_(a, b) = sum / lower_(b, b);
    }
    const double pivot = G(k, k) - lower_.row(a).head(a).squaredNorm();
    if (!(pivot > least_pivot * G(k, k))) return false;
    lower_(a, a) = std::sqrt(pivot);
  }
  factored_ = support_;
  return true;
}

void ExactNnls::solve_on_support(const ConstVectorRef& c) {
  const auto size = static_cast<Index>(support_.size());
  for (Index a = 0; a < size; ++a) step_(a) = c(support_[static_cast<std::size_t>(a)]);
  const auto L = lower_.topLeftCorner(size, size).triangularView<Eigen::Lower>();
  auto z = step_.head(size);
  L.solveInPlace(z);
  L.transpose().solveInPlace(z);
}

/// Step 1. False where G is singular.
bool ExactNnls::leave_constraints(const ConstMatrixRef& G, const ConstVectorRef& c) {
  for (;;) {
    if (!factor(G)) return false;
    solve_on_support(c);
    double reach = 1;
    for (std::size_t a = 0; a < support_.size(); ++a) {
      const double z = step_(static_cast<Index>(a)), x = x_(support_[a]);
      if (!(z > 0)) reach = std::min(reach, x > 0 ? x / (x - z) : 0.0);
    }
    std::vector<Index> kept;
    for (std::size_t a = 0; a < support_.size(); ++a) {
      double& x = x_(support_[a]);
      const double z = step_(static_cast<Index>(a));
      const bool ends = !(z > 0) && (x > 0 ? x / (x - z) : 0.0) <= reach;
      x = ends ? 0 : x + reach * (z - x);
      if (reach == 1 && !ends) x = z;
      if (x > 0) kept.push_back(support_[a]);
      if (!(x > 0)) x = 0;
    }
    if (kept.size() == support_.size()) return true;
    support_ = std::move(kept);
  }
}

/// Step 2: −1 when there is none.
Index ExactNnls::most_violated(const ConstMatrixRef& G, const ConstVectorRef& c, Index excepted) const {
  constexpr double rounding = 64 * std::numeric_limits<double>::epsilon();
  Index best = -1;
  double most = 0;
  for (Index k = 0; k < x_.size(); ++k) {
    if (x_(k) > 0 || k == excepted || !(G(k, k) > 0)) continue;
    double slope = c(k), size = std::abs(c(k));
    for (const Index l : support_) {
      slope -= G(k, l) * x_(l);
      size += std::abs(G(k, l)) * x_(l);
    }
    if (!(slope > rounding * size)) continue;
    const double gain = slope / std::sqrt(G(k, k));
    if (gain > most) {
      most = gain;
      best = k;
    }
  }
  return best;
}

bool ExactNnls::solve(const ConstMatrixRef& G, const ConstVectorRef& c, Eigen::Ref<Vector> x,
                      bool same_gram) {
  if (!same_gram) factored_.clear();
  x_ = x;
  support_.clear();
  for (Index k = 0; k < x_.size(); ++k) {
    if (!(G(k, k) > 0)) x_(k) = 0;  // as sweeps do: the column is zero
    if (x_(k) > 0) support_.push_back(k);
  }
  if (!leave_constraints(G, c)) return false;
  Index excepted = -1;
  const Index most_rounds = 10 * x_.size() + 20;
  for (Index round = 0; round < most_rounds; ++round) {
    const Index joins = most_violated(G, c, excepted);
    if (joins < 0) break;
    support_.insert(std::lower_bound(support_.begin(), support_.end(), joins), joins);
    if (!leave_constraints(G, c)) return false;
    // What left again at once was above rounding by rounding only.
    excepted = x_(joins) > 0 ? -1 : joins;
  }
  x = x_;
  return true;
}

}  // namespace orthant
