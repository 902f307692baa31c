#include "orthant/base/stop.hpp"
#include "orthant/operators/dense_kernel.hpp"
#include "orthant/operators/finite_rank.hpp"
#include "orthant/prove/folder_misfit.hpp"

namespace orthant {

namespace {

/// identity_plus_low_rank and kernels of terms.
class TermsData final : public FolderData {
 public:
  TermsData(const Problem& problem, const FiniteRankMeasurement& kind)
      : FolderData(problem), sensed_(!kind.is_given_by_kernel()) {
    Extended kappa = 1, lowest = 1;
    for (const LowRankTerm& term : kind.terms()) {
      left_.push_back(extended(term.left));
      right_.push_back(extended(term.right));
      const Extended norms = left_.back().norm() * right_.back().norm();
      kappa += sensed_ ? norms : 2 * norms;
      lowest += inner(left_.back(), right_.back()) - norms;
    }
    if (sensed_) kappa *= kappa;
    set_norms(kappa, kappa);
    nonnegative_ = sensed_ || lowest > 1e-12L * kappa;
  }

  bool is_nonnegative() const override { return nonnegative_; }

  MisfitSums misfit(const ExtendedRows& L, const ExtendedRows& R) const override {
    return sums_of(residuals(L, R), L, R, length());
  }

  void add_hessian(HessianSum& sum) const override {
    const Matrix L = sum.left(), R = sum.right();
    sum.add_residual(residuals(L.cast<Extended>(), R.cast<Extended>()).S.cast<double>(), 1);
    const Index count = static_cast<Index>(left_.size());
    Matrix of_left(sum.order(), count), of_right(sum.order(), count), K = Matrix::Zero(count, count);
    const auto along = [&](const ExtendedRows& T) {
      const Matrix matrix = T.cast<double>();
      return sum.gather(stacked_gradient(sum.symmetric, matrix * R, matrix.transpose() * L));
    };
    for (Index t = 0; t < count; ++t) {
      check_budget();
      of_left.col(t) = along(left_[t]);
      of_right.col(t) = along(right_[t]);
      for (Index s = 0; sensed_ && s < count; ++s) K(s, t) = static_cast<double>(inner(left_[s], left_[t]));
    }
    if (count == 0) return;
    sum.H += of_left * of_right.transpose() + of_right * of_left.transpose();
    if (sensed_) sum.H += of_right * (K * of_right.transpose());
  }

 private:
  double length() const { return 3 * entries() + static_cast<double>(8 * left_.size()); }
  double residual_length() const override { return length() / 1024; }
  double curvature_rounding(double u) const override {
    return gamma(4 * sides() + static_cast<double>(8 * left_.size()) + 64) * 8 * std::sqrt(sides()) *
           kernel_norm_ * u;
  }

  Residuals residuals(const ExtendedRows& L, const ExtendedRows& R) const {
    Residuals out;
    out.S = deviation(L, R, out.P);
    std::vector<Extended> c, d, c_size, d_size;
    for (std::size_t t = 0; t < left_.size(); ++t) {
      check_budget();
      c.push_back(inner(right_[t], out.S));
      c_size.push_back(inner(right_[t].cwiseAbs(), out.P));
      d.push_back(inner(left_[t], out.S));
      d_size.push_back(inner(left_[t].cwiseAbs(), out.P));
    }
    const Extended squares = out.S.squaredNorm(), sizes = out.P.squaredNorm();
    if (from_truth())
      out.value_error =
          error_of_value(kernel_norm(), squares, rounding_of(product_length(L), sizes), length());
    if (!sensed_) {
      out.squares = squares;
      out.square_magnitude = sizes;
    }
    const auto add = [&](const std::vector<ExtendedRows>& T, std::size_t t, Extended factor, Extended size) {
      out.S += factor * T[t];
      out.P += size * T[t].cwiseAbs();
    };
    for (std::size_t t = 0; t < left_.size(); ++t) {
      add(left_, t, c[t], c_size[t]);
      if (sensed_) continue;
      out.squares += 2 * c[t] * d[t];
      out.square_magnitude += 2 * c_size[t] * d_size[t];
      add(right_, t, d[t], d_size[t]);
    }
    if (!sensed_) return out;
    if (!from_truth()) {
      const Eigen::Map<const RowMajorMatrix> b(problem_.measurements->data(), rows(), cols());
      out.S -= b.cast<Extended>();
      out.P += b.cwiseAbs().cast<Extended>();
    }
    out.squares = out.S.squaredNorm();
    out.square_magnitude = out.P.squaredNorm();
    if (!from_truth())
      out.value_error = error_of_value(
          1, out.squares, rounding_of(length() + product_length(L), out.square_magnitude), length());
    const ExtendedRows y = out.S, size = out.P;
    for (std::size_t t = 0; t < left_.size(); ++t)
      add(right_, t, inner(left_[t], y), inner(left_[t].cwiseAbs(), size));
    return out;
  }

