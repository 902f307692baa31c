#include "orthant/base/stop.hpp"
#include "orthant/linalg/symmetric.hpp"
#include "orthant/operators/dense_sensing.hpp"
#include "orthant/operators/rank_one.hpp"
#include "orthant/prove/folder_misfit.hpp"

namespace orthant {

namespace {

using DoubleRows = RowMajorMatrix;

constexpr Index largest_gram = 4096;

/// ≥ ‖V‖², the largest row sum of |VVᵀ|; rounding of an entry is at most γ‖v_a‖‖v_b‖.
double square_norm_by_gram(const Matrix& V) {
  Matrix gram = Matrix::Zero(V.rows(), V.rows());
  subtract_outer(gram, V);
  const Matrix whole = gram.selfadjointView<Eigen::Lower>();
  const Vector norms = V.rowwise().norm();
  const Vector sums =
      whole.cwiseAbs().rowwise().sum() + gamma(static_cast<double>(V.cols() + 64)) * norms.sum() * norms;
  return upper(sums.maxCoeff());
}

/// H += Σ_t J_t J_tᵀ, lower triangle, 512 measurements at a time; gradient(t) is of U's size.
template <class Gradient>
void add_measured_hessian(HessianSum& sum, Index measurements, const Gradient& gradient) {
  constexpr Index strip = 512;
  sum.H = -sum.H;
  for (Index from = 0; from < measurements; from += strip) {
    check_budget();
    const Index count = std::min(strip, measurements - from);
    Matrix J(sum.order(), count);
    for (Index t = 0; t < count; ++t) J.col(t) = sum.gather(gradient(from + t));
    subtract_outer(sum.H, J);
  }
  sum.H = -sum.H;
}

class SensingData final : public FolderData {
 public:
  SensingData(const Problem& problem, const DenseSensing& kind) : FolderData(problem), A_(kind.sensing()) {
    Extended squares = 0;
    for (Index t = 0; t < A_.rows(); ++t) squares += A_.row(t).squaredNorm();
    const Extended by_gram = A_.rows() <= largest_gram ? square_norm_by_gram(A_) : squares;
    set_norms(std::min(squares, by_gram), squares);
  }

  MisfitSums misfit(const ExtendedRows& L, const ExtendedRows& R) const override {
    return sums_of(residuals(L, R), L, R, entries() + static_cast<double>(A_.rows()));
  }

  void add_hessian(HessianSum& sum) const override {
    const Matrix L = sum.left(), R = sum.right();
    add_measured_hessian(sum, A_.rows(), [&](Index t) {
      const Eigen::Map<const RowMajorMatrix> A(A_.data() + t * A_.cols(), rows(), cols());
      return stacked_gradient(sum.symmetric, A * R, A.transpose() * L);
    });
    sum.add_residual(residuals(L.cast<Extended>(), R.cast<Extended>()).S.cast<double>(), 0);
  }

 private:
  double residual_length() const override { return (entries() + static_cast<double>(A_.rows())) / 1024; }
  double curvature_rounding(double u) const override {
    return gamma(2 * sides() + static_cast<double>(A_.rows()) + 64) * 4 * magnitude_norm_ * u;
  }

  Residuals residuals(const ExtendedRows& L, const ExtendedRows& R) const {
    ExtendedRows size;
    const ExtendedRows E = deviation(L, R, size);
    Residuals out{ExtendedRows::Zero(rows(), cols()), ExtendedRows::Zero(rows(), cols())};
    const Index count = E.size();
    for (Index t = 0; t < A_.rows(); ++t) {
      check_budget();
      const double* a = A_.data() + t * count;
      Extended e = 0, P = 0;
      for (Index p = 0; p < count; ++p) {
        e += a[p] * E.data()[p];
        P += std::fabs(a[p]) * size.data()[p];
      }
      if (!from_truth()) {
        e -= (*problem_.measurements)(t);
        P += std::fabs((*problem_.measurements)(t));
      }
      out.squares += e * e;
      out.square_magnitude += P * P;
      for (Index p = 0; p < count; ++p) {
        out.S.data()[p] += e * a[p];
        out.P.data()[p] += P * std::fabs(a[p]);
      }
    }
    const double length = entries() + product_length(L);
    out.value_error = error_of_value(1, out.squares, rounding_of(length, out.square_magnitude),
                                     length + static_cast<double>(A_.rows()));
    return out;
  }

  const Eigen::Map<const RowMajorMatrix>& A_;
};

class RankOneData final : public FolderData {
 public:
  RankOneData(const Problem& problem, const RankOneSensing& kind)
      : FolderData(problem), left_(dense(kind.left())), right_(dense(kind.right())) {
    const Vector left = left_.rowwise().squaredNorm(), right = right_.rowwise().squaredNorm();
    const Extended squares = left.dot(right);
    const auto norm_by = [&](const DoubleRows& W, const Vector& other) {
      return W.cols() > largest_gram ? squares : other.maxCoeff() * square_norm_by_gram(W.transpose());
    };
    set_norms(std::min(norm_by(left_, right), norm_by(right_, left)), squares);
  }

