#include "orthant/operators/finite_rank.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include <fmt/format.h>

#include "orthant/base/error.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/linalg/rounding.hpp"
#include "orthant/linalg/symmetric.hpp"
#include "orthant/operators/kernel_extremes.hpp"
#include "orthant/operators/measurement_operator.hpp"

namespace orthant {

namespace {

/// LRᵀ + Σ w_i T_i.
class LowRankPlusTerms final : public ImplicitMatrix {
 public:
  LowRankPlusTerms(const std::vector<Matrix>& T, Vector weights, Matrix L, Matrix R)
      : T_(T), weights_(std::move(weights)), low_rank_(std::move(L), std::move(R)) {}

  Index rows() const override { return low_rank_.rows(); }
  Index cols() const override { return low_rank_.cols(); }
  Matrix times(const ConstMatrixRef& V) const override {
    Matrix out = low_rank_.times(V);
    for (size_t i = 0; i < T_.size(); ++i)
      if (weights_(static_cast<Index>(i)) != 0)
        out.noalias() += weights_(static_cast<Index>(i)) * (T_[i] * V);
    return out;
  }
  Matrix transpose_times(const ConstMatrixRef& V) const override {
    Matrix out = low_rank_.transpose_times(V);
    for (size_t i = 0; i < T_.size(); ++i)
      if (weights_(static_cast<Index>(i)) != 0)
        out.noalias() += weights_(static_cast<Index>(i)) * (T_[i].transpose() * V);
    return out;
  }

