/// Condition 1 of isolated minimizers, the whole Hessian on V in balls, row by row, then in fixed point.
///
/// Asymmetric, with l, r the rows of L and R, B = LᵀL − RᵀR:
///   (i, a), (i, b) of L:    Σ_j ω_ij R_ja R_jb + 2λB_ab
///   (i, a) of L, (j, b) of R: S_ij δ_ab + ω_ij L_ib R_ja
///   (j, a), (j, b) of R:    Σ_i ω_ij L_ia L_ib − 2λB_ab
///   and for any two rows u, v: ± 2λ(⟨u, v⟩ δ_ab + u_b v_a), + within L or R, − across.
/// Symmetric:  (ω_ij + ω_ji) U_ja U_ib + (S_ij + S_ji) δ_ab + δ_ij Σ_p (ω_ip + ω_pi) U_pa U_pb.
///
/// With a misfit S is dense, ω = 1 everywhere or nowhere, and ⟨ℋJ_U e_x, J_U e_y⟩ beyond that is added entry by
/// entry, or as the Gram matrix of all J_t at once, in integers: with |Ĵ_ta − J_ta| ≤ 1 unit and c ≥ ‖Ĵ_a‖,
///
///   |Σ_t Ĵ_ta Ĵ_tb − Σ_t J_ta J_tb| ≤ Σ_t (|Ĵ_ta| + |Ĵ_tb| + 1) ≤ 2√m c + m.                          (1)
///
/// Cost: some operations with balls for each of N²/2 entries, N³/6 multiplications (mN²/2 more for (1));
/// 24 bytes times N²/2.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "checker/arithmetic/fixed_point.hpp"
#include "checker/isolated/isolated_parts.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

constexpr long largest_dense_order = 10000;

/// S and ω from one row to all of the other side, zero where nothing is observed.
struct RowToAll {
  explicit RowToAll(long cols) : S(1, cols), omega(1, cols) {}
  BallMatrix S, omega;

  void clear() {
    for (long j = 0; j < S.cols(); ++j) {
      arb_zero(S.at(0, j));
      arb_zero(omega.at(0, j));
    }
  }
  /// Row i of S, or of its transpose, with ω = 1 or 0 everywhere.
  void add(const BallMatrix& all, long i, bool transposed, bool weighted) {
    for (long j = 0; j < S.cols(); ++j) {
      arb_add(S.at(0, j), S.at(0, j), transposed ? all.at(j, i) : all.at(i, j), Ball::bits);
      if (weighted) arb_add_si(omega.at(0, j), omega.at(0, j), 1, Ball::bits);
    }
  }
  void add(const Observed& observed, long i, const BallMatrix& X, const BallMatrix& Y) {
    Observed::Residuals row(observed.cols());
    observed.residuals(i, X, Y, row);
    const auto columns = observed.columns(i);
    const auto w = observed.weights(i);
    for (std::size_t t = 0; t < columns.size(); ++t) {
      const long j = columns[t];
      arb_add(S.at(0, j), S.at(0, j), row.S.at(0, static_cast<long>(t)), Ball::bits);
      const Ball weight(w.empty() ? 1.0 : w[t]);
      arb_addmul(omega.at(0, j), weight.get(), weight.get(), Ball::bits);
    }
  }
  /// Σ_p ω_p Y_pa Y_pb
  Ball weighted_gram(const BallMatrix& Y, long a, long b) const {
    Ball sum, product;
    for (long p = 0; p < Y.rows(); ++p) {
      if (arb_is_zero(omega.at(0, p))) continue;
      arb_mul(product.get(), Y.at(p, a), Y.at(p, b), Ball::bits);
      sum.add_product(product.get(), omega.at(0, p));
    }
    return sum;
  }
};

class DenseHessian {
 public:
  /// `S`: of the misfit, where it is not null.
  DenseHessian(const Problem& problem, const Misfit* misfit, const BallMatrix& S)
      : symmetric_(problem.symmetric),
        rows_(problem.rows),
        L_(BallMatrix::of(problem.point.L)),
        R_(BallMatrix::of(symmetric_ ? problem.point.L : problem.point.R)),
        misfit_(misfit),
        all_S_(S),
        to_L_(L_.rows()),
        to_R_(R_.rows()),
        twice_balance_(Ball(problem.balance) * Ball(2.0)),
        balanced_(problem.balance.sign() != 0),
        B_(imbalance(L_, R_)) {
    if (misfit_ != nullptr) return;
    by_row_.emplace(problem, false);
    by_col_.emplace(problem, true);
  }

  Jacobian jacobian() const { return {symmetric_, L_, symmetric_ ? L_ : R_}; }

  /// Before entries of this row are asked for.
  void enter(long row) {
    if (symmetric_) {
      to_R_.clear();
      add(to_R_, false, row, L_, L_);
      add(to_R_, true, row, L_, L_);
    } else if (row < rows_) {
      to_R_.clear();
      add(to_R_, false, row, L_, R_);
    } else {
      to_L_.clear();
      add(to_L_, true, row - rows_, R_, L_);
    }
  }

