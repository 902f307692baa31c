/// The charts, as Vega-Lite specifications that carry their data. One function per chart; each returns null
/// if the document has nothing to draw. Width follows the container; colours are Okabe and Ito's, told apart
/// with any kind of colour vision, and never the only difference between two marks.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace orthant {

/// How far each minimum is above the best, how many starts reached it, and what it is.
nlohmann::json minima_plot(const nlohmann::json& solution);

/// One line per start, on a logarithmic axis, the best start in front. The signal `axis` ("iteration" or
/// "seconds") chooses what it is drawn over.
nlohmann::json stationarity_plot(const nlohmann::json& solution);
nlohmann::json gap_plot(const nlohmann::json& solution);

/// Free, nonnegative and fixed entries as one bar.
nlohmann::json cone_plot(const nlohmann::json& solution);

/// Singular values of the data, largest first, with the rank marked.
nlohmann::json singular_values_plot(const nlohmann::json& solution);

/// Eigenvalues of the (reduced) Hessian, smallest first; negative ones in another colour and shape.
nlohmann::json hessian_plot(const nlohmann::json& solution);

/// One component over the columns of the data.
struct Bar {
  std::size_t column;  ///< counted from 1
  double value;
};
nlohmann::json component_plot(const std::vector<Bar>& bars, std::size_t columns,
                              const std::string& description);

}  // namespace orthant
