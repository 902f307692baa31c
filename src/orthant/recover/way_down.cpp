#include "orthant/recover/way_down.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace orthant {

namespace {

constexpr Index most_rounds = 20;
constexpr int most_pieces = 50;

double value_of(const std::array<double, 5>& c, double t) {
  return c[0] + t * (c[1] + t * (c[2] + t * (c[3] + t * c[4])));
}

/// A sign change of the derivative between a < b, by halving.
double zero_of_slope(const std::array<double, 5>& c, double a, double b) {
  const auto slope = [&](double t) { return c[1] + t * (2 * c[2] + t * (3 * c[3] + t * 4 * c[4])); };
  const bool rising = slope(a) < 0;
  for (int halving = 0; halving < 200; ++halving) {
    const double middle = a + (b - a) / 2;
    if (!(a < middle && middle < b)) break;
    ((slope(middle) < 0) == rising ? a : b) = middle;
  }
  return a;
}

/// How far U may go along D until an entry reaches zero.
double step_to_boundary(const Matrix& U, const Matrix& D) {
  double most = std::numeric_limits<double>::infinity();
  for (Index e = 0; e < U.size(); ++e)
    if (D.data()[e] < 0) most = std::min(most, U.data()[e] / -D.data()[e]);
  return most;
}

/// One piece of (1) from U on, in units of `unit`; f at its beginning is c₀.
std::array<double, 5> piece(const Objective& objective, const Expansion& at, const Matrix& U, const Matrix& D,
                            double unit) {
  const auto there = objective.at((U + unit * D).cwiseMax(0.0));
  const double c0 = at.value(), c1 = unit * at.gradient().cwiseProduct(D).sum(),
               c2 = unit * unit * at.hessian_form(D) / 2;
  const double value = there->value() - c0 - c1 - c2,
               slope = unit * there->gradient().cwiseProduct(D).sum() - c1 - 2 * c2;
  return {c0, c1, c2, 4 * value - slope, slope - 3 * value};
}

}  // namespace

double least_of_quartic(const std::array<double, 5>& c, double most) {
  // The derivative is monotone between the zeros of its own derivative, 2c₂ + 6c₃t + 12c₄t².
  std::vector<double> ends = {0};
  const double a = 12 * c[4], b = 3 * c[3], d = b * b - 2 * a * c[2];
  if (d >= 0) {
    const double q = -(b + std::copysign(std::sqrt(d), b));
    for (const double t : {q / a, 2 * c[2] / q})
      if (t > 0 && t < most) ends.push_back(t);
  }
  std::sort(ends.begin(), ends.end());
  ends.push_back(most);
  double least = value_of(c, 0) <= value_of(c, most) ? 0 : most;
  for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
    const double t = zero_of_slope(c, ends[i], ends[i + 1]);
    if (value_of(c, t) < value_of(c, least)) least = t;
  }
  return least;
}

LowerPoint lowest_along(const Objective& objective, const Matrix& U, double value, const Matrix& D) {
  LowerPoint best{U, value};
  Matrix at = U, d = D;
  for (int count = 0; count < most_pieces; ++count) {
    check_budget();
    d = (at.array() > 0 || d.array() > 0).select(d, 0.0);
    const double length = d.norm();
    if (!(length > 0)) break;
    const auto expansion = objective.at(at);
    if (count > 0 && !(expansion->gradient().cwiseProduct(d).sum() < 0)) break;
    const double boundary = step_to_boundary(at, d);
    const double size = std::max(at.norm(), std::sqrt(objective.observations().back_projection_norm()));
    const double unit = std::min(boundary, size / length);
    const double most = std::min(boundary / unit, 1e3),
                 t = least_of_quartic(piece(objective, *expansion, at, d, unit), most);
    const bool blocked = t >= most && boundary / unit <= most;
    Matrix next = (at + t * unit * d).cwiseMax(0.0);
    if (blocked)
      next = (d.array() < 0 && at.array() <= -d.array() * boundary * (1 + 1e-12)).select(0.0, next);
    const double there = objective.value(next);
    if (there < best.objective) best = {next, there};
    if (!blocked) break;
    at = std::move(next);
  }
  return best;
}

