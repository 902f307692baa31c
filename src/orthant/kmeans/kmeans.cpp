#include "orthant/kmeans/kmeans.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <mutex>
#include <numeric>
#include <string>

#include "orthant/base/error.hpp"
#include "orthant/kmeans/relaxation_start.hpp"
#include "orthant/kmeans/rounding.hpp"
#include "orthant/linalg/threads.hpp"

namespace orthant {

namespace {

/// The points as columns, centred, of mean square 1: x = mean + unit · column.
struct StandardPoints {
  Matrix columns;
  double unit = 1;  ///< 0: all points are the same
};

StandardPoints standard_points(const ConstMatrixRef& X) {
  StandardPoints out;
  const double largest = X.cwiseAbs().maxCoeff();
  if (!(largest > 0)) return {Matrix::Zero(X.cols(), X.rows()), 0};
  const double scale = std::exp2(std::ilogb(largest));
  out.columns = X.transpose() / scale;
  const Vector mean = out.columns.rowwise().mean();
  out.columns.colwise() -= mean;
  const double size = std::sqrt(out.columns.squaredNorm() / static_cast<double>(X.rows()));
  // What rounding leaves of equal points is no difference.
  if (size <= 1e-15) return {Matrix::Zero(X.cols(), X.rows()), 0};
  out.columns /= size;
  out.unit = scale * size;
  return out;
}

/// What all relaxations, and the first one, may take in flops: some seconds.
constexpr double work_of_relaxations = 1e11, work_of_first = 5e10;

double work_of_step(const ConstMatrixRef& points, Index rank) {
  return 4 * static_cast<double>(points.size()) * static_cast<double>(rank);
}

/// How many starts have a relaxation, one at least.
Index most_relaxed(const ConstMatrixRef& points, Index rank, Index starts) {
  constexpr double usual_steps = 2000;
  const double all = work_of_relaxations / (usual_steps * work_of_step(points, rank));
  return all >= static_cast<double>(starts) ? starts : std::max<Index>(1, static_cast<Index>(all));
}

/// The first start has that from its clustering, every third one a random one.
RelaxationStart start_of_relaxation(const ConstMatrixRef& points, Index start, Index rank,
                                    const Clustering& clustering, Random& random) {
  if (start == 1) return clustering_start(points, clustering, rank, random);
  if (start % 3 == 0) return random_start(points.cols(), rank, random);
  return spread_start(points, rank, random);
}

struct EndedStart {
  KMeansStart report;
  Clustering best;
  Matrix U;
};

EndedStart run_start(const ConstMatrixRef& points, Index clusters, Index start, Index rank, bool relaxed,
                     const KMeansOptions& options, const Budget& budget) {
  const Stopwatch clock;
  EndedStart out;
  out.report.start = start;
  const auto seed = static_cast<std::uint64_t>(options.seed);
  Random random(seed, 2 * static_cast<std::uint64_t>(start)),
      of_factor(seed, 2 * static_cast<std::uint64_t>(start) + 1);
  const std::vector<Index> seeds = spread_points(points, clusters, random);
  Clustering plain = lloyd(points, points(Eigen::all, seeds), budget);
  out.report.lloyd = plain.inertia;
  out.best = with_single_moves(points, std::move(plain), budget);
  out.report.moved = out.best.inertia;
  if (relaxed && !budget.exhausted()) {
    RelaxedPoint point =
        relax(points, clusters, start_of_relaxation(points, start, rank, out.best, of_factor),
              options.relaxation, budget);
    out.report.relaxed = point.objective;
    out.report.feasibility = point.feasibility;
    out.report.steps = point.steps;
    out.report.converged = point.converged;
    // A sum of squares about which the constraint's failure says more than it does itself is none: the data have
    // Σ‖x‖² = N here, and the failure moves the objective by about its share of that.
    if (!(point.objective > 1e3 * point.feasibility * static_cast<double>(points.cols()))) {
      out.report.relaxed.reset();
      out.report.converged = false;
    }
    for (Matrix& centres : rounded(points, point.U, clusters, of_factor, budget)) {
      Clustering one = with_single_moves(points, lloyd(points, std::move(centres), budget), budget);
      out.report.rounded = std::min(out.report.rounded.value_or(one.inertia), one.inertia);
      if (one.inertia < out.best.inertia) out.best = std::move(one);
    }
    out.U = std::move(point.U);
  }
  out.report.inertia = out.best.inertia;
  out.report.seconds = clock.seconds();
  return out;
}

void scale(KMeansStart& report, double square) {
  report.lloyd *= square;
  report.moved *= square;
  report.inertia *= square;
  if (report.relaxed) *report.relaxed *= square;
  if (report.rounded) *report.rounded *= square;
}

/// The best of what has ended, by inertia and then by start, so that the order of ends does not matter.
class BestOfStarts {
 public:
  BestOfStarts(KMeansResult& result, double square) : result_(result), square_(square) {}

