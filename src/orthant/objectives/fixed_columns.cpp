#include "orthant/objectives/fixed_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "orthant/base/error.hpp"

namespace orthant {

namespace {

Matrix picked(const ConstMatrixRef& A, const std::vector<Index>& columns) {
  Matrix out(A.rows(), static_cast<Index>(columns.size()));
  for (std::size_t k = 0; k < columns.size(); ++k) out.col(static_cast<Index>(k)) = A.col(columns[k]);
  return out;
}

void clear_columns(MatrixRef A, const std::vector<Index>& columns, double value = 0) {
  for (const Index k : columns) A.col(k).setConstant(value);
}

class FixedExpansion final : public Expansion {
 public:
  FixedExpansion(std::unique_ptr<Expansion> at, const FixedColumns& fixed, Matrix whole, double value,
                 double slope)
      : at_(std::move(at)),
        fixed_(fixed),
        whole_(std::move(whole)),
        value_(value),
        gradient_(at_->gradient()) {
    clear_columns(gradient_.topRows(fixed_.left_rows), fixed_.left, slope);
    clear_columns(gradient_.bottomRows(gradient_.rows() - fixed_.left_rows), fixed_.right, slope);
  }

  double value() const override { return value_; }
  const Matrix& gradient() const override { return gradient_; }
  const ImplicitMatrix& residual() const override { return at_->residual(); }

  Matrix hessian_vector(const Matrix& D) const override {
    return fixed_.remaining(at_->hessian_vector(fixed_.remaining(D)));
  }

  double hessian_cross(const Matrix& D1, const Matrix& D2) const override {
    return at_->hessian_cross(fixed_.remaining(D1), fixed_.remaining(D2));
  }

  bool gauss_newton_vector(const Matrix& D, Matrix& out) const override {
    if (!at_->gauss_newton_vector(fixed_.remaining(D), out)) return false;
    fixed_.clear(out);
    return true;
  }

  bool row_block(Index i, Matrix& block) const override {
    if (!at_->row_block(i, block)) return false;
    for (const Index k : fixed_.of(i < fixed_.left_rows ? Side::left : Side::right)) {
      block.row(k).setZero();
      block.col(k).setZero();
    }
    return true;
  }

  /// f's own, at the whole point: who restricts them to a cone leaves out the fixed entries.
  std::optional<RowSeparableTerms> row_separable() const override {
    auto terms = at_->row_separable();
    if (terms) terms->point = whole_;
    return terms;
  }

