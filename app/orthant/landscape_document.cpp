#include "landscape_document.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "orthant/prove/certificate_document.hpp"

namespace orthant::app {

namespace {

using Json = nlohmann::ordered_json;

double nine_digits(double value) {
  return std::strtod(fmt::format("{:.9g}", value).c_str(), nullptr);
}

Json pair(const Point2& p) {
  return {p.x(), p.y()};
}

Json window_json(const Window& w) {
  return {{"x_min", w.x_min}, {"x_max", w.x_max}, {"y_min", w.y_min}, {"y_max", w.y_max}};
}

/// Rows of the factors, as the numbers on the screen are read.
Json matrix_json(const Matrix& U) {
  Json rows = Json::array();
  for (Index i = 0; i < U.rows(); ++i) {
    Json row = Json::array();
    for (Index k = 0; k < U.cols(); ++k) row.push_back(U(i, k));
    rows.push_back(std::move(row));
  }
  return rows;
}

Json point_json(const LandscapePoint& point, bool with_factors) {
  const SlicePoint& slice = point.slice;
  Json out;
  out["x"] = slice.place.x();
  out["y"] = slice.place.y();
  out["objective"] = point.certificate.objective;
  out["verdict"] = to_string(point.certificate.verdict);
  out["rigor"] = to_string(point.certificate.rigor);
  out["spurious"] = point.certificate.spurious ? Json(*point.certificate.spurious) : Json(nullptr);
  out["critical_in_slice_only"] = point.slice_only();
  out["type_in_slice"] = to_string(slice.type);
  out["active_sides"] = slice.active;
  out["isolated"] = slice.isolated;
  if (with_factors) out["factors"] = matrix_json(point.certificate.U);
  out["certificate"] = certificate_document(point.certificate, nullptr);
  out["certificate"].erase("seconds");  // the same problem gives the same document
  return out;
}

Json panel_json(const Panel& panel, bool asymmetric, bool with_factors) {
  Json out;
  const char* constraint = asymmetric ? "With L, R ≥ 0" : "With U ≥ 0";
  out["title"] = panel.constrained ? constraint : "Without the constraint";
  out["constrained"] = panel.constrained;
  out["window"] = window_json(panel.window);
  if (panel.constrained) {
    out["feasible"] = Json::array();
    for (const Corner& corner : panel.feasible) out["feasible"].push_back(pair(corner.place));
  }
  out["points"] = Json::array();
  for (const LandscapePoint& point : panel.points) out["points"].push_back(point_json(point, with_factors));
  Json values = Json::array();
  for (Index i = 0; i < panel.values.rows(); ++i)
    for (Index j = 0; j < panel.values.cols(); ++j) values.push_back(nine_digits(panel.values(i, j)));
  out["grid"] = {{"width", panel.values.cols()}, {"height", panel.values.rows()}, {"values", values}};
  return out;
}

}  // namespace

Json landscape_document(const Landscape& landscape, const Objective& objective, const std::string& problem) {
  Json out;
  out["format"] = "orthant-landscape/1";
  out["problem"] = problem;
  out["factorization"] = objective.is_asymmetric() ? "asymmetric" : "symmetric";
  out["unknowns"] = objective.rows() * objective.rank();
  out["whole_space"] = landscape.whole_space;
  out["axes"] = {{{"title", landscape.plane.first_title}}, {{"title", landscape.plane.second_title}}};
  out["places"] = Json::array();
  for (const NamedPlace& place : landscape.plane.places)
    out["places"].push_back({{"name", place.name}, {"x", place.place.x()}, {"y", place.place.y()}});
  out["misfit"] = landscape.misfit;
  out["levels"] = landscape.levels;
  out["panels"] = Json::array();
  for (const Panel& panel : landscape.panels)
    out["panels"].push_back(panel_json(panel, objective.is_asymmetric(), landscape.whole_space));
  return out;
}

}  // namespace orthant::app
