#include "orthant/prove/definite_hessian.hpp"

#include <fmt/format.h>
#include <Eigen/Cholesky>
#include <atomic>
#include <cmath>

#include "orthant/base/stop.hpp"
#include "orthant/linalg/symmetric.hpp"
#include "orthant/prove/rigorous_point.hpp"

namespace orthant {

namespace {

/// The Hessian on a subspace, added up from the observations: for one observed (i, j) with residual e, s =
/// we, ω = w², the form has  2s⟨x, y⟩ + ω(⟨u, dy⟩ + ⟨v, dx⟩)²  for the rows x, y of the two factors there.
class DenseHessian final : public DefiniteHessian {
 public:
  explicit DenseHessian(const HessianAt& at) : at_(at) {
    const Index rows = at.U.rows(), r = at.U.cols();
    place_.assign(static_cast<size_t>(rows * r), -1);
    for (Index e = 0; e < at.subspace.order(); ++e) {
      const Entry& entry = at.subspace.entries()[e];
      place_[entry.row * r + entry.col] = e;
    }
  }

  bool run(double shift, std::string& reason) {
    const Index N = at_.subspace.order();
    H_ = Matrix::Zero(N, N);
    const Index second = at_.objective.is_asymmetric() ? at_.data.rows() : 0;
    Index row = -1;
    at_.data.for_each_observed([&](Index i, Index j, double w, double b) {
      if (i != row) check_budget();
      row = i;
      add(i, second + j, w, b);
    });
    check_budget();
    if (at_.balance != 0) add_balance();
    H_.diagonal().array() -= shift;
    const double trace = H_.diagonal().cwiseMax(0).sum();
    auto factor = cholesky(std::move(H_));
    if (!factor) {
      reason = fmt::format("the Hessian of order {} is not positive definite at the shift {:.3g}", N, shift);
      return false;
    }
    H_ = std::move(*factor);
    set_bound(shift, rounding(shift, trace));
    return true;
  }

  Vector solve(const Vector& f) const override {
    Matrix x = f;
    cholesky_solve(H_, x);
    return x;
  }

 private:
  Index place(Index row, Index col) const { return place_[row * at_.U.cols() + col]; }

  void put(Index p, Index q, double value) {
    if (p >= 0 && q >= 0) H_(p, q) += value;
  }

  void add(Index i, Index j, double w, double b) {
    const Matrix& U = at_.U;
    const Index r = U.cols();
    const double omega = w * w, s = w * (w * U.row(i).dot(U.row(j)) - b);
    for (Index a = 0; a < r; ++a) {
      const Index ia = place(i, a), ja = place(j, a);
      put(ia, ja, s);
      put(ja, ia, s);
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

  /// λ(2⟨B, D_LᵀD_L − D_RᵀD_R⟩ + ‖Ḃ‖²)
  void add_balance() {
    const Matrix& U = at_.U;
    const Index n1 = at_.data.rows(), r = U.cols(), N = at_.subspace.order();
    const Matrix L = U.topRows(n1), R = U.bottomRows(U.rows() - n1);
    const Matrix B = L.transpose() * L - R.transpose() * R;
    for (Index i = 0; i < U.rows(); ++i)
      for (Index a = 0; a < r; ++a)
        for (Index c = 0; c < r; ++c)
          put(place(i, a), place(i, c), (i < n1 ? 2 : -2) * at_.balance * B(a, c));
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
    H_ += at_.balance * (W * W.transpose());
  }

  /// Every entry of H is a sum of at most rows + cols + 4r + 32 terms (r² more with λ) of magnitude below
  /// `largest` in all.
  double rounding(double shift, double trace) const {
    const double kappa = at_.data.kernel_norm(), u = at_.U.squaredNorm(),
                 r = static_cast<double>(at_.U.cols());
    const double N = static_cast<double>(at_.subspace.order());
    const double largest = kappa * (12 * u + 4 * at_.data.norm()) + at_.balance * (8 + 4 * r * r) * u + shift;
    const double length = static_cast<double>(at_.U.rows()) * 2 + 8 * r + r * r + 32;
    return 1.01 * (N * gamma(length) * largest + gamma(4 * N + 16) * 2 * trace) + 1e-290 * N * N;
  }

  HessianAt at_;
  std::vector<Index> place_;
  Matrix H_;  ///< H − σI, then its factor
};

}  // namespace

std::unique_ptr<DefiniteHessian> factor_dense(const HessianAt& at, double shift, std::string& reason) {
  auto out = std::make_unique<DenseHessian>(at);
  if (!out->run(shift, reason)) return nullptr;
  return out;
}

namespace {

/// Columns eliminated before one symmetric rank update.
constexpr Index panel_columns = 512;

struct Part {
  Side side;
  Index begin, count;     ///< entries of the subspace
  Index row_begin, rows;  ///< rows of U
};

struct Split {
  Part E, K;
};

/// The side with more entries is eliminated.
Split split_by_rows(const HessianAt& at) {
  const Index n1 = at.data.rows(), left = at.subspace.first(n1), right = at.subspace.order() - left;
  const Part L{Side::left, 0, left, 0, n1}, R{Side::right, left, right, n1, at.data.cols()};
  return left >= right ? Split{L, R} : Split{R, L};
}

class EliminatedRows final : public DefiniteHessian {
 public:
  EliminatedRows(const HessianAt& at, double shift)
      : at_(at),
        shift_(shift),
        part_(split_by_rows(at)),
        L_(at.U.topRows(at.data.rows())),
        R_(at.U.bottomRows(at.data.cols())),
        blocks_(*at.objective.observations().row_blocks()) {}

