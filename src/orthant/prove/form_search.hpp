/// Finding FORM (docs/certificates.md): why a rational form is nonnegative on {x : x_N ≥ 0}, and the largest
/// μ for which Q − μI is.
///
///   split   N = 0; or the positive entries of a part of Q (all of it; the fit without the balance term,
///           whose positive entries belong to a square); or the N of split_search.hpp for the Schur
///           complement of the other variables, when it is positive with a margin
///   keller  at most 14 nonnegative variables
///   copositive  what these leave open: the proof of copositive.hpp for the Schur complement, within its budget
///
/// Q is block diagonal on the components of its graph, and each block is decided alone.
///
/// The modulus is tried from above: the smallest exact quotient xᵀQx/xᵀx over vectors that are often
/// eigenvectors (e_i, e_i ± e_j of the cone, the scaling orbits), which is attained and therefore sharp when
/// it is proved; then simple fractions at and below the lowest value that a search over the cone finds.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "checker/exact/definite.hpp"
#include "orthant/linalg/matrix.hpp"

namespace orthant {

struct FoundForm {
  checker::Rational modulus;
  nlohmann::ordered_json form;
};

/// FORM for xᵀQx ≥ 0, or nothing. `parts`: matrices of the order of Q whose positive entries are tried as N.
/// `margin`: the form may be positive with room to spare, so that the search for a split is worth its time.
std::optional<nlohmann::ordered_json> find_form(const checker::RationalMatrix& Q,
                                                const std::vector<bool>& nonnegative,
                                                const std::vector<checker::RationalMatrix>& parts,
                                                bool margin);

struct ModulusSearch {
  std::optional<FoundForm> found;  ///< modulus > 0
  double lowest = 0;  ///< the smallest value of the form that was seen on unit vectors of the cone
  Vector direction;   ///< where
};

/// `orbits`: more vectors to try in the quotients. `parts`: as above, beyond Q.
ModulusSearch find_modulus(const checker::RationalMatrix& Q, const std::vector<bool>& nonnegative,
                           const std::vector<std::vector<checker::Rational>>& orbits,
                           std::vector<checker::RationalMatrix> parts);

/// The fraction with the smallest denominator in [low, high], 0 < low ≤ high.
checker::Rational simplest_between(checker::Rational low, checker::Rational high);

/// Every entry a double next to it.
Matrix approx(const checker::RationalMatrix& A);

}  // namespace orthant
