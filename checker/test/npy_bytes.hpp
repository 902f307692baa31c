/// .npy files for tests, made by hand.
#pragma once

#include <cstring>
#include <string>
#include <vector>

namespace orthant::checker {

inline std::string npy_bytes(const std::string& dictionary, const std::string& numbers, int version = 1) {
  std::string out = "\x93NUMPY";
  out += static_cast<char>(version);
  out += '\0';
  const std::size_t length = dictionary.size() + 1;
  for (int k = 0; k < (version == 1 ? 2 : 4); ++k) out += static_cast<char>(length >> (8 * k) & 255);
  return out + dictionary + "\n" + numbers;
}

template <class T>
std::string raw(const std::vector<T>& values) {
  std::string out(values.size() * sizeof(T), '\0');
  std::memcpy(out.data(), values.data(), out.size());
  return out;
}

inline std::string npy_matrix(long rows, long cols, const std::vector<double>& values) {
  return npy_bytes("{'descr': '<f8', 'fortran_order': False, 'shape': (" + std::to_string(rows) + ", " +
                       std::to_string(cols) + "), }",
                   raw(values));
}

}  // namespace orthant::checker
