/// How a statement was obtained. Only the last two are proofs.
#pragma once

#include "orthant/base/words.hpp"

namespace orthant {

enum class Rigor {
  numeric,   ///< floating point, residuals reported, no bound
  verified,  ///< floating point with rigorous error bounds: true for the stored data
  exact,     ///< rational arithmetic
};

constexpr auto words_of(Rigor) {
  return std::to_array<Word<Rigor>>(
      {{Rigor::numeric, "numeric"}, {Rigor::verified, "verified"}, {Rigor::exact, "exact"}});
}

}  // namespace orthant