  void add(EndedStart ended, const KMeansObserver& observer) {
    KMeansStart& report = ended.report;
    const auto before = [](double a, Index i, double b, Index j) { return a < b || (a == b && i < j); };
    if (before(report.inertia, report.start, least_, result_.best_start)) {
      least_ = report.inertia;
      result_.best_start = report.start;
      result_.labels = std::move(ended.best.labels);
    }
    if (report.converged && before(*report.relaxed, report.start, lowest_, lowest_start_)) {
      lowest_ = *report.relaxed;
      lowest_start_ = report.start;
      result_.relaxed = lowest_ * square_;
      result_.feasibility = *report.feasibility;
      result_.U = std::move(ended.U);
    }
    scale(report, square_);
    result_.starts.push_back(report);
    if (observer) observer(static_cast<Index>(result_.starts.size()), report);
  }

 private:
  KMeansResult& result_;
  double square_;
  double least_ = std::numeric_limits<double>::infinity(), lowest_ = least_;
  Index lowest_start_ = 0;
};

/// While the lowest relaxed point is a saddle, a relaxation from below it, all together with as many steps as the first
/// one may have; their roundings may be better clusterings.
void leave_saddles(const ConstMatrixRef& points, Index clusters, const KMeansOptions& options, double square,
                   const Budget& budget, KMeansResult& result) {
  constexpr int most = 8;
  const OneThread same_digits;
  RelaxationOptions left = options.relaxation;
  Random random(static_cast<std::uint64_t>(options.seed), 0);
  Clustering best = clustering_of(points, result.labels, clusters);
  for (int step = 0; step < most && !budget.exhausted(); ++step) {
    RelaxedOrder order = relaxed_order(points, result.U, clusters, best, random, budget);
    RelaxationStart start{std::move(order.below), order.multipliers};
    order.below.resize(0, 0);
    order.objective *= square;
    order.below_objective *= square;
    result.order = std::move(order);
    if (result.order->verdict != "saddle" || step + 1 == most || budget.exhausted()) return;
    RelaxedPoint point = relax(points, clusters, std::move(start), left, budget);
    left.relaxation_steps -= point.steps;
    if (!point.converged || !(point.objective * square < result.order->objective)) return;
    ++result.left_saddles;
    result.relaxed = point.objective * square;
    result.feasibility = point.feasibility;
    for (Matrix& centres : rounded(points, point.U, clusters, random, budget)) {
      Clustering one = with_single_moves(points, lloyd(points, std::move(centres), budget), budget);
      if (one.inertia < best.inertia * (1 - 1e-12)) best = std::move(one);
    }
    result.labels = best.labels;
    result.U = std::move(point.U);
  }
}

/// Clusters in the order of their size, the largest first; the means and the inertia from X itself.
void finish(const ConstMatrixRef& X, Index clusters, KMeansResult& result) {
  std::vector<Index> sizes(static_cast<std::size_t>(clusters)), order(sizes.size()), place(sizes.size());
  for (const Index label : result.labels) ++sizes[static_cast<std::size_t>(label)];
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
    return sizes[static_cast<std::size_t>(a)] > sizes[static_cast<std::size_t>(b)];
  });
  for (std::size_t k = 0; k < order.size(); ++k)
    place[static_cast<std::size_t>(order[k])] = static_cast<Index>(k);
  for (Index& label : result.labels) label = place[static_cast<std::size_t>(label)];
  Clustering means = clustering_of(X.transpose(), result.labels, clusters);
  result.centres = means.centres.transpose();
  result.inertia = means.inertia;
  std::sort(result.starts.begin(), result.starts.end(),
            [](const KMeansStart& a, const KMeansStart& b) { return a.start < b.start; });
}

