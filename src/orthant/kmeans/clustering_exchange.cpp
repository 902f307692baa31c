#include "orthant/kmeans/clustering_exchange.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace orthant {

namespace {

std::vector<Index> sizes_of_labels(const std::vector<Index>& labels, Index clusters) {
  std::vector<Index> sizes(static_cast<std::size_t>(clusters));
  for (const Index label : labels) ++sizes[static_cast<std::size_t>(label)];
  return sizes;
}

std::vector<Index> rows_of(const std::vector<Index>& labels, Index a) {
  std::vector<Index> out;
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (labels[i] == a) out.push_back(static_cast<Index>(i));
  return out;
}

/// Labels of `to` renamed so that clusters that are also in `from` have their label there; how many are not.
Index rename_alike(const std::vector<Index>& from, std::vector<Index>& to, Index clusters) {
  const std::vector<Index> sizes = sizes_of_labels(from, clusters), others = sizes_of_labels(to, clusters);
  std::map<std::pair<Index, Index>, Index> common;
  for (std::size_t i = 0; i < from.size(); ++i) ++common[{from[i], to[i]}];
  std::vector<Index> name(sizes.size(), -1);
  std::vector<bool> taken(sizes.size());
  const auto give = [&](Index a, Index b) {
    name[static_cast<std::size_t>(b)] = a;
    taken[static_cast<std::size_t>(a)] = true;
  };
  Index differ = clusters;
  for (const auto& [pair, count] : common)
    if (count == sizes[static_cast<std::size_t>(pair.first)] &&
        count == others[static_cast<std::size_t>(pair.second)]) {
      give(pair.first, pair.second);
      --differ;
    }
  for (Index& each : name)
    if (each < 0) {
      each = static_cast<Index>(std::find(taken.begin(), taken.end(), false) - taken.begin());
      taken[static_cast<std::size_t>(each)] = true;
    }
  for (Index& label : to) label = name[static_cast<std::size_t>(label)];
  return differ;
}

/// Of two clusters that differ: where `to` moves a part of one to the other, which then has its label there as well.
std::optional<std::pair<Index, Index>> one_move(const std::vector<Index>& from, std::vector<Index>& to) {
  std::map<Index, std::vector<Index>> parts;  // of those in `from`: the labels in `to`
  std::map<Index, bool> differs;
  for (std::size_t i = 0; i < from.size(); ++i)
    if (from[i] != to[i]) differs[from[i]] = differs[to[i]] = true;
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (!differs.contains(from[i])) continue;
    std::vector<Index>& here = parts[from[i]];
    if (std::find(here.begin(), here.end(), to[i]) == here.end()) here.push_back(to[i]);
  }
  const auto &first = *parts.begin(), &last = *parts.rbegin();
  if (first.second.size() + last.second.size() != 3) return std::nullopt;
  const auto& whole = first.second.size() == 1 ? first : last;
  const Index b = whole.first, a = whole.first == first.first ? last.first : first.first;
  if (whole.second.front() != b)
    for (Index& label : to)
      if (label == a || label == b) label = a + b - label;
  return std::pair(a, b);
}

}  // namespace

std::optional<ClusteringExchange> ClusteringExchange::between(const std::vector<Index>& from,
                                                              const std::vector<Index>& to, Index clusters,
                                                              Index columns) {
  ClusteringExchange out;
  out.from_ = from;
  out.to_ = to;
  out.clusters_ = clusters;
  out.columns_ = columns;
  const Index differ = rename_alike(out.from_, out.to_, clusters), spare = columns - clusters;
  if (differ == 0) return std::nullopt;
  if (spare >= 1 && differ == 2) out.move_ = one_move(out.from_, out.to_);
  if (!out.move_ && differ > spare) return std::nullopt;
  return out;
}

