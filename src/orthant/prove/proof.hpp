/// A proof as it is stored: the `proof` object of certificate.json (docs/certificates.md) and the files that
/// it names.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "orthant/certify/escape.hpp"
#include "orthant/certify/verdict.hpp"
#include "orthant/linalg/matrix.hpp"
#include "orthant/objectives/objective.hpp"

namespace orthant::checker {
struct OwnData;
}  // namespace orthant::checker

namespace orthant {

struct Proof {
  Verdict verdict = Verdict::undecided;
  Rigor rigor = Rigor::numeric;
  std::optional<bool> spurious;
  std::optional<double> modulus;  ///< rounded down
  double objective = 0, objective_low = 0, objective_high = 0;
  std::optional<double> global_low;  ///< no feasible point of any rank, or of `global_rank`, is lower
  std::optional<Index> global_rank;  ///< of `global_low`; none: of every rank
  /// The verdict is about a point within this of the stored one; 0: about that point itself.
  double radius = 0;
  std::optional<Matrix> point;       ///< the stored point, where it is not the one that was judged
  std::optional<CriticalCone> cone;  ///< exact methods: the cone of the point itself, without tolerances
  std::optional<Matrix> direction;   ///< `saddle`: along which the form is negative
  std::optional<Escape> escape;      ///< the way down along it, in floating point
  nlohmann::ordered_json document;   ///< the `proof` object
  std::map<std::string, std::string> files;  ///< name → bytes
  /// The data, where the document names them by their hash and no file holds them.
  std::shared_ptr<const checker::OwnData> data;
  std::vector<std::string> reasons;  ///< plain sentences for people
  bool checked = false;              ///< the checker has accepted it
  double check_seconds = 0;          ///< not checked: at least what that takes, where it is known
};

/// A proof, or the reason why there is none: which inequality fails, and by how much.
struct ProofAttempt {
  std::optional<Proof> proof;
  std::string reason;
};

/// Of isolated_minimizer.hpp.
struct IsolatedOptions {
  Index schur_order = 12000;  ///< largest matrix factored by rows (1.2 GB)
  double schur_flops = 2e13;
  Index dense_order = 3000;
  int newton_steps = 10;
  /// The file of the data, by which the proof names them, with the hash of their values, where a copy would
  /// take more than `largest_copy` bytes. Empty: always a copy.
  std::string data_name;
  double largest_copy = 0x1p23;
};

/// Empty for the objectives that the proofs speak of, f(U) = ½‖𝒜(UUᵀ) − b‖² and g(L,R) + λh(L,R), which are
/// also all that a problem document can say: every bound and every identity of this room, and of the checker,
/// is one of those polynomials. A list of what is known, so that an objective added later is refused until
/// somebody has looked.
std::string why_no_proofs(const Objective& objective);

}  // namespace orthant