  /// H[x, y], y.row ≤ x.row, the row entered.
  Ball entry(const KeptEntry& x, const KeptEntry& y) const {
    return symmetric_ ? symmetric_entry(x, y) : asymmetric_entry(x, y);
  }

 private:
  void add(RowToAll& to, bool transposed, long i, const BallMatrix& X, const BallMatrix& Y) const {
    if (misfit_ != nullptr)
      to.add(all_S_, i, transposed, misfit_->holds_identity());
    else
      to.add(transposed ? *by_col_ : *by_row_, i, X, Y);
  }

  Ball symmetric_entry(const KeptEntry& x, const KeptEntry& y) const {
    Ball out;
    arb_mul(out.get(), L_.at(y.row, x.col), L_.at(x.row, y.col), Ball::bits);
    arb_mul(out.get(), out.get(), to_R_.omega.at(0, y.row), Ball::bits);
    if (x.col == y.col) arb_add(out.get(), out.get(), to_R_.S.at(0, y.row), Ball::bits);
    if (x.row == y.row) out += to_R_.weighted_gram(L_, x.col, y.col);
    return out;
  }

  Ball asymmetric_entry(const KeptEntry& x, const KeptEntry& y) const {
    const bool x_left = x.row < rows_, y_left = y.row < rows_;
    arb_srcptr u = x_left ? L_.row(x.row) : R_.row(x.row - rows_);
    arb_srcptr v = y_left ? L_.row(y.row) : R_.row(y.row - rows_);
    Ball out;
    if (x_left != y_left) {  // x in R, y in L
      arb_mul(out.get(), v + x.col, u + y.col, Ball::bits);
      arb_mul(out.get(), out.get(), to_L_.omega.at(0, y.row), Ball::bits);
      if (x.col == y.col) arb_add(out.get(), out.get(), to_L_.S.at(0, y.row), Ball::bits);
    } else if (x.row == y.row) {
      out = x_left ? to_R_.weighted_gram(R_, x.col, y.col) : to_L_.weighted_gram(L_, x.col, y.col);
    }
    if (balanced_) out += balance_entry(x, y, u, v, x_left == y_left ? 1 : -1, x_left ? 1 : -1);
    return out;
  }

  /// λ∇²½‖B‖².
  Ball balance_entry(const KeptEntry& x, const KeptEntry& y, arb_srcptr u, arb_srcptr v, int sign,
                     int side) const {
    Ball sum;
    arb_mul(sum.get(), u + y.col, v + x.col, Ball::bits);
    if (x.col == y.col) arb_dot(sum.get(), sum.get(), 0, u, 1, v, 1, L_.cols(), Ball::bits);
    if (sign < 0) sum = -sum;
    if (x.row == y.row) (side > 0 ? arb_add : arb_sub)(sum.get(), sum.get(), B_.at(x.col, y.col), Ball::bits);
    return sum * twice_balance_;
  }

  bool symmetric_;
  long rows_;
  BallMatrix L_, R_;
  const Misfit* misfit_;
  const BallMatrix& all_S_;
  std::optional<Observed> by_row_, by_col_;
  RowToAll to_L_, to_R_;
  Ball twice_balance_;
  bool balanced_;
  BallMatrix B_;
};

/// J_t of strips of measurements, in units of 2^(−p), and T += their Gram matrix.
class MeasuredGram {
 public:
  MeasuredGram(const Misfit& misfit, const Jacobian& J, const std::vector<KeptEntry>& variables,
               const FixedPoint& fixed)
      : misfit_(misfit), J_(J), variables_(variables), fixed_(fixed), squares_(variables.size()) {}

  /// Returns the error of each entry, (1).
  Wide add_to(Triangle<Wide>& T, const Work& work) {
    negate(T);
    const auto order = static_cast<long>(variables_.size());
    const long m = misfit_.measurements();
    std::vector<long> all(variables_.size());
    std::iota(all.begin(), all.end(), 0);
    std::vector<std::int64_t> V(variables_.size() * strip);
    BallMatrix gradient(J_.symmetric ? J_.rows() : J_.rows() + J_.cols(), J_.L.cols());
    for (long from = 0; from < m; from += strip) {
      const long count = std::min(strip, m - from);
      if (count < strip) std::fill(V.begin(), V.end(), 0);
      for (long t = 0; t < count; ++t) {
        work.poll();
        misfit_.gradient(from + t, J_, gradient);
        for (long a = 0; a < order; ++a)
          V[a * strip + t] = unit(gradient.at(variables_[a].row, variables_[a].col), a);
      }
      subtract_gram(T, all, V.data(), strip, count, work);
    }
    negate(T);
    const double largest = *std::max_element(squares_.begin(), squares_.end());
    if (!(largest < 0x1p102))  // so that no sum of products leaves 126 bits
      throw Rejected(
          "definiteness cannot be checked: the measurements are out of proportion to the bound of ℋ");
    const auto terms = static_cast<double>(m);
    return static_cast<Wide>((2 * std::sqrt(terms * largest) + terms) * (1 + 1e-6)) + 1;
  }

