/// Condition 1 of isolated minimizers when rows of one factor do not interact: ½Σ ω(X − A)², λ = 0.
///
/// Let X be the factor with more kept entries (E) and Y the other (K). With e the rows of X,
///
///   H = [ diag(A_i)  C ]     A_i[a, b] = Σ_j ω_ij Y_ja Y_jb,      C_i[a; (j, k)] = S_ij δ_ak + ω_ij Y_ja X_ik,
///       [ Cᵀ        B  ]     B_j[k, l] = Σ_i ω_ij X_ik X_il  (block diagonal too),
///
/// and GGᵀ ≈ H − σI with G = [ diag(c_i) 0; Vᵀ t ]: c_i c_iᵀ ≈ A_i − σI, c_i V_i ≈ C_i, ttᵀ ≈ B − σI − Σ
/// V_iᵀV_i, all in fixed point (fixed_point.hpp). The last matrix is exact but for B; rows of V are made a
/// few hundred at a time and forgotten. Cost: |E||K|²/2 + |K|³/6 multiplications of 64 bits; 24 bytes times
/// |K|²/2.
#include <algorithm>
#include <cmath>

#include "checker/arithmetic/fixed_point.hpp"
#include "checker/isolated/isolated_parts.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

constexpr long most_lines = 1L << 20, most_kept = 1L << 20, largest_complement_order = 16384;
constexpr long strip_rows = 256;  ///< rows of V at a time

/// Kept columns of each row of a factor, one list after the other.
struct Kept {
  std::vector<long> begin, col;

  Kept(const Partition& partition, long first, long rows, long rank) {
    begin.push_back(0);
    for (long i = 0; i < rows; ++i) {
      for (long k = 0; k < rank; ++k)
        if (partition.kept(first + i, k)) col.push_back(k);
      begin.push_back(static_cast<long>(col.size()));
    }
  }
  long size() const { return static_cast<long>(col.size()); }
  std::span<const long> of(long i) const {
    const auto at = static_cast<std::size_t>(i);
    return std::span(col).subspan(static_cast<std::size_t>(begin[at]),
                                  static_cast<std::size_t>(begin[at + 1] - begin[at]));
  }
};

class RowElimination {
 public:
  RowElimination(const Problem& problem, const Partition& partition, bool transposed, const Work& work)
      : work_(work),
        rank_(problem.rank),
        X_(transposed ? problem.point.R : problem.point.L),
        Y_(transposed ? problem.point.L : problem.point.R),
        observed_(problem, transposed),
        E_(partition, transposed ? problem.rows : 0, X_.rows, rank_),
        K_(partition, transposed ? 0 : problem.rows, Y_.rows, rank_),
        X_balls_(BallMatrix::of(X_)),
        Y_balls_(BallMatrix::of(Y_)) {}

  long eliminated() const { return E_.size(); }
  long order() const { return K_.size(); }

  /// In nanoseconds: the last triangle, then row by row its share of B and of the residuals, c_i, V_i, and
  /// what V_i takes from the triangle. Throws Rejected for sizes beyond the limits.
  double work() const {
    if (X_.rows > most_lines || Y_.rows > most_lines || eliminated() > most_kept ||
        order() > largest_complement_order)
      throw Rejected("condition 1 is too large to check: " + std::to_string(eliminated()) + " and " +
                     std::to_string(order()) + " kept entries; expected at most " +
                     std::to_string(most_kept) + " and " + std::to_string(largest_complement_order));
    const auto n = static_cast<double>(order()), r = static_cast<double>(rank_);
    double nanoseconds = fixed_product * n * n * n / 6;
    for (long i = 0; i < X_.rows; ++i) {
      work_.poll();
      const auto observed = static_cast<double>(observed_.columns(i).size()),
                 kept = static_cast<double>(E_.of(i).size());
      double active = 0;
      for (const long j : observed_.columns(i)) active += static_cast<double>(K_.of(j).size());
      nanoseconds += 2 * observed * r * r + ball_product * observed * r +
                     fixed_product * kept * (4 * active * kept + active * active / 2);
    }
    return nanoseconds;
  }

