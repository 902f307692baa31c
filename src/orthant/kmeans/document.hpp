/// A proof about a clustering as it is stored (checker/kmeans/kmeans.hpp), and its way through the checker.
#pragma once

#include <optional>

#include "checker/kmeans/clustering.hpp"
#include "checker/read/data_file.hpp"
#include "orthant/kmeans/optimality.hpp"
#include "orthant/prove/checked_document.hpp"

namespace orthant {

/// What evidence is said to prove.
struct KMeansClaim {
  bool optimal = false, unique = false;
  double bound = 0;
  nlohmann::ordered_json evidence = {{"method", "none"}};
  Bundle files;        ///< those of the evidence
  bool exact = false;  ///< in rationals
};

/// A number of scaled data as it is of the data themselves: x·4^exponent, exactly.
std::string scaled_fraction(double x, int exponent);

class KMeansDocument {
 public:
  KMeansDocument(const Matrix& X, std::span<const Index> labels, Index clusters,
                 const KMeansOptimalityOptions& options);

  const checker::Labelled& labelled() const { return labelled_; }
  double inertia_low() const { return inertia_.lower(); }
  double inertia_high() const { return inertia_.upper(); }

  /// Has the checker go through it. False when it refuses; what takes too long is taken, and not said to be
  /// checked.
  bool take(const KMeansClaim& claim, KMeansOptimality& out) const;

 private:
  const KMeansOptimalityOptions& options_;
  checker::Labelled labelled_;
  std::optional<checker::OwnData> named_;
  nlohmann::ordered_json data_;
  Bundle files_;
  checker::Ball inertia_;
};

}  // namespace orthant
