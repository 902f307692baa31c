#include "orthant/explore/barrier.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <limits>
#include <utility>

#include "orthant/linalg/threads.hpp"
#include "orthant/objectives/fixed_columns.hpp"
#include "orthant/objectives/regularised.hpp"
#include "orthant/recover/matching.hpp"
#include "orthant/recover/way_down.hpp"
#include "orthant/solvers/divergence_solvers.hpp"
#include "orthant/solvers/hals.hpp"
#include "orthant/solvers/projected_gradient.hpp"
#include "orthant/solvers/symmetric_descent.hpp"

namespace orthant {

namespace {

using Path = std::vector<Matrix>;

constexpr double no_bound = std::numeric_limits<double>::infinity();
constexpr int pieces_of_segment = 4;
constexpr int most_zooms = 4;
constexpr int most_halvings = 5;
constexpr int steps_between_looks = 5;
constexpr int looks_without_gain = 2;
/// Of the height above the ends: what is less is no gain.
constexpr double smallest_gain = 2e-3;

double height_or_none(double value) {
  return std::isnan(value) ? no_bound : value;
}

struct SegmentEnd {
  double value;
  Matrix gradient;
};

/// f on A + t(B − A), 0 ≤ t ≤ 1.
std::array<double, 5> quartic_on(const SegmentEnd& a, const SegmentEnd& b, const Matrix& D, double middle) {
  const double s0 = a.gradient.cwiseProduct(D).sum(), s1 = b.gradient.cwiseProduct(D).sum(),
               rise = b.value - a.value;
  const double c = 16 * (middle - (a.value + b.value) / 2 - (s0 - s1) / 8);
  return {a.value, s0, 3 * rise - 2 * s0 - s1 + c, s0 + s1 - 2 * rise - 2 * c, c};
}

double quartic_height(const Objective& objective, const Matrix& A, const Matrix& B, const SegmentEnd& a,
                      const SegmentEnd& b) {
  const Matrix D = B - A;
  std::array<double, 5> c = quartic_on(a, b, D, objective.value(A + D / 2));
  for (double& one : c) one = -one;
  const double ends = std::max(a.value, b.value);
  if (!std::all_of(c.begin(), c.end(), [](double one) { return std::isfinite(one); })) return no_bound;
  const double t = least_of_quartic(c, 1);
  const double top = -(c[0] + t * (c[1] + t * (c[2] + t * (c[3] + t * c[4]))));
  return top > ends ? std::max(top, height_or_none(objective.value(A + t * D))) : ends;
}

/// Through corners (L′, R) or (L, R′), whichever is lower, for convex misfits; at points only where they are not.
double pieces_height(const Objective& objective, const Matrix& A, const Matrix& B, bool corners) {
  const Index left_rows = objective.observations().rows();
  double height = std::max(height_or_none(objective.value(A)), height_or_none(objective.value(B)));
  Matrix before = A;
  for (int k = 1; k <= pieces_of_segment; ++k) {
    const double t = static_cast<double>(k) / pieces_of_segment;
    Matrix next = k == pieces_of_segment ? B : Matrix((1 - t) * A + t * B);
    if (k < pieces_of_segment) height = std::max(height, height_or_none(objective.value(next)));
    if (corners) {
      Matrix corner = next;
      corner.bottomRows(corner.rows() - left_rows) = before.bottomRows(corner.rows() - left_rows);
      double there = height_or_none(objective.value(corner));
      if (there > height) {
        corner = before;
        corner.bottomRows(corner.rows() - left_rows) = next.bottomRows(corner.rows() - left_rows);
        there = std::min(there, height_or_none(objective.value(corner)));
      }
      height = std::max(height, there);
    }
    before = std::move(next);
  }
  return height;
}

/// body(i) for 0 ≤ i < count, side by side where each has enough to do; the first exception is thrown when all have ended.
template <class Body>
void side_by_side(std::size_t count, Index work, const Body& body) {
  std::exception_ptr failed;
  const auto guarded = [&](std::size_t i) {
    try {
      body(i);
    } catch (...) {
#pragma omp critical(orthant_barrier_failed)
      if (!failed) failed = std::current_exception();
    }
  };
  if (threads() > 1 && work > 20000) {
    const SerialBlas serial;
#pragma omp parallel for schedule(dynamic, 1)
    for (std::size_t i = 0; i < count; ++i) guarded(i);
  } else {
    for (std::size_t i = 0; i < count && !failed; ++i) guarded(i);
  }
  if (failed) std::rethrow_exception(failed);
}

/// Multiplications of a gradient, about.
Index work_of(const Objective& objective) {
  return static_cast<Index>(
      std::min(objective.observations().product_cost() * static_cast<double>(objective.rank()), 1e15));
}

/// The largest objective on each segment.
std::vector<double> segment_heights(const Objective& objective, const Path& path) {
  std::vector<double> heights(path.size() - 1);
  const Index work = work_of(objective);
  check_budget();
  if (path_height_of(objective) != PathHeight::quartic) {
    const bool corners = path_height_of(objective) == PathHeight::convex;
    side_by_side(heights.size(), work, [&](std::size_t i) {
      heights[i] = pieces_height(objective, path[i], path[i + 1], corners);
    });
    return heights;
  }
  std::vector<SegmentEnd> ends(path.size());
  side_by_side(path.size(), work, [&](std::size_t i) {
    const auto expansion = objective.at(path[i]);
    ends[i] = {expansion->value(), expansion->gradient()};
  });
  side_by_side(heights.size(), work, [&](std::size_t i) {
    heights[i] = quartic_height(objective, path[i], path[i + 1], ends[i], ends[i + 1]);
  });
  return heights;
}

/// `segments` segments of equal length along the same path.
Path spread_evenly(const Path& path, std::size_t segments) {
  std::vector<double> length = {0};
  for (std::size_t i = 0; i + 1 < path.size(); ++i)
    length.push_back(length.back() + (path[i + 1] - path[i]).norm());
  Path out = {path.front()};
  std::size_t i = 0;
  for (std::size_t k = 1; k < segments; ++k) {
    const double at = length.back() * static_cast<double>(k) / static_cast<double>(segments);
    while (i + 2 < path.size() && length[i + 1] < at) ++i;
    const double piece = length[i + 1] - length[i];
    const double t = piece > 0 ? std::clamp((at - length[i]) / piece, 0.0, 1.0) : 0;
    out.push_back((1 - t) * path[i] + t * path[i + 1]);
  }
  out.push_back(path.back());
  return out;
}

/// One step of the solver that fits the objective.
class StepDown {
 public:
  explicit StepDown(const Objective& objective)
      : objective_(objective),
        divergence_(objective.loss() != "frobenius"),
        by_rows_(!divergence_ && objective.row_blocks() != nullptr),
        by_entries_(!divergence_ && !by_rows_ && has_quartic_entries(objective)) {}

