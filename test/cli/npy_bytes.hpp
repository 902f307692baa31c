/// The bytes of .npy files, right and wrong ones, written here so that the program's own writer has no say.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace orthant::cli {

/// Version MAJOR.0, row-major, any element type and shape; the entries are doubles whatever is announced.
inline std::string npy_bytes(const std::string& descr, const std::string& shape,
                             const std::vector<double>& entries, char major = 1) {
  std::string header = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }";
  header.append(63 - (10 + header.size()) % 64, ' ');
  header += '\n';
  std::string bytes = std::string("\x93NUMPY") + major + '\0';
  bytes += static_cast<char>(header.size() & 0xff);
  bytes += static_cast<char>(header.size() >> 8);
  bytes += header;
  for (const double entry : entries) {
    char raw[sizeof(entry)];
    std::memcpy(raw, &entry, sizeof(entry));
    bytes.append(raw, sizeof(entry));
  }
  return bytes;
}

/// A rows×cols matrix of doubles, entries row by row.
inline std::string npy(int rows, int cols, const std::vector<double>& entries) {
  std::string shape = "(";
  shape.append(std::to_string(rows)).append(", ").append(std::to_string(cols)).append(")");
  return npy_bytes("<f8", shape, entries);
}

}  // namespace orthant::cli