  bool run(std::string& reason) {
    if (!factor_blocks(reason)) return false;
    start_T();
    for (Index begin = 0; begin < part_.E.rows;) {
      check_budget();
      begin = eliminate_from(begin);
    }
    check_budget();
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
    const Part &E = part_.E, &K = part_.K;
    Vector y = f.segment(E.begin, E.count);
    solve_blocks(y);
    Matrix x_K = f.segment(K.begin, K.count) - couple(E, K, y);
    cholesky_solve(T_, x_K);
    Vector x_E = f.segment(E.begin, E.count) - couple(K, E, x_K);
    solve_blocks(x_E);
    Vector x(f.size());
    x.segment(E.begin, E.count) = x_E;
    x.segment(K.begin, K.count) = x_K;
    return x;
  }

 private:
  const Matrix& factor_of(Side side) const { return side == Side::left ? L_ : R_; }

  Matrix shared_gram(const Part& part) const {
    return blocks_.shared_gram() ? blocks_.gram(part.side, 0, factor_of(other(part.side))) : Matrix();
  }

  /// Σ_j ω_ij v_j v_jᵀ on the entries of row i.
  Matrix row_block(const Part& part, Index i, const Matrix& shared) const {
    const Matrix own = shared.size() > 0 ? Matrix() : blocks_.gram(part.side, i, factor_of(other(part.side)));
    const Matrix& gram = shared.size() > 0 ? shared : own;
    const Index row = part.row_begin + i, first = at_.subspace.first(row), count = at_.subspace.count(row);
    Matrix block(count, count);
    for (Index a = 0; a < count; ++a)
      for (Index b = 0; b < count; ++b) block(a, b) = gram(column(first + a), column(first + b));
    return block;
  }

  Index column(Index entry) const { return at_.subspace.entries()[entry].col; }

  bool factor_blocks(std::string& reason) {
    const Matrix shared = shared_gram(part_.E);
    c_.resize(static_cast<size_t>(part_.E.rows));
    std::atomic<Index> bad{-1};
#pragma omp parallel for schedule(static) if (part_.E.count > 2000)
    for (Index i = 0; i < part_.E.rows; ++i) {
      Matrix block = row_block(part_.E, i, shared);
      block.diagonal().array() -= shift_;
      const Eigen::LLT<Matrix> llt(block);
      if (block.rows() > 0 && llt.info() != Eigen::Success) {
        bad.store(i);
        continue;
      }
      c_[i] = llt.matrixL();
    }
    if (bad.load() < 0) return true;
    reason = fmt::format("the Hessian block of row {} of {} is not positive definite at the shift {:.3g}",
                         bad.load() + 1, part_.E.side == Side::left ? "L" : "R", shift_);
    return false;
  }

  void start_T() {
    T_ = Matrix::Zero(part_.K.count, part_.K.count);
    const Matrix shared = shared_gram(part_.K);
    for (Index j = 0; j < part_.K.rows; ++j) {
      check_budget();
      const Index row = part_.K.row_begin + j, count = at_.subspace.count(row);
      const Index to = at_.subspace.first(row) - part_.K.begin;
      T_.block(to, to, count, count) = row_block(part_.K, j, shared);
    }
    T_.diagonal().array() -= shift_;
  }