  void require_definite(const Rational& mu) {
    bound_ = Ball(mu).text();
    const FixedPoint fixed(largest_diagonal());
    fixed_ = &fixed;
    sigma_ = fixed.form(mu * Rational(9) / Rational(8));
    Triangle<Wide> T(order());
    const Wide lost = set_lower_block(T);
    ResidualNorm norm(sigma_ - (fixed.form(mu) + 1) - lost);
    for (long first = 0; first < X_.rows;) first = eliminate_strip(first, T, norm);
    Triangle<std::int64_t> t(order());
    const bool definite = factor_triangle(T, 0, t, norm, work_);
    require(definite && norm.within_tolerance());
  }

 private:
  void require(bool definite) const {
    if (!definite)
      throw Rejected("condition 1 fails: the Hessian is not proved to be at least hessian = " + bound_ +
                     " on the kept entries");
  }

  /// About max over all A_i[a, a], B_j[k, k]; only decides on the number of bits.
  double largest_diagonal() const {
    std::vector<double> B(Y_.rows * rank_), A(static_cast<std::size_t>(rank_));
    double largest = 0;
    for (long i = 0; i < X_.rows; ++i) {
      work_.poll();
      const auto columns = observed_.columns(i);
      const auto w = observed_.weights(i);
      std::fill(A.begin(), A.end(), 0.0);
      for (std::size_t t = 0; t < columns.size(); ++t) {
        const double omega = w.empty() ? 1 : w[t] * w[t];
        for (long k = 0; k < rank_; ++k) {
          A[k] += omega * Y_(columns[t], k) * Y_(columns[t], k);
          B[columns[t] * rank_ + k] += omega * X_(i, k) * X_(i, k);
        }
      }
      largest = std::max(largest, *std::max_element(A.begin(), A.end()));
    }
    return std::max(largest, *std::max_element(B.begin(), B.end()));
  }

  /// w_ij X_ik and w_ij Y_jk, in the bits of factors.
  void scaled_row(const Numbers& A, long i, double w, std::vector<std::int64_t>& out) const {
    out.resize(rank_);
    for (long k = 0; k < rank_; ++k) out[k] = fixed_->factor(A(i, k), w);
  }

  /// T = B − σI. Returns a bound of ‖B − B̂‖_F: Σ over observed i of product_error in each entry.
  Wide set_lower_block(Triangle<Wide>& T) const {
    std::vector<std::int64_t> x;
    std::vector<long> count(Y_.rows);
    for (long i = 0; i < X_.rows; ++i) {
      work_.poll();
      const auto columns = observed_.columns(i);
      const auto w = observed_.weights(i);
      for (std::size_t t = 0; t < columns.size(); ++t) {
        const long j = columns[t], first = K_.begin[j];
        ++count[j];
        if (t == 0 || !w.empty()) scaled_row(X_, i, w.empty() ? 1 : w[t], x);
        const auto kept = K_.of(j);
        for (std::size_t a = 0; a < kept.size(); ++a)
          for (std::size_t b = 0; b <= a; ++b)
            T.row(first + static_cast<long>(a))[first + static_cast<long>(b)] +=
                FixedPoint::product(x[kept[a]], x[kept[b]]);
      }
    }
    for (long k = 0; k < order(); ++k) T.row(k)[k] -= sigma_;
    Wide squares = 0;
    for (long j = 0; j < Y_.rows; ++j) {
      const auto entries = static_cast<Wide>(K_.of(j).size());
      const Wide terms = count[j];
      squares += entries * entries * terms * terms;
    }
    auto root = static_cast<Wide>(std::sqrt(static_cast<double>(squares)));
    while (root * root < squares) ++root;
    return root * FixedPoint::product_error;
  }

