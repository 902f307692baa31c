/// What a certificate claims, and what each method must show of it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "checker/arithmetic/work.hpp"
#include "checker/read/document.hpp"
#include "checker/read/problem.hpp"

namespace orthant::checker {

struct Claims {
  std::string verdict;
  std::optional<bool> spurious;
  Rational objective_low, objective_high;  ///< of the point that the verdict is about
  std::optional<Rational> modulus;
  std::optional<Rational> radius;
  std::optional<Rational> global_low;  ///< no feasible point of any rank, or of `global_rank`, is lower
  std::optional<long> global_rank;     ///< of `global_low`; none: of every rank
  std::optional<Rational> gap_low;     ///< global_low once proof.gap has shown it
};

/// Each throws Rejected unless the evidence proves the claims for the problem, Unfinished when that takes
/// more than is left of the work, and returns the statement. `evidence` is untrusted JSON.
std::string check_isolated(const Problem& problem, const Claims& claims, const nlohmann::json& evidence,
                           Work& work);
std::string check_second_order(const Problem& problem, const Claims& claims, const nlohmann::json& evidence,
                               Work& work);
std::string check_saddle(const Problem& problem, const Claims& claims, const nlohmann::json& evidence,
                         Work& work);
std::string check_local_squares(const Problem& problem, const Claims& claims, const nlohmann::json& evidence,
                                Work& work);
std::string check_global(const Problem& problem, const Claims& claims, const nlohmann::json& evidence,
                         Work& work);
std::string check_exact_factorization(const Problem& problem, const Claims& claims,
                                      const nlohmann::json& evidence, Work& work);

/// The point is within a gap of the lowest objective (spectral/rank_bound.hpp).
std::string check_bound(const Problem& problem, const Claims& claims, const nlohmann::json& evidence,
                        Work& work);

/// proof.gap: no feasible point of any rank has an objective below `global_low`. Throws as those, or says so.
std::string check_gap(const Problem& problem, const Rational& global_low, const nlohmann::json& gap,
                      Work& work);
/// The same for those of rank `claims.global_rank`: a gap with a kind (spectral/rank_bound.hpp).
std::string check_rank_gap(const Problem& problem, const Claims& claims, const nlohmann::json& gap,
                           Work& work);

// What stands in a certificate outside of its `proof`: the claims once more, which must agree with those of
// the proof, and reports of floating point, which nothing here repeats. A field that is not known is refused
// by name, since it may say that the certificate is about something else.

/// Throws Rejected unless every field is known, of the type it has, and says no more than the claims of the
/// proof by `method`, whose rigor is `rigor`, and nothing that contradicts them.
void require_outside(const Json& certificate, const Claims& claims, const std::string& method,
                     const std::string& rigor);

/// true, false or null.
std::optional<bool> read_spurious(const Json& object, const std::string& place);

}  // namespace orthant::checker
