#include "orthant/objectives/normalised_columns.hpp"

namespace orthant {

namespace {

double norm_of(const ConstVectorRef& x, ColumnNorm norm) {
  switch (norm) {
    case ColumnNorm::none:
      return 1;
    case ColumnNorm::l1:
      return x.lpNorm<1>();
    case ColumnNorm::l2:
      return x.stableNorm();
    case ColumnNorm::max:
      return x.lpNorm<Eigen::Infinity>();
  }
  return 1;
}

}  // namespace

void normalise_columns(MatrixRef U, Index left_rows, Side side, ColumnNorm norm) {
  for (Index k = 0; k < U.cols(); ++k) {
    auto l = U.col(k).head(left_rows);
    auto r = U.col(k).tail(U.rows() - left_rows);
    if (l.isZero(0) || r.isZero(0)) continue;
    const double size = side == Side::left ? norm_of(l, norm) : norm_of(r, norm);
    if (side == Side::left) {
      l /= size;
      r *= size;
    } else {
      l *= size;
      r /= size;
    }
  }
}

}  // namespace orthant