 private:
  const std::vector<Matrix>& T_;  // of the operator, which outlives its products
  Vector weights_;
  LowRankMatrix low_rank_;
};

/// ‖[L, −L⋆][R, R⋆]ᵀ‖² from its explicit entries, 64 columns at a time.
double squared_difference(const ConstMatrixRef& L, const ConstMatrixRef& R, const Matrix& L_star,
                          const Matrix& R_star) {
  double sum = 0;
  for (Index j = 0; j < R.rows(); j += 64) {
    const Index width = std::min<Index>(64, R.rows() - j);
    Matrix block = L * R.middleRows(j, width).transpose();
    block.noalias() -= L_star * R_star.middleRows(j, width).transpose();
    sum += block.squaredNorm();
  }
  return sum;
}

}  // namespace

FiniteRankMeasurement::FiniteRankMeasurement(Index rows, Index cols, std::vector<LowRankTerm> given)
    : rows_(rows), cols_(cols), given_(std::move(given)) {
  for (size_t t = 0; t < given_.size(); ++t) {
    for (const ScaledMatrix* side : {&given_[t].left, &given_[t].right}) {
      const char* name = side == &given_[t].left ? "left" : "right";
      if (side->rows() != rows || side->cols() != cols)
        throw InputError(fmt::format("term {}, {}: size {}×{}; expected {}×{}", t + 1, name, side->rows(),
                                     side->cols(), rows, cols));
      if (!side->entries.allFinite())
        throw InputError(fmt::format("term {}, {}: an entry is not finite", t + 1, name));
      check_budget();
      T_.push_back(side->value());
    }
  }
}

Vector FiniteRankMeasurement::coordinates(const ConstMatrixRef& X) const {
  Vector c(static_cast<Index>(T_.size()));
  for (Index i = 0; i < c.size(); ++i) c(i) = T_[i].cwiseProduct(X).sum();
  return c;
}

Vector FiniteRankMeasurement::coordinates(const ConstMatrixRef& L, const ConstMatrixRef& R) const {
  Vector c(static_cast<Index>(T_.size()));
  for (Index i = 0; i < c.size(); ++i) c(i) = (T_[i] * R).cwiseProduct(L).sum();
  return c;
}

Vector FiniteRankMeasurement::coupled(const Vector& coordinates) const {
  // BLAS complains of a 0×0 matrix.
  return coordinates.size() == 0 ? coordinates : Vector(coupling_ * coordinates);
}

Matrix FiniteRankMeasurement::combine(const Vector& weights) const {
  Matrix X = Matrix::Zero(rows_, cols_);
  for (Index i = 0; i < weights.size(); ++i) {
    check_budget();
    X += weights(i) * T_[i];
  }
  return X;
}

Matrix FiniteRankMeasurement::kernel(const ConstMatrixRef& X) const {
  return X + combine(coupled(coordinates(X)));
}

std::unique_ptr<ImplicitMatrix> FiniteRankMeasurement::kernel_product(Matrix L, Matrix R) const {
  Vector weights = coupled(coordinates(L, R));
  return std::make_unique<LowRankPlusTerms>(T_, std::move(weights), std::move(L), std::move(R));
}

double FiniteRankMeasurement::kernel_inner(const ConstMatrixRef& L, const ConstMatrixRef& R,
                                           const ConstMatrixRef& P, const ConstMatrixRef& Q) const {
  const Matrix left = L.transpose() * P, right = R.transpose() * Q;
  return left.cwiseProduct(right).sum() + coordinates(L, R).dot(coupled(coordinates(P, Q)));
}

Vector FiniteRankMeasurement::apply_product(const ConstMatrixRef& L, const ConstMatrixRef& R) const {
  return apply(L * R.transpose());
}

Vector FiniteRankMeasurement::apply_product_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const {
  // 𝒜 is the identity and a combination of terms with coefficients that are inner products with terms.
  const double size = (L.cwiseAbs() * R.cwiseAbs().transpose()).norm();
  return Vector::Constant(measurements(),
                          sum_rounding(static_cast<double>(rows_ * cols_)) * size * (1 + coupling_size()));
}

std::shared_ptr<const Observations> FiniteRankMeasurement::observations(
    std::shared_ptr<const MeasurementOperator> self, const Matrix& L, const Matrix& R) const {
  return std::make_shared<PlantedObservations>(std::static_pointer_cast<const FiniteRankMeasurement>(self), L,
                                               R);
}

double FiniteRankMeasurement::coupling_size() const {
  Vector norms(static_cast<Index>(T_.size()));
  for (Index i = 0; i < norms.size(); ++i) norms(i) = T_[i].norm();
  return norms.size() == 0 ? 0 : norms.dot(coupling_.cwiseAbs() * norms);
}

double PlantedObservations::squared_norm_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const {
  Matrix left(L.rows(), L.cols() + L_.cols()), right(R.rows(), left.cols());
  left << L.cwiseAbs(), L_.cwiseAbs();
  right << R.cwiseAbs(), R_.cwiseAbs();
  const double rounding = residual_rounding(left.cols());
  double error = 0, total = 0, size = 0;
  for (Index j = 0; j < R.rows(); j += 64) {
    const Index width = std::min<Index>(64, R.rows() - j);
    Matrix block = L * R.middleRows(j, width).transpose();
    block.noalias() -= L_ * R_.middleRows(j, width).transpose();
    const Matrix sizes = left * right.middleRows(j, width).transpose();
    total += block.squaredNorm();
    size += sizes.squaredNorm();
    error += squares_rounding(block, sizes, rounding);
  }
  // cᵀKc: c is off by δ = γ‖T_i‖·size.
  const double sums = sum_rounding(static_cast<double>(rows() * cols()));
  const double off = (rounding + sums) * std::sqrt(size), along = std::sqrt(total);
  return error + sums * total + measurement_->coupling_size() * (off * (2 * along + off) + sums * total);
}

void FiniteRankMeasurement::diagonalise() {
  const Index p = static_cast<Index>(T_.size());
  if (p == 0) return;
  // An orthonormal basis of the span: T·B with BᵀGB = I, from the Gram matrix G of unit-norm terms.
  Matrix G(p, p);
  Vector norm(p);
  for (Index i = 0; i < p; ++i) norm(i) = T_[i].norm();
  for (Index i = 0; i < p; ++i)
    for (Index j = 0; j <= i; ++j) {
      check_budget();
      const double inner = T_[i].cwiseProduct(T_[j]).sum();
      G(i, j) = G(j, i) = norm(i) * norm(j) > 0 ? inner / (norm(i) * norm(j)) : 0;
    }
  const EigenPairs gram = symmetric_eigenpairs(G);
  Index kept = 0;
  while (kept < p && gram.values(p - 1 - kept) > 1e-13 * static_cast<double>(p)) ++kept;
  Matrix B(p, kept);
  for (Index q = 0; q < kept; ++q) {
    B.col(q) = gram.vectors.col(p - 1 - q) / std::sqrt(gram.values(p - 1 - q));
    for (Index i = 0; i < p; ++i) B(i, q) = norm(i) > 0 ? B(i, q) / norm(i) : 0;
  }
  // G has lost half the digits of terms that are nearly dependent: once more with the basis itself, whose
  // Gram matrix is nearly the identity.
  std::vector<Matrix> basis;
  for (Index q = 0; q < kept; ++q) basis.push_back(combine(B.col(q)));
  Matrix near_identity(kept, kept);
  for (Index i = 0; i < kept; ++i) {
    check_budget();
    for (Index j = 0; j <= i; ++j)
      near_identity(i, j) = near_identity(j, i) = basis[i].cwiseProduct(basis[j]).sum();
  }
  const EigenPairs again = symmetric_eigenpairs(near_identity);
  const Matrix whitening = again.vectors * again.values.cwiseSqrt().cwiseInverse().asDiagonal();
  // ℋ − I on the span in the basis: with Y = ⟨T_i, basis⟩ it is YᵀKY.
  Matrix Y(p, kept);
  for (Index q = 0; q < kept; ++q) Y.col(q) = coordinates(basis[q]);
  Y = (Y * whitening).eval();
  B = (B * whitening).eval();
  Matrix form = Y.transpose() * coupling_ * Y;
  form = (0.5 * (form + form.transpose())).eval();
  const EigenPairs pairs = symmetric_eigenpairs(form);
  part_.values = pairs.values.array() + 1;
  part_.coefficients = B * pairs.vectors;
}

std::optional<KernelExtremes> FiniteRankMeasurement::kernel_extremes() const {
  const Index p = part_.values.size();
  KernelExtremes extremes{1, 1, 1, 1};
  // A rank-one matrix xyᵀ orthogonal to all terms exists when some x is orthogonal to p vectors T_i y.
  const Index outside = p < std::max(rows_, cols_) ? 1 : std::min(rows_, cols_);
  const bool everything = p >= rows_ * cols_;
  extremes.smallest_rank = extremes.largest_rank = outside;
  if (p == 0) return extremes;
  const double low = part_.values(0), high = part_.values(p - 1);
  if (everything || low < 1) {
    extremes.smallest = low;
    extremes.smallest_vector = low_rank_factors(combine(part_.coefficients.col(0)));
    extremes.smallest_rank = extremes.smallest_vector.L.cols();
  }
  if (everything || high > 1) {
    extremes.largest = high;
    extremes.largest_vector = low_rank_factors(combine(part_.coefficients.col(p - 1)));
    extremes.largest_rank = extremes.largest_vector.L.cols();
  }
  return extremes;
}

KernelMeasurement::KernelMeasurement(Index rows, Index cols, std::vector<LowRankTerm> terms)
    : FiniteRankMeasurement(rows, cols, std::move(terms)) {
  const Index p = static_cast<Index>(T_.size());
  coupling_ = Matrix::Zero(p, p);
  for (Index t = 0; t + 1 < p; t += 2) coupling_(t, t + 1) = coupling_(t + 1, t) = 1;
  diagonalise();
  if (part_.values.size() == 0) return;
  const double tolerance = 1e-12 * part_.values.cwiseAbs().maxCoeff();
  if (part_.values(0) < -tolerance)
    throw InputError(
        fmt::format("kernel: eigenvalue {:.6g}; expected a positive semidefinite kernel", part_.values(0)));
}

Matrix KernelMeasurement::root(const ConstMatrixRef& X) const {
  // X + Σ_q (√λ_q − 1) E_q ⟨E_q, X⟩ for the orthonormal eigenvectors E_q = Σ_i coefficients(i, q) T_i.
  const Vector along = part_.coefficients.transpose() * coordinates(X);
  const Vector gain = part_.values.cwiseMax(0.0).cwiseSqrt().array() - 1;
  return X + combine(part_.coefficients * gain.cwiseProduct(along));
}

Vector KernelMeasurement::apply(const ConstMatrixRef& X) const {
  return T_.empty() ? vec(X) : vec(root(X));
}

Matrix KernelMeasurement::adjoint(const ConstVectorRef& y) const {
  const Matrix Y = unvec(y, rows_, cols_);
  return T_.empty() ? Y : root(Y);
}

IdentityPlusLowRank::IdentityPlusLowRank(Index rows, Index cols, std::vector<LowRankTerm> terms)
    : FiniteRankMeasurement(rows, cols, std::move(terms)) {
  // 𝒜*𝒜 = I + Σ (l rᵀ + r lᵀ) + Σ_st r_s ⟨l_s, l_t⟩ r_tᵀ; lefts at even places, rights at odd ones.
  const Index p = static_cast<Index>(T_.size());
  coupling_ = Matrix::Zero(p, p);
  for (Index s = 0; s + 1 < p; s += 2) {
    coupling_(s, s + 1) += 1;
    coupling_(s + 1, s) += 1;
    for (Index t = 0; t + 1 < p; t += 2) coupling_(s + 1, t + 1) += T_[s].cwiseProduct(T_[t]).sum();
  }
  diagonalise();
}

Vector IdentityPlusLowRank::apply(const ConstMatrixRef& X) const {
  const Vector c = coordinates(X);
  Vector weights = Vector::Zero(c.size());
  for (Index t = 0; t + 1 < c.size(); t += 2) weights(t) = c(t + 1);
  return vec(X + combine(weights));
}

Matrix IdentityPlusLowRank::adjoint(const ConstVectorRef& y) const {
  const Matrix Y = unvec(y, rows_, cols_);
  const Vector c = coordinates(Y);
  Vector weights = Vector::Zero(c.size());
  for (Index t = 0; t + 1 < c.size(); t += 2) weights(t + 1) = c(t);
  return Y + combine(weights);
}

PlantedObservations::PlantedObservations(std::shared_ptr<const FiniteRankMeasurement> measurement, Matrix L,
                                         Matrix R)
    : measurement_(std::move(measurement)), L_(std::move(L)), R_(std::move(R)) {
  back_projection_ = measurement_->kernel_product(L_, R_);
  squared_norm_ = std::max(0.0, measurement_->kernel_inner(L_, R_, L_, R_));
  back_projection_norm_ = frobenius_norm(*back_projection_);
  const Vector total = L_.colwise().sum().transpose().cwiseProduct(R_.colwise().sum().transpose());
  mean_ = total.sum() / (static_cast<double>(rows()) * static_cast<double>(cols()));
}

double PlantedObservations::product_cost() const {
  const double size = static_cast<double>(rows()) * static_cast<double>(cols());
  return static_cast<double>(2 * measurement_->terms().size()) * size +
         static_cast<double>((rows() + cols()) * (L_.cols() + 1));
}

std::unique_ptr<Residual> PlantedObservations::residual(const ConstMatrixRef& L,
                                                        const ConstMatrixRef& R) const {
  const Vector c = measurement_->coordinates(L, R) - measurement_->coordinates(L_, R_);
  const double squared_norm = std::max(0.0, squared_difference(L, R, L_, R_) + measurement_->correction(c));
  Matrix left(L.rows(), L.cols() + L_.cols()), right(R.rows(), left.cols());
  left << L, -L_;
  right << R, R_;
  return std::make_unique<KnownResidual>(measurement_->kernel_product(std::move(left), std::move(right)),
                                         squared_norm, measurement_);
}

}  // namespace orthant
