/// Arrays of NumPy (.npy, versions 1 to 3) from untrusted bytes. Every size is compared with the bytes that
/// are there before anything is allocated.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace orthant::checker {

/// What the header says; the numbers begin at `offset` and end with the file.
struct NpyHeader {
  std::string type;  ///< '<f8', '|u1', …
  int version = 1;
  bool fortran = false;
  int dimensions = 2;       ///< 1 or 2
  long rows = 0, cols = 1;  ///< of a vector: its length, 1
  std::size_t offset = 0;
};

/// rows×cols, row by row.
struct Npy {
  long rows = 0, cols = 0;
  int dimensions = 2;
  std::vector<double> values;
};

/// Throws Rejected, naming the file, unless the bytes are a header and exactly rows·cols items of its type.
/// Types of 1, 2, 4 and 8 bytes, in either byte order.
NpyHeader read_npy_header(const std::string& bytes, const std::string& name);

/// Finite doubles '<f8' only, in version 1 or 2: what certificates name.
Npy read_npy(const std::string& bytes, const std::string& name);

/// Of any type f4, f8, i1 … i8, u1 … u8, b1 whose entries are finite doubles without rounding, or NaN where
/// they may be missing.
Npy read_npy_numbers(const std::string& bytes, const std::string& name, bool may_miss = false);

}  // namespace orthant::checker
