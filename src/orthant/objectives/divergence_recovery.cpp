#include "orthant/objectives/divergence_recovery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "orthant/base/error.hpp"
#include "orthant/linalg/rounding.hpp"
#include "orthant/objectives/entrywise.hpp"
#include "orthant/objectives/stationarity.hpp"

namespace orthant {

namespace {

using One = std::array<double, 1>;

/// Kullback–Leibler's d′ has a 1 at every entry, absent ones included; 0 for Itakura–Saito.
double constant_slope(Divergence divergence) {
  return divergence == Divergence::kullback_leibler ? 1 : 0;
}

/// Σ x_ij over the absent entries of sparse data, one by one in strips: 2·rows·cols·r flops.
double explicit_sum_on_absent(const LineView& A, const ConstMatrixRef& L, const ConstMatrixRef& R) {
  double total = 0;
  Vector x;
  for (Index i = 0; i < A.lines; ++i) {
    x.noalias() = R * L.row(i).transpose();
    for (auto p = A.start[i]; p < A.start[i + 1]; ++p) x(A.index[p]) = 0;
    total += x.sum();
  }
  return total;
}

/// Σ x_ij over the absent entries: the sum of all minus that of the stored ones, unless that would cancel and
/// looking at each of them is affordable.
struct AbsentSum {
  double value;
  bool by_difference;
};
AbsentSum sum_on_absent(const LineView& A, const ConstMatrixRef& L, const ConstMatrixRef& R,
                        double on_stored) {
  const Vector left = L.colwise().sum(), right = R.colwise().sum();
  const double everywhere = left.dot(right), absent = everywhere - on_stored;
  const double work =
      static_cast<double>(A.lines) * static_cast<double>(A.length) * static_cast<double>(L.cols());
  if (absent < 1e-6 * everywhere && work <= 1e11) return {explicit_sum_on_absent(A, L, R), false};
  return {std::max(0.0, absent), true};
}

/// As value_at, but where a product of positive numbers is rounded to zero it counts as the smallest number.
double value_above_zero(const DataMatrix& data, Divergence divergence, const ConstMatrixRef& L,
                        const ConstMatrixRef& R) {
  double total = 0;
  data.for_each([&](Index i, Index j, double a) {
    double x = L.row(i).dot(R.row(j));
    if (x == 0 && ((L.row(i).array() > 0) && (R.row(j).array() > 0)).any())
      x = std::numeric_limits<double>::denorm_min();
    total += divergence_value(divergence, a, x);
  });
  return total;
}

double value_at(const DataMatrix& data, Divergence divergence, const ConstMatrixRef& L,
                const ConstMatrixRef& R) {
  const std::array<ThinProduct, 1> X{{{L, R}}};
  double value =
      entrywise_sum(data, X, [=](double a, const One& z) { return divergence_value(divergence, a, z[0]); });
  if (!std::isfinite(value)) value = value_above_zero(data, divergence, L, R);
  if (data.is_sparse() && std::isfinite(value)) {
    const double on_stored = entrywise_sum(data, X, [](double, const One& z) { return z[0]; });
    value += sum_on_absent(data.row_lines(), L, R, on_stored).value;
  }
  return value;
}

/// S = d′(X), by products.
class DivergenceSlope final : public ImplicitMatrix {
 public:
  DivergenceSlope(const DataMatrix& data, Divergence divergence, const Matrix& L, const Matrix& R)
      : data_(data), divergence_(divergence), L_(L), R_(R) {}

  Index rows() const override { return L_.rows(); }
  Index cols() const override { return R_.rows(); }
  Matrix times(const ConstMatrixRef& V) const override { return product(Side::left, V); }
  Matrix transpose_times(const ConstMatrixRef& V) const override { return product(Side::right, V); }

 private:
  Matrix product(Side side, const ConstMatrixRef& V) const {
    const std::array<ThinProduct, 1> X{{{L_, R_}}};
    Matrix out = entrywise_product(
        data_, side, X,
        [this](double a, const One& z) { return divergence_derivatives(divergence_, a, z[0]).first; }, V);
    if (const double slope = constant_slope(divergence_); slope != 0)
      out.rowwise() += slope * V.colwise().sum();
    return out;
  }

  const DataMatrix& data_;
  Divergence divergence_;
  const Matrix &L_, &R_;  ///< of the expansion
};

/// ω ∘ (P Qᵀ), by products.
class WeightedProduct final : public ImplicitMatrix {
 public:
  WeightedProduct(const DataMatrix& data, Divergence divergence, const Matrix& L, const Matrix& R, Matrix P,
                  Matrix Q)
      : data_(data), divergence_(divergence), L_(L), R_(R), P_(std::move(P)), Q_(std::move(Q)) {}