Matrix ClusteringExchange::at(double tau) const {
  const auto n = static_cast<Index>(from_.size());
  const std::vector<Index> before = sizes_of_labels(from_, clusters_),
                           after = sizes_of_labels(to_, clusters_);
  Matrix U = Matrix::Zero(n, columns_);
  const auto unit = [](const std::vector<Index>& sizes, Index k) {
    return 1 / std::sqrt(static_cast<double>(sizes[static_cast<std::size_t>(k)]));
  };
  if (!move_) {
    std::vector<Index> spare(static_cast<std::size_t>(clusters_), -1);  // columns of clusters of `to`
    Index next = clusters_;
    for (std::size_t i = 0; i < from_.size(); ++i)
      for (const Index k : {from_[i], to_[i]})
        if (from_[i] != to_[i] && spare[static_cast<std::size_t>(k)] < 0)
          spare[static_cast<std::size_t>(k)] = next++;
    for (Index i = 0; i < n; ++i) {
      const Index a = from_[static_cast<std::size_t>(i)], b = to_[static_cast<std::size_t>(i)];
      const bool stays = spare[static_cast<std::size_t>(a)] < 0;
      U(i, a) = (stays ? 1 : std::sqrt(1 - tau)) * unit(before, a);
      if (!stays) U(i, spare[static_cast<std::size_t>(b)]) = std::sqrt(tau) * unit(after, b);
    }
    return U;
  }
  const auto [a, b] = *move_;
  const auto p = static_cast<double>(after[static_cast<std::size_t>(a)]),
             q = static_cast<double>(before[static_cast<std::size_t>(b)]),
             m = static_cast<double>(before[static_cast<std::size_t>(a)]) - p;
  const double AA = (p + tau * m) / (p + m), AM = (1 - tau) * std::sqrt(p * m) / (p + m),
               MB = tau * std::sqrt(m * q) / (m + q), BB = ((1 - tau) * m + q) / (m + q);
  // w² = Z_MM − Z_AM²/Z_AA − Z_MB²/Z_BB, without differences
  const double w = std::sqrt(tau * (1 - tau) * m * (1 / (p + tau * m) + 1 / ((1 - tau) * m + q)));
  for (Index i = 0; i < n; ++i) {
    const Index from = from_[static_cast<std::size_t>(i)], to = to_[static_cast<std::size_t>(i)];
    if (from != to) {
      U(i, a) = AM / std::sqrt(AA * m);
      U(i, b) = MB / std::sqrt(BB * m);
      U(i, clusters_) = w / std::sqrt(m);
    } else if (from == a) {
      U(i, a) = std::sqrt(AA / p);
    } else if (from == b) {
      U(i, b) = std::sqrt(BB / q);
    } else {
      U(i, from) = unit(before, from);
    }
  }
  return U;
}

Matrix merged_columns(const Matrix& U) {
  constexpr double parallel = 1e-5;  // by so little may U change
  Matrix out = U;
  for (Index k = 0; k < out.cols(); ++k)
    for (Index l = 0; l < k; ++l) {
      const double a = out.col(l).norm(), b = out.col(k).norm();
      if (!(a > 0) || !(b > 0) || std::min(a, b) * (out.col(l) / a - out.col(k) / b).norm() > parallel)
        continue;
      out.col(l) = (a * out.col(l) + b * out.col(k)) / std::hypot(a, b);
      out.col(k).setZero();
    }
  return out;
}

std::optional<std::vector<Index>> labels_of_factor(const Matrix& U, Index clusters) {
  constexpr double noise = 1e-4;
  std::vector<Index> labels, name(static_cast<std::size_t>(U.cols()), -1);
  Index used = 0;
  for (Index i = 0; i < U.rows(); ++i) {
    Index k = 0;
    const double largest = U.row(i).maxCoeff(&k);
    if (U.row(i).sum() - largest > noise * largest) return std::nullopt;
    Index& label = name[static_cast<std::size_t>(k)];
    if (label < 0) label = used++;
    labels.push_back(label);
  }
  if (used != clusters) return std::nullopt;
  return labels;
}

