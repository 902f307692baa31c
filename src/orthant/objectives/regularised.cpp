#include "orthant/objectives/regularised.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "orthant/base/error.hpp"
#include "orthant/linalg/rounding.hpp"
#include "orthant/objectives/fixed_columns.hpp"

namespace orthant {

namespace {

/// log(x eˢ + y e²ˢ), −∞ for x = y = 0.
double log_terms(double x, double y, double s) {
  const double first = std::log(x) + s, second = std::log(y) + 2 * s;
  const double larger = std::max(first, second);
  return std::isinf(larger) ? larger : larger + std::log1p(std::exp(std::min(first, second) - larger));
}

/// The s with F(s) = 0; 0 when a side has no term.
double least_log_scale(double a, double b, double c, double d) {
  if (!(a > 0 || b > 0) || !(c > 0 || d > 0)) return 0;
  double s = 0;
  // 3⁻⁴⁰ of the largest logarithm of doubles is below the rounding of s.
  for (int step = 0; step < 40; ++step) s -= (log_terms(a, b, s) - log_terms(c, d, -s)) / 3;
  return s;
}

}  // namespace

double Regularisation::value(Side side, const ConstMatrixRef& X, std::optional<Index> offsets) const {
  double sum = 0;
  if (l1(side) > 0) sum += l1(side) * X.sum();
  if (l2(side) > 0) sum += l2(side) / 2 * X.squaredNorm();
  if (offsets && l2(side) > 0)
    sum += l2(side) / 2 * l2_centre * (l2_centre * static_cast<double>(X.rows()) - 2 * X.col(*offsets).sum());
  return sum;
}

void Regularisation::add_gradient(Side side, const ConstMatrixRef& X, MatrixRef G,
                                  std::optional<Index> offsets) const {
  if (l1(side) > 0) G.array() += l1(side);
  if (l2(side) > 0) G += l2(side) * X;
  if (offsets) G.col(*offsets).array() -= l2(side) * l2_centre;
}

Vector scale_to_least_penalty(const Regularisation& weights, MatrixRef U, Index left_rows) {
  Vector scaling = Vector::Ones(U.cols());
  for (Index k = 0; k < U.cols(); ++k) {
    auto l = U.col(k).head(left_rows);
    auto r = U.col(k).tail(U.rows() - left_rows);
    const double s = least_log_scale(weights.l1_left * l.sum(), weights.l2_left * l.squaredNorm(),
                                     weights.l1_right * r.sum(), weights.l2_right * r.squaredNorm());
    if (s == 0) continue;
    scaling(k) = std::exp(s);
    l *= scaling(k);
    r /= scaling(k);
  }
  return scaling;
}

namespace {

class RegularisedExpansion final : public Expansion {
 public:
  RegularisedExpansion(std::unique_ptr<Expansion> misfit, const Regularisation& weights, const Matrix& U,
                       Index left_rows, double penalty, std::optional<Index> left_offsets,
                       std::optional<Index> right_offsets)
      : misfit_(std::move(misfit)),
        weights_(weights),
        rows_(weights.row_penalty()),
        left_rows_(left_rows),
        gradient_(misfit_->gradient()) {
    const Index right_rows = U.rows() - left_rows;
    value_ = misfit_->value() + penalty;
    weights.add_gradient(Side::left, U.topRows(left_rows), gradient_.topRows(left_rows), left_offsets);
    weights.add_gradient(Side::right, U.bottomRows(right_rows), gradient_.bottomRows(right_rows),
                         right_offsets);
    if (!rows_.acts(U)) return;
    U_ = U;
    rows_.add_gradient(U, gradient_);
  }

  double value() const override { return value_; }
  const Matrix& gradient() const override { return gradient_; }
  const ImplicitMatrix& residual() const override { return misfit_->residual(); }

  Matrix hessian_vector(const Matrix& D) const override {
    const Index right_rows = D.rows() - left_rows_;
    Matrix out = misfit_->hessian_vector(D);
    out.topRows(left_rows_) += weights_.l2_left * D.topRows(left_rows_);
    out.bottomRows(right_rows) += weights_.l2_right * D.bottomRows(right_rows);
    if (acts()) rows_.add_hessian_vector(U_, D, out);
    return out;
  }

  bool gauss_newton_vector(const Matrix& D, Matrix& out) const override {
    if (!misfit_->gauss_newton_vector(D, out)) return false;
    const Index right_rows = D.rows() - left_rows_;
    out.topRows(left_rows_) += weights_.l2_left * D.topRows(left_rows_);
    out.bottomRows(right_rows) += weights_.l2_right * D.bottomRows(right_rows);
    if (acts()) rows_.add_hessian_vector(U_, D, out);
    return true;
  }

