/// Where the starts of a search end: gathered while they run, then judged.
#pragma once

#include <optional>
#include <vector>

#include "orthant/recover/multi_start.hpp"

namespace orthant {

/// A saddle that a start was led on from.
struct LeftSaddle {
  Index start;  ///< the first of those that had stopped there
  double objective, curvature;
};

/// Stationary points that agree, while starts are still running.
struct Group {
  Matrix U;
  double objective;
  std::vector<Index> starts;
  std::optional<Certificate> certificate{};  ///< when it has been judged already
  std::vector<LeftSaddle> left{};            ///< by those of the starts that came here from saddles
};

/// Where the starts' results gather; used under one lock.
struct Collector {
  double stationarity;  ///< at or below it a start has arrived, whatever it stopped for
  double nothing;       ///< objectives that differ by less are level: all of them fit exactly
  std::vector<StartReport> reports{};
  std::vector<Group> groups{};
  std::optional<Group> loose{};  ///< the lowest point that is not stationary
  std::optional<Index> exact_start{};

  void add(StartReport report, Matrix U);
  /// Starts that came to one point together.
  void add(Group ended, double stationarity_there);
  /// The earliest start stands for its group, whichever ended first: the result does not depend on timing.
  void join_group(Group ended);
};

/// The certificate of a point whose columns stand in the order of their share, unless some are held fixed.
Certificate certify_in_order(const Objective& objective, Matrix U, const CertifyOptions& options);

/// Certifies the groups, lowest first, and sorts the starts into minima, saddles and unfinished.
void certify_groups(const Objective& objective, const MultiStartOptions& options, const Budget& budget,
                    Collector& collector, MultiStartResult& result);

/// Takes the ends of moves, which are numbered behind `starts`, out of what is said of starts.
void set_moves_apart(Index starts, MultiStartResult& result);

}  // namespace orthant
