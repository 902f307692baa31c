/// The gallery of components: each column of R (or U) as a picture when the columns of the data are pixels,
/// otherwise as bars over the columns. Heaviest first, where the weight is the length of the column; the
/// solver leaves both factors' columns equally long. Beside it stands the share of the sum of the fit, where
/// the document has it (`components`).
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "orthant/linalg/matrix.hpp"
#include "orthant/report/page/html.hpp"

namespace orthant {

struct Chart {
  std::string id;  ///< of the element it is drawn into
  nlohmann::json spec;
};

struct Gallery {
  Html figures;               ///< one <figure> per component, in a grid
  Html note;                  ///< how to read them
  std::vector<Chart> charts;  ///< of the bars; none for pictures
};

/// The number of each column among the drawn parts, from 1: the heaviest is the first.
std::vector<Index> part_numbers(ConstMatrixRef components);

Gallery component_gallery(const nlohmann::json& solution, ConstMatrixRef components,
                          const std::optional<std::pair<Index, Index>>& image_shape);

}  // namespace orthant