 private:
  std::unique_ptr<Expansion> at_;
  const FixedColumns& fixed_;
  Matrix whole_;
  double value_;
  Matrix gradient_;
};

}  // namespace

bool FixedColumns::holds(Index column) const {
  const auto among = [&](const std::vector<Index>& columns) {
    return std::find(columns.begin(), columns.end(), column) != columns.end();
  };
  return among(left) || among(right);
}

void FixedColumns::clear(MatrixRef V) const {
  clear_columns(V.topRows(left_rows), left);
  clear_columns(V.bottomRows(V.rows() - left_rows), right);
}

Matrix FixedColumns::remaining(const Matrix& U) const {
  Matrix V = U;
  clear(V);
  return V;
}

Matrix FixedColumns::whole(const Matrix& V) const {
  return remaining(V) + values;
}

FixedColumns fixed_columns(const Matrix& U, Index left_rows, std::vector<Index> left,
                           std::vector<Index> right) {
  for (auto* columns : {&left, &right}) {
    std::sort(columns->begin(), columns->end());
    columns->erase(std::unique(columns->begin(), columns->end()), columns->end());
    if (!columns->empty() && (columns->front() < 0 || columns->back() >= U.cols()))
      throw InputError(fmt::format("column {} is fixed; expected columns from 0 to {}",
                                   columns->front() < 0 ? columns->front() : columns->back(), U.cols() - 1));
  }
  FixedColumns out{std::move(left), std::move(right), U, left_rows, {}};
  out.values -= out.remaining(U);
  return out;
}

Matrix FixedColumnBlocks::with_values(Side side, const ConstMatrixRef& V) const {
  Matrix W = fixed_.values_of(side);
  const auto& columns = fixed_.of(side);
  for (Index k = 0; k < V.cols(); ++k)
    if (!std::binary_search(columns.begin(), columns.end(), k)) W.col(k) = V.col(k);
  return W;
}

Matrix FixedColumnBlocks::seen_from(Side side, const ConstMatrixRef& V) const {
  Matrix W = with_values(other(side), V);
  clear_columns(W, fixed_.of(side));
  return W;
}

Matrix FixedColumnBlocks::gram(Side side, Index i, const ConstMatrixRef& V) const {
  return blocks_.gram(side, i, seen_from(side, V));
}

Matrix FixedColumnBlocks::linear(Side side, const ConstMatrixRef& V) const {
  Matrix out(fixed_.values_of(side).rows(), V.cols());
  linear_into(side, V, Precision::full, out);
  return out;
}

void FixedColumnBlocks::linear_into(Side side, const ConstMatrixRef& V, Precision precision,
                                    MatrixRef out) const {
  const Index r = fixed_.values.cols();
  const auto& columns = fixed_.of(side);
  Matrix W(V.rows(), V.cols());
  for (Index at = 0; at < V.cols(); at += r) W.middleCols(at, r) = seen_from(side, V.middleCols(at, r));
  blocks_.linear_into(side, W, precision, out);
  if (columns.empty()) return;
  const Matrix own = picked(fixed_.values_of(side), columns);
  for (Index at = 0; at < V.cols(); at += r) {
    const Matrix others = picked(with_values(other(side), V.middleCols(at, r)), columns);
    const auto explained = side == Side::left ? measurement_.kernel_product(own, others)
                                              : measurement_.kernel_product(others, own);
    const auto seen = W.middleCols(at, r);
    out.middleCols(at, r) -= side == Side::left ? explained->times(seen) : explained->transpose_times(seen);
    clear_columns(out.middleCols(at, r), columns, -slope_);
  }
}

void FixedColumnBlocks::residual_row(Side side, Index i, const ConstMatrixRef& L, const ConstMatrixRef& R,
                                     Vector& residual, Vector& weight) const {
  blocks_.residual_row(side, i, with_values(Side::left, L), with_values(Side::right, R), residual, weight);
}

void FixedColumnBlocks::sweep(Side side, MatrixRef X, const ConstMatrixRef& C, const ConstMatrixRef& V,
                              const SweepRule& rule) const {
  blocks_.sweep(side, X, C, seen_from(side, V), rule);
}

Matrix FixedColumnBlocks::gradient(Side side, const ConstMatrixRef& X, const ConstMatrixRef& C,
                                   const ConstMatrixRef& V) const {
  return blocks_.gradient(side, X, C, seen_from(side, V));
}

WithFixedColumns::WithFixedColumns(std::shared_ptr<const Objective> f, FixedColumns fixed)
    : Objective(f->shared_observations(), f->rank()), f_(std::move(f)), fixed_(std::move(fixed)) {
  if (!f_->is_asymmetric() || !f_->has_scaling_freedom() || f_->loss() != "frobenius")
    throw InputError("fixed columns; expected model nmf or completion with balance = 0 and loss = frobenius");
  if (fixed_.values.rows() != f_->rows() || fixed_.values.cols() != f_->rank() ||
      fixed_.left_rows != f_->observations().rows())
    throw InputError(fmt::format("fixed columns of a point of size {}×{}; expected {}×{}",
                                 fixed_.values.rows(), fixed_.values.cols(), f_->rows(), f_->rank()));
  if (!fixed_.values.allFinite() || (fixed_.values.array() < 0).any())
    throw InputError("fixed columns with a negative or non-finite entry; expected finite entries ≥ 0");
  for (Index k = 0; k < f_->rank(); ++k) free_columns_ = free_columns_ || !fixed_.holds(k);
  // The size of gradients: ‖𝒜*b‖ times that of the factors.
  const double norm = observations_->back_projection_norm();
  slope_ = norm * (fixed_.values.norm() + std::sqrt(norm));
  if (!(slope_ > 0)) slope_ = 1;
  if (f_->row_blocks() != nullptr)
    blocks_.emplace(*f_->row_blocks(), observations_->measurement(), fixed_, slope_);
}

double WithFixedColumns::constant_in(Side side, const ConstMatrixRef& V) const {
  const auto& columns = fixed_.of(side);
  if (columns.empty()) return f_->constant_in(side, V);
  // ½‖b − 𝒜(X_F W_Fᵀ)‖², X_F what is fixed.
  const Side across = other(side);
  Matrix others = picked(V, columns) + picked(fixed_.values_of(across), columns);
  const Matrix own = picked(fixed_.values_of(side), columns);
  const auto residual =
      side == Side::left ? observations_->residual(own, others) : observations_->residual(others, own);
  return residual->squared_norm() / 2;
}

std::unique_ptr<Expansion> WithFixedColumns::at(const Matrix& V) const {
  require_shape(V);
  Matrix whole = fixed_.whole(V);
  auto at = f_->at(whole);
  const double beyond = slope_ * (V - fixed_.remaining(V)).sum();
  const double value = at->value() + beyond;
  return std::make_unique<FixedExpansion>(std::move(at), fixed_, std::move(whole), value, slope_);
}

double WithFixedColumns::value(const Matrix& V) const {
  require_shape(V);
  return f_->value(fixed_.whole(V)) + slope_ * (V - fixed_.remaining(V)).sum();
}

}  // namespace orthant
