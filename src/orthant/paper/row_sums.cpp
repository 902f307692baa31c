// What the constraints of clustering by nonnegative factors, ‖U‖² = K and UUᵀ1 = 1, do to the collapse of Theorem 4
// (docs/beyond.md).
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <vector>

#include "orthant/base/stop.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"

namespace orthant::paper {

using checker::Rational;
using checker::RationalMatrix;

namespace {

/// m equal points and k single ones at the other vertices of a simplex, N = m + k, K = k + 1.
constexpr Index equal_points = 8, lone_points = 2, all_points = equal_points + lone_points,
                cluster_count = lone_points + 1;

/// A = XXᵀ of these points: 11ᵀ and I_k on the diagonal.
Matrix products_of_points() {
  Matrix A = Matrix::Identity(all_points, all_points);
  A.topLeftCorner(equal_points, equal_points).setOnes();
  return A;
}

/// Column c of V is 1/√n_c on cluster c, so that Z = VVᵀ is the projection on the clusters.
Matrix normalised_memberships(const std::vector<Index>& labels) {
  Matrix V = Matrix::Zero(all_points, cluster_count);
  for (Index i = 0; i < all_points; ++i) V(i, labels[static_cast<std::size_t>(i)]) = 1;
  for (Index c = 0; c < cluster_count; ++c) V.col(c) /= std::sqrt(V.col(c).sum());
  return V;
}

/// VVᵀ in rationals.
RationalMatrix projection(const std::vector<Index>& labels) {
  std::array<long, cluster_count> size{};
  for (const Index c : labels) ++size[static_cast<std::size_t>(c)];
  return entrywise(all_points, all_points, [&](long i, long j) {
    const Index c = labels[static_cast<std::size_t>(i)];
    return c == labels[static_cast<std::size_t>(j)]
               ? Rational(1) / Rational(size[static_cast<std::size_t>(c)])
               : Rational(0);
  });
}

/// The optimal clustering, and the one that a norm alone ends in: the large cluster in two, the single points in one.
std::vector<Index> right_clusters() {
  std::vector<Index> labels(all_points, 0);
  for (Index c = 1; c < cluster_count; ++c) labels[static_cast<std::size_t>(equal_points + c - 1)] = c;
  return labels;
}
std::vector<Index> collapsed_clusters() {
  std::vector<Index> labels(all_points, 0);
  for (Index i = equal_points / 2; i < equal_points; ++i) labels[static_cast<std::size_t>(i)] = 1;
  for (Index i = equal_points; i < all_points; ++i) labels[static_cast<std::size_t>(i)] = 2;
  return labels;
}

/// The steps of the second theorem that are identities, on the way between the two clusterings.
void add_way_out(Statement& out) {
  const RationalMatrix Z0 = projection(collapsed_clusters()), Z1 = projection(right_clusters());
  const RationalMatrix A = rational(products_of_points());
  const RationalMatrix ones = entrywise(all_points, 1, [](long, long) { return Rational(1); });
  const Rational total(all_points), at0 = total - dot(A, Z0), at1 = total - dot(A, Z1);
  const std::string where = fmt::format("m = {}, k = {}: ", equal_points, lone_points);
  out.add(equal(where + "‖X‖² − ⟨XXᵀ, Z₀⟩, single points in one cluster", "1", Rational(1), at0));
  out.add(equal(where + "‖X‖² − ⟨XXᵀ, Z₁⟩, the right clusters", "0", Rational(0), at1));
  for (const long tenth : {1L, 5L, 9L}) {
    const Rational s = Rational(tenth) / Rational(10), rest = Rational(1) - s;
    const RationalMatrix Z = rest * Z0 + s * Z1;
    Rational trace(0);
    for (long i = 0; i < all_points; ++i) trace = trace + Z(i, i);
    const std::string at = fmt::format("Z = (1 − s)Z₀ + sZ₁, s = {}/10: ", tenth);
    out.add(same(at + "Z1", "1", ones, Z * ones));
    out.add(equal(at + "tr Z", "K", Rational(cluster_count), trace));
    out.add(equal(at + "the objective", "(1 − s)·1 + s·0", rest * at0 + s * at1, total - dot(A, Z)));
  }
}

/// A smooth objective over {U ≥ 0} or, {U ≥ 0, ‖U‖² = squared_norm}; with `row_sums` also UUᵀ1 = 1.
struct Setting {
  std::string name;
  Index columns;
  double squared_norm;  ///< 0: free
  bool row_sums;
  std::function<double(const Matrix&)> value;
  std::function<Matrix(const Matrix&)> gradient;
};

/// Augmented Lagrangian value + y·c + (β/2)‖c‖², c = UUᵀ1 − 1, by projected gradient; an end that is not feasible to
/// 1e-6 is empty.
Matrix end_of_search(const Setting& setting, Matrix U) {
  const Vector one = Vector::Ones(all_points);
  Vector y = Vector::Zero(all_points);
  double beta = setting.row_sums ? 1 : 0, last = 1e300;
  const auto project = [&](const Matrix& M) -> Matrix {
    const Matrix positive = M.cwiseMax(0.0);
    return setting.squared_norm > 0 ? Matrix(positive * (std::sqrt(setting.squared_norm) / positive.norm()))
                                    : positive;
  };
  const auto violation = [&](const Matrix& M) -> Vector { return M * (M.transpose() * one) - one; };
  const auto value = [&](const Matrix& M) {
    const Vector c = violation(M);
    return setting.value(M) + (setting.row_sums ? y.dot(c) + beta / 2 * c.squaredNorm() : 0.0);
  };
  U = project(U);
  for (int round = 0; round < 40; ++round) {
    check_budget();
    double step = 0.05, now = value(U);
    for (int i = 0; i < 300; ++i) {
      Matrix gradient = setting.gradient(U);
      if (setting.row_sums) {
        const Vector z = y + beta * violation(U);
        gradient += z * (U.transpose() * one).transpose() + one * (U.transpose() * z).transpose();
      }
      Matrix next;
      double lower = 0;
      for (;; step /= 2) {
        next = project(U - step * gradient);
        lower = value(next);
        if (lower <= now - 1e-4 / step * (next - U).squaredNorm() || step < 1e-14) break;
      }
      if (!(lower < now)) break;
      const double moved = (next - U).norm() / step;
      U = next, now = lower, step *= 1.5;
      if (moved < 1e-9) break;
    }
    if (!setting.row_sums) continue;
    const Vector c = violation(U);
    y += beta * c;
    if (c.norm() > last / 2) beta *= 2;
    last = c.norm();
    if (last < 1e-9) break;
  }
  return setting.row_sums && !(violation(U).norm() < 1e-6) ? Matrix() : U;
}

constexpr int searches_each = 30;

/// How many starts end at 0, elsewhere, or at no feasible point; `least_row` is the shortest row of the ends.
struct SearchEnds {
  int right = 0, elsewhere = 0, unfinished = 0;
  double least_row = 1e300, lowest = 1e300, highest = 0;
};
SearchEnds search(const Setting& setting, std::uint64_t seed) {
  Random random(seed, 128);
  SearchEnds out;
  for (int start = 0; start < searches_each; ++start) {
    const Matrix U = end_of_search(
        setting, random_nonnegative(random, all_points, setting.columns) / std::sqrt(all_points));
    if (U.size() == 0) {
      ++out.unfinished;
      continue;
    }
    const double value = setting.value(U);
    ++(value < 1e-4 ? out.right : out.elsewhere);
    out.least_row = std::min(out.least_row, U.rowwise().norm().minCoeff());
    if (value >= 1e-4) out.lowest = std::min(out.lowest, value);
    out.highest = std::max(out.highest, value);
  }
  return out;
}

void add_searches(Statement& out, std::uint64_t seed) {
  const Matrix A = products_of_points(), V = normalised_memberships(right_clusters());
  Matrix truth = Matrix::Zero(all_points, cluster_count);
  for (Index c = 0; c < cluster_count; ++c) truth.col(c) = (V.col(c).array() > 0).cast<double>();
  const auto misfit = [](const Matrix& factor) {
    return std::shared_ptr<const Objective>(
        fully_observed(factor, ScaledMatrix(factor, ExactScale())).objective());
  };
  const std::shared_ptr<const Objective> plain = misfit(truth), normalised = misfit(V);
  const auto of = [](std::string name, const std::shared_ptr<const Objective>& f, double squared_norm,
                     bool row_sums) {
    return Setting{std::move(name),
                   cluster_count,
                   squared_norm,
                   row_sums,
                   [f](const Matrix& U) { return f->value(U); },
                   [f](const Matrix& U) -> Matrix { return f->gradient(U); }};
  };
  std::vector<Setting> settings = {of("f, M⋆ = diag(11ᵀ, I), U ≥ 0", plain, 0, false),
                                   of("f, M⋆ = diag(11ᵀ, I), ‖U‖² = ‖U⋆‖²", plain, all_points, false),
                                   of("f, M⋆ = diag(11ᵀ/m, I), and UUᵀ1 = 1", normalised, 0, true),
                                   of("f, M⋆ = diag(11ᵀ/m, I), both", normalised, cluster_count, true)};
  for (const Index columns : {cluster_count, cluster_count + 1, 2 * cluster_count})
    settings.push_back(
        {"‖X‖² − ⟨XXᵀ, UUᵀ⟩, both", columns, cluster_count, true,
         [A](const Matrix& U) { return static_cast<double>(all_points) - (A * U).cwiseProduct(U).sum(); },
         [A](const Matrix& U) -> Matrix { return -2 * (A * U); }});
  for (const Setting& setting : settings) {
    const SearchEnds ends = search(setting, seed);
    const std::string shortest = ends.least_row < 1e-3
                                     ? "with rows that are 0"
                                     : fmt::format("rows of length at least {:.2f}", ends.least_row);
    out.add(yes(
        fmt::format("{}, r = {}: {} random starts", setting.name, setting.columns, searches_each),
        setting.row_sums ? "no row is 0 (length at least 1/√N = 0.32)" : "some end with rows that are 0",
        fmt::format("{} end at 0, {} elsewhere{}, {} not at a feasible point; {}", ends.right, ends.elsewhere,
                    ends.elsewhere > 0 ? fmt::format(" ({:.2f} to {:.2f})", ends.lowest, ends.highest) : "",
                    ends.unfinished, shortest),
        setting.row_sums ? ends.least_row > 1 / std::sqrt(all_points) - 1e-6 : ends.least_row < 1e-3,
        RowRigor::sampled));
  }
}

}  // namespace

Statement row_sums(const Parameters& p) {
  Statement out(
      "Beyond Theorem 4: the constraints of clustering",
      "UUᵀ1 = 1 forbids that a cluster is lost: every row of U has at least the length 1/√N. With "
      "‖U‖² = K beside it and r = K, the feasible points are exactly the clusterings, so that each is a "
      "strict local minimum; with K columns to spare, no clustering but the best is one.",
      fmt::format("m = {}, k = {}, N = {}, K = {}", equal_points, lone_points, all_points, cluster_count));
  add_way_out(out);
  add_searches(out, p.seed);
  out.note =
      "So the collapse of Theorem 4 survives a fixed norm (norm-constraint) and not fixed row sums. Under both, "
      "another one takes its place: single points merged, the large cluster divided. Proofs in docs/beyond.md.";
  return out;
}

}  // namespace orthant::paper