  /// The next rows of X, from `first`: all that share their observed columns and fit into a strip. Returns
  /// the row after them.
  long eliminate_strip(long first, Triangle<Wide>& T, ResidualNorm& norm) const {
    std::vector<long> offset, active;
    long last = first, length = 0;
    const bool full = observed_.is_full();
    do {
      offset.push_back(length);
      length += static_cast<long>(E_.of(last).size());
      ++last;
    } while (full && last < X_.rows && length + static_cast<long>(E_.of(last).size()) <= strip_rows);
    if (length == 0) return last;
    for (const long j : observed_.columns(first))
      for (long k = K_.begin[j]; k < K_.begin[static_cast<std::size_t>(j) + 1]; ++k) active.push_back(k);
    std::vector<std::int64_t> V(active.size() * static_cast<std::size_t>(length));
    std::vector<ResidualNorm> norms(offset.size(), norm.fresh());
    std::vector<char> definite(offset.size());
    const auto solve = [&](long t) {
      const auto at = static_cast<std::size_t>(t);
      definite[at] = solve_row(first + t, V.empty() ? V.data() : V.data() + offset[at], length, norms[at]);
    };
    run_parallel(last - first, solve, work_);
    for (const ResidualNorm& part : norms) norm.add(part);
    require(std::find(definite.begin(), definite.end(), 0) == definite.end() && norm.within_tolerance());
    subtract_gram(T, active, V.data(), length, length, work_);
    return last;
  }

  /// c_i and V_i of one row; column (j, k) of V_i at V + position·stride.
  bool solve_row(long i, std::int64_t* V, long stride, ResidualNorm& norm) const {
    const auto kept = E_.of(i);
    const auto r = static_cast<long>(kept.size());
    if (r == 0) return true;
    const auto columns = observed_.columns(i);
    const auto w = observed_.weights(i);
    const auto count = static_cast<long>(columns.size());
    // y[t·r + a] = w_ij Y_ja for kept a
    std::vector<std::int64_t> y(columns.size() * kept.size()), row;
    for (std::size_t t = 0; t < columns.size(); ++t) {
      scaled_row(Y_, columns[t], w.empty() ? 1 : w[t], row);
      for (std::size_t a = 0; a < kept.size(); ++a) y[t * kept.size() + a] = row[kept[a]];
    }
    Triangle<Wide> A(r);
    for (long t = 0; t < count; ++t)
      for (long a = 0; a < r; ++a)
        for (long b = 0; b <= a; ++b) A.row(a)[b] += FixedPoint::product(y[t * r + a], y[t * r + b]);
    for (long a = 0; a < r; ++a) A.row(a)[a] -= sigma_;
    Triangle<std::int64_t> c(r);
    if (!factor_triangle(A, static_cast<Wide>(count) * FixedPoint::product_error, c, norm, work_.of_helper()))
      return false;

    Observed::Residuals residuals(count);
    observed_.residuals(i, X_balls_, Y_balls_, residuals);
    if (w.empty()) scaled_row(X_, i, 1, row);
    constexpr Wide error = static_cast<Wide>(FixedPoint::product_error) + FixedPoint::ball_error;
    for (long t = 0; t < count; ++t) {
      const Wide S = fixed_->form(residuals.S.at(0, t));
      if (!w.empty()) scaled_row(X_, i, w[t], row);
      for (const long k : K_.of(columns[t])) {
        for (long a = 0; a < r; ++a) {
          Wide rest = FixedPoint::product(row[k], y[t * r + a]);
          if (kept[a] == k) rest += S;
          for (long b = 0; b < a; ++b) rest -= static_cast<Wide>(c.row(a)[b]) * V[b];
          if (!divide_entry(rest, error, c.row(a)[a], 2, V[a], norm)) return false;
        }
        V += stride;
      }
    }
    return true;
  }

  const Work& work_;
  long rank_;
  const Numbers &X_, &Y_;
  Observed observed_;
  Kept E_, K_;
  BallMatrix X_balls_, Y_balls_;
  const FixedPoint* fixed_ = nullptr;
  Wide sigma_ = 0;
  std::string bound_;  ///< μ, for people
};

/// Eliminates the factor with more kept entries.
RowElimination by_more_kept(const Problem& problem, const Partition& partition, const Work& work) {
  RowElimination by_left(problem, partition, false, work);
  return by_left.eliminated() >= by_left.order() ? std::move(by_left)
                                                 : RowElimination(problem, partition, true, work);
}

}  // namespace

void require_definite_by_rows(const Problem& problem, const Partition& partition, const Rational& mu,
                              const Work& work) {
  by_more_kept(problem, partition, work).require_definite(mu);
}

double work_by_rows(const Problem& problem, const Partition& partition, const Work& work) {
  return by_more_kept(problem, partition, work).work();
}

}  // namespace orthant::checker
