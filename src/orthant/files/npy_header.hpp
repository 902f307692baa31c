/// The header of a NumPy .npy file: what the bytes after it mean.
///
///   "\x93NUMPY", major, minor, header length (2 bytes in version 1.0, 4 in 2.0 and 3.0, little-endian),
///   a Python dictionary {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), } in any order
///
/// Accepted: versions 1.0, 2.0, 3.0; descr f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1 in either byte order. Refused:
/// half, long double, complex, text, object and structured descr; a missing, double or unknown key; a
/// header above 65535 bytes (NumPy itself stops at 10000).
#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <vector>

namespace orthant {

struct NpyHeader {
  std::string descr;     ///< as written, e.g. "<f8"
  char kind = 0;         ///< f, i, u or b
  int size = 0;          ///< bytes of one entry: 1, 2, 4 or 8
  bool swapped = false;  ///< stored in the other byte order than this machine's
  bool fortran = false;  ///< columns are contiguous
  std::vector<std::uint64_t> shape;

  /// "(3, 4)", as Python prints it.
  std::string shape_text() const;
};

/// Leaves `in` at the first entry. Throws InputError.
NpyHeader read_npy_header(std::istream& in, const std::string& name);

/// Throws InputError unless exactly the bytes that the shape asks for are left, and when it is empty.
void require_npy_length(const NpyHeader& header, std::istream& in, const std::string& name);

/// The header of a row-major <f8 matrix, magic string and padding included: a multiple of 64 bytes.
std::string npy_header(std::uint64_t rows, std::uint64_t cols);

}  // namespace orthant