 private:
  static constexpr long strip = 512;

  static void negate(Triangle<Wide>& T) {
    for (long i = 0; i < T.order(); ++i)
      for (long j = 0; j <= i; ++j) T.row(i)[j] = -T.row(i)[j];
  }

  /// x in units, within 1.
  std::int64_t unit(arb_srcptr x, long a) {
    arb_mul_2exp_si(scaled_.get(), x, fixed_.bits());
    if (!arb_is_finite(scaled_.get()) || arf_cmpabs_2exp_si(arb_midref(scaled_.get()), 52) >= 0 ||
        mag_cmp_2exp_si(arb_radref(scaled_.get()), -1) > 0)
      throw Rejected("definiteness cannot be checked: a measurement is out of proportion to the bound of ℋ");
    const std::int64_t out = arf_get_si(arb_midref(scaled_.get()), ARF_RND_NEAR);
    squares_[a] += static_cast<double>(out) * static_cast<double>(out);
    return out;
  }

  const Misfit& misfit_;
  Jacobian J_;
  const std::vector<KeptEntry>& variables_;
  FixedPoint fixed_;
  std::vector<double> squares_;  ///< ‖Ĵ_a‖², up to rounding
  Ball scaled_;
};

}  // namespace

void require_definite_dense(const Problem& problem, const Partition& partition, const Rational& mu,
                            double norm_bound, const Misfit* misfit, const BallMatrix& S, const Work& work) {
  std::vector<KeptEntry> variables;
  for (long i = 0; i < problem.stacked_rows(); ++i)
    for (long k = 0; k < problem.rank; ++k)
      if (partition.kept(i, k)) variables.push_back({i, k});
  const auto order = static_cast<long>(variables.size());
  if (order == 0) return;
  const FixedPoint fixed(norm_bound);
  const Wide sigma = fixed.form(mu * Rational(9) / Rational(8));
  DenseHessian hessian(problem, misfit, S);
  const Jacobian J = hessian.jacobian();
  const std::unique_ptr<Curvature> curvature = misfit != nullptr ? misfit->curvature(J, work) : nullptr;
  Triangle<Wide> T(order);
  for (long x = 0; x < order; ++x) {
    work.poll();
    const KeptEntry& at = variables[x];
    if (x == 0 || variables[x - 1].row != at.row) hessian.enter(at.row);
    if (curvature) curvature->enter(at);
    for (long y = 0; y <= x; ++y) {
      Ball entry = hessian.entry(at, variables[y]);
      if (curvature) entry += curvature->entry(variables[y]);
      T.row(x)[y] = fixed.form(entry.get());
    }
  }
  Wide error = FixedPoint::ball_error;
  if (misfit != nullptr && !curvature) error += MeasuredGram(*misfit, J, variables, fixed).add_to(T, work);
  for (long x = 0; x < order; ++x) T.row(x)[x] -= sigma;
  ResidualNorm norm(sigma - (fixed.form(mu) + 1));
  Triangle<std::int64_t> G(order);
  if (!factor_triangle(T, error, G, norm, work))
    throw Rejected("condition 1 fails: the Hessian is not proved to be at least hessian = " +
                   Ball(mu).text() + " on the kept entries");
}

double work_dense(const Problem& problem, const Partition& partition, const Misfit* misfit) {
  long order = 0;
  for (long i = 0; i < problem.stacked_rows(); ++i)
    for (long k = 0; k < problem.rank; ++k) order += partition.kept(i, k) ? 1 : 0;
  if (order > largest_dense_order)
    throw Rejected("condition 1 is too large to check: " + std::to_string(order) +
                   " kept entries; expected at most " + std::to_string(largest_dense_order));
  // Entries, those within a row with a sum over the other side, residuals of all rows, then the triangle.
  const auto n = static_cast<double>(order), r = static_cast<double>(problem.rank),
             rows = static_cast<double>(problem.stacked_rows()),
             other = static_cast<double>(std::max(problem.rows, problem.cols));
  double out =
      ball_product * n * n / 2 * (problem.balance.sign() == 0 ? 4 : 6 + r) + fixed_product * n * n * n / 6;
  if (misfit == nullptr) return out + ball_product * rows * other * r * (2 + r);
  out += misfit_product * misfit->work_curvature(problem.rank, order);
  if (misfit->holds_identity()) out += ball_product * n * r * other;
  return out + fixed_product * static_cast<double>(misfit->measurements()) * n * n / 2;
}

}  // namespace orthant::checker
