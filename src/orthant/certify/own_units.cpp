#include "orthant/certify/own_units.hpp"

#include <algorithm>
#include <cmath>

namespace orthant {

Vector equilibration(const Matrix& H) {
  Vector s = Vector::Ones(H.rows());
  for (int round = 0; round < 30; ++round) {
    const Vector largest = (s.asDiagonal() * H * s.asDiagonal()).eval().cwiseAbs().rowwise().maxCoeff();
    double off = 0;
    for (Index i = 0; i < s.size(); ++i) {
      if (!(largest(i) > 0)) continue;
      s(i) /= std::sqrt(largest(i));
      off = std::max(off, std::abs(std::log(largest(i))));
    }
    if (off < 0.1) break;
  }
  return s;
}

double OwnCurvature::at(Index e) {
  const Index i = e % U_.rows(), k = e / U_.rows();
  if (!terms_) {
    Matrix unit = Matrix::Zero(U_.rows(), U_.cols());
    unit(i, k) = 1;
    return expansion_.hessian_form(unit);
  }
  const bool left = i < left_rows_;
  if (i != row_) {
    const Matrix& at = terms_->seen(U_);
    gram_ = left ? terms_->blocks->gram(Side::left, i, at.bottomRows(U_.rows() - left_rows_))
                 : terms_->blocks->gram(Side::right, i - left_rows_, at.topRows(left_rows_));
    row_ = i;
  }
  const Matrix& extra = left ? terms_->left : terms_->right;
  return gram_(k, k) + (extra.size() > 0 ? extra(k, k) : 0);
}

}  // namespace orthant
