// Columns of the data as pixels.

#include <algorithm>
#include <cmath>
#include <iterator>

#include "orthant/report/solution/solution.hpp"

namespace orthant::report {
namespace {

constexpr Index most_of_a_side = 32;

/// How many pixels, in each direction, become one of a thumbnail.
Index block_side(const ImageShape& shape) {
  return (std::max(shape.first, shape.second) + most_of_a_side - 1) / most_of_a_side;
}

}  // namespace

Html picture(const ConstVectorRef& pixels, const ImageShape& shape, const std::string& description) {
  const double largest = std::max(pixels.maxCoeff(), 1e-300);
  std::string digits;
  for (const double x : pixels)
    fmt::format_to(std::back_inserter(digits), "{:02x}",
                   std::lround(255 * std::clamp(x / largest, 0.0, 1.0)));
  return markup("<canvas role='img' aria-label='{}' width='{}' height='{}' data-pixels='{}'></canvas>",
                description, shape.second, shape.first, digits);
}

ImageShape thumbnail_shape(const ImageShape& shape) {
  const Index side = block_side(shape);
  return {(shape.first + side - 1) / side, (shape.second + side - 1) / side};
}

Html thumbnail(const ConstVectorRef& pixels, const ImageShape& shape, const std::string& description) {
  const Index side = block_side(shape);
  const auto [height, width] = thumbnail_shape(shape);
  Vector small(height * width);
  for (Index i = 0; i < height; ++i)
    for (Index j = 0; j < width; ++j) {
      const Index end_i = std::min((i + 1) * side, shape.first),
                  end_j = std::min((j + 1) * side, shape.second);
      double sum = 0;
      for (Index p = i * side; p < end_i; ++p)
        for (Index q = j * side; q < end_j; ++q) sum += pixels[p * shape.second + q];
      small[i * width + j] = sum / static_cast<double>((end_i - i * side) * (end_j - j * side));
    }
  return picture(small, {height, width}, description);
}

}  // namespace orthant::report