  bool row_block(Index i, Matrix& block) const override {
    if (!misfit_->row_block(i, block)) return false;
    block.diagonal().array() += i < left_rows_ ? weights_.l2_left : weights_.l2_right;
    if (acts()) rows_.add_row_block(U_, i, block);
    return true;
  }

  double hessian_cross(const Matrix& D1, const Matrix& D2) const override {
    const Index right_rows = D1.rows() - left_rows_;
    return misfit_->hessian_cross(D1, D2) +
           weights_.l2_left * D1.topRows(left_rows_).cwiseProduct(D2.topRows(left_rows_)).sum() +
           weights_.l2_right * D1.bottomRows(right_rows).cwiseProduct(D2.bottomRows(right_rows)).sum() +
           (acts() ? rows_.hessian_cross(U_, D1, D2) : 0);
  }

  /// The blocks stay those of the misfit; what the weights add to them is in `left` and `right`. None while rows are
  /// longer than the bound: each then has terms of its own.
  std::optional<RowSeparableTerms> row_separable() const override {
    if (acts()) return std::nullopt;
    auto terms = misfit_->row_separable();
    if (!terms) return std::nullopt;
    terms->left.diagonal().array() += weights_.l2_left;
    terms->right.diagonal().array() += weights_.l2_right;
    return terms;
  }

 private:
  bool acts() const { return U_.size() > 0; }

