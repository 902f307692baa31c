// The landscape's specification and page, from a document made by hand.

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>

#include "orthant/report/landscape/landscape.hpp"
#include "orthant/report/report.hpp"

namespace orthant::report {
namespace {

using nlohmann::json;

LandscapePoint point(double x, double y, double objective, Verdict verdict, std::optional<bool> spurious,
                     SliceType type) {
  LandscapePoint out;
  out.slice = {{x, y}, objective, type, 0, true};
  out.certificate.objective = objective;
  out.certificate.verdict = verdict;
  out.certificate.spurious = spurious;
  return out;
}

Panel panel(bool constrained, std::vector<LandscapePoint> points) {
  Panel out;
  out.title = constrained ? "With U ≥ 0" : "Without the constraint";
  out.constrained = constrained;
  out.values = Matrix::Constant(4, 4, 1 / 3.0);
  out.points = std::move(points);
  if (constrained)
    for (const auto& [x, y] : {std::pair{0, 0}, {1, 0}, {1, 1}, {0, 1}}) out.feasible.push_back({{x, y}});
  return out;
}

LandscapeDocument sample(const std::string& problem = "sample") {
  using enum Verdict;
  LandscapeDocument out{problem, "orthant landscape sample", false, 2, {}};
  Landscape& landscape = out.landscape;
  landscape.whole_space = true;
  landscape.plane.first_title = "U₁₁";
  landscape.plane.second_title = "U₂₁";
  landscape.levels = {1, 2, 4};
  landscape.panels = {panel(false, {point(-0.9, 0, 0, global_minimizer, false, SliceType::minimum),
                                    point(0, 0, 1, saddle, std::nullopt, SliceType::maximum)}),
                      panel(true, {point(0.9, 0, 0, global_minimizer, false, SliceType::minimum),
                                   point(0, 0.5, 0.5, strict_local_minimizer, true, SliceType::minimum),
                                   point(3, 0.5, 0.5, saddle, std::nullopt, SliceType::saddle)})};
  return out;
}

/// Every object of a specification.
void visit(const json& value, const std::function<void(const json&)>& look) {
  if (value.is_object()) look(value);
  if (value.is_structured())
    for (const json& inside : value) visit(inside, look);
}

std::size_t count(const json& spec, const std::string& key, const json& wanted) {
  std::size_t found = 0;
  visit(spec, [&](const json& object) { found += object.contains(key) && object[key] == wanted; });
  return found;
}

TEST(LandscapeSpec, HasTwoPanelsWithTitledAxesContoursAndLegends) {
  const json spec = landscape_spec(sample());
  EXPECT_EQ(spec["$schema"], "https://vega.github.io/schema/vega/v6.json");
  ASSERT_EQ(spec["marks"].size(), 2U);
  EXPECT_EQ(spec["marks"][0]["title"]["text"], "Without the constraint");
  EXPECT_EQ(spec["marks"][1]["title"]["text"], "With U ≥ 0");
  for (const json& group : spec["marks"]) {
    EXPECT_EQ(group["axes"][0]["title"], "U₁₁");
    EXPECT_EQ(group["axes"][1]["title"], "U₂₁");
    EXPECT_EQ(count(group, "type", "isocontour"), 1U);
  }
  EXPECT_EQ(spec["legends"].size(), 2U);
  EXPECT_EQ(count(spec, "type", "symbol"), 2U);
}

TEST(LandscapeSpec, HoldsFiniteNumbersOnly) {
  const std::string text = landscape_spec(sample()).dump();
  EXPECT_EQ(text.find("nan"), std::string::npos);
  EXPECT_EQ(text.find("inf"), std::string::npos);
  visit(landscape_spec(sample()), [](const json& object) {
    for (const json& value : object)
      if (value.is_number()) {
        EXPECT_TRUE(std::isfinite(value.get<double>()));
      }
  });
}

TEST(LandscapeSpec, MarksWhatTheWindowShowsByKind) {
  const json spec = landscape_spec(sample());
  json kinds;
  for (const json& signal : spec["signals"])
    if (signal["name"] == "kinds") kinds = signal["value"];
  // The saddle at x = 3 is outside.
  EXPECT_EQ(kinds, json({"Global minimum", "Spurious local minimum", "Local maximum"}));
  EXPECT_EQ(count(spec, "kind", "Spurious local minimum"), 1U);
  visit(spec, [](const json& object) {
    if (!object.contains("kind") || object["kind"] != "Spurious local minimum") return;
    EXPECT_EQ(object["x"], 0.0);
    EXPECT_EQ(object["y"], 0.5);
    EXPECT_EQ(object["detail"], "(0, 0.5), f = 0.5");
  });
}

TEST(LandscapeWords, NamePointsByVerdictAndSlice) {
  using enum Verdict;
  const LandscapePoint top = point(0, 0, 1, saddle, {}, SliceType::maximum);
  EXPECT_EQ(point_kind(top, true), "Local maximum");
  EXPECT_EQ(point_kind(top, false), "Saddle");
  EXPECT_EQ(point_kind(point(0, 0, 1, strict_local_minimizer, {}, SliceType::minimum), true),
            "Local minimum");
  EXPECT_EQ(point_kind(point(0, 0, 1, not_stationary, {}, SliceType::minimum), false),
            "Critical in this slice only");
  Landscape landscape = sample().landscape;
  landscape.plane.places = {{"truth", {0.9, 0}}, {"point", {0.3, 0}}};
  const auto marks = landscape_marks(landscape, landscape.panels[1]);
  ASSERT_EQ(marks.size(), 3U);
  EXPECT_EQ(marks[0].name, "the truth: global minimum");
  EXPECT_EQ(marks[2].kind, "Given point");
}

TEST(LandscapePage, SaysWhatThePictureShowsAndEscapesTheName) {
  const LandscapeDocument document = sample("<b>&name");
  const std::string page = landscape_page(document, landscape_spec(document));
  EXPECT_EQ(page.find("<b>&name"), std::string::npos);
  EXPECT_NE(page.find("&lt;b&gt;&amp;name"), std::string::npos);
  EXPECT_NE(
      page.find("Without the constraint: no spurious local minimum. With it: one spurious local minimum."),
      std::string::npos);
  EXPECT_NE(page.find("data-field='panels.1.points.1.objective'"), std::string::npos);
}

}  // namespace
}  // namespace orthant::report
