#include "orthant/recover/ends.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

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

/// From which saddles starts came to a point at `objective`, in a sentence; empty where from none.
std::string way_down_of(const std::vector<LeftSaddle>& left, double objective) {
  if (left.empty()) return {};
  const auto highest =
      std::max_element(left.begin(), left.end(),
                       [](const LeftSaddle& a, const LeftSaddle& b) { return a.objective < b.objective; });
  return fmt::format(
      "Start {} had stopped at a saddle, objective {:.9g}, which was left along a direction of curvature {:.3g}; the "
      "search came here, lower by {:.3g}{}.",
      highest->start, highest->objective, highest->curvature, highest->objective - objective,
      left.size() == 1 ? "" : fmt::format(" ({} ways down from saddles lead here)", left.size()));
}

/// Both ends of a way down stand in the certificate of the lower one.
std::string tell_way_down(const std::vector<LeftSaddle>& left, Certificate& certificate) {
  std::string sentence = way_down_of(left, certificate.objective);
  if (!sentence.empty()) certificate.reasons.push_back(sentence);
  return sentence;
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

void StartReport::take(SolveResult& result) {
  status = result.status;
  iterations = result.iterations;
  passes = result.passes;
  objective = result.objective;
  stationarity = result.stationarity;
  stages = std::move(result.stages);
}

void Collector::add(StartReport report, Matrix U) {
  add(Group{std::move(U), report.objective, {report.start}}, report.stationarity);
  reports.push_back(std::move(report));
}

void Collector::add(Group ended, double stationarity_there) {
  if (stationarity_there <= stationarity) {
    join_group(std::move(ended));
  } else if (!loose || ended.objective < loose->objective ||
             (ended.objective == loose->objective && ended.starts.front() < loose->starts.front())) {
    loose = std::move(ended);
  }
}

void Collector::join_group(Group ended) {
  for (Group& group : groups) {
    const bool level =
        std::abs(group.objective - ended.objective) <= 1e-8 * std::abs(ended.objective) + nothing;
    if (!level || !same_point(group.U, ended.U)) continue;
    if (!group.certificate &&
        ended.starts.front() < *std::min_element(group.starts.begin(), group.starts.end())) {
      group.U = std::move(ended.U);
      group.objective = ended.objective;
    }
    group.starts.insert(group.starts.end(), ended.starts.begin(), ended.starts.end());
    group.left.insert(group.left.end(), ended.left.begin(), ended.left.end());
    return;
  }
  groups.push_back(std::move(ended));
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
    result.best_way_down = tell_way_down(loose->left, result.best);
    result.best_start = loose->starts.front();
    for (const StartReport& start : result.starts) {
      if (start.start != result.best_start) continue;
      std::string reason = ended_as_asked(start, options.stopping, budget);
      if (!reason.empty()) result.best.reasons.push_back(std::move(reason));
    }
  }
  const auto asked_of = [&](const std::vector<Index>& starts) {
    return std::count_if(starts.begin(), starts.end(),
                         [&](Index start) { return start <= options.all_starts(); });
  };
  for (const StartReport& start : result.starts)
    result.unfinished += start.start <= options.all_starts() ? 1 : 0;
  for (size_t g = 0; g < groups.size(); ++g) {
    Group& group = groups[g];
    if (g > 0 && !group.certificate && budget.exhausted()) {
      result.uncertified += asked_of(group.starts);
      continue;
    }
    Certificate certificate = group.certificate ? std::move(*group.certificate)
                                                : certify_in_order(objective, std::move(group.U), judging);
    std::string way_down = tell_way_down(group.left, certificate);
    const Index hits = asked_of(group.starts);
    if (certificate.verdict != Verdict::not_stationary) result.unfinished -= hits;
    if (certificate.stopped) result.uncertified += hits;
    if (certificate.verdict == Verdict::saddle) result.saddles += hits;
    if (result.best_start == 0) {
      result.best = certificate;
      result.best_way_down = way_down;
      result.best_start = group.starts.front();
    } else if (result.best.objective < certificate.objective) {
      compare_with_witness(certificate, result.best.objective, result.best.objective_error);
    }
    if (!is_minimum(certificate.verdict)) continue;
    if (Minimum* level = same_level(result.minima, certificate)) {
      level->starts.insert(level->starts.end(), group.starts.begin(), group.starts.end());
      std::sort(level->starts.begin(), level->starts.end());
      if (options.of_one_law) level->others.push_back({std::move(certificate.U), hits});
      continue;
    }
    result.minima.push_back({std::move(certificate), group.starts, std::move(way_down)});
  }
  Index last = options.all_starts();
  for (const StartReport& report : result.starts) last = std::max(last, report.start);
  std::vector<std::optional<Index>> minimum_of(static_cast<size_t>(last) + 1);
  for (size_t m = 0; m < result.minima.size(); ++m)
    for (const Index start : result.minima[m].starts)
      minimum_of[static_cast<size_t>(start)] = static_cast<Index>(m);
  for (StartReport& report : result.starts) report.minimum = minimum_of[static_cast<size_t>(report.start)];
}

bool Minimum::holds(Index start) const {
  return std::find(starts.begin(), starts.end(), start) != starts.end() ||
         std::find(by_moves.begin(), by_moves.end(), start) != by_moves.end();
}

void set_moves_apart(Index starts, MultiStartResult& result) {
  if (!result.effort) return;
  const auto first_end = std::find_if(result.starts.begin(), result.starts.end(),
                                      [&](const StartReport& report) { return report.start > starts; });
  result.effort->ends.assign(std::make_move_iterator(first_end),
                             std::make_move_iterator(result.starts.end()));
  result.starts.erase(first_end, result.starts.end());
  for (Minimum& minimum : result.minima) {
    const auto first = std::find_if(minimum.starts.begin(), minimum.starts.end(),
                                    [&](Index start) { return start > starts; });
    minimum.by_moves.assign(first, minimum.starts.end());
    minimum.starts.erase(first, minimum.starts.end());
  }
}

}  // namespace orthant
