/// How good is a clustering? A proof that none into the same number of clusters has a smaller sum of squares,
/// or by how much one could at most (docs/kmeans.md).
///
///   inertia(labels) = Σ_k Σ_{i∈k} ‖x_i − c_k‖² = ‖X‖² − ⟨XXᵀ, Z⟩,   Z = Σ_k 1_k1_kᵀ/n_k
///
/// Every clustering is a feasible Z of the relaxation of Peng and Wei, Z ⪰ 0, Z ≥ 0, Z1 = 1, tr Z = K; a dual
/// point of that bounds the inertia of all of them from below. Five ways to one, each tried where the one
/// before leaves a gap:
///
///   structured  the dual point follows from the labels and one number t; matrix-free, O(N d²) and an
///               eigenproblem of order K·d (or N where that is less): optimal, or nothing
///   factored    the same cut and weighted, d + K(K − 1) columns: a bound, matrix-free
///   coupled     N ≤ dense_order: a search over Λ ≥ 0, and from there a dual point with equality again
///   dense       the same Λ, where no equality holds: a bound
///   grouped     larger N: such a Λ for groups of rows, constant on pairs of groups: a bound
///
/// The search is in floating point; what is said is what the checker has accepted (checker/kmeans).
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

struct KMeansOptimalityOptions {
  Index dense_order = 1500;  ///< largest N for the dense search
  int iterations = 2000;     ///< of the dense search, at most
  Index groups = 400;        ///< of rows, for the grouped bound; 0: none
  double dense_work = 5e11;  ///< its flops, at most, but for its first forty iterations
  double gap = 1e-6;         ///< (inertia − bound)/inertia below which no further way is tried
  /// The file of the data, by which the certificate names them, with the hash of their values, where a copy
  /// would take more than `largest_copy` bytes. Empty: always a copy.
  std::string data_name = {};
  double largest_copy = 0x1p23;
  double search_work = 5e9;  ///< flops of the matrix-free search for a bound, about
  double check_work = 2e10;  ///< what the check may take, in nanoseconds of one core
};

/// What is proved of a clustering. All doubles are rounded so that the sentences hold. Where `checked` is false the
/// check takes more than check_work: bound, optimal and unique are what the search found, and orthant-verify
/// can tell.
struct KMeansOptimality {
  double inertia_low = 0, inertia_high = 0;  ///< encloses the inertia of the given clustering
  double bound = 0;      ///< no clustering into as many clusters has an inertia below this
  bool optimal = false;  ///< the given one is optimal
  bool unique = false;   ///< and the only optimal one, up to the order of the labels
  std::string
      method;  ///< "structured", "factored", "coupled", "dense", "grouped"; "none" where nothing better than 0 is proved
  nlohmann::ordered_json document;           ///< the `proof` object
  std::map<std::string, std::string> files;  ///< name → bytes, beside certificate.json
  bool checked = false;                      ///< the checker has accepted it
  std::vector<std::string> reasons;          ///< plain sentences for people
};

/// `labels`: one in [0, clusters) for each row of X, each used at least once; InputError otherwise, and for
/// entries that are not finite. Where the budget in force ends, what is proved until then is returned.
KMeansOptimality prove_kmeans(const Matrix& X, std::span<const Index> labels, Index clusters,
                              const KMeansOptimalityOptions& options = {});

/// The whole of certificate.json: the proof, and its claims once more in words and doubles.
nlohmann::ordered_json kmeans_certificate(const KMeansOptimality& found);

}  // namespace orthant