  MisfitSums misfit(const ExtendedRows& L, const ExtendedRows& R) const override {
    MisfitSums out;
    const Measured of = measure(L, R);
    const auto weighted = [](const auto& y, const auto& Q) {
      return (Q.array().colwise() * y.array()).matrix().eval();
    };
    out.left = left_.transpose().cast<Extended>() * weighted(of.e, of.Q);
    out.right = right_.transpose().cast<Extended>() * weighted(of.e, of.P);
    out.left_magnitude = (left_.cwiseAbs().transpose() * weighted(of.size, of.Q_size)).eval();
    out.right_magnitude = (right_.cwiseAbs().transpose() * weighted(of.size, of.P_size)).eval();
    out.squares = of.e.squaredNorm();
    out.square_magnitude = of.size.squaredNorm();
    out.length = 2 * sides() + static_cast<double>(left_.rows()) + product_length(L);
    out.terms = out.length;
    out.value_error = error_of_value(
        1, out.squares, rounding_of(2 * sides() + product_length(L), out.square_magnitude), out.length);
    return out;
  }

  void add_hessian(HessianSum& sum) const override {
    const Matrix L = sum.left(), R = sum.right(), P = left_ * L, Q = right_ * R;
    add_measured_hessian(sum, left_.rows(), [&](Index t) {
      return stacked_gradient(sum.symmetric, left_.row(t).transpose() * Q.row(t),
                              right_.row(t).transpose() * P.row(t));
    });
    const Vector e = measure(L.cast<Extended>(), R.cast<Extended>()).e.cast<double>();
    sum.add_residual(left_.transpose() * (right_.array().colwise() * e.array()).matrix(), 0);
  }

  std::shared_ptr<const MeasurementOperator> storable() const override {
    const auto& kind = dynamic_cast<const RankOneSensing&>(*problem_.measurement);
    if (!kind.left().is_sparse() && !kind.right().is_sparse()) return problem_.measurement;
    return std::make_shared<RankOneSensing>(std::make_shared<const DataMatrix>(DataMatrix::dense(left_)),
                                            std::make_shared<const DataMatrix>(DataMatrix::dense(right_)));
  }

 private:
  static DoubleRows dense(const DataMatrix& vectors) {
    DoubleRows out = DoubleRows::Zero(vectors.rows(), vectors.cols());
    vectors.for_each([&](Index t, Index i, double a) { out(t, i) = a; });
    return out;
  }
  double residual_length() const override { return static_cast<double>(left_.rows()) + sides(); }
  double curvature_rounding(double u) const override {
    return gamma(2 * sides() + static_cast<double>(left_.rows()) + 64) * 4 * magnitude_norm_ * u;
  }

  /// left·L, right·R, e = 𝒜(LRᵀ) − b, and of magnitudes.
  struct Measured {
    ExtendedRows P, Q;
    DoubleRows P_size, Q_size;
    Eigen::Matrix<Extended, Eigen::Dynamic, 1> e;
    Vector size;
  };
  Measured measure(const ExtendedRows& L, const ExtendedRows& R) const {
    check_budget();
    const ExtendedRows left = left_.cast<Extended>(), right = right_.cast<Extended>();
    Measured out{
        left * L, right * R, left_.cwiseAbs() * L.cast<double>(), right_.cwiseAbs() * R.cast<double>(),
        {},       {}};
    out.e = out.P.cwiseProduct(out.Q).rowwise().sum();
    out.size = out.P_size.cwiseProduct(out.Q_size).rowwise().sum();
    if (from_truth()) {
      out.e -= (left * truth_left_).cwiseProduct(right * truth_right_).rowwise().sum();
      out.size += (left_.cwiseAbs() * truth_left_.cast<double>())
                      .cwiseProduct(right_.cwiseAbs() * truth_right_.cast<double>())
                      .rowwise()
                      .sum();
    } else {
      out.e -= problem_.measurements->cast<Extended>();
      out.size += problem_.measurements->cwiseAbs();
    }
    return out;
  }

  DoubleRows left_, right_;
};

}  // namespace

std::unique_ptr<ProofData> measured_data(const Problem& problem) {
  const MeasurementOperator& kind = *problem.measurement;
  if (const auto* sensing = dynamic_cast<const DenseSensing*>(&kind))
    return std::make_unique<SensingData>(problem, *sensing);
  if (const auto* sensing = dynamic_cast<const RankOneSensing*>(&kind))
    return std::make_unique<RankOneData>(problem, *sensing);
  return nullptr;
}

}  // namespace orthant