  Matrix operator()(const Matrix& U) const {
    const StoppingRule once = iteration_limit(1);
    if (divergence_) return coordinate(objective_, U, {.momentum = 0}, once).U;
    if (by_rows_) return hals(objective_, U, {.extrapolation = 0, .stage = true}, once).U;
    if (by_entries_) return symmetric_descent(objective_, U, {.stage = true}, once).U;
    return projected_gradient(objective_, U, {}, iteration_limit(5)).U;
  }

  /// A lower point near U, across `tangent`, and no further than `most`: the solver's step but for its part along the
  /// path, or the gradient's where that does not lead down. U itself where neither does.
  Matrix across(const Matrix& U, const Matrix& tangent, double most) const {
    const auto expansion = objective_.at(U);
    const Matrix unit = tangent / std::max(tangent.norm(), std::numeric_limits<double>::min());
    const auto part_across = [&](const Matrix& D) -> Matrix { return D - unit.cwiseProduct(D).sum() * unit; };
    const Matrix& gradient = expansion->gradient();
    Matrix next = U;
    if (lower_along(part_across((*this)(U)-U), *expansion, most, next)) return next;
    Matrix slope = part_across((U.array() > 0 || gradient.array() < 0).select(-gradient, 0.0));
    const double curvature = expansion->hessian_form(slope), length = slope.norm();
    if (!(length > 0)) return U;
    slope *= curvature > 0 ? length * length / curvature : most / length;
    lower_along(slope, *expansion, most, next);
    return next;
  }