  Index rows() const override { return L_.rows(); }
  Index cols() const override { return R_.rows(); }
  Matrix times(const ConstMatrixRef& V) const override { return product(Side::left, V); }
  Matrix transpose_times(const ConstMatrixRef& V) const override { return product(Side::right, V); }

 private:
  Matrix product(Side side, const ConstMatrixRef& V) const {
    const std::array<ThinProduct, 2> factors{{{L_, R_}, {P_, Q_}}};
    return entrywise_product(
        data_, side, factors,
        [this](double a, const std::array<double, 2>& z) {
          return divergence_derivatives(divergence_, a, z[0]).second * z[1];
        },
        V);
  }

  const DataMatrix& data_;
  Divergence divergence_;
  const Matrix &L_, &R_;
  Matrix P_, Q_;
};

/// The Hessian's blocks: weights ω and residual S of one point, whatever factors are passed (they are its
/// own).
class DivergenceBlocks final : public HessianBlocks {
 public:
  DivergenceBlocks(const DataMatrix& data, Divergence divergence, const Matrix& L, const Matrix& R)
      : data_(data), divergence_(divergence), L_(L), R_(R) {}

  bool shared_gram() const override { return false; }

  Matrix gram(Side side, Index i, const ConstMatrixRef& V) const override {
    Vector residual, weight;
    residual_row(side, i, L_, R_, residual, weight);
    return V.transpose() * weight.asDiagonal() * V;
  }

  void residual_row(Side side, Index i, const ConstMatrixRef&, const ConstMatrixRef&, Vector& residual,
                    Vector& weight) const override {
    const bool left = side == Side::left;
    const Matrix &own = left ? L_ : R_, &other = left ? R_ : L_;
    residual.setConstant(other.rows(), constant_slope(divergence_));
    weight.setZero(other.rows());
    if (data_.is_sparse()) {
      const LineView lines = left ? data_.row_lines() : data_.col_lines();
      for (auto p = lines.start[i]; p < lines.start[i + 1]; ++p) {
        const Index j = lines.index[p];
        const auto d = divergence_derivatives(divergence_, lines.value[p], own.row(i).dot(other.row(j)));
        residual(j) += d.first;
        weight(j) = d.second;
      }
      return;
    }
    Vector a = Vector::Zero(other.rows());
    left ? data_.add_row(i, 1, a) : data_.add_col(i, 1, a);
    const Vector x = other * own.row(i).transpose();
    for (Index j = 0; j < a.size(); ++j) {
      const auto d = divergence_derivatives(divergence_, a(j), x(j));
      residual(j) += d.first;
      weight(j) = d.second;
    }
  }

 private:
  const DataMatrix& data_;
  Divergence divergence_;
  const Matrix &L_, &R_;
};

class DivergenceExpansion final : public Expansion {
 public:
  DivergenceExpansion(std::shared_ptr<const Observations> observations, const DataMatrix& data,
                      Divergence divergence, const Matrix& U)
      : observations_(std::move(observations)),
        data_(data),
        divergence_(divergence),
        n1_(data.rows()),
        L_(U.topRows(n1_)),
        R_(U.bottomRows(data.cols())),
        residual_(data_, divergence, L_, R_),
        blocks_(data_, divergence, L_, R_),
        value_(value_at(data, divergence, L_, R_)) {
    gradient_.resize(U.rows(), U.cols());
    gradient_.topRows(n1_) = residual_.times(R_);
    gradient_.bottomRows(R_.rows()) = residual_.transpose_times(L_);
  }

  double value() const override { return value_; }
  const Matrix& gradient() const override { return gradient_; }
  const ImplicitMatrix& residual() const override { return residual_; }

  Matrix hessian_vector(const Matrix& D) const override {
    const auto DL = D.topRows(n1_), DR = D.bottomRows(R_.rows());
    const WeightedProduct moved(data_, divergence_, L_, R_, beside(L_, DL), beside(DR, R_));
    Matrix out(D.rows(), D.cols());
    out.topRows(n1_) = residual_.times(DR) + moved.times(R_);
    out.bottomRows(R_.rows()) = residual_.transpose_times(DL) + moved.transpose_times(L_);
    return out;
  }

