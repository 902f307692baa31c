/// The charts, as Vega-Lite specifications that carry their data. One function per chart; each returns null
/// if the document has nothing to draw. Width follows the container; colours are Okabe and Ito's, told apart
/// with any kind of colour vision, and never the only difference between two marks.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "orthant/documents/solution.hpp"

namespace orthant::report {

/// How far each minimum is above the best, how many starts reached it, and what it is.
nlohmann::json minima_plot(const Solution& solution);

/// Free, nonnegative and fixed entries as one bar.
nlohmann::json cone_plot(const Solution& solution);

/// One part over the columns of the data.
struct Bar {
  std::size_t column;  ///< counted from 1
  double value;
};
nlohmann::json part_plot(const std::vector<Bar>& bars, std::size_t columns, const std::string& description);

/// Five digits: more than a chart can show.
double rounded(double x);

/// A part over an axis: value i is at i · unit; drawn up to `last`.
struct Curve {
  Vector values;
  double unit, last;
};
/// Of long curves the largest value of each stretch, so that no peak is lost.
nlohmann::json curve_plot(const Curve& curve, const std::string& title, const std::string& description);

/// One line per start, on a logarithmic axis, the best start in front. The signal `axis` ("iteration" or
/// "seconds") chooses what it is drawn over.
nlohmann::json stationarity_plot(const Solution& solution);
nlohmann::json gap_plot(const Solution& solution);

/// Both errors of the held-out entries over the iterations of the best start.
nlohmann::json held_out_plot(const Solution& solution);

/// Singular values of the data, largest first, with the rank marked.
nlohmann::json singular_values_plot(const Solution& solution);

/// Eigenvalues of the (reduced) Hessian, smallest first; negative ones in another colour and shape.
nlohmann::json hessian_plot(const Solution& solution);

/// At most `most` positions of 0 … size−1, evenly spread, the first and the last always among them.
std::vector<std::size_t> spread(std::size_t size, std::size_t most);

// What the charts are made of.
namespace colour {
inline constexpr const char* ink = "#22303c";
inline constexpr const char* soft_ink = "#55626d";
inline constexpr const char* grid = "#e7e3da";
inline constexpr const char* best = "#0072b2";
inline constexpr const char* other = "#9aa7b1";
inline constexpr const char* good = "#0072b2";
inline constexpr const char* fair = "#e69f00";
inline constexpr const char* bad = "#d55e00";
inline constexpr const char* open = "#6b7780";
}  // namespace colour

/// A specification with its data inside, as wide as its container.
nlohmann::json plot_frame(const std::string& description, int height, nlohmann::json values);

/// {"field": …, "type": "quantitative", "axis": {"title": …}}
nlohmann::json quantity(const std::string& name, const std::string& title);

/// A field of words, shown by what stands in `range` at the word's place in `domain`; null: no legend.
nlohmann::json nominal(const std::string& name, const nlohmann::json& domain, const nlohmann::json& range,
                       const nlohmann::json& legend);

/// Fields and what they are called on pointing.
nlohmann::json tooltip(std::initializer_list<std::pair<const char*, const char*>> fields);

/// The values of a field, each once, in order: what a legend lists where the scale's domain is fixed so that a
/// value keeps its colour.
nlohmann::json present(const nlohmann::json& values, const char* name);

}  // namespace orthant::report