 private:
  /// Halves the step until U + D, in the orthant, is lower; U becomes that point.
  bool lower_along(Matrix D, const Expansion& at, double most, Matrix& U) const {
    if (!(at.gradient().cwiseProduct(D).sum() < 0)) return false;
    const double length = D.norm();
    if (length > most) D *= most / length;
    for (int halving = 0; halving < most_halvings; ++halving, D /= 2) {
      Matrix next = (U + D).cwiseMax(0.0);
      objective_.scale_columns(next);
      if (!(objective_.value(next) < at.value())) continue;
      U = std::move(next);
      return true;
    }
    return false;
  }

  const Objective& objective_;
  bool divergence_, by_rows_, by_entries_;
};

struct KnownPath {
  Path points;
  std::vector<double> heights;  ///< of its segments

  double height() const { return *std::max_element(heights.begin(), heights.end()); }
};

KnownPath known(const Objective& objective, Path points) {
  KnownPath out{std::move(points), {}};
  out.heights = segment_heights(objective, out.points);
  return out;
}

/// The string method from `start`, whose ends stay.
KnownPath lowered(const Objective& objective, const StepDown& step_down, KnownPath start, double floor,
                  long steps, const Budget& budget) {
  KnownPath best = start;
  Path path = std::move(start.points);
  const std::size_t segments = path.size() - 1;
  int stale = 0;
  for (long step = 1; step <= steps && stale < looks_without_gain; ++step) {
    double length = 0;
    for (std::size_t i = 0; i < segments; ++i) length += (path[i + 1] - path[i]).norm();
    const double most = length / static_cast<double>(segments);
    Path moved = path;
    if (budget.exhausted()) return best;
    check_budget();
    side_by_side(segments - 1, work_of(objective), [&](std::size_t i) {
      if (!budget.exhausted()) moved[i + 1] = step_down.across(path[i + 1], path[i + 2] - path[i], most);
    });
    path = spread_evenly(moved, segments);
    if (step % steps_between_looks != 0 && step != steps) continue;
    KnownPath seen = known(objective, path);
    const double gain = best.height() - seen.height();
    stale = gain > smallest_gain * (best.height() - floor) ? 0 : stale + 1;
    if (gain > 0) best = std::move(seen);
  }
  return best;
}

/// The path drawn finer around its top, and lowered there.
KnownPath lowered_at_top(const Objective& objective, const StepDown& step_down, const KnownPath& path,
                         double floor, const BarrierOptions& options, const Budget& budget) {
  const auto top = static_cast<std::size_t>(std::max_element(path.heights.begin(), path.heights.end()) -
                                            path.heights.begin());
  const std::size_t from = top > 0 ? top - 1 : 0, to = std::min(top + 2, path.points.size() - 1);
  const auto at = [](auto& list, std::size_t place) {
    return list.begin() + static_cast<std::ptrdiff_t>(place);
  };
  const Path around(at(path.points, from), at(path.points, to) + 1);
  const KnownPath finer = lowered(
      objective, step_down, known(objective, spread_evenly(around, static_cast<std::size_t>(options.images))),
      floor, options.steps, budget);
  KnownPath out;
  out.points.assign(path.points.begin(), at(path.points, from));
  out.points.insert(out.points.end(), finer.points.begin(), finer.points.end());
  out.points.insert(out.points.end(), at(path.points, to) + 1, path.points.end());
  out.heights.assign(path.heights.begin(), at(path.heights, from));
  out.heights.insert(out.heights.end(), finer.heights.begin(), finer.heights.end());
  out.heights.insert(out.heights.end(), at(path.heights, to), path.heights.end());
  return out;
}

bool comes_before(const Matrix& U, double f, const Matrix& V, double g) {
  if (f != g) return f < g;
  return std::lexicographical_compare(U.reshaped().begin(), U.reshaped().end(), V.reshaped().begin(),
                                      V.reshaped().end());
}

}  // namespace

PathHeight path_height_of(const Objective& objective) {
  const Regularisation* weights = objective.regularisation();
  const bool long_rows = weights != nullptr && weights->density > 0;
  if (objective.loss() == "frobenius" && !long_rows) return PathHeight::quartic;
  if (objective.loss() == "kullback-leibler") return PathHeight::convex;
  // λh is not convex in one factor: those with the penalty of rows have to be without.
  const auto* with_rows = dynamic_cast<const Regularised*>(&objective);
  const bool convex = objective.loss() == "frobenius" && objective.is_asymmetric() && with_rows != nullptr &&
                      with_rows->misfit().has_scaling_freedom();
  return convex ? PathHeight::convex : PathHeight::sampled;
}

double height_of(const Objective& objective, const std::vector<Matrix>& points) {
  if (points.size() == 1) return height_or_none(objective.value(points.front()));
  return known(objective, points).height();
}

Matrix matched_to(const Objective& objective, const Matrix& U, const Matrix& V) {
  const FixedColumns* fixed = objective.fixed_columns();
  std::vector<Index> free;
  for (Index k = 0; k < U.cols(); ++k)
    if (fixed == nullptr || !fixed->holds(k)) free.push_back(k);
  Matrix out = V;
  if (!free.empty()) {
    const Matrix of_U = U(Eigen::all, free), of_V = V(Eigen::all, free);
    const auto partners =
        match_parts(of_U, of_V, objective.observations().rows(), !objective.is_asymmetric());
    for (std::size_t k = 0; k < free.size(); ++k) out.col(free[k]) = of_V.col(partners[k].part);
  }
  objective.scale_columns(out);
  return out;
}

LowPath lowest_path(const Objective& objective, const Matrix& U, const Matrix& V,
                    const BarrierOptions& options, const Budget& budget) {
  check_options(options, barrier_options);
  const double f = objective.value(U), g = objective.value(V);
  if (comes_before(V, g, U, f)) {
    LowPath back = lowest_path(objective, V, U, options, budget);
    std::reverse(back.points.begin(), back.points.end());
    return back;
  }
  Matrix from = U;
  objective.scale_columns(from);
  Matrix to = matched_to(objective, from, V);
  const double floor = std::max(f, g);
  KnownPath best = known(objective, {std::move(from), std::move(to)});
  const double straight = std::max(best.height(), floor);
  const StepDown step_down(objective);
  if (options.steps > 0 && straight > floor && !budget.exhausted()) {
    const auto segments = static_cast<std::size_t>(options.images);
    KnownPath finer = known(objective, spread_evenly(best.points, segments));
    if (!(finer.height() > best.height())) best = finer;
    KnownPath low = lowered(objective, step_down, std::move(finer), floor, options.steps, budget);
    if (low.height() < best.height()) best = std::move(low);
    for (int zoom = 0; zoom < most_zooms && best.points.size() > 2 && !budget.exhausted(); ++zoom) {
      KnownPath next = lowered_at_top(objective, step_down, best, floor, options, budget);
      const double gain = best.height() - next.height();
      const bool worth_it = gain > smallest_gain * (best.height() - floor);
      if (gain > 0) best = std::move(next);
      if (!worth_it) break;
    }
  }
  const double height = std::max(best.height(), floor);
  return {std::move(best.points), height, straight};
}

}  // namespace orthant
