/// Data as their owner has them: .npy (NaN is missing), Matrix Market (.mtx, coordinate or array; real,
/// integer or pattern; general or symmetric), .csv (csv_file.hpp), or a problem folder. Own small readers, so
/// that nothing of the program that certified is trusted.
#pragma once

#include <string>
#include <vector>

#include "checker/read/problem.hpp"

namespace orthant::checker {

/// Of rows and of columns.
inline constexpr long largest_side = (1L << 31) - 1;

struct DataEntry {
  long row, col;
  double value;
};

struct Data {
  long rows = 0, cols = 0;
  bool sparse = false;
  std::vector<double> values;      ///< dense: row by row
  std::vector<DataEntry> entries;  ///< sparse: what is stored, by rows, each position once
};

/// From the last point on, in lower case.
std::string ending_of(const std::string& name);

/// The name decides by its ending. Throws Rejected for anything else, or damaged.
Data read_data(const std::string& bytes, const std::string& name);

/// problem.json with .npy matrices; its point may be missing. Throws Rejected.
Problem read_problem_folder(const std::string& folder);

}  // namespace orthant::checker
