/// The disconnectivity graph as a drawing: leaves are minima, at the height of their objective, and branches meet where
/// their basins join (explore/disconnectivity.hpp). Leaves stand in the order in which the tree is gone through, the lower
/// branch first, so that no lines cross.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "orthant/explore/disconnectivity.hpp"

namespace orthant::report {

/// What stands at a leaf.
struct LeafOfTree {
  std::string label;  ///< under its number: "17 %"
  std::string is;     ///< what the minimum is; of one colour and shape
  std::string mark;   ///< good, fair, bad, open
};

/// The minima in the order of their places from left to right.
std::vector<Index> leaves_in_order(const Disconnectivity& graph);

/// Null without a join. Heights are shown above the first objective: in per cent of it, or as they are.
nlohmann::json disconnectivity_plot(const Disconnectivity& graph, const std::vector<LeafOfTree>& leaves,
                                    bool relative);

}  // namespace orthant::report
