/// Matrices by name, for the command line, tests and benchmarks: `horn`, `hildebrand-circulant-23`,
/// `hamming-6-4@15/4`, `split-200-1`; `names()` lists the forms. Parameters follow the family after hyphens.
/// A graph gives Motzkin and Straus's matrix t (I + Ā) − E, with t after `@` as an integer or a fraction, and
/// t = ω without it: found by search (graph.hpp), for `mann` by its formula.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "orthant/linalg/rational_symmetric.hpp"

namespace orthant::gallery {

/// nullopt when the word does not begin with a family's name, followed by its end, a hyphen or `@`. Throws
/// InputError, in one line that begins with the word, for parameters that are malformed or out of range, and
/// when ω is wanted and not found within `clique_nodes` nodes.
std::optional<RationalSymmetric> named(std::string_view name, std::uint64_t clique_nodes = 5'000'000);

struct NamedForm {
  std::string form;         ///< `hamming-N-D[@t]`
  std::string description;  ///< one line
};

/// One line for every family.
std::vector<NamedForm> names();

}  // namespace orthant::gallery
