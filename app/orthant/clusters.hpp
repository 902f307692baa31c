/// orthant recover --model kmeans.
#pragma once

#include <string>

#include "command.hpp"
#include "orthant/recover/clusters.hpp"

namespace orthant::app {

/// Searches, writes what was found to --out, and prints it. Returns the exit code.
int recover_clusters_of(Data data, const RecoverOptions& options, const CommonFlags& flags,
                        const Budget& budget, const std::string& command_line);

}  // namespace orthant::app
