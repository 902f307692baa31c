#include "orthant/paper/instances/theorem4.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "orthant/base/error.hpp"
#include "orthant/operators/full.hpp"

namespace orthant::paper {

namespace {

constexpr Index most_points = 5000;

/// [1wᵀ; 0]/‖w‖, exactly: 1/‖w‖ is a factor of its own. Without w all are equal: (1/√r)·[11ᵀ; 0].
ScaledMatrix large_cluster_only(Index n, Index m, Index r, const std::vector<double>& w) {
  Matrix U = Matrix::Zero(n, r);
  if (w.empty()) {
    U.topRows(m).setOnes();
    return ScaledMatrix(U, ExactScale::root(mpq_class(1, static_cast<long>(r))));
  }
  mpq_class squares = 0;
  for (const double x : w) squares += mpq_class(x) * mpq_class(x);
  U.topRows(m) =
      Vector::Ones(m) * Eigen::Map<const Vector>(w.data(), static_cast<Index>(w.size())).transpose();
  return ScaledMatrix(U, ExactScale::root(1 / squares));
}

Problem clustering(Index m, const std::vector<Index>& small, Index r, bool symmetric, double balance,
                   const std::vector<double>& w) {
  const Index n = std::accumulate(small.begin(), small.end(), m);
  if (n > most_points) throw InputError(fmt::format("{} points; expected at most {}", n, most_points));
  const Index clusters = 1 + static_cast<Index>(small.size());
  Matrix truth = Matrix::Zero(n, clusters);
  truth.topLeftCorner(m, 1).setOnes();
  Index row = m;
  for (Index j = 1; j < clusters; ++j) {
    const Index size = small[static_cast<size_t>(j - 1)];
    truth.block(row, j, size, 1).setOnes();
    row += size;
  }
  const ScaledMatrix point = large_cluster_only(n, m, r, w);
  Problem problem;
  problem.symmetric = symmetric;
  problem.rank = r;
  problem.balance = balance;
  problem.measurement = std::make_shared<const FullMeasurement>(n, n);
  problem.truth = Factors{truth, symmetric ? ScaledMatrix() : ScaledMatrix(truth)};
  problem.point = Factors{point, symmetric ? ScaledMatrix() : point};
  problem.check();
  return problem;
}

void require_weights(const std::vector<double>& w, Index r) {
  if (static_cast<Index>(w.size()) != r)
    throw InputError(fmt::format("w of {} numbers; expected rank = {}", w.size(), r));
  double sum = 0;
  for (const double x : w) {
    if (!(x >= 0) || !std::isfinite(x))
      throw InputError(fmt::format("w: {:g}; expected finite numbers ≥ 0", x));
    sum += x * x;
  }
  if (!(sum > 1e-30 && sum < 1e30)) throw InputError("w: zero or too large; expected a direction");
}

}  // namespace

Problem theorem4(const Theorem4& p) {
  if (p.r_star < 2) throw InputError(fmt::format("true_rank = {}; expected true_rank ≥ 2", p.r_star));
  if (p.r < p.r_star)
    throw InputError(fmt::format("rank = {}; expected rank ≥ true_rank = {}", p.r, p.r_star));
  if (p.w.empty() && p.m <= p.r) throw InputError(fmt::format("m = {}; expected m > rank = {}", p.m, p.r));
  if (p.m < 1) throw InputError(fmt::format("m = {}; expected m ≥ 1", p.m));
  if (!p.w.empty()) require_weights(p.w, p.r);
  if (p.r_star > most_points)
    throw InputError(fmt::format("true_rank = {}; expected at most {}", p.r_star, most_points));
  const std::vector<Index> single(static_cast<size_t>(p.r_star - 1), 1);
  return clustering(p.m, single, p.r, p.symmetric, p.balance, p.w);
}

mpq_class least_weight(const Theorem4& p) {
  const mpq_class m = static_cast<long>(p.m);
  if (p.w.empty()) return m / mpq_class(static_cast<long>(p.r));
  mpq_class squares = 0;
  for (const double x : p.w) squares += mpq_class(x) * mpq_class(x);
  const mpq_class least = *std::min_element(p.w.begin(), p.w.end());
  return m * least * least / squares;
}

mpq_class least_weight(const ImbalancedClusters& p) {
  const Index largest = *std::max_element(p.small.begin(), p.small.end());
  mpq_class ratio(static_cast<long>(p.m), static_cast<long>(p.r) * static_cast<long>(largest));
  ratio.canonicalize();
  return ratio;
}

Problem imbalanced_clusters(const ImbalancedClusters& p) {
  const Index clusters = 1 + static_cast<Index>(p.small.size());
  if (p.m < 1) throw InputError(fmt::format("m = {}; expected m ≥ 1", p.m));
  if (p.small.empty()) throw InputError("no small cluster; expected at least one size");
  for (const Index size : p.small)
    if (size < 1 || size > most_points)
      throw InputError(fmt::format("cluster of size {}; expected between 1 and {}", size, most_points));
  if (p.r < clusters)
    throw InputError(fmt::format("rank = {}; expected rank ≥ number of clusters = {}", p.r, clusters));
  return clustering(p.m, p.small, p.r, p.symmetric, p.balance, {});
}

}  // namespace orthant::paper
