/// A problem that a person can follow, for the tests of the exact methods.
#pragma once

#include <vector>

#include "checker/read/problem.hpp"

namespace orthant::checker {

inline Numbers numbers(long rows, long cols, const std::vector<double>& values, Scale scale = {}) {
  return {rows, cols, values, scale};
}

/// f = ½((x² − 1)² + 2(xy − b)² + (y² − a)²) at (1, 0): f = ½(2b² + a²), ∇f = (0, −2b), and ∇²f = diag(4, 2 −
/// 2a) for b = 0. The entry y is degenerate for b = 0.
inline Problem corner(double a, double b = 0) {
  Problem p;
  p.rows = p.cols = 2;
  p.rank = 1;
  p.measurements = numbers(4, 1, {1, b, b, a});
  p.point.L = numbers(2, 1, {1, 0});
  return p;
}

}  // namespace orthant::checker
