#include "orthant/report/solution/plots.hpp"

#include <gtest/gtest.h>

#include "orthant/report/png.hpp"
#include "orthant/report/solution/plot_parts.hpp"
#include "orthant/report/test/sample_solution.hpp"

namespace orthant {
namespace {

using nlohmann::json;

std::vector<json> all_plots(const json& solution) {
  return {minima_plot(solution), stationarity_plot(solution),    gap_plot(solution),
          cone_plot(solution),   singular_values_plot(solution), hessian_plot(solution)};
}

TEST(Plots, CarryTheirDataAndADescription) {
  auto plots = all_plots(testing::sample_solution());
  plots.push_back(component_plot({{1, 0.5}, {2, 1.0}}, 2, "Component 1"));
  for (const auto& plot : plots) {
    ASSERT_TRUE(plot.is_object());
    EXPECT_FALSE(plot["data"]["values"].empty());
    EXPECT_FALSE(plot["description"].get<std::string>().empty());
    EXPECT_EQ(plot["width"], "container");
    EXPECT_EQ(json::parse(plot.dump()), plot);
  }
}

TEST(Plots, AreNullWhenThereIsNothingToDraw) {
  auto solution = testing::sample_solution();
  for (const char* part : {"starts", "minima", "certificate", "spectra"}) solution[part] = nullptr;
  for (const auto& plot : all_plots(solution)) EXPECT_TRUE(plot.is_null());
  for (const auto& plot : all_plots(json::object())) EXPECT_TRUE(plot.is_null());
}

TEST(Plots, MinimaAreFieldsOfTheDocument) {
  const auto values = minima_plot(testing::sample_solution())["data"]["values"];
  ASSERT_EQ(values.size(), 2U);
  EXPECT_DOUBLE_EQ(values[1]["gap"].get<double>(), 1.2478);
  EXPECT_EQ(values[1]["hits"], 1.0);
}

TEST(Plots, MinimaOfOneValueAreNotDrawn) {
  auto solution = testing::sample_solution();
  solution["minima"][1]["relative_gap"] = 4e-16;
  EXPECT_TRUE(minima_plot(solution).is_null());
}

/// Beside an exact fit there are no quotients of objectives: the differences are drawn.
TEST(Plots, MinimaBesideAnExactFit) {
  auto solution = testing::sample_solution();
  solution["objective"] = 0.0;
  for (auto& minimum : solution["minima"]) minimum["relative_gap"] = nullptr;
  const auto plot = minima_plot(solution);
  EXPECT_DOUBLE_EQ(plot["data"]["values"][1]["gap"].get<double>(), 4543.5);
  EXPECT_EQ(plot["encoding"]["x"]["axis"]["title"], "objective above the best");
}

/// A key that the grammar does not know would be passed over in silence.
TEST(Plots, BarsOfTheConeHaveAnEdge) {
  const auto mark = cone_plot(testing::sample_solution())["mark"];
  EXPECT_EQ(mark, json({{"type", "bar"}, {"stroke", "#ffffff"}, {"strokeWidth", 1}}));
}

TEST(Plots, LogarithmicAxesGetOnlyPositiveValues) {
  auto solution = testing::sample_solution();
  solution["starts"][0]["trace"]["stationarity"] = {0.1, 0.0, nullptr};
  solution["spectra"]["singular_values"] = {10.0, 1.0, 0.0};
  for (const auto& plot : {stationarity_plot(solution), gap_plot(solution), singular_values_plot(solution)}) {
    for (const auto& row : plot["data"]["values"]) EXPECT_GT(row["value"].get<double>(), 0);
  }
}

TEST(Plots, NegativeCurvatureIsToldApart) {
  auto solution = testing::sample_solution();
  solution["spectra"]["hessian"] = {3.0, -2.0, 0.0};
  const auto plot = hessian_plot(solution);
  EXPECT_EQ(plot["data"]["values"][0]["sign"], "downward");
  EXPECT_EQ(plot["data"]["values"][1]["sign"], "flat");
  EXPECT_EQ(plot["data"]["values"][2]["sign"], "upward");
  EXPECT_EQ(plot["encoding"]["y"]["scale"]["type"], "symlog");
}

TEST(Plots, LongTracesAreThinned) {
  auto solution = testing::sample_solution();
  for (auto& start : solution["starts"]) {
    for (auto& series : start["trace"]) {
      series = json::array();
      for (int i = 0; i < 20000; ++i) series.push_back(1.0 + i);
    }
  }
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

TEST(Png, IsTheFileTheStandardAsksFor) {
  std::array<Rgb, 256> palette{};
  const std::string file = png(std::vector<std::uint8_t>{0, 1, 2, 3, 4, 5}, 3, 2, palette);
  EXPECT_EQ(file.substr(0, 8), "\x89PNG\r\n\x1a\n");
  // The CRC of an empty IEND chunk is known.
  EXPECT_EQ(file.substr(file.size() - 12), std::string("\0\0\0\0IEND\xae\x42\x60\x82", 12));
  EXPECT_EQ(png_address("Man").substr(22), "TWFu");
  EXPECT_EQ(png_address("Ma").substr(22), "TWE=");
  EXPECT_EQ(png_address("M").substr(22), "TQ==");
}

}  // namespace
}  // namespace orthant
