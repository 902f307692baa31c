/// K-means of data: the clustering of kmeans.hpp, what is proved of it, and what it says of the rows.
///
/// Rows are points. The clarity of row i is
///
///   d_b/(d_a + d_b),  d_a and d_b the squared distances to its own mean and to the next one:                   (1)
///
/// ½ on the border between two clusters, 1 at a mean, or where there is but one cluster.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "orthant/kmeans/kmeans.hpp"
#include "orthant/kmeans/optimality.hpp"
#include "orthant/recover/recover.hpp"

namespace orthant {

struct Clusters {
  Data data;
  RecoverOptions options;  ///< as asked for
  Matrix points;           ///< the data, dense
  KMeansResult found;
  std::vector<Label> labels;              ///< with (1)
  std::optional<KMeansOptimality> proof;  ///< nothing when it was not asked for, or left out
  std::optional<KnownLabels> known;
  std::vector<std::string> left_out;  ///< sentences: what the budget left no time for
  double max_seconds = 0, read_seconds = 0, prove_seconds = 0, total_seconds = 0;
  int threads = orthant::threads();

  Index clusters() const { return found.centres.rows(); }
  /// (inertia − bound)/bound, rounded up: so far above the optimum at most. 0: optimal; nothing: not known.
  std::optional<double> gap() const;
};

/// `options.rank` clusters. Throws InputError on options and data that do not fit: missing entries, weights.
Clusters recover_clusters(Data data, const RecoverOptions& options, const Budget& budget = {},
                          const KMeansObserver& observer = {});

}  // namespace orthant