  double hessian_cross(const Matrix& D1, const Matrix& D2) const override {
    const Matrix L1 = D1.topRows(n1_), L2 = D2.topRows(n1_);
    const Matrix R1 = D1.bottomRows(R_.rows()), R2 = D2.bottomRows(R_.rows());
    const Matrix left1 = beside(L_, L1), right1 = beside(R1, R_), left2 = beside(L_, L2),
                 right2 = beside(R2, R_), crossed_left = beside(L1, L2), crossed_right = beside(R2, R1);
    const std::array<ThinProduct, 4> products{
        {{L_, R_}, {left1, right1}, {left2, right2}, {crossed_left, crossed_right}}};
    const double form = entrywise_sum(data_, products, [this](double a, const std::array<double, 4>& z) {
      const auto d = divergence_derivatives(divergence_, a, z[0]);
      return d.second * z[1] * z[2] + d.first * z[3];
    });
    const Vector all_left = crossed_left.colwise().sum(), all_right = crossed_right.colwise().sum();
    return form + constant_slope(divergence_) * all_left.dot(all_right);
  }

  std::optional<RowSeparableTerms> row_separable() const override {
    RowSeparableTerms terms;
    terms.blocks = &blocks_;
    terms.left = terms.right = Matrix::Zero(L_.cols(), L_.cols());
    terms.kernel_product = [this](Matrix P, Matrix Q) -> std::unique_ptr<ImplicitMatrix> {
      return std::make_unique<WeightedProduct>(data_, divergence_, L_, R_, std::move(P), std::move(Q));
    };
    const std::array<ThinProduct, 1> X{{{L_, R_}}};
    terms.largest_weight = entrywise_reduce(
        data_, X,
        [this](double a, const One& z) {
          return std::abs(divergence_derivatives(divergence_, a, z[0]).second);
        },
        0.0, [](double s, double t) { return std::max(s, t); });
    return terms;
  }