  /// One panel of rows from `begin` on; returns the row after the last.
  Index eliminate_from(Index begin) {
    const Part& E = part_.E;
    const Index first = at_.subspace.first(E.row_begin + begin);
    const Index capacity = std::max(panel_columns, at_.U.cols());
    Index end = begin;
    while (end < E.rows && at_.subspace.first(E.row_begin + end + 1) - first <= capacity) ++end;
    const Index width = at_.subspace.first(E.row_begin + end) - first;
    if (panel_.rows() == 0) panel_.resize(part_.K.count, capacity);
#pragma omp parallel if ((end - begin) * part_.K.count > 10000)
    {
      Vector residual, weight;
#pragma omp for schedule(static)
      for (Index i = begin; i < end; ++i) whiten_row(i, first, residual, weight);
    }
    subtract_outer(T_, panel_.leftCols(width));
    squares_ += panel_.leftCols(width).squaredNorm();
    ++panels_;
    return end;
  }

  /// The columns V_iᵀ = C_iᵀ c_i⁻ᵀ of row i.
  void whiten_row(Index i, Index panel_first, Vector& residual, Vector& weight) {
    const Index row = part_.E.row_begin + i, first = at_.subspace.first(row), count = at_.subspace.count(row);
    if (count == 0) return;
    blocks_.residual_row(part_.E.side, i, L_, R_, residual, weight);
    const Vector x = factor_of(part_.E.side).row(i);
    const Matrix& V = factor_of(part_.K.side);
    const Entry* kept = at_.subspace.entries().data() + part_.K.begin;
    const Matrix& c = c_[i];
    for (Index a = 0; a < count; ++a) {
      const Index k = column(first + a);
      auto out = panel_.col(first + a - panel_first);
      for (Index t = 0; t < part_.K.count; ++t) {
        const Index j = kept[t].row - part_.K.row_begin;
        out(t) = weight(j) * V(j, k) * x(kept[t].col) + (kept[t].col == k ? residual(j) : 0.0);
      }
      for (Index b = 0; b < a; ++b) out -= c(a, b) * panel_.col(first + b - panel_first);
      out /= c(a, a);
    }
  }

  /// δ ≥ ‖H − σI − GGᵀ‖₂.
  double rounding(double trace) const {
    const double kappa = at_.data.kernel_norm(), r = static_cast<double>(at_.U.cols());
    const double l = L_.norm(), v = R_.norm();
    const double a = kappa * (part_.E.side == Side::left ? v * v : l * l);
    const double b = kappa * (part_.E.side == Side::left ? l * l : v * v);
    const double rows = static_cast<double>(L_.rows() + R_.rows());
    const double eliminated = static_cast<double>(part_.E.count), order = static_cast<double>(part_.K.count);
    const double gram = gamma(rows + 16) * (a + b);
    const double blocks = gamma(4 * r + 16) * 2 * (a + shift_);
    const double entries = gamma(2 * r + 16) * std::sqrt(r) * kappa * (2 * l * v + at_.data.norm());
    const double substitution = gamma(2 * r + 16) * std::sqrt(2 * a * squares_);
    const double products =
        gamma(eliminated + 2 * static_cast<double>(panels_) + 16) * (b + shift_ + 1.001 * squares_);
    const double last = gamma(4 * order + 16) * 2 * trace;
    const double underflow = 1e-290 * (eliminated + order) * (order + 1) * (r + 1);
    return 1.01 * (gram + blocks + entries + substitution + products + last) + underflow;
  }

  void solve_blocks(Vector& x) const {
    Index at = 0;
    for (const Matrix& c : c_) {
      auto part = x.segment(at, c.rows());
      c.triangularView<Eigen::Lower>().solveInPlace(part);
      c.transpose().triangularView<Eigen::Upper>().solveInPlace(part);
      at += c.rows();
    }
  }

  /// `to`'s part of H x, x supported on `from`.
  Vector couple(const Part& from, const Part& to, const Vector& x) const {
    Vector whole = Vector::Zero(at_.subspace.order());
    whole.segment(from.begin, from.count) = x;
    const Matrix product = at_.expansion.hessian_vector(at_.subspace.scatter(whole));
    return at_.subspace.gather(product).segment(to.begin, to.count);
  }

  HessianAt at_;
  double shift_;
  Split part_;
  Matrix L_, R_;
  const RowBlocks& blocks_;
  std::vector<Matrix> c_;  ///< one a row of E
  Matrix T_, panel_;       ///< T, then its factor
  double squares_ = 0;     ///< ‖V‖_F²
  Index panels_ = 0;
};

}  // namespace

FactorCost cost_of_rows(const HessianAt& at) {
  const Split split = split_by_rows(at);
  const double order = static_cast<double>(split.K.count);
  return {split.K.count, (static_cast<double>(split.E.count) + order / 3) * order * order};
}

std::unique_ptr<DefiniteHessian> eliminate_rows(const HessianAt& at, double shift, std::string& reason) {
  auto out = std::make_unique<EliminatedRows>(at, shift);
  if (!out->run(reason)) return nullptr;
  return out;
}

}  // namespace orthant
