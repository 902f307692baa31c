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

/// ω d(a|x) and what derives from it, entry by entry. Kullback–Leibler's d′ has a 1 at every entry. Where absent
/// coordinates are zeros that count, it is left to `everywhere`, and the stored entries have the rest.
struct EntryLoss {
  Divergence divergence;
  double here = 0, everywhere = 0;

  EntryLoss(Divergence of, const EntrySet& entries) : divergence(of) {
    if (of != Divergence::kullback_leibler) return;
    (entries.observed_only() ? here : everywhere) = 1;
  }

  double value(const Datum& e, double x) const { return e.weight * divergence_value(divergence, e.a, x); }
  double slope(const Datum& e, double x) const {
    return e.weight * (here + divergence_derivatives(divergence, e.a, x).first);
  }
  double curvature(const Datum& e, double x) const {
    return e.weight * divergence_derivatives(divergence, e.a, x).second;
  }
};

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
double value_above_zero(const EntrySet& entries, const EntryLoss& loss, const ConstMatrixRef& L,
                        const ConstMatrixRef& R) {
  double total = 0;
  entries.for_each([&](Index i, Index j, const Datum& e) {
    double x = L.row(i).dot(R.row(j));
    if (x == 0 && ((L.row(i).array() > 0) && (R.row(j).array() > 0)).any())
      x = std::numeric_limits<double>::denorm_min();
    total += loss.value(e, x);
  });
  return total;
}

double value_at(const EntrySet& entries, const EntryLoss& loss, const ConstMatrixRef& L,
                const ConstMatrixRef& R) {
  const std::array<ThinProduct, 1> X{{{L, R}}};
  double value = entrywise_sum(entries, X, [&](const Datum& e, const One& z) { return loss.value(e, z[0]); });
  if (!std::isfinite(value)) value = value_above_zero(entries, loss, L, R);
  if (entries.absent_are_zeros() && std::isfinite(value)) {
    const double on_stored = entrywise_sum(entries, X, [](const Datum&, const One& z) { return z[0]; });
    value += sum_on_absent(entries.lines(Side::left), L, R, on_stored).value;
  }
  return value;
}

/// S, by products.
class DivergenceSlope final : public ImplicitMatrix {
 public:
  DivergenceSlope(const EntrySet& entries, const EntryLoss& loss, const Matrix& L, const Matrix& R)
      : entries_(entries), loss_(loss), L_(L), R_(R) {}

  Index rows() const override { return L_.rows(); }
  Index cols() const override { return R_.rows(); }
  Matrix times(const ConstMatrixRef& V) const override { return product(Side::left, V); }
  Matrix transpose_times(const ConstMatrixRef& V) const override { return product(Side::right, V); }

 private:
  Matrix product(Side side, const ConstMatrixRef& V) const {
    const std::array<ThinProduct, 1> X{{{L_, R_}}};
    Matrix out = entrywise_product(
        entries_, side, X, [this](const Datum& e, const One& z) { return loss_.slope(e, z[0]); }, V);
    if (loss_.everywhere != 0) out.rowwise() += loss_.everywhere * V.colwise().sum();
    return out;
  }

  const EntrySet& entries_;
  const EntryLoss& loss_;
  const Matrix &L_, &R_;  ///< all of the expansion
};

/// Ω ∘ (P Qᵀ), by products.
class WeightedProduct final : public ImplicitMatrix {
 public:
  WeightedProduct(const EntrySet& entries, const EntryLoss& loss, const Matrix& L, const Matrix& R, Matrix P,
                  Matrix Q)
      : entries_(entries), loss_(loss), L_(L), R_(R), P_(std::move(P)), Q_(std::move(Q)) {}

  Index rows() const override { return L_.rows(); }
  Index cols() const override { return R_.rows(); }
  Matrix times(const ConstMatrixRef& V) const override { return product(Side::left, V); }
  Matrix transpose_times(const ConstMatrixRef& V) const override { return product(Side::right, V); }

 private:
  Matrix product(Side side, const ConstMatrixRef& V) const {
    const std::array<ThinProduct, 2> factors{{{L_, R_}, {P_, Q_}}};
    return entrywise_product(
        entries_, side, factors,
        [this](const Datum& e, const std::array<double, 2>& z) { return loss_.curvature(e, z[0]) * z[1]; },
        V);
  }

  const EntrySet& entries_;
  const EntryLoss& loss_;
  const Matrix &L_, &R_;
  Matrix P_, Q_;
};

