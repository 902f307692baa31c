#include "orthant/kmeans/optimality.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "orthant/base/error.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/kmeans/coupling.hpp"
#include "orthant/kmeans/document.hpp"
#include "orthant/kmeans/dual_ascent.hpp"
#include "orthant/kmeans/factored_search.hpp"
#include "orthant/kmeans/grouped_search.hpp"
#include "orthant/kmeans/structured_search.hpp"
#include "orthant/linalg/threads.hpp"

namespace orthant {

namespace {

void require_clustering(const Matrix& X, std::span<const Index> labels, Index clusters) {
  if (X.rows() < 1 || X.cols() < 1)
    throw InputError(fmt::format("the data have size {}×{}; expected rows and columns", X.rows(), X.cols()));
  if (clusters < 1 || clusters > X.rows())
    throw InputError(fmt::format("clusters = {}; expected 1 ≤ clusters ≤ rows = {}", clusters, X.rows()));
  if (static_cast<Index>(labels.size()) != X.rows())
    throw InputError(fmt::format("{} labels; expected one for each of {} rows", labels.size(), X.rows()));
  std::vector<bool> used(static_cast<std::size_t>(clusters));
  for (Index i = 0; i < X.rows(); ++i) {
    const Index label = labels[static_cast<std::size_t>(i)];
    if (label < 0 || label >= clusters)
      throw InputError(
          fmt::format("label of row {}: {}; expected one from 0 to {}", i + 1, label, clusters - 1));
    used[static_cast<std::size_t>(label)] = true;
    for (Index k = 0; k < X.cols(); ++k)
      if (!std::isfinite(X(i, k)))
        throw InputError(fmt::format("the data: row {}, column {} is {}; expected a finite number", i + 1,
                                     k + 1, X(i, k)));
  }
  if (const auto empty = std::find(used.begin(), used.end(), false); empty != used.end())
    throw InputError(fmt::format("no row has the label {}; expected no empty cluster", empty - used.begin()));
}

class Proving {
 public:
  Proving(const Matrix& X, std::span<const Index> labels, Index clusters,
          const KMeansOptimalityOptions& options)
      : labels_(labels),
        clusters_(clusters),
        options_(options),
        document_(X, labels, clusters, options),
        scaled_(scaled_data(X)) {}

  KMeansOptimality run() {
    KMeansClaim only;
    only.optimal = only.unique = clusters_ == 1 || clusters_ == static_cast<Index>(labels_.size());
    if (!document_.take(only, out_)) {
      out_.reasons.push_back("Nothing is proved: the sum of squares is beyond the range of doubles.");
      return std::move(out_);
    }
    if (only.optimal) return std::move(out_);
    try {
      {
        const OneThread small;
        structured();
        if (!close_enough()) factored();
      }
      if (close_enough()) return std::move(out_);
      if (scaled_.X.rows() > options_.dense_order) {
        if (scaled_.X.rows() > options_.groups && options_.groups > clusters_) grouped();
        return std::move(out_);
      }
      std::optional<OneThread> small;
      if (scaled_.X.rows() < 400) small.emplace();
      dense();
    } catch (const OutOfBudget& end) {
      out_.reasons.push_back(
          fmt::format("The search for a better bound was not carried to its end: {}.", end.reason));
    }
    return std::move(out_);
  }

 private:
  bool close_enough() const {
    return out_.optimal || out_.inertia_high - out_.bound <= options_.gap * out_.inertia_high;
  }
  /// Takes the claim where it says more than what is proved already.
  bool improve(const KMeansClaim& claim) {
    return (claim.optimal || claim.bound > out_.bound) && document_.take(claim, out_);
  }
  double unscaled(double x) const { return std::ldexp(x, 2 * scaled_.exponent); }
  Matrix unscaled(const Matrix& A, int power) const {
    return A.unaryExpr([&](double x) { return std::ldexp(x, power * scaled_.exponent); });
  }

