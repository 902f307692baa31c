// Passes as a part of a document: written and read again, and trees that are none.

#include "orthant/documents/disconnectivity.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace orthant {
namespace {

Disconnectivity three_minima() {
  Disconnectivity out;
  out.objective = {1, 1.25, 1.5};
  out.barriers = {{0, 1, 1.75, 2.5, true}, {0, 2, INFINITY, INFINITY, false}, {1, 2, 2, 3, true}};
  out.joins = joins_of(3, out.barriers);
  out.kind = PathHeight::convex;
  out.options.images = 5;
  out.left_out = "Not every pass was searched for: the time ran out.";
  return out;
}

TEST(DisconnectivityFields, AreReadAsTheyWereWritten) {
  const Json json = as_json(three_minima());
  EXPECT_EQ(json["joins"][1]["first"], 3);
  EXPECT_EQ(json["joins"][1]["second"], 4);  // the first join
  EXPECT_TRUE(json["pairs"][1]["height"].is_null());
  EXPECT_EQ(json["bound"], "convex");
  Disconnectivity again;
  read_json(JsonPlace(json, "a.json"), again);
  EXPECT_EQ(as_json(again), json);
  EXPECT_EQ(why_no_tree(again), "");
}

TEST(DisconnectivityFields, ATreeIsOneOfEarlierNodesEachOnce) {
  const auto spoiled = [](auto&& change) {
    Disconnectivity graph = three_minima();
    change(graph);
    return why_no_tree(graph);
  };
  EXPECT_EQ(spoiled([](auto& graph) { graph.joins[0].second = 7; }),
            "joins[0] joins node 8; expected one of 1 to 3");
  EXPECT_EQ(spoiled([](auto& graph) { graph.joins[1].second = 4; }),
            "joins[1] joins node 5; expected one of 1 to 4");
  EXPECT_EQ(spoiled([](auto& graph) { graph.joins[1].first = -1; }),
            "joins[1] joins node 0; expected one of 1 to 4");
  EXPECT_EQ(spoiled([](auto& graph) { graph.joins[1].first = 0; }),
            "joins[1] joins node 1 again; expected each once");
  EXPECT_EQ(spoiled([](auto& graph) { graph.joins[1].height = 1; }),
            "joins[1].height = 1; expected a number not below node 3");
  EXPECT_NE(spoiled([](auto& graph) { graph.joins[0].height = std::numeric_limits<double>::quiet_NaN(); }),
            "");
  EXPECT_NE(spoiled([](auto& graph) { graph.barriers[0].second = 9; }), "");
  EXPECT_NE(spoiled([](auto& graph) { graph.barriers[0].second = 0; }), "");
}

}  // namespace
}  // namespace orthant
