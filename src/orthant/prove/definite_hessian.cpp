#include "orthant/prove/definite_hessian.hpp"

#include <fmt/format.h>
#include <cmath>

#include "orthant/base/stop.hpp"
#include "orthant/certify/schur_complement.hpp"
#include "orthant/linalg/symmetric.hpp"
#include "orthant/prove/rigorous_point.hpp"

namespace orthant {

namespace {

class DenseHessian final : public DefiniteHessian {
 public:
  explicit DenseHessian(const HessianAt& at)
      : at_(at), sum_(at.U, at.data.rows(), !at.objective.is_asymmetric(), at.subspace) {}

  bool run(double shift, std::string& reason) {
    const Index N = at_.subspace.order();
    at_.data.add_hessian(sum_);
    check_budget();
    if (at_.balance != 0) add_balance();
    Matrix& H = sum_.H;
    H.diagonal().array() -= shift;
    const double trace = H.diagonal().cwiseMax(0).sum();
    auto factor = cholesky(std::move(H));
    if (!factor) {
      reason = fmt::format("the Hessian of order {} is not positive definite at the shift {:.3g}", N, shift);
      return false;
    }
    H = std::move(*factor);
    set_bound(shift, rounding(shift, trace));
    return true;
  }

  Vector solve(const Vector& f) const override {
    Matrix x = f;
    cholesky_solve(sum_.H, x);
    return x;
  }

 private:
  /// λ(2⟨B, D_LᵀD_L − D_RᵀD_R⟩ + ‖Ḃ‖²)
  void add_balance() {
    const Matrix& U = at_.U;
    const Index n1 = at_.data.rows(), r = U.cols(), N = at_.subspace.order();
    const Matrix L = U.topRows(n1), R = U.bottomRows(U.rows() - n1);
    const Matrix B = L.transpose() * L - R.transpose() * R;
    for (Index i = 0; i < U.rows(); ++i)
      for (Index a = 0; a < r; ++a)
        for (Index c = 0; c < r; ++c)
          sum_.put(sum_.place(i, a), sum_.place(i, c), (i < n1 ? 2 : -2) * at_.balance * B(a, c));
    Matrix W(N, r * r);
    W.setZero();
    for (Index e = 0; e < N; ++e) {
      const Entry& entry = at_.subspace.entries()[e];
      const double sign = entry.row < n1 ? 1 : -1;
      for (Index k = 0; k < r; ++k) {
        W(e, k * r + entry.col) += sign * U(entry.row, k);
        W(e, entry.col * r + k) += sign * U(entry.row, k);
      }
    }
    sum_.H += at_.balance * (W * W.transpose());
  }

  /// Every entry of the balance term is a sum of at most 2·rows + 8r + r² + 32 terms of magnitude below (8 + 4r²)λu.
  double rounding(double shift, double trace) const {
    const double u = at_.U.squaredNorm(), r = static_cast<double>(at_.U.cols());
    const double N = static_cast<double>(at_.subspace.order());
    const double largest = at_.balance * (8 + 4 * r * r) * u + shift;
    const double length = static_cast<double>(at_.U.rows()) * 2 + 8 * r + r * r + 32;
    return 1.01 * (at_.data.hessian_rounding(at_.U, at_.subspace.order()) + N * gamma(length) * largest +
                   gamma(4 * N + 16) * 2 * trace) +
           1e-290 * N * N;
  }

  HessianAt at_;
  HessianSum sum_;  ///< H − σI, then its factor
};

}  // namespace

HessianSum::HessianSum(const Matrix& at, Index left_rows, bool is_symmetric, const ConeSubspace& subspace)
    : U(at), symmetric(is_symmetric), subspace_(subspace), right_(is_symmetric ? 0 : left_rows) {
  place_.assign(static_cast<size_t>(U.size()), -1);
  for (Index e = 0; e < subspace.order(); ++e) {
    const Entry& entry = subspace.entries()[e];
    place_[entry.row * U.cols() + entry.col] = e;
  }
  H = Matrix::Zero(subspace.order(), subspace.order());
}

void HessianSum::add(Index i, Index j, double s, double omega) {
  const Index r = U.cols();
  j += right_;
  for (Index a = 0; a < r; ++a) {
    const Index ia = place(i, a), ja = place(j, a);
    put(ia, ja, s);
    put(ja, ia, s);
    if (omega == 0) continue;
    for (Index c = 0; c < r; ++c) {
      const Index ic = place(i, c), jc = place(j, c);
      put(ia, ic, omega * U(j, a) * U(j, c));
      put(ja, jc, omega * U(i, a) * U(i, c));
      // (⟨u_j, d_i⟩)(⟨u_i, d_j⟩), both ways round
      put(ia, jc, omega * U(j, a) * U(i, c));
      put(jc, ia, omega * U(j, a) * U(i, c));
    }
  }
}

void HessianSum::add_residual(const Matrix& S, double omega) {
  for (Index i = 0; i < S.rows(); ++i) {
    check_budget();
    for (Index j = 0; j < S.cols(); ++j) add(i, j, S(i, j), omega);
  }
}

/// One observed (i, j) with residual e: s = we, ω = w².
void StoredData::add_hessian(HessianSum& sum) const {
  const Index second = sum.symmetric ? 0 : rows();
  Index row = -1;
  for_each_observed([&](Index i, Index j, double w, double b) {
    if (i != row) check_budget();
    row = i;
    sum.add(i, j, w * (w * sum.U.row(i).dot(sum.U.row(second + j)) - b), w * w);
  });
}

/// Every entry of H is a sum of at most rows + cols + 4r + 32 terms of magnitude below `largest` in all.
double StoredData::hessian_rounding(const Matrix& U, Index order) const {
  const double r = static_cast<double>(U.cols());
  const double largest = kernel_norm_ * (12 * U.squaredNorm() + 4 * norm_);
  const double length = static_cast<double>(U.rows()) * 2 + 8 * r + r * r + 32;
  return static_cast<double>(order) * gamma(length) * largest;
}

std::unique_ptr<DefiniteHessian> factor_dense(const HessianAt& at, double shift, std::string& reason) {
  auto out = std::make_unique<DenseHessian>(at);
  if (!out->run(shift, reason)) return nullptr;
  return out;
}

namespace {

class EliminatedRows final : public DefiniteHessian {
 public:
  EliminatedRows(const HessianAt& at, double shift)
      : at_(at),
        shift_(shift),
        part_(split_by_rows(at.subspace, at.data.rows())),
        terms_(*at.expansion.row_separable()) {}

