/// What a reader of data is told, and what it gives: a matrix, and what the file says of its rows and columns.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "orthant/files/csv_table.hpp"
#include "orthant/linalg/data_matrix.hpp"

namespace orthant {

/// How a source is read. What a format has no use for must be left as it is.
struct SourceOptions {
  CsvOptions table = {};
  LineFormat lines = LineFormat::table;
  bool symmetric = false;         ///< triplets are those of a symmetric matrix: one set of names
  long window = 1024, hop = 256;  ///< of a sound, in samples
};

struct NamedData {
  DataMatrix data;
  std::optional<CsvReading> reading = {};  ///< of text
  std::vector<std::string> row_names = {}, column_names = {};
  std::optional<std::pair<Index, Index>> image_shape = {};  ///< rows, columns of the picture that a row is
  double hertz_per_row = 0, seconds_per_column = 0;         ///< of a sound; 0: none
  Index missing_entries = 0;
  std::string told = {};  ///< in words, what else is to be known of what was read
  bool is_plain = false;  ///< an uncompressed .npy or .mtx file, which the checker of certificates reads too
};

}  // namespace orthant
