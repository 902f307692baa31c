/// A data set as its owner has it: a .npy file, or Matrix Market (.mtx, coordinate or array, real or integer,
/// general or symmetric). An own small reader, so that nothing of the program that certified is trusted.
#pragma once

#include <string>
#include <vector>

namespace orthant::verify {

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

/// The name decides by its ending. Throws Rejected for anything else, or damaged.
Data read_data(const std::string& bytes, const std::string& name);

}  // namespace orthant::verify
