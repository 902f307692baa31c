#include "orthant/prove/rational_factors.hpp"

#include <Eigen/LU>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>

#include "orthant/base/stop.hpp"
#include "orthant/prove/form_search.hpp"

namespace orthant {

using checker::Rational;
using checker::RationalMatrix;

namespace {

RationalMatrix submatrix(const RationalMatrix& A, const std::vector<Index>& rows,
                         const std::vector<Index>& cols) {
  RationalMatrix out(static_cast<long>(rows.size()), static_cast<long>(cols.size()));
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = 0; j < cols.size(); ++j)
      out.set(static_cast<long>(i), static_cast<long>(j), A(rows[i], cols[j]));
  return out;
}

std::vector<Index> counted_to(Index n) {
  std::vector<Index> out;
  for (Index i = 0; i < n; ++i) out.push_back(i);
  return out;
}

/// M⁻¹B; nothing where M is singular.
std::optional<RationalMatrix> solved(const RationalMatrix& M, const RationalMatrix& B, checker::Work& work) {
  const auto n = static_cast<double>(M.rows());
  work.spend((bits(M) + bits(B)) * static_cast<unsigned long>(std::max<long>(1, M.rows())),
             n * n * (n / 3 + static_cast<double>(B.cols())));
  fmpq_mat_t A, right, out;
  fmpq_mat_init(A, M.rows(), M.cols());
  fmpq_mat_init(right, B.rows(), B.cols());
  fmpq_mat_init(out, B.rows(), B.cols());
  const auto fill = [](fmpq_mat_t to, const RationalMatrix& from) {
    for (long i = 0; i < from.rows(); ++i)
      for (long j = 0; j < from.cols(); ++j) fmpq_set(fmpq_mat_entry(to, i, j), from.entry(i, j));
  };
  fill(A, M);
  fill(right, B);
  const bool regular = fmpq_mat_solve(out, A, right) != 0;
  std::optional<RationalMatrix> result;
  if (regular) {
    result.emplace(B.rows(), B.cols());
    for (long i = 0; i < B.rows(); ++i)
      for (long j = 0; j < B.cols(); ++j) fmpq_set(result->entry(i, j), fmpq_mat_entry(out, i, j));
  }
  fmpq_mat_clear(A);
  fmpq_mat_clear(right);
  fmpq_mat_clear(out);
  return result;
}

struct Place {
  Index row, col;
};

/// L = E X and R = Bᵀ X⁻ᵀ in floating point, rows in units of those of A and of its columns.
class Inwards {
 public:
  Inwards(const Matrix& E, const Matrix& B, const Matrix& A, Matrix X) : E_(E), B_(B), X_(std::move(X)) {
    const Vector rows = A.cwiseAbs().rowwise().mean(), cols = A.cwiseAbs().colwise().mean();
    for (Index i = 0; i < E_.rows(); ++i) E_.row(i) /= rows(i) > 0 ? rows(i) : 1;
    for (Index j = 0; j < B_.cols(); ++j) B_.col(j) /= cols(j) > 0 ? cols(j) : 1;
    used_left_ = (rows.array() > 0).cast<double>();
    used_right_ = (cols.array() > 0).cast<double>();
  }

  const Matrix& X() const { return X_; }

  /// Leads X to entries ≥ s, forced ones at 0. False, and X near that, where it does not come there.
  bool lead(double s, const std::vector<Place>& forced_left, const std::vector<Place>& forced_right) {
    double damping = 1e-6, before = misfit(s, forced_left, forced_right);
    for (int step = 0; step < 60; ++step) {
      if (!std::isfinite(before)) return false;
      if (before <= 1e-26) return true;
      const auto [J, h] = linearised(s, forced_left, forced_right);
      Matrix normal = J.transpose() * J;
      const double size = std::max(normal.diagonal().maxCoeff(), 1e-300);
      const Matrix from = X_;
      bool lower = false;
      for (int attempt = 0; attempt < 12 && !lower; ++attempt) {
        Matrix damped = normal;
        damped.diagonal().array() += damping * size;
        const Vector d = damped.ldlt().solve(J.transpose() * h);
        X_ = from + d.reshaped(from.rows(), from.cols());
        const double after = misfit(s, forced_left, forced_right);
        lower = std::isfinite(after) && after < before;
        damping = lower ? std::max(damping / 5, 1e-14) : damping * 10;
        if (lower) before = after;
      }
      if (!lower) {
        X_ = from;
        return before <= 1e-22;
      }
    }
    return before <= 1e-22;
  }

  /// Entries of L and of R over the means of their columns.
  struct Slack {
    Matrix left, right;
  };
  Slack slack() const {
    Slack out{E_ * X_, B_.transpose() * inverse_transpose()};
    const auto scaled = [](Matrix& F, const Vector& used) {
      for (Index k = 0; k < F.cols(); ++k) F.col(k) /= std::abs(F.col(k).dot(used)) / used.sum();
    };
    scaled(out.left, used_left_);
    scaled(out.right, used_right_);
    return out;
  }