namespace {

/// The rows of clusters a and b in two better clusters.
std::vector<std::vector<Index>> better_pairs(const ConstMatrixRef& points, const Clustering& clustering,
                                             Index a, Index b, bool any, Random& random,
                                             const Budget& budget) {
  std::vector<Index> rows = rows_of(clustering.labels, a);
  const std::vector<Index> others = rows_of(clustering.labels, b);
  std::vector<std::vector<Index>> out;
  const auto add = [&](const std::vector<Index>& in_b) {
    std::vector<Index> labels = clustering.labels;
    for (std::size_t i = 0; i < rows.size(); ++i)
      labels[static_cast<std::size_t>(rows[i])] = in_b[i] == 1 ? b : a;
    out.push_back(std::move(labels));
  };
  // A part of a to b, which keeps its own: from the one point that it costs least, by nearest means.
  const auto size_a = static_cast<double>(rows.size()), size_b = static_cast<double>(others.size());
  const Vector at = clustering.centres.col(a), bt = clustering.centres.col(b);
  if (rows.size() >= 2) {
    double least = std::numeric_limits<double>::infinity();
    std::size_t best = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const double cost = size_b / (size_b + 1) * (points.col(rows[i]) - bt).squaredNorm() -
                          size_a / (size_a - 1) * (points.col(rows[i]) - at).squaredNorm();
      if (cost < least) best = i;
      least = std::min(least, cost);
    }
    std::vector<Index> in_b(rows.size());
    in_b[best] = 1;
    for (int step = 0; step < 20; ++step) {
      Vector mean_a = Vector::Zero(points.rows()), mean_b = size_b * bt;
      const auto moved = static_cast<double>(std::count(in_b.begin(), in_b.end(), 1));
      for (std::size_t i = 0; i < rows.size(); ++i) (in_b[i] == 1 ? mean_b : mean_a) += points.col(rows[i]);
      mean_a /= size_a - moved;
      mean_b /= size_b + moved;
      std::vector<Index> next(rows.size());
      for (std::size_t i = 0; i < rows.size(); ++i)
        next[i] = (points.col(rows[i]) - mean_b).squaredNorm() < (points.col(rows[i]) - mean_a).squaredNorm()
                      ? 1
                      : 0;
      const auto count = std::count(next.begin(), next.end(), 1);
      if (next == in_b || count == 0 || count == std::ssize(next)) break;
      in_b = std::move(next);
    }
    add(in_b);
  }
  if (!any) return out;
  rows.insert(rows.end(), others.begin(), others.end());
  const Matrix both = points(Eigen::all, rows);
  for (int attempt = 0; attempt < 3; ++attempt)
    add(with_single_moves(both, lloyd(both, both(Eigen::all, spread_points(both, 2, random)), budget), budget)
            .labels);
  return out;
}

}  // namespace

std::optional<Clustering> better_by_exchange(const ConstMatrixRef& points, const Clustering& clustering,
                                             const Clustering& known, Index columns, Random& random,
                                             const Budget& budget) {
  constexpr double by_rounding = 1e-10;
  const Index clusters = clustering.centres.cols();
  std::optional<Clustering> best;
  double least = clustering.inertia - by_rounding * (clustering.inertia + points.squaredNorm());
  const auto try_labels = [&](std::vector<Index> labels) {
    Clustering one = clustering_of(points, std::move(labels), clusters);
    if (!(one.inertia < least) ||
        !ClusteringExchange::between(clustering.labels, one.labels, clusters, columns))
      return;
    least = one.inertia;
    best = std::move(one);
  };
  if (columns <= clusters) return best;
  try_labels(known.labels);
  for (Index a = 0; a < clusters && !budget.exhausted(); ++a)
    for (Index b = 0; b < clusters; ++b)
      if (a != b)
        for (std::vector<Index>& labels :
             better_pairs(points, clustering, a, b, b < a && columns >= clusters + 2, random, budget))
          try_labels(std::move(labels));
  return best;
}

}  // namespace orthant
