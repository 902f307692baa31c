#include "orthant/files/expanded.hpp"

#include <fmt/format.h>

#include "orthant/files/input_file.hpp"

namespace orthant {

namespace {

constexpr Index most_expanded = 100'000'000;

}  // namespace

Matrix expanded(const DataMatrix& data, const std::string& name) {
  if (data.is_sparse() && data.rows() > most_expanded / data.cols()) {
    refuse(name, fmt::format("{} × {} sparse; expected at most {} entries when expanded", data.rows(),
                             data.cols(), most_expanded));
  }
  Matrix out = Matrix::Zero(data.rows(), data.cols());
  data.for_each([&](Index i, Index j, double a) { out(i, j) = a; });
  return out;
}

}  // namespace orthant