  bool uses_row(Index i) const { return used_left_(i) > 0; }
  bool uses_column(Index j) const { return used_right_(j) > 0; }
  Matrix inverse_transpose() const { return X_.inverse().transpose(); }

 private:
  /// Entries at fixed means, as rows of the linearised conditions: max(0, s − slack), or −slack where forced.
  std::pair<Matrix, Vector> linearised(double s, const std::vector<Place>& forced_left,
                                       const std::vector<Place>& forced_right) const {
    const Matrix S = inverse_transpose(), L = E_ * X_, R = B_.transpose() * S;
    const Index r = X_.rows();
    std::vector<std::pair<Vector, double>> rows;
    const auto each = [&](const Matrix& F, const Vector& used, const std::vector<Place>& forced,
                          const auto& derivative) {
      Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic> held(F.rows(), F.cols());
      held.setConstant(false);
      for (const Place& at : forced) held(at.row, at.col) = true;
      for (Index k = 0; k < F.cols(); ++k) {
        const double mean = std::abs(F.col(k).dot(used)) / used.sum();
        for (Index i = 0; i < F.rows(); ++i) {
          if (used(i) == 0) continue;
          const double missing = (held(i, k) ? 0 : s) - F(i, k) / mean;
          if (held(i, k) || missing > 0) rows.emplace_back(derivative(i, k) / mean, missing);
        }
      }
    };
    each(L, used_left_, forced_left, [&](Index i, Index k) {
      Matrix out = Matrix::Zero(r, r);
      out.col(k) = E_.row(i).transpose();
      return Vector(out.reshaped());
    });
    // dR = −R dXᵀ S: the derivative by X_ba is −R_ja S_bk.
    each(R, used_right_, forced_right,
         [&](Index j, Index k) { return Vector((-S.col(k) * R.row(j)).reshaped()); });
    Matrix J(static_cast<Index>(rows.size()), r * r);
    Vector h(J.rows());
    for (Index q = 0; q < J.rows(); ++q) {
      J.row(q) = rows[static_cast<std::size_t>(q)].first.transpose();
      h(q) = rows[static_cast<std::size_t>(q)].second;
    }
    return {std::move(J), std::move(h)};
  }

  double misfit(double s, const std::vector<Place>& forced_left,
                const std::vector<Place>& forced_right) const {
    const Slack at = slack();
    const auto sum = [&](const Matrix& F, const Vector& used, const std::vector<Place>& forced) {
      Matrix missing = (s - F.array()).max(0.0);
      for (const Place& place : forced) missing(place.row, place.col) = F(place.row, place.col);
      return (used.asDiagonal() * missing).squaredNorm();
    };
    return sum(at.left, used_left_, forced_left) + sum(at.right, used_right_, forced_right);
  }

  Matrix E_, B_, X_;
  Vector used_left_, used_right_;
};

/// The columns of X in rationals, one after the other.
class Rounding {
 public:
  Rounding(const RationalMatrix& E, const RationalMatrix& B, const Inwards& at,
           const std::vector<Place>& left, const std::vector<Place>& right, checker::Work& work)
      : E_(E), B_(B), X_(at.X()), S_(at.inverse_transpose()), left_(left), right_(right), work_(work) {}

  /// L and R with every column of X known; nothing where the equations have no solution that is nonsingular.
  std::optional<RationalFactors> factors(int bits) {
    const Index r = X_.cols();
    x_.assign(static_cast<std::size_t>(r), {});
    s_.assign(static_cast<std::size_t>(r), {});
    for (Index known = 0; known < r;) {
      Index best = -1;
      long fewest = r + 1;
      bool again = false;
      for (Index k = 0; k < r; ++k) {
        if (s_[k].empty()) {
          const RationalMatrix of_s = equations(k, right_, B_.transpose(), x_);
          if (freedoms(of_s) == 1) {
            if (!take(of_s, S_.col(k), bits, s_[k])) return std::nullopt;
            again = true;
          }
        }
        if (!x_[k].empty()) continue;
        const long free = freedoms(equations(k, left_, E_, s_));
        if (free < fewest) best = k, fewest = free;
      }
      if (again) continue;
      if (!take(equations(best, left_, E_, s_), X_.col(best), bits, x_[best])) return std::nullopt;
      ++known;
    }
    RationalMatrix X(r, r), XT(r, r);
    for (Index k = 0; k < r; ++k)
      for (Index i = 0; i < r; ++i) {
        X.set(i, k, x_[k][i]);
        XT.set(k, i, x_[k][i]);
      }
    auto RT = solved(X, B_, work_);  // X⁻¹B
    if (!RT) return std::nullopt;
    return RationalFactors{times(E_, X, work_), RT->transpose()};
  }

 private:
  using Columns = std::vector<std::vector<Rational>>;

