/// K-means from several starts, each of them twice:
///
///   k-means++ → Lloyd → moves of single points                                          (lloyd.hpp)
///   a nonnegative factor → its relaxation → rounded → Lloyd → moves of single points    (relaxation.hpp)
///
/// and the clustering of least inertia of all. It is therefore never worse than Lloyd's method with as many starts of
/// k-means++, and those of the first kind cost little. The relaxation of the first start begins at its own clustering,
/// blurred: where that is the optimum and the relaxation tight it ends there within some ten steps.
///
/// The relaxed point of least objective is examined last (relaxed_order.hpp): while it is a saddle, a relaxation goes on
/// from below it.
///
/// Starts run side by side, one thread each. Under a budget the first start always ends with a clustering. Where
/// relaxations are long (N·d·r large) only the first starts have one, with fewer steps.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "orthant/base/options.hpp"
#include "orthant/kmeans/lloyd.hpp"
#include "orthant/kmeans/relaxation.hpp"
#include "orthant/kmeans/relaxed_order.hpp"

namespace orthant {

struct KMeansOptions {
  long lifted_rank = 0;  ///< r; 0: min(2K, N)
  RelaxationOptions relaxation = {};
  long starts = 10, seed = 0;
};

inline constexpr Option<KMeansOptions> kmeans_options[] = {
    {"lifted_rank",
     "of model kmeans: columns of the relaxation's factor, rank to 2·rank (0: 2·rank)",
     {0, 1e9},
     &KMeansOptions::lifted_rank},
};
inline constexpr Option<RelaxationOptions> relaxation_options[] = {
    {"penalty",
     "of model kmeans: weight β of the squared constraint to begin with, data in units of their mean square",
     {1e-6, 1e6},
     &RelaxationOptions::penalty},
    {"feasibility",
     "of model kmeans: a relaxation ends at this ‖UUᵀ1 − 1‖/√rows",
     {1e-12, 1},
     &RelaxationOptions::feasibility},
    {"relaxation_steps",
     "of model kmeans: steps of a relaxation, at most (0: none, clusterings by k-means++ alone)",
     {0, 1e9},
     &RelaxationOptions::relaxation_steps},
};

/// How a start went. Inertias and objectives are in the units of the data.
struct KMeansStart {
  Index start = 0;                    ///< from 1
  double lloyd = 0;                   ///< inertia after Lloyd
  double moved = 0;                   ///< after moves of single points
  std::optional<double> relaxed;      ///< objective of the relaxation; none where there was none
  std::optional<double> feasibility;  ///< ‖UUᵀ1 − 1‖/√N there
  std::optional<double> rounded;      ///< inertia of the best rounding
  Index steps = 0;
  bool converged = false;
  double inertia = 0;  ///< the least
  double seconds = 0;
};

struct KMeansResult {
  std::vector<Index> labels;  ///< for each row a cluster from 0, the largest cluster first
  Matrix centres;             ///< K×d: the means
  double inertia = 0;
  Index best_start = 0;
  std::vector<KMeansStart> starts;  ///< those that ran, in order
  /// The lowest objective of the relaxations that converged, with its point.
  std::optional<double> relaxed;
  double feasibility = 0;
  Matrix U;
  std::optional<RelaxedOrder> order;  ///< of that point, without `below`; objectives in the units of the data
  Index left_saddles = 0;             ///< so many were met and left on the way to it
  Index lifted_rank = 0;
  Index skipped_relaxations = 0;  ///< starts without one, to save time
  double seconds = 0;
};

/// Told under a lock whenever a start ends: how many have, and its report.
using KMeansObserver = std::function<void(Index done, const KMeansStart& report)>;

/// Rows of X are points. Throws InputError unless 1 ≤ clusters ≤ rows, options are in range and entries finite.
KMeansResult kmeans(const ConstMatrixRef& X, Index clusters, const KMeansOptions& options = {},
                    const Budget& budget = {}, const KMeansObserver& observer = {});

/// Of the relaxed point, one sentence without its full stop; empty where there is none.
std::string order_in_words(const KMeansResult& found);

}  // namespace orthant