/// The Hessian's blocks: weights Ω and residual S of one point, whatever factors are passed (they are its own).
class DivergenceBlocks final : public HessianBlocks {
 public:
  DivergenceBlocks(const EntrySet& entries, const EntryLoss& loss, const Matrix& L, const Matrix& R)
      : entries_(entries), loss_(loss), L_(L), R_(R) {}

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
    residual.setConstant(other.rows(), loss_.everywhere);
    weight.setZero(other.rows());
    const auto set = [&](Index j, const Datum& e, double x) {
      residual(j) += loss_.slope(e, x);
      weight(j) = loss_.curvature(e, x);
    };
    if (entries_.matrix().is_sparse()) {
      const LineView lines = entries_.lines(side);
      const double* weights = entries_.weights(side);
      for (auto p = lines.start[i]; p < lines.start[i + 1]; ++p) {
        const Index j = lines.index[p];
        set(j, {lines.value[p], weights != nullptr ? weights[p] : 1}, own.row(i).dot(other.row(j)));
      }
      return;
    }
    Vector a = Vector::Zero(other.rows());
    left ? entries_.matrix().add_row(i, 1, a) : entries_.matrix().add_col(i, 1, a);
    const Vector x = other * own.row(i).transpose();
    for (Index j = 0; j < a.size(); ++j) set(j, {a(j), 1}, x(j));
  }

 private:
  const EntrySet& entries_;
  const EntryLoss& loss_;
  const Matrix &L_, &R_;
};

class DivergenceExpansion final : public Expansion {
 public:
  DivergenceExpansion(EntrySet entries, Divergence divergence, const Matrix& U)
      : entries_(std::move(entries)),
        loss_(divergence, entries_),
        n1_(entries_.rows()),
        L_(U.topRows(n1_)),
        R_(U.bottomRows(entries_.cols())),
        residual_(entries_, loss_, L_, R_),
        blocks_(entries_, loss_, L_, R_),
        value_(value_at(entries_, loss_, L_, R_)) {
    gradient_.resize(U.rows(), U.cols());
    gradient_.topRows(n1_) = residual_.times(R_);
    gradient_.bottomRows(R_.rows()) = residual_.transpose_times(L_);
  }

  double value() const override { return value_; }
  const Matrix& gradient() const override { return gradient_; }
  const ImplicitMatrix& residual() const override { return residual_; }

  Matrix hessian_vector(const Matrix& D) const override {
    const auto DL = D.topRows(n1_), DR = D.bottomRows(R_.rows());
    const WeightedProduct moved(entries_, loss_, L_, R_, beside(L_, DL), beside(DR, R_));
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
    const double form =
        entrywise_sum(entries_, products, [this](const Datum& e, const std::array<double, 4>& z) {
          return loss_.curvature(e, z[0]) * z[1] * z[2] + loss_.slope(e, z[0]) * z[3];
        });
    const Vector all_left = crossed_left.colwise().sum(), all_right = crossed_right.colwise().sum();
    return form + loss_.everywhere * all_left.dot(all_right);
  }

  std::optional<RowSeparableTerms> row_separable() const override {
    RowSeparableTerms terms;
    terms.blocks = &blocks_;
    terms.left = terms.right = Matrix::Zero(L_.cols(), L_.cols());
    terms.kernel_product = [this](Matrix P, Matrix Q) -> std::unique_ptr<ImplicitMatrix> {
      return std::make_unique<WeightedProduct>(entries_, loss_, L_, R_, std::move(P), std::move(Q));
    };
    const std::array<ThinProduct, 1> X{{{L_, R_}}};
    terms.largest_weight = entrywise_reduce(
        entries_, X, [this](const Datum& e, const One& z) { return std::abs(loss_.curvature(e, z[0])); }, 0.0,
        [](double s, double t) { return std::max(s, t); });
    return terms;
  }

 private:
  EntrySet entries_;  ///< keeps the data alive
  EntryLoss loss_;
  Index n1_;
  Matrix L_, R_;
  DivergenceSlope residual_;
  DivergenceBlocks blocks_;
  double value_;
  Matrix gradient_;
};

EntrySet entry_set(const std::shared_ptr<const Observations>& observations, Divergence divergence) {
  if (auto full = std::dynamic_pointer_cast<const FullObservations>(observations))
    return EntrySet(std::move(full));
  if (auto observed = std::dynamic_pointer_cast<const EntriesObservations>(observations))
    return EntrySet(std::move(observed));
  throw InputError(
      fmt::format("loss = {} with observations of kind {}; expected full observations or entries",
                  to_string(divergence), observations->measurement().kind()));
}

void require_in_domain(const EntrySet& entries, Divergence divergence) {
  const bool positive = divergence == Divergence::itakura_saito;
  if (positive && entries.absent_are_zeros())
    throw InputError(
        "loss = itakura-saito with sparse data; expected dense data with every entry > 0, since d(0|x) = ∞ "
        "(if absent entries are unobserved say observed = entries; if they are small, add a floor to the data "
        "yourself)");
  entries.for_each([&](Index i, Index j, const Datum& e) {
    if (e.a > 0 || (e.a == 0 && !positive)) return;
    throw InputError(fmt::format("loss = {}: entry ({}, {}) of the data is {:g}; expected {}",
                                 to_string(divergence), i + 1, j + 1, e.a,
                                 positive
                                     ? "> 0, since d(0|x) = ∞ "
                                       "(add a small floor to the data yourself if that is what they mean)"
                                     : "≥ 0"));
  });
}

}  // namespace

DivergenceRecovery::DivergenceRecovery(std::shared_ptr<const Observations> observations, Index rank,
                                       Divergence divergence)
    : Objective(observations, rank), entries_(entry_set(observations, divergence)), divergence_(divergence) {
  require_in_domain(entries_, divergence);
}