  /// Rows of `rows` at the forced places of column k, and what is known of the other factor's other columns.
  RationalMatrix equations(Index k, const std::vector<Place>& forced, const RationalMatrix& rows,
                           const Columns& others) const {
    std::vector<std::vector<Rational>> list;
    for (const Place& at : forced) {
      if (at.col != k) continue;
      list.emplace_back();
      for (long j = 0; j < rows.cols(); ++j) list.back().push_back(rows(at.row, j));
    }
    for (std::size_t l = 0; l < others.size(); ++l)
      if (static_cast<Index>(l) != k && !others[l].empty()) list.push_back(others[l]);
    RationalMatrix out(static_cast<long>(list.size()), rows.cols());
    for (long i = 0; i < out.rows(); ++i)
      for (long j = 0; j < out.cols(); ++j) out.set(i, j, list[i][j]);
    return out;
  }

  long freedoms(const RationalMatrix& M) const {
    if (M.rows() == 0) return M.cols();
    work_.spend(bits(M) * static_cast<unsigned long>(M.cols()),
                static_cast<double>(M.rows() * M.cols() * M.cols()));
    RationalMatrix copy = M;
    fmpq_mat_t reduced;
    fmpq_mat_init(reduced, M.rows(), M.cols());
    for (long i = 0; i < M.rows(); ++i)
      for (long j = 0; j < M.cols(); ++j) fmpq_set(fmpq_mat_entry(reduced, i, j), M.entry(i, j));
    const long rank = fmpq_mat_rref(reduced, reduced);
    fmpq_mat_clear(reduced);
    return M.cols() - rank;
  }

  bool take(const RationalMatrix& M, const Vector& near, int bits, std::vector<Rational>& out) const {
    auto y = solution_near(M, RationalMatrix(M.rows(), 1), near, bits, work_);
    if (!y) return false;
    out = std::move(*y);
    return std::any_of(out.begin(), out.end(), [](const Rational& q) { return q.sign() != 0; });
  }

  const RationalMatrix &E_, &B_;
  Matrix X_, S_;
  const std::vector<Place>&left_, &right_;
  checker::Work& work_;
  Columns x_, s_;
};

/// Zeros of the given factors that keep X from entries ≥ s; and X led as far as they allow.
struct Forced {
  std::vector<Place> left, right;
};

Forced lead_inwards(Inwards& inwards, const Matrix& L, const Matrix& R) {
  Forced forced;
  constexpr double least = 1e-4;
  const auto zero_in = [](const Matrix& F, Index i, Index k) {
    return F(i, k) <= 1e-7 * F.col(k).maxCoeff();
  };
  const auto deepen = [&] {
    for (double s = 2 * least; s < 1; s *= 2) {
      Inwards deeper = inwards;
      if (!deeper.lead(s, forced.left, forced.right)) return;
      inwards = deeper;
    }
  };
  for (int round = 0; round < 20; ++round) {
    check_budget();
    Inwards trial = inwards;
    if (trial.lead(least, forced.left, forced.right)) {
      inwards = trial;
      deepen();
      return forced;
    }
    const auto slack = trial.slack();
    std::size_t before = forced.left.size() + forced.right.size();
    const auto collect = [&](const Matrix& F, const Matrix& from, std::vector<Place>& out, auto uses) {
      for (Index k = 0; k < F.cols(); ++k)
        for (Index i = 0; i < F.rows(); ++i) {
          const bool known =
              std::any_of(out.begin(), out.end(), [&](const Place& p) { return p.row == i && p.col == k; });
          if (!known && uses(i) && F(i, k) < 0.5 * least && zero_in(from, i, k)) out.push_back({i, k});
        }
    };
    collect(slack.left, L, forced.left, [&](Index i) { return inwards.uses_row(i); });
    collect(slack.right, R, forced.right, [&](Index j) { return inwards.uses_column(j); });
    if (forced.left.size() + forced.right.size() == before) break;
  }
  return forced;
}

}  // namespace

std::optional<RationalFactors> factors_of_full_rank(const RationalMatrix& A, const LargestMinor& minor,
                                                    const Matrix& L, const Matrix& R, checker::Work& work) {
  const Index r = L.cols();
  const std::vector<Index> rows = counted_to(A.rows()), cols = counted_to(A.cols());
  const RationalMatrix core = submatrix(A, minor.rows, minor.cols), AJ = submatrix(A, rows, minor.cols),
                       B = submatrix(A, minor.rows, cols);
  const auto ET = solved(core.transpose(), AJ.transpose(), work);
  if (!ET || !(times(ET->transpose(), B, work) == A)) return std::nullopt;
  const RationalMatrix E = ET->transpose();
  const Matrix Ed = approx(E);
  Matrix X = Ed.colPivHouseholderQr().solve(L);
  for (Index k = 0; k < r; ++k) X.col(k) /= std::max(X.col(k).cwiseAbs().maxCoeff(), 1e-300);
  Inwards inwards(Ed, approx(B), approx(A), std::move(X));
  const Forced forced = lead_inwards(inwards, L, R);
  for (const int bits : {4, 7, 11, 16, 24, 40}) {
    check_budget();
    Rounding rounding(E, B, inwards, forced.left, forced.right, work);
    auto factors = rounding.factors(bits);
    if (factors && is_exact(A, *factors, work)) return factors;
  }
  return std::nullopt;
}

}  // namespace orthant
