#include "orthant/report/atlas/disconnectivity_plot.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace orthant::report {
namespace {

/// Minima 1 and 4 join first, then 2 and 3, then both.
Disconnectivity four_minima() {
  Disconnectivity out;
  out.objective = {10, 11, 11.5, 12};
  out.joins = {{12.5, 0, 3}, {13, 1, 2}, {15, 4, 5}};
  return out;
}

std::vector<LeafOfTree> four_leaves() {
  return {{"50 %", "Strict local minimum", "good"},
          {"20 %", "Dead end", "bad"},
          {"20 %", "Dead end", "bad"},
          {"10 %", "Dead end", "bad"}};
}

TEST(DisconnectivityPlot, LeavesStandBesideWhatTheyJoin) {
  EXPECT_EQ(leaves_in_order(four_minima()), (std::vector<Index>{0, 3, 1, 2}));
  Disconnectivity apart = four_minima();
  apart.joins.pop_back();
  EXPECT_EQ(leaves_in_order(apart), (std::vector<Index>{0, 3, 1, 2}));
}

TEST(DisconnectivityPlot, DrawsEveryJoinAtItsHeight) {
  const nlohmann::json spec = disconnectivity_plot(four_minima(), four_leaves(), true);
  const nlohmann::json& branches = spec["layer"][0]["data"]["values"];
  ASSERT_EQ(branches.size(), 9u);
  // The last join: across from between 0 and 1 to between 2 and 3, half above the best.
  EXPECT_EQ(branches[8], (nlohmann::json{{"x", 0.5}, {"x2", 2.5}, {"y", 50.0}, {"y2", 50.0}}));
  EXPECT_EQ(branches[6], (nlohmann::json{{"x", 0.5}, {"x2", 0.5}, {"y", 25.0}, {"y2", 50.0}}));
  const nlohmann::json& points = spec["data"]["values"];
  ASSERT_EQ(points.size(), 4u);
  EXPECT_EQ(points[1]["minimum"], "4");
  EXPECT_EQ(points[1]["y"], 20.0);
  EXPECT_EQ(disconnectivity_plot(four_minima(), four_leaves(), false)["layer"][0]["data"]["values"][8]["y"],
            5.0);
}

TEST(DisconnectivityPlot, IsNoneWithoutJoins) {
  Disconnectivity graph = four_minima();
  graph.joins.clear();
  EXPECT_TRUE(disconnectivity_plot(graph, four_leaves(), true).is_null());
  EXPECT_TRUE(disconnectivity_plot(four_minima(), {}, true).is_null());
}

}  // namespace
}  // namespace orthant::report
