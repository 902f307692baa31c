#include "orthant/prove/folder_data.hpp"

#include <fmt/format.h>

#include <cmath>

#include "orthant/base/stop.hpp"
#include "orthant/files/problem_folder.hpp"
#include "orthant/linalg/symmetric.hpp"
#include "orthant/operators/dense_kernel.hpp"
#include "orthant/operators/dense_sensing.hpp"
#include "orthant/operators/finite_rank.hpp"
#include "orthant/operators/rank_one.hpp"
#include "orthant/prove/definite_hessian.hpp"

namespace orthant {

namespace {

using DoubleRows = RowMajorMatrix;

/// What a certificate stores of the operator at most, and of X.
constexpr double largest_operator = 0x1p28, largest_entries = 0x1p22;

/// entries·scale; the scale to about 2⁻¹⁰⁰ of itself.
ExtendedRows extended(const ScaledMatrix& A) {
  const double near = A.scale.approx();
  const mpq_class hi(near);
  const mpq_class rest =
      A.scale.is_root() ? mpq_class(A.scale.value() - hi * hi) : mpq_class(A.scale.value() - hi);
  const Extended scale =
      near == 0 ? 0
                : static_cast<Extended>(near) + static_cast<Extended>(rest.get_d()) /
                                                    (A.scale.is_root() ? 2 * static_cast<Extended>(near) : 1);
  return scale * A.entries.cast<Extended>();
}

Extended inner(const ExtendedRows& A, const ExtendedRows& B) {
  return A.cwiseProduct(B).sum();
}

/// S, P of magnitudes, and the misfit.
struct Residuals {
  ExtendedRows S, P;
  Extended squares = 0, square_magnitude = 0, value_error = 0;
};

/// Of f = ½⟨e, ℋe⟩, ‖ℋ‖ ≤ κ, for e that is off by δ in norm and sums of `length` terms: near a fit e is all rounding.
Extended error_of_value(Extended kappa, Extended squares, Extended delta, double length) {
  const Extended norm = std::sqrt(std::max<Extended>(squares, 0)) + delta;
  return 1.01L * kappa *
         (norm * delta + delta * delta / 2 + static_cast<Extended>(extended_gamma(length)) * norm * norm);
}

Extended rounding_of(double length, Extended square_magnitude) {
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
    const DoubleRows P = of.P.cast<double>();
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

/// The two parts of J_t as one matrix of U's size.
Matrix stacked_gradient(bool symmetric, const Matrix& of_left, const Matrix& of_right) {
  if (symmetric) return of_left + of_right;
  Matrix out(of_left.rows() + of_right.rows(), of_left.cols());
  out << of_left, of_right;
  return out;
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

std::unique_ptr<ProofData> folder_data(const Problem& problem) {
  const MeasurementOperator& kind = *problem.measurement;
  if (const auto* sensing = dynamic_cast<const DenseSensing*>(&kind))
    return std::make_unique<SensingData>(problem, *sensing);
  if (const auto* sensing = dynamic_cast<const RankOneSensing*>(&kind))
    return std::make_unique<RankOneData>(problem, *sensing);
  if (const auto* terms = dynamic_cast<const FiniteRankMeasurement*>(&kind))
    return std::make_unique<TermsData>(problem, *terms);
  if (const auto* matrix = dynamic_cast<const DenseKernelMeasurement*>(&kind))
    return std::make_unique<MatrixData>(problem, *matrix);
  return nullptr;
}

/// Numbers of the operator as a certificate stores it.
double operator_numbers(const MeasurementOperator& kind) {
  if (const auto* terms = dynamic_cast<const FiniteRankMeasurement*>(&kind))
    return 2 * static_cast<double>(terms->terms().size()) * static_cast<double>(kind.rows() * kind.cols());
  if (dynamic_cast<const RankOneSensing*>(&kind) != nullptr)
    return static_cast<double>(kind.measurements()) * static_cast<double>(kind.rows() + kind.cols());
  return static_cast<double>(kind.measurements()) * static_cast<double>(kind.rows()) *
         static_cast<double>(kind.cols());
}

}  // namespace

std::unique_ptr<ProofData> proof_data(const Observations& observations, const Problem* problem,
                                      std::string& reason) {
  if (auto stored = StoredData::of(observations)) return std::make_unique<StoredData>(std::move(*stored));
  const MeasurementOperator& kind = observations.measurement();
  if (problem == nullptr || problem->measurement.get() != &kind) {
    reason = "the operator is neither full nor entries, and no problem folder says what it is";
    return nullptr;
  }
  if (8 * operator_numbers(kind) > largest_operator ||
      static_cast<double>(kind.rows()) * static_cast<double>(kind.cols()) > largest_entries) {
    reason = fmt::format(
        "the operator has {:.3g} numbers for {}×{} entries; a proof in doubles takes at most {:.3g} for {:.3g}",
        operator_numbers(kind), kind.rows(), kind.cols(), largest_operator / 8, largest_entries);
    return nullptr;
  }
  std::unique_ptr<ProofData> out = folder_data(*problem);
  if (!out) reason = fmt::format("operators of kind {} have no proof in doubles", kind.kind());
  return out;
}

}  // namespace orthant
