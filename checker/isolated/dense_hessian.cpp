/// Condition 1 of isolated minimizers, the whole Hessian on V in balls, row by row, then in fixed point.
///
/// Asymmetric, with l, r the rows of L and R, B = LᵀL − RᵀR:
///   (i, a), (i, b) of L:    Σ_j ω_ij R_ja R_jb + 2λB_ab
///   (i, a) of L, (j, b) of R: S_ij δ_ab + ω_ij L_ib R_ja
///   (j, a), (j, b) of R:    Σ_i ω_ij L_ia L_ib − 2λB_ab
///   and for any two rows u, v: ± 2λ(⟨u, v⟩ δ_ab + u_b v_a), + within L or R, − across.
/// Symmetric:  (ω_ij + ω_ji) U_ja U_ib + (S_ij + S_ji) δ_ab + δ_ij Σ_p (ω_ip + ω_pi) U_pa U_pb.
///
/// Cost: some operations with balls for each of N²/2 entries, N³/6 multiplications; 24 bytes times N²/2.
#include <algorithm>

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

/// A kept entry: row of the stacked U₀, and column.
struct KeptEntry {
  long row, col;
};

class DenseHessian {
 public:
  explicit DenseHessian(const Problem& problem)
      : symmetric_(problem.symmetric),
        rows_(problem.rows),
        L_(BallMatrix::of(problem.point.L)),
        R_(BallMatrix::of(symmetric_ ? problem.point.L : problem.point.R)),
        by_row_(problem, false),
        by_col_(problem, true),
        to_L_(L_.rows()),
        to_R_(R_.rows()),
        twice_balance_(Ball(problem.balance) * Ball(2.0)),
        balanced_(problem.balance.sign() != 0),
        B_(imbalance(L_, R_)) {}

  /// Before entries of this row are asked for.
  void enter(long row) {
    if (symmetric_) {
      to_R_.clear();
      to_R_.add(by_row_, row, L_, L_);
      to_R_.add(by_col_, row, L_, L_);
    } else if (row < rows_) {
      to_R_.clear();
      to_R_.add(by_row_, row, L_, R_);
    } else {
      to_L_.clear();
      to_L_.add(by_col_, row - rows_, R_, L_);
    }
  }

  /// H[x, y], y.row ≤ x.row, the row entered.
  Ball entry(const KeptEntry& x, const KeptEntry& y) const {
    return symmetric_ ? symmetric_entry(x, y) : asymmetric_entry(x, y);
  }

 private:
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
  Observed by_row_, by_col_;
  RowToAll to_L_, to_R_;
  Ball twice_balance_;
  bool balanced_;
  BallMatrix B_;
};

}  // namespace

void require_definite_dense(const Problem& problem, const Partition& partition, const Rational& mu,
                            double norm_bound, const Work& work) {
  std::vector<KeptEntry> variables;
  for (long i = 0; i < problem.stacked_rows(); ++i)
    for (long k = 0; k < problem.rank; ++k)
      if (partition.kept(i, k)) variables.push_back({i, k});
  const auto order = static_cast<long>(variables.size());
  if (order == 0) return;
  const FixedPoint fixed(norm_bound);
  const Wide sigma = fixed.form(mu * Rational(9) / Rational(8));
  DenseHessian hessian(problem);
  Triangle<Wide> T(order);
  for (long x = 0; x < order; ++x) {
    work.poll();
    const KeptEntry& at = variables[x];
    if (x == 0 || variables[x - 1].row != at.row) hessian.enter(at.row);
    for (long y = 0; y <= x; ++y) T.row(x)[y] = fixed.form(hessian.entry(at, variables[y]).get());
    T.row(x)[x] -= sigma;
  }
  ResidualNorm norm(sigma - (fixed.form(mu) + 1));
  Triangle<std::int64_t> G(order);
  if (!factor_triangle(T, FixedPoint::ball_error, G, norm, work))
    throw Rejected("condition 1 fails: the Hessian is not proved to be at least hessian = " +
                   Ball(mu).text() + " on the kept entries");
}

double work_dense(const Problem& problem, const Partition& partition) {
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
  return ball_product * (n * n / 2 * (problem.balance.sign() == 0 ? 4 : 6 + r) + rows * other * r * (2 + r)) +
         fixed_product * n * n * n / 6;
}

}  // namespace orthant::checker
