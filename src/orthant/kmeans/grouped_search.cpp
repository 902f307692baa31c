#include "orthant/kmeans/grouped_search.hpp"

#include <cmath>
#include <queue>

#include "orthant/base/stop.hpp"
#include "orthant/linalg/symmetric.hpp"

namespace orthant {

namespace {

struct RowGroup {
  std::vector<Index> rows;
  Index label = 0;
  double scatter = 0;
  bool operator<(const RowGroup& other) const { return scatter < other.scatter; }
};

RowGroup measured(const Matrix& X, std::vector<Index> rows, Index label) {
  const Matrix own = X(rows, Eigen::all);
  const Eigen::RowVectorXd mean = own.colwise().mean();
  return {std::move(rows), label, (own.rowwise() - mean).squaredNorm()};
}

/// Its two parts; the second empty where rows are the same.
std::pair<std::vector<Index>, std::vector<Index>> divided(const Matrix& X, const RowGroup& group) {
  Matrix own = X(group.rows, Eigen::all);
  const Eigen::RowVectorXd mean = own.colwise().mean();
  own.rowwise() -= mean;
  Index farthest = 0;
  own.rowwise().squaredNorm().maxCoeff(&farthest);
  Vector axis = own.row(farthest).transpose();
  for (int step = 0; step < 4; ++step) {
    const double length = axis.norm();
    if (!(length > 0)) break;
    axis = own.transpose() * (own * (axis / length));
  }
  const Vector along = own * axis;
  std::pair<std::vector<Index>, std::vector<Index>> out;
  for (std::size_t i = 0; i < group.rows.size(); ++i)
    (along(static_cast<Index>(i)) > 0 ? out.second : out.first).push_back(group.rows[i]);
  return out;
}

}  // namespace

RowGroups groups_of_rows(const Matrix& X, std::span<const Index> labels, Index clusters, Index count) {
  std::vector<std::vector<Index>> members(static_cast<std::size_t>(clusters));
  for (Index i = 0; i < X.rows(); ++i) members[static_cast<std::size_t>(labels[i])].push_back(i);
  std::priority_queue<RowGroup> groups;
  for (Index k = 0; k < clusters; ++k)
    groups.push(measured(X, std::move(members[static_cast<std::size_t>(k)]), k));
  while (std::ssize(groups) < count && groups.top().scatter > 0) {
    check_budget();
    RowGroup largest = groups.top();
    groups.pop();
    auto [first, second] = divided(X, largest);
    if (first.empty() || second.empty()) {
      largest.scatter = 0;
      groups.push(std::move(largest));
      continue;
    }
    groups.push(measured(X, std::move(first), largest.label));
    groups.push(measured(X, std::move(second), largest.label));
  }
  RowGroups out;
  const auto n = std::ssize(groups);
  out.of_row.resize(static_cast<std::size_t>(X.rows()));
  const Index d = X.cols();
  out.rows.resize(n + d, d);
  out.sizes.resize(n);
  Matrix within = Matrix::Zero(d, d);
  for (Index g = 0; g < n; ++g, groups.pop()) {
    const RowGroup& group = groups.top();
    for (const Index i : group.rows) out.of_row[static_cast<std::size_t>(i)] = g;
    out.labels.push_back(group.label);
    out.sizes(g) = static_cast<double>(group.rows.size());
    const Matrix own = X(group.rows, Eigen::all);
    const Eigen::RowVectorXd mean = own.colwise().mean();
    const Matrix offsets = own.rowwise() - mean;
    within.noalias() += offsets.transpose() * offsets;
    out.rows.row(g) = std::sqrt(out.sizes(g)) * mean;
  }
  out.e = Vector::Zero(n + d);
  out.e.head(n) = (out.sizes / static_cast<double>(X.rows())).cwiseSqrt();
  const EigenPairs scatter = symmetric_eigenpairs(within);
  const Vector root = scatter.values.cwiseMax(0.0).cwiseSqrt(),
               inverse = root.unaryExpr([&](double x) { return x > 1e-7 * root.maxCoeff() ? 1 / x : 0.0; });
  out.rows.bottomRows(d) = scatter.vectors * root.asDiagonal() * scatter.vectors.transpose();
  out.inverse = scatter.vectors * inverse.asDiagonal() * scatter.vectors.transpose();
  return out;
}

}  // namespace orthant
