#include "orthant/report/solution/plots.hpp"

#include <gtest/gtest.h>

#include "orthant/report/test/sample_solution.hpp"

namespace orthant::report {
namespace {

using nlohmann::json;

std::vector<json> all_plots(const Solution& solution) {
  return {minima_plot(solution), stationarity_plot(solution),    gap_plot(solution),
          cone_plot(solution),   singular_values_plot(solution), hessian_plot(solution)};
}

TEST(Plots, CarryTheirDataAndADescription) {
  auto plots = all_plots(testing::sample_solution());
  plots.push_back(part_plot({{1, 0.5}, {2, 1.0}}, 2, "Part 1"));
  for (const auto& plot : plots) {
    ASSERT_TRUE(plot.is_object());
    EXPECT_FALSE(plot["data"]["values"].empty());
    EXPECT_FALSE(plot["description"].get<std::string>().empty());
    EXPECT_EQ(plot["width"], "container");
    EXPECT_EQ(json::parse(plot.dump()), plot);
  }
}

TEST(Plots, HeldOutErrorsAreThoseOfTheBestStart) {
  Solution solution = testing::sample_solution();
  EXPECT_TRUE(held_out_plot(solution).is_null());
  testing::hold_out(solution);
  const json values = held_out_plot(solution)["data"]["values"];
  ASSERT_EQ(values.size(), 2 * solution.starts[1].trace.size());
  EXPECT_EQ(values[1], json({{"iteration", 0}, {"error", 0.75 * 1.8}, {"what", "mean absolute"}}));
  solution.starts[1].trace.resize(1);
  EXPECT_TRUE(held_out_plot(solution).is_null());
}

TEST(Plots, LongCurvesKeepTheirPeaks) {
  Curve curve{Vector::Zero(1000), 2.0, 1998};
  curve.values[501] = 5;
  const json values = curve_plot(curve, "frequency, Hz", "Part 1")["data"]["values"];
  EXPECT_EQ(values.size(), 400U);
  EXPECT_TRUE(std::any_of(values.begin(), values.end(), [](const json& point) {
    return point == json({{"at", 1002.0}, {"value", 1.0}});
  }));
  curve.last = 100;  // up to here alone
  EXPECT_EQ(curve_plot(curve, "", "")["data"]["values"].size(), 51U);
}

TEST(Plots, AreNullWhenThereIsNothingToDraw) {
  for (const auto& plot : all_plots(Solution{})) EXPECT_TRUE(plot.is_null());
}

TEST(Plots, MinimaAreFieldsOfTheDocument) {
  const auto values = minima_plot(testing::sample_solution())["data"]["values"];
  ASSERT_EQ(values.size(), 2U);
  EXPECT_NEAR(values[1]["gap"].get<double>(), 1.2478, 1e-4);
  EXPECT_EQ(values[1]["hits"], 1);
}

TEST(Plots, MinimaOfOneValueAreNotDrawn) {
  auto solution = testing::sample_solution();
  solution.minima[1].relative_gap = 4e-16;
  EXPECT_TRUE(minima_plot(solution).is_null());
}

/// Beside an exact fit there are no quotients of objectives: the differences are drawn.
TEST(Plots, MinimaBesideAnExactFit) {
  auto solution = testing::sample_solution();
  solution.certificate.certificate.objective = 0;
  for (ListedMinimum& minimum : solution.minima) minimum.relative_gap.reset();
  const auto plot = minima_plot(solution);
  EXPECT_DOUBLE_EQ(plot["data"]["values"][1]["gap"].get<double>(), 4543.52534030856);
  EXPECT_EQ(plot["encoding"]["x"]["axis"]["title"], "objective above the best");
}

/// A key that the grammar does not know would be passed over in silence.
TEST(Plots, BarsOfTheConeHaveAnEdge) {
  const auto mark = cone_plot(testing::sample_solution())["mark"];
  EXPECT_EQ(mark, json({{"type", "bar"}, {"stroke", "#ffffff"}, {"strokeWidth", 1}}));
}

TEST(Plots, LogarithmicAxesGetOnlyPositiveValues) {
  auto solution = testing::sample_solution();
  solution.starts[0].trace[1].stationarity = 0;
  solution.starts[0].trace[2].stationarity = std::nan("");
  solution.singular_values = Vector::LinSpaced(3, 10, 0);
  for (const auto& plot : {stationarity_plot(solution), gap_plot(solution), singular_values_plot(solution)}) {
    for (const auto& row : plot["data"]["values"]) EXPECT_GT(row["value"].get<double>(), 0);
  }
}

TEST(Plots, NegativeCurvatureIsToldApart) {
  auto solution = testing::sample_solution();
  solution.hessian = Vector::LinSpaced(3, 2, -2);
  const auto plot = hessian_plot(solution);
  EXPECT_EQ(plot["data"]["values"][0]["sign"], "downward");
  EXPECT_EQ(plot["data"]["values"][1]["sign"], "flat");
  EXPECT_EQ(plot["data"]["values"][2]["sign"], "upward");
  EXPECT_EQ(plot["encoding"]["y"]["scale"]["type"], "symlog");
}

TEST(Plots, LongTracesAreThinned) {
  auto solution = testing::sample_solution();
  for (StartReport& start : solution.starts)
    for (Index i = 0; i < 20000; ++i)
      start.trace.push_back({.iteration = i, .stationarity = 1.0 + static_cast<double>(i)});
  EXPECT_LE(stationarity_plot(solution)["data"]["values"].size(), 3000U);
}

TEST(Spread, KeepsBothEnds) {
  EXPECT_EQ(spread(3, 10), (std::vector<std::size_t>{0, 1, 2}));
  const auto some = spread(1000, 7);
  EXPECT_EQ(some.size(), 7U);
  EXPECT_EQ(some.front(), 0U);
  EXPECT_EQ(some.back(), 999U);
  EXPECT_TRUE(spread(0, 5).empty());
}

}  // namespace
}  // namespace orthant::report
