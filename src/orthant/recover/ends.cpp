#include "orthant/recover/ends.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "orthant/recover/parts.hpp"

namespace orthant {

namespace {

bool is_minimum(Verdict verdict) {
  return verdict != Verdict::saddle && verdict != Verdict::not_stationary;
}

/// Points that are not strict come in continua (rotated factors of an exact fit, say): those of one level and
/// one verdict are listed as one.
Minimum* same_level(std::vector<Minimum>& minima, const Certificate& certificate) {
  if (certificate.verdict == Verdict::strict_local_minimizer) return nullptr;
  for (Minimum& minimum : minima) {
    if (minimum.certificate.verdict != certificate.verdict) continue;
    const double objective = minimum.certificate.objective;
    const double error = minimum.certificate.objective_error + certificate.objective_error;
    if (std::abs(certificate.objective - objective) <= 1e-8 * std::abs(objective) + error) {
      return &minimum;
    }
  }
  return nullptr;
}

/// What ended a start that has not arrived, in a sentence; empty where that was not asked for.
std::string ended_as_asked(const StartReport& start, const StoppingOptions& asked, const Budget& budget) {
  const auto said = [&](std::string limit) {
    return fmt::format("The start was stopped after {} iteration{} and {:.3g} s, as asked: {}.",
                       start.iterations, start.iterations == 1 ? "" : "s", start.seconds, limit);
  };
  switch (start.status) {
    case Status::iteration_limit:
      return said(
          fmt::format("at most {} iteration{}", asked.max_iterations, asked.max_iterations == 1 ? "" : "s"));
    case Status::time_limit:
      return said(fmt::format("at most {:g} s", budget.limit()));
    case Status::small_change:
      return said(fmt::format("a relative change of the objective of at most {:g}", asked.relative_change));
    case Status::target_reached:
      return said(fmt::format("an objective of at most {:g}", asked.target_objective));
    case Status::interrupted:
      return said("interrupted");
    case Status::stationary:
    case Status::no_progress:
      break;
  }
  return {};
}

}  // namespace

void Collector::add(StartReport report, Matrix U) {
  if (report.stationarity <= stationarity) {
    join_group(report, std::move(U));
  } else if (!loose || report.objective < loose->objective ||
             (report.objective == loose->objective && report.start < loose->starts.front())) {
    loose = Group{std::move(U), report.objective, {report.start}};
  }
  reports.push_back(std::move(report));
}

void Collector::join_group(const StartReport& report, Matrix U) {
  for (Group& group : groups) {
    const bool level =
        std::abs(group.objective - report.objective) <= 1e-8 * std::abs(report.objective) + nothing;
    if (!level || !same_point(group.U, U)) continue;
    if (report.start < *std::min_element(group.starts.begin(), group.starts.end())) {
      group.U = std::move(U);
      group.objective = report.objective;
    }
    group.starts.push_back(report.start);
    return;
  }
  groups.push_back({std::move(U), report.objective, {report.start}});
}

Certificate certify_in_order(const Objective& objective, Matrix U, const CertifyOptions& options) {
  const bool symmetric = !objective.is_asymmetric();
  if (objective.fixed_columns() == nullptr)
    U = ordered_by_share(U, symmetric ? U.rows() : objective.observations().rows(), symmetric);
  return certify(objective, std::move(U), options);
}

void certify_groups(const Objective& objective, const MultiStartOptions& options, const Budget& budget,
                    Collector& collector, MultiStartResult& result) {
  CertifyOptions judging = options.certify;
  judging.stationarity = collector.stationarity;
  auto& groups = collector.groups;
  for (Group& group : groups) std::sort(group.starts.begin(), group.starts.end());
  std::sort(groups.begin(), groups.end(),
            [](const Group& a, const Group& b) { return a.objective < b.objective; });
  // An unfinished start leads only when it is lower by more than what finishing the best would take.
  auto& loose = collector.loose;
  const bool loose_leads =
      loose && (groups.empty() || loose->objective < groups.front().objective * (1 - 1e-9));
  if (loose_leads) {
    result.best = certify_in_order(objective, std::move(loose->U), judging);
    result.best_start = loose->starts.front();
    for (const StartReport& start : result.starts) {
      if (start.start != result.best_start) continue;
      std::string reason = ended_as_asked(start, options.stopping, budget);
      if (!reason.empty()) result.best.reasons.push_back(std::move(reason));
    }
  }
  result.unfinished = static_cast<Index>(result.starts.size());
  for (size_t g = 0; g < groups.size(); ++g) {
    Group& group = groups[g];
    if (g > 0 && budget.exhausted()) {
      result.uncertified += static_cast<Index>(group.starts.size());
      continue;
    }
    Certificate certificate = certify_in_order(objective, std::move(group.U), judging);
    const auto hits = static_cast<Index>(group.starts.size());
    if (certificate.verdict != Verdict::not_stationary) result.unfinished -= hits;
    if (certificate.stopped) result.uncertified += hits;
    if (certificate.verdict == Verdict::saddle) result.saddles += hits;
    if (result.best_start == 0) {
      result.best = certificate;
      result.best_start = group.starts.front();
    } else if (result.best.objective < certificate.objective) {
      compare_with_witness(certificate, result.best.objective, result.best.objective_error);
    }
    if (!is_minimum(certificate.verdict)) continue;
    if (Minimum* level = same_level(result.minima, certificate)) {
      level->starts.insert(level->starts.end(), group.starts.begin(), group.starts.end());
      std::sort(level->starts.begin(), level->starts.end());
      continue;
    }
    result.minima.push_back({std::move(certificate), group.starts});
  }
  std::vector<std::optional<Index>> minimum_of(static_cast<size_t>(options.all_starts()) + 1);
  for (size_t m = 0; m < result.minima.size(); ++m)
    for (const Index start : result.minima[m].starts)
      minimum_of[static_cast<size_t>(start)] = static_cast<Index>(m);
  for (StartReport& report : result.starts) report.minimum = minimum_of[static_cast<size_t>(report.start)];
}

}  // namespace orthant
