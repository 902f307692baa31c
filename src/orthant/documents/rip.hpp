/// rip.json: a restricted isometry constant (docs/rip.md). What `orthant rip --json` prints.
#pragma once

#include <optional>
#include <string>

#include "orthant/files/json_fields.hpp"
#include "orthant/operators/rip/rip.hpp"
#include "orthant/operators/symmetry.hpp"

namespace orthant {

inline constexpr const char* rip_format = "orthant-rip/1";

/// Whether ℋ maps symmetric matrices to symmetric ones.
struct KernelSymmetry {
  std::optional<bool> holds;  ///< nothing: not refuted, which decides nothing
  double asymmetry = 0;
};

struct RipDocument {
  RipResult result;  ///< as read: without the witnesses
  bool symmetry_asked = false;
  std::optional<KernelSymmetry> symmetry;  ///< asked, and nothing: the budget ended before it was known
  double seconds = 0;
};

KernelSymmetry kernel_symmetry(const SymmetryCheck& check);

/// An end that is not finite, hence not known, is null.
Json as_json(const RipDocument& document);

/// Throws InputError in one line that names file, field and expectation.
RipDocument read_rip(const std::string& file);

/// The witnesses of both ends, largest_L.npy … smallest_R.npy, and then rip.json. Throws OutputError.
void write(const RipDocument& document, const std::string& folder);

}  // namespace orthant
