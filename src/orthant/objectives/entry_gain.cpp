#include "orthant/objectives/entry_gain.hpp"

#include <algorithm>

namespace orthant {

double largest_entry_gain(const Expansion& expansion, const Matrix& U) {
  const Matrix& G = expansion.gradient();
  double largest = 0;
  Matrix block;
  for (Index i = 0; i < U.rows(); ++i) {
    if (!expansion.row_block(i, block)) return 0;
    for (Index k = 0; k < U.cols(); ++k) {
      const double u = U(i, k), g = G(i, k), h = block(k, k);
      if (!(h > 0)) continue;
      largest = std::max(largest, u < g / h ? u * (g - h * u / 2) : g * g / (2 * h));
    }
  }
  return largest;
}

}  // namespace orthant