  bool sensed_, nonnegative_;
  std::vector<ExtendedRows> left_, right_;
};

class MatrixData final : public FolderData {
 public:
  MatrixData(const Problem& problem, const DenseKernelMeasurement& kind)
      : FolderData(problem), H_(kind.matrix()) {
    const double largest = H_.cwiseAbs().rowwise().sum().maxCoeff();
    set_norms(largest, largest);
    nonnegative_ = ((2 - 1e-9) * H_.diagonal().array() >= H_.cwiseAbs().rowwise().sum().array()).all();
  }

  bool is_nonnegative() const override { return nonnegative_; }

  MisfitSums misfit(const ExtendedRows& L, const ExtendedRows& R) const override {
    return sums_of(residuals(L, R), L, R, 2 * entries());
  }

  void add_hessian(HessianSum& sum) const override {
    const Matrix L = sum.left(), R = sum.right();
    sum.add_residual(residuals(L.cast<Extended>(), R.cast<Extended>()).S.cast<double>(), 0);
    Matrix J = Matrix::Zero(H_.rows(), sum.order());
    for (Index i = 0; i < rows(); ++i)
      for (Index j = 0; j < cols(); ++j)
        for (Index a = 0; a < L.cols(); ++a) {
          const Index p = sum.place(i, a), q = sum.place(sum.symmetric ? j : rows() + j, a);
          if (p >= 0) J(i * cols() + j, p) += R(j, a);
          if (q >= 0) J(i * cols() + j, q) += L(i, a);
        }
    check_budget();
    sum.H += J.transpose() * (H_ * J);
  }

 private:
  double residual_length() const override { return entries() / 512; }
  double curvature_rounding(double u) const override {
    return gamma(2 * entries() + 64) * 8 * std::sqrt(sides()) * magnitude_norm_ * u;
  }

  Residuals residuals(const ExtendedRows& L, const ExtendedRows& R) const {
    ExtendedRows size;
    const ExtendedRows E = deviation(L, R, size);
    Residuals out{ExtendedRows::Zero(rows(), cols()), ExtendedRows::Zero(rows(), cols())};
    for (Index q = 0; q < H_.cols(); ++q) {
      check_budget();
      const double* h = H_.col(q).data();
      for (Index p = 0; p < H_.rows(); ++p) {
        out.S.data()[p] += h[p] * E.data()[q];
        out.P.data()[p] += std::fabs(h[p]) * size.data()[q];
      }
    }
    out.squares = inner(E, out.S);
    out.square_magnitude = inner(size, out.P);
    out.value_error = error_of_value(kernel_norm(), E.squaredNorm(),
                                     rounding_of(product_length(L), size.squaredNorm()), 2 * entries() + 64);
    return out;
  }

  const Matrix& H_;
  bool nonnegative_;
};

}  // namespace

std::unique_ptr<ProofData> kernel_data(const Problem& problem) {
  const MeasurementOperator& kind = *problem.measurement;
  if (const auto* terms = dynamic_cast<const FiniteRankMeasurement*>(&kind))
    return std::make_unique<TermsData>(problem, *terms);
  if (const auto* matrix = dynamic_cast<const DenseKernelMeasurement*>(&kind))
    return std::make_unique<MatrixData>(problem, *matrix);
  return nullptr;
}

}  // namespace orthant
