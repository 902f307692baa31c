#include "orthant/documents/landscape.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <limits>

#include "orthant/documents/output_folder.hpp"
#include "orthant/prove/certificate_document.hpp"

namespace orthant {
namespace {

/// Two panels of 1001² values of at most 17 characters.
constexpr std::size_t longest_landscape = std::size_t{1} << 26;

double nine_digits(double value) {
  return std::strtod(fmt::format("{:.9g}", value).c_str(), nullptr);
}

/// A matrix as the list of its rows.
using Rows = std::vector<std::vector<double>>;

Rows rows_of(const Matrix& U) {
  Rows out(static_cast<std::size_t>(U.rows()));
  for (Index i = 0; i < U.rows(); ++i)
    for (Index k = 0; k < U.cols(); ++k) out[static_cast<std::size_t>(i)].push_back(U(i, k));
  return out;
}

/// The values of a panel by rows.
struct Grid {
  Index width = 0, height = 0;
  std::vector<double> values;
};

Grid grid_of(const Matrix& values) {
  Grid out{values.cols(), values.rows(), {}};
  out.values.reserve(static_cast<std::size_t>(values.size()));
  for (Index i = 0; i < values.rows(); ++i)
    for (Index j = 0; j < values.cols(); ++j) out.values.push_back(values(i, j));
  return out;
}

template <class Fields>
constexpr bool reads = std::is_same_v<Fields, JsonReader>;

}  // namespace

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, Grid>& grid) {
  fields("width", grid.width);
  fields("height", grid.height);
  fields("values", grid.values);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, Window>& window) {
  fields("x_min", window.x_min);
  fields("x_max", window.x_max);
  fields("y_min", window.y_min);
  fields("y_max", window.y_max);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, NamedPlace>& place) {
  fields("name", place.name);
  fields("x", place.place.x());
  fields("y", place.place.y());
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, LandscapePoint>& point) {
  auto& certificate = point.certificate;
  fields("x", point.slice.place.x());
  fields("y", point.slice.place.y());
  fields.derived("objective", certificate.objective);
  fields.derived("verdict", certificate.verdict);
  fields.derived("rigor", certificate.rigor);
  fields.derived("spurious", certificate.spurious);
  fields.derived("critical_in_slice_only", point.slice_only());
  fields("type_in_slice", point.slice.type);
  fields("active_sides", point.slice.active);
  fields("isolated", point.slice.isolated);
  std::optional<Rows> factors;
  if (certificate.U.size() > 0) factors = rows_of(certificate.U);
  fields.if_any("factors", factors);
  Json proof = nullptr;
  fields.section("certificate", [&](auto& inner) {
    list_certificate<std::decay_t<decltype(inner)>>(inner, certificate, proof);
  });
  if constexpr (reads<Fields>) {
    point.slice.value = certificate.objective;
    if (!factors) return;
    const auto columns = factors->empty() ? 0 : factors->front().size();
    certificate.U.resize(static_cast<Index>(factors->size()), static_cast<Index>(columns));
    for (std::size_t i = 0; i < factors->size(); ++i) {
      if ((*factors)[i].size() != columns) fields.refuse("factors", "rows of one length");
      for (std::size_t k = 0; k < columns; ++k)
        certificate.U(static_cast<Index>(i), static_cast<Index>(k)) = (*factors)[i][k];
    }
  }
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, Panel>& panel) {
  fields("title", panel.title);
  fields("constrained", panel.constrained);
  fields("window", panel.window);
  Rows feasible;
  for (const Corner& corner : panel.feasible) feasible.push_back({corner.place.x(), corner.place.y()});
  if (panel.constrained) fields("feasible", feasible);
  fields("points", panel.points);
  Grid grid = grid_of(panel.values);
  fields("grid", grid);
  if constexpr (reads<Fields>) {
    panel.feasible.clear();
    for (const auto& corner : feasible) {
      if (corner.size() != 2) fields.refuse("feasible", "corners [x, y]");
      panel.feasible.push_back({{corner[0], corner[1]}});
    }
    if (grid.width < 0 || grid.height < 0 || grid.width > 1001 || grid.height > 1001 ||
        static_cast<Index>(grid.values.size()) != grid.width * grid.height)
      fields.refuse("grid", "width × height values");
    panel.values = Eigen::Map<const Matrix>(grid.values.data(), grid.width, grid.height).transpose();
  }
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, LandscapeDocument>& document) {
  auto& landscape = document.landscape;
  auto& plane = landscape.plane;
  fields.format(landscape_format);
  fields("problem", document.problem);
  std::string factorization = document.asymmetric ? "asymmetric" : "symmetric";
  fields("factorization", factorization);
  fields("unknowns", document.unknowns);
  fields("whole_space", landscape.whole_space);
  std::vector<std::map<std::string, std::string>> axes = {{{"title", plane.first_title}},
                                                          {{"title", plane.second_title}}};
  fields("axes", axes);
  fields("places", plane.places);
  fields("misfit", landscape.misfit);
  fields("levels", landscape.levels);
  fields("panels", landscape.panels);
  fields("command", document.command);
  if constexpr (reads<Fields>) {
    if (factorization != "symmetric" && factorization != "asymmetric")
      fields.refuse("factorization", "symmetric or asymmetric");
    document.asymmetric = factorization == "asymmetric";
    if (axes.size() != 2 || !axes[0].contains("title") || !axes[1].contains("title"))
      fields.refuse("axes", "two with a title");
    plane.first_title = axes[0]["title"];
    plane.second_title = axes[1]["title"];
    plane.is_whole_space = landscape.whole_space;
  }
}

LandscapeDocument landscape_document(const Landscape& landscape, const Objective& objective,
                                     std::string problem, std::string command) {
  LandscapeDocument out{std::move(problem), std::move(command), objective.is_asymmetric(),
                        objective.rows() * objective.rank(), landscape};
  for (Panel& panel : out.landscape.panels) {
    panel.values = panel.values.unaryExpr(&nine_digits);
    for (LandscapePoint& point : panel.points) {
      point.certificate.seconds = std::numeric_limits<double>::quiet_NaN();
      if (!landscape.whole_space) point.certificate.U.resize(0, 0);
    }
  }
  return out;
}

Json as_json(const LandscapeDocument& document) {
  return as_json<LandscapeDocument>(document);
}

LandscapeDocument read_landscape(const std::string& file) {
  return read_document<LandscapeDocument>(file, longest_landscape);
}

void write(const LandscapeDocument& document, const std::string& folder) {
  OutputFolder(folder).write("landscape.json", json_text(as_json(document), -1) + "\n");
}

}  // namespace orthant
