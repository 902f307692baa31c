#include "orthant/operators/symmetry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "orthant/base/error.hpp"
#include "orthant/base/random.hpp"
#include "orthant/base/stop.hpp"

namespace orthant {

namespace {

constexpr Index most_basis = 2000, basis_strip = 64;

struct Image {
  double norm = 0, difference = 0;  ///< ‖ℋX‖ and ‖ℋX − (ℋX)ᵀ‖
};

Image image_of(const MeasurementOperator& measurement, Matrix L, Matrix R) {
  const Index n = measurement.rows();
  const auto H = measurement.kernel_product(std::move(L), std::move(R));
  double norm = 0, difference = 0;
  for (Index j = 0; j < n; j += basis_strip) {
    check_budget();
    const Index width = std::min(basis_strip, n - j);
    Matrix unit = Matrix::Zero(n, width);
    unit.middleRows(j, width).setIdentity();
    const Matrix columns = H->times(unit);
    norm += columns.squaredNorm();
    difference += (columns - H->transpose_times(unit)).squaredNorm();
  }
  return {std::sqrt(norm), std::sqrt(difference)};
}

std::vector<Image> images_of_basis(const MeasurementOperator& measurement) {
  const Index n = measurement.rows();
  std::vector<Image> images;
  for (Index i = 0; i < n; ++i) {
    const LowRankFactors diagonal = unit_entry(n, n, i, i);
    images.push_back(image_of(measurement, diagonal.L, diagonal.R));
    for (Index j = 0; j < i; ++j) {
      Matrix L = Matrix::Zero(n, 2), R = Matrix::Zero(n, 2);
      L(i, 0) = R(j, 0) = L(j, 1) = R(i, 1) = 1;
      images.push_back(image_of(measurement, std::move(L), std::move(R)));
    }
  }
  return images;
}

/// Of VVᵀ − WWᵀ with normal n×4 matrices V and W.
std::vector<Image> images_of_probes(const MeasurementOperator& measurement, int probes, std::uint64_t seed) {
  const Index n = measurement.rows();
  Random random(seed, 0x5e7);
  std::vector<Image> images;
  for (int probe = 0; probe < probes; ++probe) {
    Matrix L(n, 8);
    for (Index e = 0; e < L.size(); ++e) L.data()[e] = random.normal();
    Matrix R = L;
    R.rightCols(4) *= -1;
    images.push_back(image_of(measurement, std::move(L), std::move(R)));
  }
  return images;
}

}  // namespace

SymmetryCheck symmetry_of_kernel(const MeasurementOperator& measurement, int probes, std::uint64_t seed) {
  const Index n = measurement.rows();
  if (n != measurement.cols())
    throw InputError(
        fmt::format("size {}×{}; expected a square one for a symmetry of the kernel", n, measurement.cols()));
  if (probes < 1) throw InputError(fmt::format("probes = {}; expected probes ≥ 1", probes));
  SymmetryCheck check;
  check.decided = n < most_basis && n * (n + 1) / 2 <= most_basis;
  const std::vector<Image> images =
      check.decided ? images_of_basis(measurement) : images_of_probes(measurement, probes, seed);
  double largest = 0;
  for (const Image& image : images) largest = std::max(largest, image.norm);
  for (const Image& image : images)
    if (image.norm > 1e-12 * largest)
      check.asymmetry = std::max(check.asymmetry, image.difference / image.norm);
  return check;
}

}  // namespace orthant