  std::unique_ptr<Expansion> misfit_;
  Regularisation weights_;
  RowPenalty rows_;
  Index left_rows_;
  double value_ = 0;
  Matrix gradient_;
  Matrix U_;  ///< where a row is longer than the bound; else empty
};

void require_density(const Objective& misfit, const Regularisation& weights) {
  if (weights.density == 0) {
    if (weights.density_bound == 0) return;
    throw InputError(
        fmt::format("density_bound = {:g} with density = 0; expected density > 0", weights.density_bound));
  }
  if (misfit.loss() != "frobenius")
    throw InputError(fmt::format("density = {:g} with loss = {}; expected frobenius or density = 0",
                                 weights.density, misfit.loss()));
  if (misfit.fixed_columns() != nullptr)
    throw InputError(
        fmt::format("density = {:g} with fixed columns or offsets; expected density = 0", weights.density));
}

void require_weights(const Objective& misfit, const Regularisation& weights) {
  check_options(weights, std::span<const Option<Regularisation>>(regularisation_options));
  require_density(misfit, weights);
  if (!misfit.is_asymmetric()) {
    if (weights.l1_right == 0 && weights.l2_right == 0) return;
    throw InputError(
        fmt::format("{} = {:g}; expected 0 for a symmetric model: its one factor takes l1_left and l2_left",
                    weights.l1_right > 0 ? "l1_right" : "l2_right",
                    weights.l1_right > 0 ? weights.l1_right : weights.l2_right));
  }
  if (misfit.has_scaling_freedom() && weights.on(Side::left) != weights.on(Side::right)) {
    const bool left = weights.on(Side::left);
    throw InputError(
        fmt::format("weights on {} only; expected one on {} too (l1_{} or l2_{}) or balance > 0: otherwise "
                    "{} shrinks and {} grows forever, and there is no minimizer",
                    left ? "L" : "R", left ? "R" : "L", left ? "right" : "left", left ? "right" : "left",
                    left ? "L" : "R", left ? "R" : "L"));
  }
}

}  // namespace

Matrix RegularisedBlocks::gram(Side side, Index i, const ConstMatrixRef& V) const {
  Matrix G = blocks_.gram(side, i, V);
  G.diagonal().array() += weights_.l2(side);
  return G;
}

void RegularisedBlocks::shift(Side side, MatrixRef C) const {
  if (weights_.l1(side) > 0) C.array() -= weights_.l1(side);
  const auto& offsets = side == Side::left ? left_offsets_ : right_offsets_;
  for (Index k = offsets.value_or(C.cols()); k < C.cols(); k += rank_)
    C.col(k).array() += weights_.l2(side) * weights_.l2_centre;
}

Matrix RegularisedBlocks::linear(Side side, const ConstMatrixRef& V) const {
  Matrix C = blocks_.linear(side, V);
  shift(side, C);
  return C;
}

void RegularisedBlocks::linear_into(Side side, const ConstMatrixRef& V, Precision precision,
                                    MatrixRef out) const {
  blocks_.linear_into(side, V, precision, out);
  shift(side, out);
}

void RegularisedBlocks::sweep(Side side, MatrixRef X, const ConstMatrixRef& C, const ConstMatrixRef& V,
                              const SweepRule& rule) const {
  SweepRule shifted = rule;
  shifted.ridge += weights_.l2(side);
  blocks_.sweep(side, X, C, V, shifted);
}

Matrix RegularisedBlocks::gradient(Side side, const ConstMatrixRef& X, const ConstMatrixRef& C,
                                   const ConstMatrixRef& V) const {
  Matrix G = blocks_.gradient(side, X, C, V);
  if (weights_.l2(side) > 0) G += weights_.l2(side) * X;
  return G;
}

void RegularisedBlocks::gradient_into(Side side, const ConstMatrixRef& X, const ConstMatrixRef& C,
                                      const ConstMatrixRef& V, MatrixRef out) const {
  blocks_.gradient_into(side, X, C, V, out);
  if (weights_.l2(side) > 0) out += weights_.l2(side) * X;
}

Regularised::Regularised(std::shared_ptr<const Objective> misfit, const Regularisation& weights)
    : Objective(misfit->shared_observations(), misfit->rank(), !misfit->is_asymmetric()),
      misfit_(std::move(misfit)),
      weights_(weights) {
  require_weights(*misfit_, weights_);
  if (misfit_->row_blocks() != nullptr && weights_.density == 0)
    blocks_.emplace(*misfit_->row_blocks(), weights_, rank(), offsets(Side::left), offsets(Side::right));
}

std::optional<Index> Regularised::offsets(Side side) const {
  const FixedColumns* fixed = fixed_columns();
  if (fixed == nullptr || !fixed->offsets) return std::nullopt;
  return side == Side::left ? *fixed->offsets : *fixed->offsets + 1;
}

double Regularised::penalty(const Matrix& U) const {
  return weights_.value(Side::left, U.topRows(left_rows()), offsets(Side::left)) +
         weights_.value(Side::right, U.bottomRows(U.rows() - left_rows()), offsets(Side::right)) +
         weights_.row_penalty().value(U);
}

double Regularised::constant_in(Side side, const ConstMatrixRef& V) const {
  double constant = misfit_->constant_in(side, V) + weights_.value(other(side), V, offsets(other(side)));
  if (offsets(side)) {  // what its offsets have of the penalty without them
    const Index rows = side == Side::left ? left_rows() : this->rows() - left_rows();
    constant += weights_.l2(side) / 2 * weights_.l2_centre * weights_.l2_centre * static_cast<double>(rows);
  }
  return constant;
}

Vector Regularised::scale_columns(MatrixRef U) const {
  // With a term of its own for the balance, p alone does not say which scaling is best.
  if (!misfit_->has_scaling_freedom() || !weights_.any()) return misfit_->scale_columns(U);
  if (weights_.density > 0) return Vector::Ones(U.cols());  // in no closed form
  return scale_to_least_penalty(weights_, U, left_rows());
}

std::unique_ptr<Expansion> Regularised::at(const Matrix& U) const {
  require_shape(U);
  return std::make_unique<RegularisedExpansion>(misfit_->at(U), weights_, U, left_rows(), penalty(U),
                                                offsets(Side::left), offsets(Side::right));
}

bool Regularised::positive_slope(const Matrix& U, Matrix& plus) const {
  if (!misfit_->positive_slope(U, plus)) return false;
  const Index right_rows = U.rows() - left_rows();
  weights_.add_gradient(Side::left, U.topRows(left_rows()), plus.topRows(left_rows()));
  weights_.add_gradient(Side::right, U.bottomRows(right_rows), plus.bottomRows(right_rows));
  return true;
}

double Regularised::value_error(const Matrix& U) const {
  require_shape(U);
  double sizes = weights_.value(Side::left, U.topRows(left_rows())) +
                 weights_.value(Side::right, U.bottomRows(U.rows() - left_rows()));
  // x² + 2mx + m² ≤ 6 (x² + (x − m)²): with a centre terms cancel.
  if (offsets(Side::left)) sizes = 6 * (sizes + penalty(U));
  const RowPenalty rows = weights_.row_penalty();
  return misfit_->value_error(U) + sum_rounding(static_cast<double>(U.size())) * (sizes + rows.value(U)) +
         rows.value_rounding(U);
}

double Regularised::value(const Matrix& U) const {
  require_shape(U);
  return misfit_->value(U) + penalty(U);
}

std::unique_ptr<Objective> with_terms(std::unique_ptr<Objective> misfit, const Regularisation& weights) {
  if (!weights.any() && weights.density_bound == 0) return misfit;
  return std::make_unique<Regularised>(std::move(misfit), weights);
}

}  // namespace orthant
