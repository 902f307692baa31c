/// How a statement was obtained. Only the last two are proofs.
#pragma once

#include <string_view>

namespace orthant {

enum class Rigor {
  numeric,   ///< floating point, residuals reported, no bound
  verified,  ///< floating point with rigorous error bounds: true for the stored data
  exact,     ///< rational arithmetic
};

std::string_view to_string(Rigor rigor);

}  // namespace orthant