  void structured() {
    const StructuredDual dual(scaled_.X, labels_, clusters_);
    const StructuredDual::Choice choice = dual.choose();
    const bool near = choice.excess >= 0 && choice.excess <= 1e-7 * dual.inertia();
    if ((near || dual.inertia() == 0) && exactly()) return;
    if (!(choice.excess < 0)) return;
    KMeansClaim claim;
    claim.optimal = claim.unique = true;
    claim.evidence = {{"method", "structured"},
                      {"arithmetic", "balls"},
                      {"t", scaled_fraction(choice.t, scaled_.exponent)}};
    improve(claim);
  }

  void factored() {
    if (scaled_.X.cols() + clusters_ * (clusters_ - 1) > 1000) return;
    FactoredDual dual(scaled_.X, labels_, clusters_);
    // Where a matrix of order N may follow, a rough bound will do.
    const bool last = scaled_.X.rows() > options_.dense_order;
    const FactoredDual::Choice choice = dual.choose(options_.search_work, last ? 600 : 60);
    const Index d = scaled_.X.cols();
    KMeansClaim claim;
    claim.bound = unscaled(choice.bound);
    claim.evidence = {{"method", "factored"},
                      {"offsets", "offsets_certified.npy"},
                      {"weights", "weights_certified.npy"},
                      {"level", scaled_fraction(choice.level, scaled_.exponent)}};
    claim.files.dense("offsets_certified.npy", unscaled(choice.offsets, 2));
    claim.files.dense("weights_certified.npy", unscaled(choice.weights, -2));
    if (choice.columns.cols() > 0) {
      Matrix columns = choice.columns;  // of F = [X, r], whose r are squares
      columns.bottomRows(columns.rows() - d) = unscaled(columns.bottomRows(columns.rows() - d), -1);
      claim.evidence["columns"] = "columns_certified.npy";
      claim.files.dense("columns_certified.npy", columns);
    }
    improve(claim);
  }

  /// At the largest t, exactly: where another clustering is as good there is no room for rounding.
  bool exactly() {
    const checker::Labelled& rows = document_.labelled();
    const Index order = std::min(rows.rows(), rows.cols() * clusters_);
    if (order > 60 || rows.rows() * rows.cols() * clusters_ > 200000) return false;
    try {
      checker::Work work({.work = options_.check_work, .poll = check_budget});
      const checker::Clustering<checker::Rational> clustering(rows, work);
      std::optional<checker::Rational> t;
      clustering.for_each_margin(work, [&](long, long, const checker::Rational& margin) {
        if (!t || margin < *t) t = margin;
      });
      if (!t || t->sign() < 0) return false;
      // An inertia of 0 needs no t above 0, which only asks more of the margins.
      if (document_.inertia_high() < 1e-300) t = checker::Rational(0);
      KMeansClaim claim;
      claim.exact = claim.optimal = claim.unique = true;
      claim.evidence = {{"method", "structured"}, {"arithmetic", "exact"}, {"t", t->to_string()}};
      if (improve(claim)) return true;
      claim.unique = false;
      return improve(claim);
    } catch (const checker::Rejected&) {
      return false;
    }
  }

  void dense() {
    const StructuredDual dual(scaled_.X, labels_, clusters_);
    const double inertia = dual.inertia();
    const auto seen = [&](const Matrix& multipliers, double bound) {
      return inertia - bound <= 1e-3 * inertia && coupled(dual, multipliers);
    };
    const auto n = static_cast<double>(scaled_.X.rows());
    const int affordable = static_cast<int>(std::clamp(options_.dense_work / (10 * n * n * n), 40.0, 1e9));
    const Vector e = Vector::Constant(scaled_.X.rows(), 1 / std::sqrt(n));
    const DualAscent found = dual_ascent(
        scaled_.X, e, labels_, clusters_,
        {.iterations = std::min(options_.iterations, affordable), .gap = 0, .inertia = inertia}, seen);
    if (out_.optimal || found.multipliers.size() == 0) return;
    claim_bound(found.multipliers, spectral_evidence(scaled_.X, e, found.multipliers, clusters_), nullptr);
  }

  /// Of the check of a grouped bound, in nanoseconds (docs/certificates.md).
  double grouped_check_work() const {
    const auto d = static_cast<double>(scaled_.X.cols()), order = static_cast<double>(options_.groups) + d;
    return checker::ball_product * (static_cast<double>(scaled_.X.rows()) * d * (d / 2 + 2) + 6 * d * d * d +
                                    order * order * (d + 8));
  }