Index checked_rank(const ConstMatrixRef& X, Index clusters, const KMeansOptions& options) {
  if (clusters < 1 || clusters > X.rows())
    throw InputError("rank = " + std::to_string(clusters) +
                     "; expected 1 ≤ rank ≤ rows = " + std::to_string(X.rows()) + ", the number of clusters");
  check_options(options, kmeans_options);
  check_options(options.relaxation, relaxation_options);
  const Index most = std::min(2 * clusters, X.rows());
  if (options.lifted_rank != 0 && (options.lifted_rank < clusters || options.lifted_rank > most))
    throw InputError("lifted_rank = " + std::to_string(options.lifted_rank) + "; expected rank = " +
                     std::to_string(clusters) + " ≤ lifted_rank ≤ " + std::to_string(most));
  return options.lifted_rank == 0 ? most : static_cast<Index>(options.lifted_rank);
}

}  // namespace

KMeansResult kmeans(const ConstMatrixRef& X, Index clusters, const KMeansOptions& options,
                    const Budget& budget, const KMeansObserver& observer) {
  const Stopwatch clock;
  KMeansResult result;
  result.lifted_rank = checked_rank(X, clusters, options);
  if (!X.allFinite()) throw InputError("data: an entry that is not finite; expected finite numbers");
  const StandardPoints points = standard_points(X);
  // With one cluster, as many as points, or equal points there is nothing to relax.
  const bool plain =
      clusters == 1 || clusters == X.rows() || points.unit == 0 || options.relaxation.relaxation_steps == 0;
  KMeansOptions in_force = options;
  const double steps = work_of_first / work_of_step(points.columns, result.lifted_rank);
  if (steps < static_cast<double>(options.relaxation.relaxation_steps))
    in_force.relaxation.relaxation_steps = std::max<long>(200, static_cast<long>(steps));
  const Index relaxed = plain ? 0 : most_relaxed(points.columns, result.lifted_rank, options.starts);
  if (!plain) result.skipped_relaxations = options.starts - relaxed;
  BestOfStarts best(result, points.unit * points.unit);
  std::mutex lock;
  std::exception_ptr failure;
  const auto run = [&](Index start) {
    try {
      EndedStart ended =
          run_start(points.columns, clusters, start, result.lifted_rank, start <= relaxed, in_force, budget);
      const std::lock_guard<std::mutex> guard(lock);
      best.add(std::move(ended), observer);
    } catch (...) {
      const std::lock_guard<std::mutex> guard(lock);
      failure = std::current_exception();
    }
  };
  const SerialBlas serial;
#pragma omp parallel for schedule(dynamic, 1)
  for (long start = 1; start <= options.starts; ++start)
    if (start == 1 || !budget.exhausted()) run(start);
  if (failure) std::rethrow_exception(failure);
  if (result.relaxed)
    leave_saddles(points.columns, clusters, in_force, points.unit * points.unit, budget, result);
  finish(X, clusters, result);
  result.seconds = clock.seconds();
  return result;
}

std::string order_in_words(const KMeansResult& found) {
  if (!found.order) return {};
  const RelaxedOrder& order = *found.order;
  const std::string left = found.left_saddles == 0 ? ""
                           : found.left_saddles == 1
                               ? "; one saddle was left on the way to it"
                               : fmt::format("; {} saddles were left on the way to it", found.left_saddles);
  const std::string spare = fmt::format("{} spare column{}", order.spare, order.spare == 1 ? "" : "s");
  std::string out = "of the relaxed point nothing is decided to second order";
  if (order.verdict == "not_stationary") out = "the relaxed point is not stationary";
  if (order.verdict == "saddle")
    out = "the relaxed point is a saddle: a curve of feasible points leads down from it";
  if (order.verdict == "first_order" && order.clustering)
    out = fmt::format(
        "the relaxed point is a clustering with {}, and no way down to a better clustering was found", spare);
  if (order.verdict == "second_order" && order.clustering)
    out = "the relaxed point is a clustering, and isolated: with so few columns all feasible points are";
  if (order.verdict == "second_order" && !order.clustering)
    out = order.spare == 0
              ? "the relaxed point is a local minimum to second order, up to rotations of its columns"
              : fmt::format(
                    "the relaxed point is a local minimum to second order, and no way down into its {} was "
                    "found: where there is none it is the least for any number of columns",
                    spare);
  return out + left;
}

}  // namespace orthant
