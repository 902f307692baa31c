/// Ways down from a clustering when the relaxation has columns to spare (docs/kmeans.md, theorem 6). For clusterings V₀
/// and V₁ = [1_k/√n_k] the matrices
///
///   Z(τ) = (1 − τ)V₀V₀ᵀ + τV₁V₁ᵀ,   0 ≤ τ ≤ 1                                                                  (1)
///
/// are feasible and ⟨XXᵀ, Z⟩ is linear in τ. A way from V₀ to V₁ is a continuous U(τ) ≥ 0 with UUᵀ = Z(τ):
///
///   V₁ moves a part of one cluster to another    one spare column                                             (2)
///   V₁ has k clusters that V₀ has not            k spare columns: [W, √(1−τ)V₀′, √τ V₁′], W in both           (3)
///
/// (2): with a = A ∪ M, V₁ has A and M ∪ B; in units of the three parts Z(τ) is a matrix of order 3 with Z_AB = 0,
/// so Z = uuᵀ + vvᵀ + w²e_Me_Mᵀ, u = (√Z_AA, Z_AM/√Z_AA, 0), v = (0, Z_MB/√Z_BB, √Z_BB).
#pragma once

#include <optional>

#include "orthant/base/stop.hpp"
#include "orthant/kmeans/lloyd.hpp"

namespace orthant {

class ClusteringExchange {
 public:
  /// From labels to labels; nothing where the columns do not suffice by (2) or (3).
  static std::optional<ClusteringExchange> between(const std::vector<Index>& from,
                                                   const std::vector<Index>& to, Index clusters,
                                                   Index columns);
  Matrix at(double tau) const;  ///< U(τ), N×columns

 private:
  std::vector<Index> from_, to_;
  Index clusters_ = 0, columns_ = 0;
  std::optional<std::pair<Index, Index>> move_;  ///< (2): from this cluster to that, in `from`
};

/// Columns that are parallel as one, of their length together, with zero ones in their place: UUᵀ is the same.
Matrix merged_columns(const Matrix& U);

/// The labels of the clustering that a U with merged columns is; nothing where it is none.
std::optional<std::vector<Index>> labels_of_factor(const Matrix& U, Index clusters);

/// A better clustering to which there is a way, among those that differ in two clusters, and `known`; the best one
/// found.
std::optional<Clustering> better_by_exchange(const ConstMatrixRef& points, const Clustering& clustering,
                                             const Clustering& known, Index columns, Random& random,
                                             const Budget& budget);

}  // namespace orthant