 private:
  std::shared_ptr<const Observations> observations_;  ///< keeps the data alive
  const DataMatrix& data_;
  Divergence divergence_;
  Index n1_;
  Matrix L_, R_;
  DivergenceSlope residual_;
  DivergenceBlocks blocks_;
  double value_;
  Matrix gradient_;
};

const DataMatrix& fully_observed(const Observations& observations, Divergence divergence) {
  const auto* full = dynamic_cast<const FullObservations*>(&observations);
  if (full == nullptr)
    throw InputError(fmt::format("loss = {} with observations of kind {}; expected full observations",
                                 to_string(divergence), observations.measurement().kind()));
  return full->data();
}

void require_in_domain(const DataMatrix& data, Divergence divergence) {
  const bool positive = divergence == Divergence::itakura_saito;
  if (positive && data.is_sparse())
    throw InputError(
        "loss = itakura-saito with sparse data; expected dense data with every entry > 0, since d(0|x) = ∞ "
        "(add a small floor to the data yourself if that is what they mean)");
  data.for_each([&](Index i, Index j, double a) {
    if (a > 0 || (a == 0 && !positive)) return;
    throw InputError(fmt::format(
        "loss = {}: entry ({}, {}) of the data is {:g}; expected {}", to_string(divergence), i + 1, j + 1, a,
        positive ? "> 0, since d(0|x) = ∞ "
                   "(add a small floor to the data yourself if that is what they mean)"
                 : "≥ 0"));
  });
}

}  // namespace

DivergenceRecovery::DivergenceRecovery(std::shared_ptr<const Observations> observations, Index rank,
                                       Divergence divergence)
    : Objective(observations, rank),
      data_(&fully_observed(*observations, divergence)),
      divergence_(divergence) {
  require_in_domain(*data_, divergence);
}

std::unique_ptr<Expansion> DivergenceRecovery::at(const Matrix& U) const {
  require_shape(U);
  return std::make_unique<DivergenceExpansion>(shared_observations(), *data_, divergence_, U);
}

double DivergenceRecovery::value(const Matrix& U) const {
  require_shape(U);
  return value_at(*data_, divergence_, U.topRows(data_->rows()), U.bottomRows(data_->cols()));
}

double DivergenceRecovery::value_error(const Matrix& U) const {
  require_shape(U);
  const auto L = U.topRows(data_->rows()), R = U.bottomRows(data_->cols());
  const std::array<ThinProduct, 1> X{{{L, R}}};
  const double rounding = residual_rounding(U.cols());
  const double sums = sum_rounding(static_cast<double>(data_->rows()) * static_cast<double>(data_->cols()));
  double error = entrywise_sum(*data_, X, [=, this](double a, const One& z) {
    return divergence_error(divergence_, a, z[0], rounding, sums);
  });
  if (data_->is_sparse()) {
    const Vector left = L.colwise().sum(), right = R.colwise().sum();
    const double everywhere = left.dot(right);
    const double on_stored = entrywise_sum(*data_, X, [](double, const One& z) { return z[0]; });
    const AbsentSum absent = sum_on_absent(data_->row_lines(), L, R, on_stored);
    error += (rounding + 2 * sums) * (absent.by_difference ? everywhere : absent.value);
  }
  return error;
}

double DivergenceRecovery::size() const {
  if (divergence_ == Divergence::kullback_leibler) return data_->sum();
  return static_cast<double>(data_->rows()) * static_cast<double>(data_->cols());
}

double DivergenceRecovery::gradient_scale(const Matrix& U) const {
  return size() / U.stableNorm();
}

double DivergenceRecovery::stationarity(const Matrix& U, const Matrix& gradient) const {
  const Index n1 = data_->rows();
  const Matrix L = U.topRows(n1), R = U.bottomRows(U.rows() - n1);
  double errors = 0;
  for (const Side side : {Side::left, Side::right}) {
    const Matrix& own = side == Side::left ? L : R;
    const Matrix& other = side == Side::left ? R : L;
    const auto slope = side == Side::left ? gradient.topRows(n1) : gradient.bottomRows(U.rows() - n1);
    const bool constant = divergence_ == Divergence::kullback_leibler;
    Matrix plus;
    if (constant) {
      plus = other.colwise().sum();
    } else {
      const std::array<ThinProduct, 1> X{{{L, R}}};
      plus = entrywise_product(
          *data_, side, X, [](double, const One& z) { return 1 / z[0]; }, other);
    }
    Vector u(rank()), p = plus.row(0), g(rank());
    for (Index i = 0; i < own.rows(); ++i) {
      u = own.row(i);
      g = slope.row(i);
      if (!constant) p = plus.row(i);
      errors += squared_slope_errors(rank(), u.data(), p.data(), g.data());
    }
  }
  return std::sqrt(errors / static_cast<double>(U.size()));
}

double DivergenceRecovery::hessian_lipschitz(const Matrix& U) const {
  const Matrix L = U.topRows(data_->rows()), R = U.bottomRows(data_->cols());
  const bool concave_part = divergence_ == Divergence::itakura_saito;
  // n_ij² is a product of thin factors too.
  Matrix left_norms = Matrix::Ones(L.rows(), 2), right_norms = Matrix::Ones(R.rows(), 2);
  left_norms.col(0) = L.rowwise().squaredNorm();
  right_norms.col(1) = R.rowwise().squaredNorm();
  using Two = std::array<double, 2>;
  const std::array<ThinProduct, 2> products{{{L, R}, {left_norms, right_norms}}};
  const auto weight = [=](double a, double x) {
    if (!concave_part) return a > 0 ? a / (x * x) : 0.0;
    return (2 * a / x + 1) / (x * x);
  };
  const auto largest = [&](const auto& entry) {
    return entrywise_reduce(*data_, products, entry, 0.0, [](double s, double t) { return std::max(s, t); });
  };
  const double kappa = largest([](double a, const Two& z) { return a > 0 ? std::sqrt(z[1]) / z[0] : 0.0; });
  const double heaviest = largest([&](double a, const Two& z) { return weight(a, z[0]); });
  const double concave =
      concave_part ? largest([](double, const Two& z) { return 1 / (z[0] * z[0]); }) * U.squaredNorm() : 0;
  const double slope_change = std::sqrt(entrywise_sum(
      *data_, products, [&](double a, const Two& z) { return std::pow(weight(a, z[0]), 2) * z[1]; }));
  // ‖S‖², the ones of absent entries included.
  const double constant = constant_slope(divergence_);
  const double absent = static_cast<double>(data_->rows()) * static_cast<double>(data_->cols()) -
                        static_cast<double>(data_->stored());
  const double slope =
      std::sqrt(constant * absent + entrywise_sum(*data_, products, [&](double a, const Two& z) {
                  return std::pow(constant + divergence_derivatives(divergence_, a, z[0]).first, 2);
                }));
  const double curvature = 4 * size() / U.squaredNorm();
  return kappa * (4 * (curvature + slope) + 7 * concave) + (kappa > 0 ? 2 * heaviest / kappa : 0) +
         slope_change;
}

}  // namespace orthant
