#include "orthant/recover/stability.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace orthant {

namespace {

Matrix unit_columns(const ConstMatrixRef& X) {
  Matrix out = X;
  for (Index k = 0; k < out.cols(); ++k)
    if (const double norm = out.col(k).norm(); norm > 0) out.col(k) /= norm;
  return out;
}

std::vector<Index> strongest_part(const ConstMatrixRef& X, const Vector& weight) {
  std::vector<Index> out(static_cast<size_t>(X.rows()), -1);
  for (Index i = 0; i < X.rows(); ++i) {
    double most = 0;
    for (Index k = 0; k < X.cols(); ++k) {
      const double explained = X(i, k) * weight(k);
      if (!(explained > most)) continue;
      most = explained;
      out[static_cast<size_t>(i)] = k;
    }
  }
  return out;
}

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

std::vector<Index> best_assignment(const Matrix& S) {
  // Shortest augmenting paths with potentials u, v, for the costs −S; everything counts from 1.
  const Index n = S.rows();
  const auto size = static_cast<size_t>(n) + 1;
  std::vector<double> u(size, 0), v(size, 0);
  std::vector<size_t> row_of(size, 0), way(size, 0);
  for (size_t row = 1; row < size; ++row) {
    row_of[0] = row;
    size_t col = 0;
    std::vector<double> least(size, std::numeric_limits<double>::infinity());
    std::vector<bool> used(size, false);
    do {
      used[col] = true;
      const size_t i = row_of[col];
      double delta = std::numeric_limits<double>::infinity();
      size_t next = 0;
      for (size_t j = 1; j < size; ++j) {
        if (used[j]) continue;
        const double reduced = -S(static_cast<Index>(i) - 1, static_cast<Index>(j) - 1) - u[i] - v[j];
        if (reduced < least[j]) {
          least[j] = reduced;
          way[j] = col;
        }
        if (least[j] < delta) {
          delta = least[j];
          next = j;
        }
      }
      for (size_t j = 0; j < size; ++j) {
        if (used[j]) {
          u[row_of[j]] += delta;
          v[j] -= delta;
        } else {
          least[j] -= delta;
        }
      }
      col = next;
    } while (row_of[col] != 0);
    for (; col != 0; col = way[col]) row_of[col] = row_of[way[col]];
  }
  std::vector<Index> out(static_cast<size_t>(n));
  for (size_t j = 1; j < size; ++j) out[row_of[j] - 1] = static_cast<Index>(j) - 1;
  return out;
}

Vector matched_cosines(const Matrix& U, const Matrix& V, Index left_rows, bool symmetric) {
  const Index first = symmetric ? 0 : left_rows;
  const Matrix left = unit_columns(U.topRows(left_rows)).transpose() * unit_columns(V.topRows(left_rows));
  const Matrix right =
      unit_columns(U.bottomRows(U.rows() - first)).transpose() * unit_columns(V.bottomRows(V.rows() - first));
  const Matrix cosines = left.cwiseProduct(right);
  const std::vector<Index> match = best_assignment(cosines);
  Vector out(U.cols());
  for (Index k = 0; k < U.cols(); ++k) out(k) = std::min(1.0, cosines(k, match[static_cast<size_t>(k)]));
  return out;
}

std::vector<Index> labels_of_rows(const Matrix& U, Index left_rows, bool symmetric) {
  const Vector right = U.bottomRows(U.rows() - (symmetric ? 0 : left_rows)).colwise().sum();
  return strongest_part(U.topRows(left_rows), right);
}

std::vector<Index> labels_of_columns(const Matrix& U, Index left_rows, bool symmetric) {
  const Vector left = U.topRows(left_rows).colwise().sum();
  return strongest_part(U.bottomRows(U.rows() - (symmetric ? 0 : left_rows)), left);
}

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
