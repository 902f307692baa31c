#include "orthant/recover/stability.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace orthant {

namespace {

/// Average linkage, always of the two nearest clusters; heights at which pairs join.
class AverageLinkage {
 public:
  explicit AverageLinkage(Matrix distances)
      : D_(std::move(distances)), heights_(Matrix::Zero(D_.rows(), D_.rows())), active_(D_.rows()) {
    std::iota(active_.begin(), active_.end(), Index{0});
    for (Index i = 0; i < D_.rows(); ++i) members_.push_back({i});
    nearest_.resize(static_cast<size_t>(D_.rows()));
    for (const Index i : active_) find_nearest(i);
    while (active_.size() > 1) join_nearest();
  }

  const Matrix& heights() const { return heights_; }

 private:
  Index& nearest(Index i) { return nearest_[static_cast<size_t>(i)]; }
  std::vector<Index>& members(Index i) { return members_[static_cast<size_t>(i)]; }

  void find_nearest(Index i) {
    nearest(i) = -1;
    for (const Index j : active_)
      if (j != i && (nearest(i) < 0 || D_(i, j) < D_(i, nearest(i)))) nearest(i) = j;
  }

  void join_nearest() {
    Index a = active_.front();
    for (const Index i : active_)
      if (D_(i, nearest(i)) < D_(a, nearest(a))) a = i;
    const Index b = nearest(a);
    for (const Index i : members(a))
      for (const Index j : members(b)) heights_(i, j) = heights_(j, i) = D_(a, b);
    active_.erase(std::find(active_.begin(), active_.end(), b));
    const auto size_a = static_cast<double>(members(a).size()),
               size_b = static_cast<double>(members(b).size());
    for (const Index j : active_)
      if (j != a) D_(a, j) = D_(j, a) = (size_a * D_(a, j) + size_b * D_(b, j)) / (size_a + size_b);
    members(a).insert(members(a).end(), members(b).begin(), members(b).end());
    if (active_.size() < 2) return;
    find_nearest(a);
    for (const Index i : active_) {
      if (i == a) continue;
      if (nearest(i) == a || nearest(i) == b)
        find_nearest(i);
      else if (D_(i, a) < D_(i, nearest(i)))
        nearest(i) = a;
    }
  }

  Matrix D_, heights_;
  std::vector<Index> active_, nearest_;
  std::vector<std::vector<Index>> members_;
};

}  // namespace

Matrix consensus_matrix(const std::vector<RepeatedLabels>& fits) {
  const auto n = static_cast<Index>(fits.front().labels.size());
  Matrix C = Matrix::Zero(n, n);
  double total = 0;
  for (const RepeatedLabels& fit : fits) {
    const auto times = static_cast<double>(fit.times);
    total += times;
    for (Index j = 0; j < n; ++j)
      for (Index i = 0; i < n; ++i)
        if (fit.labels[static_cast<size_t>(i)] == fit.labels[static_cast<size_t>(j)]) C(i, j) += times;
  }
  return C / total;
}

double cophenetic_correlation(const Matrix& consensus) {
  const Index n = consensus.rows();
  if (n < 2) return 1;
  const Matrix D = (1 - consensus.array()).matrix();
  const Matrix heights = AverageLinkage(D).heights();
  double pairs = 0, d = 0, c = 0;
  for (Index j = 0; j < n; ++j) {
    for (Index i = 0; i < j; ++i) {
      ++pairs;
      d += D(i, j);
      c += heights(i, j);
    }
  }
  d /= pairs;
  c /= pairs;
  double dd = 0, cc = 0, dc = 0;
  for (Index j = 0; j < n; ++j) {
    for (Index i = 0; i < j; ++i) {
      const double x = D(i, j) - d, y = heights(i, j) - c;
      dd += x * x;
      cc += y * y;
      dc += x * y;
    }
  }
  if (dd <= 1e-24 * pairs && cc <= 1e-24 * pairs) return 1;
  return dd > 0 && cc > 0 ? dc / std::sqrt(dd * cc) : 0;
}

double dispersion(const Matrix& consensus) {
  return 4 * (consensus.array() - 0.5).square().mean();
}

}  // namespace orthant
