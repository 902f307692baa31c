/// The sign of a quadratic form on a mixed cone, and its modulus:
///
///   min xᵀHx   over   ‖x‖ = 1,  x_F free,  x_N ≥ 0.
///
/// The form is nonnegative on the cone iff H_FF ⪰ 0, range(H_FN) ⊆ range(H_FF), and the Schur complement
/// H_NN − H_NF H_FF⁺ H_FN is copositive. In floating point, with eigenvalues within `zero` of zero counted as
/// zero:
///
///   1. H ≻ 0: positive, modulus λ_min
///   2. H ⪰ 0 with a null space: does it meet the cone? (null_cone.hpp: a linear program)
///   3. λ_min(H_FF) < 0, or a null vector of H_FF outside the range condition: a direction of negative
///   curvature
///   4. search: projected gradient on the cone's sphere, finished by an eigenvector on the support; below
///   zero:
///      a direction of negative curvature
///   5. lowest value found v > 0: H − μI is proved strictly copositive on the cone for μ just below v, then
///   for
///      smaller μ, by the copositivity of its Schur complement (copositive.hpp)
///   6. v = 0: the same for H + zero·I: nonnegative up to that
///
/// The Schur complement is formed in doubles, so the answers hold up to rounding of order ε‖H‖·cond(H_FF):
/// numeric. Cost: eigenvalues of H (order m), 2m² a step of the search, and step 5.
#pragma once

#include <string>
#include <vector>

#include "orthant/base/stop.hpp"
#include "orthant/linalg/matrix.hpp"

namespace orthant {

enum class FormOnCone {
  positive,     ///< > 0 for x ≠ 0: `modulus`
  nonnegative,  ///< ≥ 0 up to `zero`, and `direction` has the value zero up to `zero`
  negative,     ///< `direction` of the cone with `value` < −zero
  undecided,
};

struct MixedConeOptions {
  double zero = 0;  ///< values up to this count as zero
  int threads = 1;
  std::uint64_t seed = 0;
  double work = 2e9;  ///< multiplications in support trees, for each μ
  int starts = 30;    ///< of the search
};

struct MixedConeResult {
  FormOnCone form = FormOnCone::undecided;
  double modulus = 0;         ///< positive: proved lower bound
  double value = 0;           ///< of `direction`: the lowest value found, an upper bound on the minimum
  Vector direction;           ///< of the cone, unit norm
  std::string method;         ///< "cholesky", "null space", "tree", "split", "search", …
  Index null_directions = 0;  ///< dimension of the null space in case 2
  std::string reason;         ///< undecided: what ran out
};

/// H symmetric of order m; `nonnegative`: the indices N.
MixedConeResult form_on_cone(const Matrix& H, const std::vector<Index>& nonnegative,
                             const MixedConeOptions& options, const Budget& budget);

}  // namespace orthant