namespace {

/// A start that has been led on.
std::string sentence_of(const LeftSaddle& left, double reached) {
  return fmt::format(
      "it had stopped at a saddle, objective {:.9g}, was led on along a direction of curvature {:.3g}, and came to "
      "{:.9g}",
      left.objective, left.curvature, reached);
}

/// Tells the starts of a group that ended in `saddle` where they came to; the first of them did the work.
void report_end(const LeftSaddle& left, const std::vector<Index>& starts, const MultiStartOptions& options,
                const SolveResult& result, Collector& collector) {
  for (StartReport& report : collector.reports) {
    if (std::find(starts.begin(), starts.end(), report.start) == starts.end()) continue;
    report.stages.push_back({"way down", "data", sentence_of(left, result.objective), 0, 0, 0,
                             result.objective, result.stationarity});
    if (report.start == starts.front()) {
      report.iterations += result.iterations;
      report.passes += result.passes;
      report.seconds += result.seconds;
      report.stages.insert(report.stages.end(), result.stages.begin(), result.stages.end());
    }
    report.status = result.status;
    report.objective = result.objective;
    report.stationarity = result.stationarity;
    ++report.saddles_left;
    Progress end{.iteration = report.iterations,
                 .seconds = report.seconds,
                 .objective = report.objective,
                 .stationarity = report.stationarity,
                 .passes = report.passes};
    if (options.watch) {
      options.watch(result.U, end);
      if (std::isfinite(end.distance)) report.distance = end.distance;
    }
    report.trace.push_back(end);
  }
}

/// The group to look at next: the lowest, or with `every` any that has not been judged.
Group* next_group(Collector& collector, bool every) {
  Group* next = nullptr;
  for (Group& group : collector.groups)
    if ((!every || !group.certificate) && (next == nullptr || group.objective < next->objective))
      next = &group;
  return next == nullptr || next->certificate ? nullptr : next;
}

Index saddles_left(const Collector& collector, Index start) {
  for (const StartReport& report : collector.reports)
    if (report.start == start) return report.saddles_left;
  return 0;
}

}  // namespace

std::optional<SolveResult> leave_saddle(const Objective& objective, const MultiStartOptions& options,
                                        const SharedSolver& solver, const Budget& budget,
                                        const Certificate& saddle) try {
  const Escape& escape = *saddle.escape;
  LowerPoint lower{saddle.cone.feasible(saddle.U + escape.step * escape.direction), escape.objective};
  if (objective.loss() == "frobenius") {
    LowerPoint searched = lowest_along(objective, saddle.U, saddle.objective, escape.direction);
    if (searched.objective < lower.objective) lower = std::move(searched);
  }
  SolveResult result = solver.go_on(std::move(lower.U), standard_stopping(options.stopping, budget), budget);
  settle(objective, arrival(options), budget, result);
  if (!(result.objective < saddle.objective)) return std::nullopt;
  return result;
} catch (const OutOfBudget&) {  // it stays a saddle
  return std::nullopt;
}

double lead_on(const Objective& objective, const MultiStartOptions& options, const SharedSolver& solver,
               const Budget& budget, Collector& collector) {
  CertifyOptions judging = options.certify;
  judging.stationarity = collector.stationarity;
  double seconds = 0;
  while (!budget.exhausted()) {
    Group* group = next_group(collector, options.second_order);
    if (group == nullptr) break;
    std::sort(group->starts.begin(), group->starts.end());
    group->certificate = certify_in_order(objective, std::move(group->U), judging);
    const Certificate& certificate = *group->certificate;
    group->U = certificate.U;
    if (certificate.verdict != Verdict::saddle || !certificate.escape) continue;
    if (saddles_left(collector, group->starts.front()) >= most_rounds) continue;
    const LeftSaddle left{group->starts.front(), certificate.objective, certificate.escape->curvature};
    const Stopwatch searching;
    std::optional<SolveResult> end = leave_saddle(objective, options, solver, budget, certificate);
    seconds += searching.seconds();
    if (!end) continue;
    report_end(left, group->starts, options, *end, collector);
    Group moved{std::move(end->U), end->objective, std::move(group->starts), std::nullopt,
                std::move(group->left)};
    moved.left.push_back(left);
    collector.groups.erase(collector.groups.begin() + (group - collector.groups.data()));
    collector.add(std::move(moved), end->stationarity);
  }
  return seconds;
}

}  // namespace orthant
