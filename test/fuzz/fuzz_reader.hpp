/// What every reader must do with any bytes at all: return a matrix that keeps its promises, or throw an
/// InputError of one line. Anything else, a sanitizer's report or 2 GB of memory included, is a bug.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>

#include "demand.hpp"
#include "orthant/base/error.hpp"
#include "orthant/linalg/data_matrix.hpp"

namespace orthant {

template <class Reader>
int fuzz_reader(const std::uint8_t* bytes, std::size_t length, const Reader& read) {
  std::istringstream in(length == 0 ? std::string()
                                    : std::string(reinterpret_cast<const char*>(bytes), length));
  try {
    const DataMatrix data = read(in, "x");
    demand(data.rows() > 0 && data.cols() > 0);
    Index entries = 0;
    data.for_each([&](Index i, Index j, double a) {
      demand(std::isfinite(a) && i >= 0 && i < data.rows() && j >= 0 && j < data.cols());
      ++entries;
    });
    demand(entries == data.stored());
  } catch (const InputError& error) {
    demand_one_line(error.what());
  }
  return 0;
}

}  // namespace orthant
