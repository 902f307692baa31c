// orthant landscape: Figure 1's critical points, the files it writes, refusals.
#include <gtest/gtest.h>

#include <cmath>

#include "refusal.hpp"
#include "run.hpp"

namespace orthant::cli {
namespace {

/// The verdicts of the panel's points at (x, y).
std::vector<std::string> verdicts_at(const Json& panel, double x, double y) {
  std::vector<std::string> out;
  for (const Json& point : panel["points"])
    if (std::hypot(point["x"].get<double>() - x, point["y"].get<double>() - y) < 1e-8)
      out.push_back(point["verdict"].get<std::string>());
  return out;
}

TEST(LandscapeCommand, FigureOne) {
  const Folder folder;
  run_well(folder, "instance theorem3 --n 2 --alpha 1/2 --epsilon 3/10 --out t3 --quiet");
  const Json picture = run_well(folder, "landscape t3 --json --grid 41").json();
  ASSERT_EQ(picture["panels"].size(), 2u);
  const Json &free = picture["panels"][0], &quadrant = picture["panels"][1];
  const std::vector<std::string> global = {"global_minimizer"}, strict = {"strict_local_minimizer"};
  EXPECT_EQ(verdicts_at(free, 1, 0), global);
  EXPECT_EQ(verdicts_at(free, -1, 0), global);
  EXPECT_TRUE(verdicts_at(free, 0, 0.5).empty());
  EXPECT_EQ(verdicts_at(quadrant, 1, 0), global);
  EXPECT_EQ(verdicts_at(quadrant, 0, 0.5), strict);
  EXPECT_TRUE(verdicts_at(quadrant, -1, 0).empty());
}

TEST(LandscapeCommand, ThePointHasItsPlaceAndItsProof) {
  // Theorem 4's point is a zero of higher order, found to a few digits, and a minimum that only a proof
  // shows.
  const Folder folder;
  run_well(folder, "instance theorem4 --m 3 --rank 2 --true-rank 2 --out t4 --quiet");
  const Json picture = run_well(folder, "landscape t4 --json --grid 41").json();
  const std::vector<std::string> saddle = {"saddle"}, minimum = {"local_minimizer"};
  for (const Json& panel : picture["panels"]) {
    const bool constrained = panel["constrained"].get<bool>();
    EXPECT_EQ(verdicts_at(panel, 0, 0), constrained ? minimum : saddle);
    int near_the_point = 0;
    for (const Json& point : panel["points"]) {
      const double x = point["x"].get<double>(), y = point["y"].get<double>();
      if (std::hypot(x, y) > 1e-3) continue;
      ++near_the_point;
      EXPECT_EQ(x, 0);
      EXPECT_EQ(y, 0);
      EXPECT_EQ(point["rigor"].get<std::string>(), constrained ? "exact" : "numeric");
    }
    EXPECT_EQ(near_the_point, 1);
  }
}

TEST(LandscapeCommand, WritesThePictureInEveryForm) {
  const Folder folder;
  run_well(folder, "instance theorem4 --m 4 --rank 2 --true-rank 2 --out t4 --quiet");
  run_well(folder, "landscape t4 --out picture --quiet --grid 31");
  for (const char* name : {"landscape.json", "landscape.vg.json", "landscape.html"})
    EXPECT_TRUE(folder.has(std::string("picture/") + name)) << name;
  EXPECT_NE(folder.json("picture/landscape.vg.json")["$schema"].get<std::string>().find("vega"),
            std::string::npos);
}

class LandscapeRefusals : public ::testing::TestWithParam<Refusal> {};

TEST_P(LandscapeRefusals, InOneLine) {
  expect_refused(GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Cases, LandscapeRefusals,
    ::testing::Values(Refusal{"no_folder", "landscape nothing --out results", {"nothing"}},
                      Refusal{"a_file", "landscape good.csv --out results", {"good.csv"}},
                      Refusal{"no_problem_json", "landscape point --out results", {"point"}}),
    name_of);

}  // namespace
}  // namespace orthant::cli
