/// Where the starts of a search end: gathered while they run, then judged.
#pragma once

#include <optional>
#include <vector>

#include "orthant/recover/multi_start.hpp"

namespace orthant {

/// Stationary points that agree, while starts are still running.
struct Group {
  Matrix U;
  double objective;
  std::vector<Index> starts;
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
  /// The earliest start stands for its group, whichever ended first: the result does not depend on timing.
  void join_group(const StartReport& report, Matrix U);
};

/// The certificate of a point whose columns stand in the order of their share, unless some are held fixed.
Certificate certify_in_order(const Objective& objective, Matrix U, const CertifyOptions& options);

/// Certifies the groups, lowest first, and sorts the starts into minima, saddles and unfinished.
void certify_groups(const Objective& objective, const MultiStartOptions& options, const Budget& budget,
                    Collector& collector, MultiStartResult& result);

}  // namespace orthant