  void grouped() {
    // What is too much to check is not to take the place of what was checked.
    if (grouped_check_work() > 0.5 * options_.check_work) return;
    const RowGroups groups = groups_of_rows(scaled_.X, labels_, clusters_, options_.groups);
    const auto n = static_cast<double>(groups.sizes.size());
    const int affordable = static_cast<int>(std::clamp(options_.dense_work / (10 * n * n * n), 40.0, 1e9));
    const OneThread small;
    const DualAscent found = dual_ascent(groups.rows, groups.e, groups.labels, clusters_,
                                         {.iterations = std::min(options_.iterations, affordable),
                                          .gap = options_.gap,
                                          .inertia = scaled_inertia()});
    if (found.multipliers.size() == 0) return;
    SpectralEvidence evidence = spectral_evidence(groups.rows, groups.e, found.multipliers, clusters_);
    // Λ of rows from that of e: M_gh = Λ_gh/√(n_g n_h); and columns of R from those of S^½
    const Vector weights = groups.sizes.cwiseSqrt().cwiseInverse();
    const Index own = weights.size(), d = scaled_.X.cols();
    const Matrix multipliers =
        (weights * weights.transpose()).cwiseProduct(found.multipliers.topLeftCorner(own, own).cwiseMax(0.0));
    evidence.columns.bottomRows(d) = groups.inverse * Matrix(evidence.columns.bottomRows(d));
    // What the rounding of the last digits may take.
    evidence.bound -= 1e-9 * scaled_.X.squaredNorm();
    evidence.level *= 1 + 1e-9;
    claim_bound(0.5 * (multipliers + multipliers.transpose()), evidence, &groups);
  }
  double scaled_inertia() const { return std::ldexp(document_.inertia_high(), -2 * scaled_.exponent); }

  void claim_bound(const Matrix& multipliers, const SpectralEvidence& evidence, const RowGroups* groups) {
    KMeansClaim claim;
    claim.bound = unscaled(evidence.bound);
    claim.evidence = {{"method", groups == nullptr ? "dense" : "grouped"},
                      {"multipliers", "multipliers_certified.npy"},
                      {"level", scaled_fraction(evidence.level, scaled_.exponent)}};
    claim.files.dense("multipliers_certified.npy", unscaled(multipliers, 2));
    if (groups != nullptr) {
      Matrix column(std::ssize(groups->of_row), 1);
      for (Index i = 0; i < column.rows(); ++i)
        column(i, 0) = static_cast<double>(groups->of_row[static_cast<std::size_t>(i)]);
      claim.evidence["groups"] = "groups_certified.npy";
      claim.files.dense("groups_certified.npy", column);
    }
    if (evidence.columns.cols() > 0) {
      Matrix columns = evidence.columns;  // of groups, and of R, whose own unit is that of the data
      const Index own = multipliers.rows();
      columns.topRows(own) = unscaled(Matrix(columns.topRows(own)), 1);
      claim.evidence["columns"] = "columns_certified.npy";
      claim.files.dense("columns_certified.npy", columns);
    }
    improve(claim);
  }

  bool coupled(const StructuredDual& dual, const Matrix& multipliers) {
    const std::optional<Coupling> coupling = coupling_of(dual, labels_, multipliers);
    if (!coupling) return false;
    KMeansClaim claim;
    claim.optimal = claim.unique = true;
    claim.evidence = {{"method", "coupled"},
                      {"t", scaled_fraction(coupling->t, scaled_.exponent)},
                      {"coupling", "coupling_certified.npy"}};
    claim.files.dense("coupling_certified.npy", unscaled(coupling->multipliers, 2));
    return improve(claim);
  }

  std::span<const Index> labels_;
  Index clusters_;
  const KMeansOptimalityOptions& options_;
  KMeansDocument document_;
  ScaledData scaled_;
  KMeansOptimality out_;
};

}  // namespace

KMeansOptimality prove_kmeans(const Matrix& X, std::span<const Index> labels, Index clusters,
                              const KMeansOptimalityOptions& options) {
  require_clustering(X, labels, clusters);
  return Proving(X, labels, clusters, options).run();
}

}  // namespace orthant
