/// A symmetric matrix of rationals by name: a file, whose numbers are taken exactly, or one of the gallery
/// (copositive/gallery/named.hpp).
#pragma once

#include <optional>
#include <string>

#include "orthant/files/csv_table.hpp"
#include "orthant/linalg/rational_symmetric.hpp"

namespace orthant {

/// Numbers of a .csv or .tsv are decimals and fractions as they stand, or the doubles nearest to them.
enum class ExactNumbers { automatic, rational, doubles };

struct SymmetricMatrix {
  RationalSymmetric Q;
  std::optional<CsvReading> text{};  ///< of a matrix as text
};

/// Of order 5000 at most. Throws InputError in one line: no such file and no such name, not symmetric, an
/// extension that holds no rationals where those are asked for.
SymmetricMatrix read_symmetric_matrix(const std::string& source, ExactNumbers numbers = {});

}  // namespace orthant