  bool run(std::string& reason) {
    Index bad_row = -1;
    const SchurProblem problem{
        at_.objective.observations(), at_.expansion.residual(), at_.U, terms_, at_.subspace, true};
    auto schur = SchurComplement::eliminate(problem, shift_, &bad_row);
    if (!schur) {
      reason = fmt::format("the Hessian block of row {} of {} is not positive definite at the shift {:.3g}",
                           bad_row + 1, part_.E.side == Side::left ? "L" : "R", shift_);
      return false;
    }
    schur_.emplace(std::move(*schur));
    check_budget();
    T_ = schur_->take_complement();
    const double trace = T_.diagonal().cwiseMax(0).sum();
    auto factor = cholesky(std::move(T_));
    if (!factor) {
      reason = fmt::format("the Schur complement of order {} is not positive definite at the shift {:.3g}",
                           part_.K.count, shift_);
      return false;
    }
    T_ = std::move(*factor);
    set_bound(shift_, rounding(trace));
    return true;
  }

  Vector solve(const Vector& f) const override {
    return schur_->solve(f, [this](Vector x) {
      cholesky_solve(T_, x);
      return x;
    });
  }

 private:
  /// δ ≥ ‖H − σI − GGᵀ‖₂.
  double rounding(double trace) const {
    const double kappa = at_.data.kernel_norm(), r = static_cast<double>(at_.U.cols());
    const double l = at_.U.topRows(at_.data.rows()).norm(), v = at_.U.bottomRows(at_.data.cols()).norm();
    const double a = kappa * (part_.E.side == Side::left ? v * v : l * l);
    const double b = kappa * (part_.E.side == Side::left ? l * l : v * v);
    const double rows = static_cast<double>(at_.U.rows()), squares = schur_->panel_squares();
    const double eliminated = static_cast<double>(part_.E.count), order = static_cast<double>(part_.K.count);
    const double gram = gamma(rows + 16) * (a + b);
    const double blocks = gamma(4 * r + 16) * 2 * (a + shift_);
    const double entries = gamma(2 * r + 16) * std::sqrt(r) * kappa * (2 * l * v + at_.data.norm());
    const double substitution = gamma(2 * r + 16) * std::sqrt(2 * a * squares);
    const double products =
        gamma(eliminated + 2 * static_cast<double>(schur_->panels()) + 16) * (b + shift_ + 1.001 * squares);
    const double last = gamma(4 * order + 16) * 2 * trace;
    const double underflow = 1e-290 * (eliminated + order) * (order + 1) * (r + 1);
    return 1.01 * (gram + blocks + entries + substitution + products + last) + underflow;
  }

  HessianAt at_;
  double shift_;
  SchurSplit part_;
  RowSeparableTerms terms_;
  std::optional<SchurComplement> schur_;  ///< without its T
  Matrix T_;                              ///< its factor
};

}  // namespace

FactorCost cost_of_rows(const HessianAt& at) {
  const SchurSplit split = split_by_rows(at.subspace, at.data.rows());
  const double order = static_cast<double>(split.K.count);
  return {split.K.count, (static_cast<double>(split.E.count) + order / 3) * order * order};
}

std::unique_ptr<DefiniteHessian> eliminate_rows(const HessianAt& at, double shift, std::string& reason) {
  auto out = std::make_unique<EliminatedRows>(at, shift);
  if (!out->run(reason)) return nullptr;
  return out;
}

}  // namespace orthant
