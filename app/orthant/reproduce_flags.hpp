/// The instances that `orthant reproduce` evaluates, from its flags.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "orthant/paper/statement.hpp"

namespace orthant::app {

/// As typed; what is not given keeps the default of ClaimParameters.
struct ReproduceFlags {
  std::vector<std::string> only;  ///< ids of statements, all when empty
  std::optional<long> n, rank, true_rank, m, rank4, true_rank4, starts;
  std::optional<std::string> alpha, epsilon;
  std::optional<double> balance;
  long seed = 0;
};

void add_reproduce_flags(CLI::App& command, ReproduceFlags& flags);

/// Refuses what no instance can be made of. Without --n and --m the matrices grow with their ranks.
Parameters claim_parameters(const ReproduceFlags& flags);

/// The ids of --only in the paper's order, each once; all of them when there are none. Refuses unknown ones.
std::vector<std::string> asked_claims(const ReproduceFlags& flags);

/// " --alpha 1/3 --seed 4": the instance as it was typed, for a command that repeats it. Only after
/// claim_parameters() has accepted the flags.
std::string given_flags(const ReproduceFlags& flags);

}  // namespace orthant::app