std::unique_ptr<Expansion> DivergenceRecovery::at(const Matrix& U) const {
  require_shape(U);
  return std::make_unique<DivergenceExpansion>(entries_, divergence_, U);
}

double DivergenceRecovery::value(const Matrix& U) const {
  require_shape(U);
  return value_at(entries_, {divergence_, entries_}, U.topRows(entries_.rows()),
                  U.bottomRows(entries_.cols()));
}

double DivergenceRecovery::value_error(const Matrix& U) const {
  require_shape(U);
  const auto L = U.topRows(entries_.rows()), R = U.bottomRows(entries_.cols());
  const std::array<ThinProduct, 1> X{{{L, R}}};
  const double rounding = residual_rounding(U.cols());
  // ω d is rounded once more than d.
  const double sums = sum_rounding(entries_.count()) + (entries_.weighted() ? unit_roundoff : 0);
  double error = entrywise_sum(entries_, X, [=, this](const Datum& e, const One& z) {
    return e.weight * divergence_error(divergence_, e.a, z[0], rounding, sums);
  });
  if (entries_.absent_are_zeros()) {
    const Vector left = L.colwise().sum(), right = R.colwise().sum();
    const double everywhere = left.dot(right);
    const double on_stored = entrywise_sum(entries_, X, [](const Datum&, const One& z) { return z[0]; });
    const AbsentSum absent = sum_on_absent(entries_.lines(Side::left), L, R, on_stored);
    error += (rounding + 2 * sums) * (absent.by_difference ? everywhere : absent.value);
  }
  return error;
}

double DivergenceRecovery::size() const {
  return divergence_ == Divergence::kullback_leibler ? entries_.weighted_sum() : entries_.total_weight();
}

double DivergenceRecovery::gradient_scale(const Matrix& U) const {
  return size() / U.stableNorm();
}

bool DivergenceRecovery::positive_slope(const Matrix& U, Matrix& plus) const {
  const Index n1 = entries_.rows(), n2 = entries_.cols();
  const Matrix L = U.topRows(n1), R = U.bottomRows(n2);
  plus.resize(U.rows(), U.cols());
  const bool constant = divergence_ == Divergence::kullback_leibler;
  if (constant && !entries_.observed_only()) {
    plus.topRows(n1).rowwise() = R.colwise().sum();
    plus.bottomRows(n2).rowwise() = L.colwise().sum();
    return true;
  }
  const std::array<ThinProduct, 1> X{{{L, R}}};
  const auto positive = [=](const Datum& e, const One& z) { return constant ? e.weight : e.weight / z[0]; };
  plus.topRows(n1) = entrywise_product(entries_, Side::left, X, positive, R);
  plus.bottomRows(n2) = entrywise_product(entries_, Side::right, X, positive, L);
  return true;
}

double DivergenceRecovery::hessian_lipschitz(const Matrix& U, double curvature) const {
  const Matrix L = U.topRows(entries_.rows()), R = U.bottomRows(entries_.cols());
  const EntryLoss loss(divergence_, entries_);
  const bool concave_part = divergence_ == Divergence::itakura_saito;
  // n_ij² is a product of thin factors too.
  Matrix left_norms = Matrix::Ones(L.rows(), 2), right_norms = Matrix::Ones(R.rows(), 2);
  left_norms.col(0) = L.rowwise().squaredNorm();
  right_norms.col(1) = R.rowwise().squaredNorm();
  using Two = std::array<double, 2>;
  const std::array<ThinProduct, 2> products{{{L, R}, {left_norms, right_norms}}};
  const auto weight = [=](const Datum& e, double x) {
    if (!concave_part) return e.a > 0 ? e.weight * e.a / (x * x) : 0.0;
    return e.weight * (2 * e.a / x + 1) / (x * x);
  };
  const auto largest = [&](const auto& entry) {
    return entrywise_reduce(entries_, products, entry, 0.0,
                            [](double s, double t) { return std::max(s, t); });
  };
  const double kappa =
      largest([](const Datum& e, const Two& z) { return e.a > 0 ? std::sqrt(z[1]) / z[0] : 0.0; });
  const double heaviest = largest([&](const Datum& e, const Two& z) { return weight(e, z[0]); });
  const double concave =
      concave_part
          ? largest([](const Datum& e, const Two& z) { return e.weight / (z[0] * z[0]); }) * U.squaredNorm()
          : 0;
  const double slope_change = std::sqrt(entrywise_sum(
      entries_, products, [&](const Datum& e, const Two& z) { return std::pow(weight(e, z[0]), 2) * z[1]; }));
  // ‖S‖², the ones of absent entries included.
  const double absent = entries_.count() - static_cast<double>(entries_.matrix().stored());
  const double slope = std::sqrt(loss.everywhere * absent +
                                 entrywise_sum(entries_, products, [&](const Datum& e, const Two& z) {
                                   return std::pow(loss.everywhere + loss.slope(e, z[0]), 2);
                                 }));
  return kappa * (4 * (curvature + slope) + 7 * concave) + (kappa > 0 ? 2 * heaviest / kappa : 0) +
         slope_change;
}

}  // namespace orthant
