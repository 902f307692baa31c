/// What a certificate claims, and what each method must show of it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "checker/arithmetic/work.hpp"
#include "checker/read/problem.hpp"

namespace orthant::checker {

struct Claims {
  std::string verdict;
  std::optional<bool> spurious;
  Rational objective_low, objective_high;  ///< of the point that the verdict is about
  std::optional<Rational> modulus;
  std::optional<Rational> radius;
  std::optional<Rational> global_low;  ///< no feasible point of any rank is lower
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

/// proof.gap: no feasible point of any rank has an objective below `global_low`. Throws as those, or says so.
std::string check_gap(const Problem& problem, const Rational& global_low, const nlohmann::json& gap,
                      Work& work);

}  // namespace orthant::checker
