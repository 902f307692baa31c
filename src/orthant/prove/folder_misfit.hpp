/// What the operators of problem folders have in common where points in doubles are proved (folder_data.hpp): the folder,
/// the truth in long double, the norms κ, κ_M and ν, and sums of a misfit from S as a whole.
#pragma once

#include <cmath>
#include <memory>

#include "orthant/files/problem_folder.hpp"
#include "orthant/objectives/problem.hpp"
#include "orthant/prove/definite_hessian.hpp"
#include "orthant/prove/rigorous_point.hpp"

namespace orthant {

/// entries·scale; the scale to about 2⁻¹⁰⁰ of itself.
ExtendedRows extended(const ScaledMatrix& A);

inline Extended inner(const ExtendedRows& A, const ExtendedRows& B) {
  return A.cwiseProduct(B).sum();
}

/// S, P of magnitudes, and the misfit.
struct Residuals {
  ExtendedRows S, P;
  Extended squares = 0, square_magnitude = 0, value_error = 0;
};

/// Of f = ½⟨e, ℋe⟩, ‖ℋ‖ ≤ κ, for e that is off by δ in norm and sums of `length` terms: near a fit e is all rounding.
inline Extended error_of_value(Extended kappa, Extended squares, Extended delta, double length) {
  const Extended norm = std::sqrt(std::max<Extended>(squares, 0)) + delta;
  return 1.01L * kappa *
         (norm * delta + delta * delta / 2 + static_cast<Extended>(extended_gamma(length)) * norm * norm);
}

inline Extended rounding_of(double length, Extended square_magnitude) {
  return 2 * static_cast<Extended>(extended_gamma(length)) * std::sqrt(square_magnitude);
}

class FolderData : public ProofData {
 public:
  explicit FolderData(const Problem& problem) : problem_(problem) {
    if (problem.measurements || !problem.truth) return;
    truth_left_ = extended(problem.truth->L);
    truth_right_ = problem.symmetric ? truth_left_ : extended(problem.truth->R);
  }

  Index rows() const override { return problem_.rows(); }
  Index cols() const override { return problem_.cols(); }
  double kernel_norm() const override { return kernel_norm_; }
  double norm() const override { return norm_; }

  nlohmann::ordered_json problem_at(bool, double, const Matrix& U, const IsolatedOptions&, Bundle& bundle,
                                    Proof&) const override {
    Problem stored = problem_;
    stored.instance.clear();
    stored.rank = U.cols();
    stored.measurement = storable();
    stored.point.emplace();
    stored.point->L = Matrix(U.topRows(rows()));
    if (!stored.symmetric) stored.point->R = Matrix(U.bottomRows(cols()));
    return write_problem_json(stored, bundle);
  }

  double hessian_rounding(const Matrix& U, Index) const override {
    const double u = U.squaredNorm(), r = static_cast<double>(U.cols());
    const double first = gamma(residual_length() + 64) * 4 * std::sqrt(r) * magnitude_norm_ * (u + norm_);
    return first + curvature_rounding(u);
  }

 protected:
  /// Behind an entry of X and of the truth.
  double product_length(const ExtendedRows& L) const {
    return static_cast<double>(4 * (L.cols() + truth_rank()) + 64);
  }
  double entries() const { return static_cast<double>(rows()) * static_cast<double>(cols()); }
  double sides() const { return static_cast<double>(rows() + cols()); }
  Index truth_rank() const { return truth_left_.cols(); }
  bool from_truth() const { return truth_left_.size() > 0; }

  /// Operations in long double behind an entry of S, as many as γ of double counts.
  virtual double residual_length() const = 0;
  virtual double curvature_rounding(double u) const = 0;
  virtual std::shared_ptr<const MeasurementOperator> storable() const { return problem_.measurement; }

  /// κ, κ_M ≥ κ of magnitudes, and ν from the numbers measured or the truth.
  void set_norms(Extended kappa, Extended of_magnitudes) {
    kernel_norm_ = upper(kappa);
    magnitude_norm_ = upper(of_magnitudes);
    norm_ = from_truth()
                ? upper(truth_left_.norm() * truth_right_.norm())
                : upper(problem_.measurements->norm() / std::sqrt(std::max(magnitude_norm_, 1e-300)));
  }

  /// LRᵀ less the truth, and with a sum in the place of the difference.
  ExtendedRows deviation(const ExtendedRows& L, const ExtendedRows& R, ExtendedRows& magnitude) const {
    ExtendedRows E = L * R.transpose();
    magnitude = E;
    if (!from_truth()) return E;
    const ExtendedRows truth = truth_left_ * truth_right_.transpose();
    magnitude += truth;
    E -= truth;
    return E;
  }

  /// From S as a whole; `length` without the product with a factor.
  MisfitSums sums_of(const Residuals& of, const ExtendedRows& L, const ExtendedRows& R, double length) const {
    MisfitSums out;
    out.left = of.S * R;
    out.right = of.S.transpose() * L;
    const RowMajorMatrix P = of.P.cast<double>();
    out.left_magnitude = P * R.cast<double>();
    out.right_magnitude = P.transpose() * L.cast<double>();
    out.squares = of.squares;
    out.square_magnitude = of.square_magnitude;
    out.value_error = of.value_error;
    out.length = length + sides() + product_length(L);
    out.terms = out.length;
    out.residual_norm =
        upper(of.S.norm() + 2 * static_cast<Extended>(extended_gamma(out.length)) * of.P.norm()) + 1e-300;
    return out;
  }

  const Problem& problem_;
  ExtendedRows truth_left_, truth_right_;
  double kernel_norm_ = 0, magnitude_norm_ = 0, norm_ = 0;
};

/// The two parts of J_t as one matrix of U's size.
inline Matrix stacked_gradient(bool symmetric, const Matrix& of_left, const Matrix& of_right) {
  if (symmetric) return of_left + of_right;
  Matrix out(of_left.rows() + of_right.rows(), of_left.cols());
  out << of_left, of_right;
  return out;
}

/// Null for operators of other kinds.
std::unique_ptr<ProofData> measured_data(
    const Problem& problem);  ///< of dense sensing and rank-one measurements
std::unique_ptr<ProofData> kernel_data(const Problem& problem);  ///< of kernels by terms or as a matrix

}  // namespace orthant
