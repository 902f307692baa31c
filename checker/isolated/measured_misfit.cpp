// Misfits by measurements one after the other: dense_sensing and rank_one.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "checker/arithmetic/fixed_point.hpp"
#include "checker/isolated/misfit.hpp"
#include "checker/read/files.hpp"
#include "checker/read/read_problem.hpp"

namespace orthant::checker {

namespace {

constexpr long largest_misfit = 1L << 22, most_measurements = 1L << 20, most_vector_numbers = 1L << 25;

}  // namespace

Misfit::Misfit(const Problem& problem) : problem_(problem), from_truth_(!problem.measurements) {
  if (problem.rows > largest_misfit / problem.cols)
    throw Rejected(
        "a " + std::to_string(problem.rows) + "×" + std::to_string(problem.cols) +
        " problem with measurements that are no entries is too large to check: at most 2^22 entries");
  if (from_truth_ && !problem.truth) throw Rejected("neither measurements nor a truth");
  if (problem.measurements && !problem.measurements->scale.is_one())
    throw Rejected("measurements with a scale; expected plain doubles");
}

BallMatrix Misfit::deviation(const BallMatrix& L, const BallMatrix& R) const {
  BallMatrix E = L * R.transpose();
  if (!from_truth_) return E;
  const Factors& truth = *problem_.truth;
  const BallMatrix other =
      BallMatrix::of(truth.L) * BallMatrix::of(problem_.symmetric ? truth.L : truth.R).transpose();
  for (long i = 0; i < E.rows(); ++i)
    for (long j = 0; j < E.cols(); ++j) arb_sub(E.at(i, j), E.at(i, j), other.at(i, j), Ball::bits);
  return E;
}

namespace {

void require_plain(const Numbers& A, const char* name) {
  if (!A.scale.is_one()) throw Rejected(std::string(name) + " has a scale; expected plain doubles");
  if (A.rows > most_measurements) throw Rejected(std::string(name) + " has more than 2^20 rows");
}

const Numbers& sensing_matrix(const Problem& problem) {
  if (!problem.matrix) throw Rejected("operator without its matrix");
  require_plain(*problem.matrix, "the matrix of the operator");
  require_size(*problem.matrix, problem.matrix->rows, problem.rows * problem.cols,
               "the matrix of the operator");
  return *problem.matrix;
}

const std::pair<Numbers, Numbers>& rank_one_vectors(const Problem& problem) {
  if (problem.terms.size() != 1) throw Rejected("operator without its vectors");
  return problem.terms.front();
}

/// As balls, which take six times the memory.
BallMatrix vectors_of(const Numbers& A, const char* name) {
  require_plain(A, name);
  if (A.rows * A.cols > most_vector_numbers)
    throw Rejected(std::string(name) + " has more than 2^25 numbers, too many to check");
  return BallMatrix::of(A);
}

constexpr long largest_gram = 4096;

/// ≥ ‖V‖² of the matrix with entries at(a, k): the largest row sum of |VVᵀ|, from exact products of integers. With
/// V̂ in units of 2^(−p), within one of V, |(V̂V̂ᵀ − VVᵀ)_ab| ≤ s_a + s_b + length, s_a = Σ_k |V̂_ak|.
template <class At>
Ball square_norm_by_gram(long count, long length, double largest_square, const At& at, const Work& work) {
  constexpr long strip = 512;
  if (largest_square == 0) return {};
  const FixedPoint fixed(largest_square);
  Triangle<Wide> T(count);
  std::vector<long> all(static_cast<std::size_t>(count));
  std::iota(all.begin(), all.end(), 0);
  std::vector<std::int64_t> V(static_cast<std::size_t>(count * strip));
  std::vector<double> sizes(static_cast<std::size_t>(count)), sums(sizes.size());
  for (long from = 0; from < length; from += strip) {
    work.poll();
    const long width = std::min(strip, length - from);
    std::fill(V.begin(), V.end(), 0);
    for (long a = 0; a < count; ++a)
      for (long k = 0; k < width; ++k) {
        const std::int64_t v = std::llrint(std::ldexp(at(a, from + k), fixed.bits()));
        V[static_cast<std::size_t>(a * strip + k)] = v;
        sizes[static_cast<std::size_t>(a)] += static_cast<double>(v < 0 ? -v : v);
      }
    subtract_gram(T, all, V.data(), strip, width, work);
  }
  double size = 0;
  for (const double s : sizes) size += s + static_cast<double>(length);
  for (long a = 0; a < count; ++a)
    for (long b = 0; b <= a; ++b) {
      const Wide g = T.row(a)[b];
      const auto magnitude = static_cast<double>(g < 0 ? -g : g);
      sums[static_cast<std::size_t>(a)] += magnitude;
      if (b != a) sums[static_cast<std::size_t>(b)] += magnitude;
    }
  double largest = 0;
  for (long a = 0; a < count; ++a)
    largest = std::max(largest, sums[static_cast<std::size_t>(a)] +
                                    static_cast<double>(count) * sizes[static_cast<std::size_t>(a)] + size);
  return Ball(std::ldexp(largest * (1 + 1e-9), -2 * fixed.bits()));
}

/// out = row t of A as balls.
void take_row(const Numbers& A, long t, arb_ptr out) {
  const double* from = A.values.data() + t * A.cols;
  for (long p = 0; p < A.cols; ++p) arb_set_d(out + p, from[p]);
}

class SensingMisfit final : public Misfit {
 public:
  explicit SensingMisfit(const Problem& problem)
      : Misfit(problem), A_(sensing_matrix(problem)), row_(problem.rows, problem.cols) {}

  Ball kernel_norm(const Work& work) const override {
    Ball sum, largest;
    for (long t = 0; t < A_.rows; ++t) {
      take_row(A_, t, row_.at(0, 0));
      const Ball square = row_.square_sum();
      sum += square;
      if (!certainly_at_most(square, largest)) largest = square.magnitude_bound();
    }
    if (A_.rows > largest_gram) return sum;
    const Ball by_gram = square_norm_by_gram(
        A_.rows, A_.cols, largest.upper(), [&](long t, long p) { return A_(t, p); }, work);
    return certainly_less(by_gram, sum) ? by_gram : sum;
  }

  At at(const BallMatrix& L, const BallMatrix& R, bool with_S, const Work& work) const override {
    const BallMatrix E = deviation(L, R);
    const long size = A_.cols;
    At out{{}, with_S ? BallMatrix(problem_.rows, problem_.cols) : BallMatrix(0, 0)};
    Ball e;
    for (long t = 0; t < A_.rows; ++t) {
      work.poll();
      take_row(A_, t, row_.at(0, 0));
      arb_dot(e.get(), nullptr, 0, row_.at(0, 0), 1, E.at(0, 0), 1, size, Ball::bits);
      if (!from_truth_) e -= Ball(problem_.measurements->values[t]);
      out.value.add_product(e.get(), e.get());
      for (long p = 0; with_S && p < size; ++p)
        arb_addmul(out.S.at(0, 0) + p, e.get(), row_.at(0, p), Ball::bits);
    }
    out.value *= Ball(0.5);
    return out;
  }

  long measurements() const override { return A_.rows; }

  void gradient(long t, const Jacobian& J, BallMatrix& out) const override {
    take_row(A_, t, row_.at(0, 0));
    const long rows = J.rows(), cols = J.cols(), shift = J.symmetric ? 0 : rows;
    for (long k = 0; k < out.cols(); ++k) {
      for (long i = 0; i < rows; ++i)
        arb_dot(out.at(i, k), nullptr, 0, row_.at(i, 0), 1, J.R.at(0, k), J.R.cols(), cols, Ball::bits);
      for (long j = 0; j < cols; ++j)
        arb_dot(out.at(shift + j, k), J.symmetric ? out.at(j, k) : nullptr, 0, row_.at(0, j), cols,
                J.L.at(0, k), J.L.cols(), rows, Ball::bits);
    }
  }

  double work_norm() const override {
    const auto m = static_cast<double>(A_.rows);
    return size() * m * (1 + (A_.rows > largest_gram ? 0 : m / 2 * (fixed_product / misfit_product)));
  }
  double work_at(long rank, bool with_S) const override {
    return size() * static_cast<double>(3 * rank + (with_S ? 3 : 2) * A_.rows);
  }
  double work_curvature(long rank, long order) const override {
    return static_cast<double>(A_.rows) *
           (size() * static_cast<double>(2 * rank + 1) + static_cast<double>(order));
  }

 private:
  const Numbers& A_;
  mutable BallMatrix row_;  ///< A_t
};

class RankOneMisfit final : public Misfit {
 public:
  explicit RankOneMisfit(const Problem& problem)
      : Misfit(problem),
        left_(vectors_of(rank_one_vectors(problem).first, "left of the operator")),
        right_(vectors_of(rank_one_vectors(problem).second, "right of the operator")) {}

  Ball kernel_norm(const Work& work) const override {
    const Ball by_left = norm_by(problem_.terms[0].first, right_, work),
               by_right = norm_by(problem_.terms[0].second, left_, work);
    return certainly_less(by_left, by_right) ? by_left : by_right;
  }

  At at(const BallMatrix& L, const BallMatrix& R, bool with_S, const Work& work) const override {
    const long m = left_.rows();
    BallMatrix e(1, m), e_right(with_S ? m : 0, right_.cols());
    add_measured(L, R, 1, e);
    if (from_truth_) {
      const Factors& truth = *problem_.truth;
      add_measured(BallMatrix::of(truth.L), BallMatrix::of(problem_.symmetric ? truth.L : truth.R), -1, e);
    }
    for (long t = 0; !from_truth_ && t < m; ++t)
      arb_sub(e.at(0, t), e.at(0, t), Ball(problem_.measurements->values[t]).get(), Ball::bits);
    At out{e.square_sum() * Ball(0.5), with_S ? BallMatrix(problem_.rows, problem_.cols) : BallMatrix(0, 0)};
    if (!with_S) return out;
    for (long t = 0; t < m; ++t)
      for (long j = 0; j < right_.cols(); ++j)
        arb_mul(e_right.at(t, j), e.at(0, t), right_.at(t, j), Ball::bits);
    for (long i = 0; i < out.S.rows(); ++i) {
      work.poll();
      for (long j = 0; j < out.S.cols(); ++j)
        arb_dot(out.S.at(i, j), nullptr, 0, left_.at(0, i), left_.cols(), e_right.at(0, j), right_.cols(), m,
                Ball::bits);
    }
    return out;
  }

  long measurements() const override { return left_.rows(); }

  void gradient(long t, const Jacobian& J, BallMatrix& out) const override {
    const long rows = J.rows(), cols = J.cols(), shift = J.symmetric ? 0 : rows;
    Ball along;
    for (long k = 0; k < out.cols(); ++k) {
      arb_dot(along.get(), nullptr, 0, right_.row(t), 1, J.R.at(0, k), J.R.cols(), cols, Ball::bits);
      for (long i = 0; i < rows; ++i) arb_mul(out.at(i, k), left_.at(t, i), along.get(), Ball::bits);
      arb_dot(along.get(), nullptr, 0, left_.row(t), 1, J.L.at(0, k), J.L.cols(), rows, Ball::bits);
      for (long j = 0; j < cols; ++j) {
        if (!J.symmetric) arb_zero(out.at(shift + j, k));
        arb_addmul(out.at(shift + j, k), right_.at(t, j), along.get(), Ball::bits);
      }
    }
  }

  double work_norm() const override {
    const auto m = static_cast<double>(left_.rows()), n1 = static_cast<double>(problem_.rows),
               n2 = static_cast<double>(problem_.cols);
    return 2 * m * (n1 + n2) + m / 2 * (n1 * n1 + n2 * n2) * (fixed_product / misfit_product);
  }
  double work_at(long rank, bool with_S) const override {
    const auto m = static_cast<double>(left_.rows());
    return m * static_cast<double>((problem_.rows + problem_.cols) * 2 * rank) + (with_S ? m * size() : 0);
  }
  double work_curvature(long rank, long order) const override {
    return static_cast<double>(left_.rows()) *
           static_cast<double>(2 * (problem_.rows + problem_.cols) * rank + order);
  }

 private:
  /// max_t ‖v_t‖² · ‖W‖², or Σ_t ‖w_t‖²‖v_t‖² where W has more columns than a Gram matrix may.
  static Ball norm_by(const Numbers& W, const BallMatrix& v, const Work& work) {
    Ball largest, sum, square, own;
    for (long t = 0; t < v.rows(); ++t) {
      arb_dot(square.get(), nullptr, 0, v.row(t), 1, v.row(t), 1, v.cols(), Ball::bits);
      if (!certainly_at_most(square, largest)) largest = square.magnitude_bound();
      own = Ball();
      for (long k = 0; k < W.cols; ++k) own += Ball(W(t, k)).square();
      sum.add_product(square.get(), own.get());
    }
    if (W.cols > largest_gram) return sum;
    double column = 0;
    for (long k = 0; k < W.cols; ++k) {
      double squares = 0;
      for (long t = 0; t < W.rows; ++t) squares += W(t, k) * W(t, k);
      column = std::max(column, squares * (1 + 1e-9));
    }
    return largest * square_norm_by_gram(
                         W.cols, W.rows, column, [&](long k, long t) { return W(t, k); }, work);
  }

  /// e_t += sign·⟨a_tᵀL, b_tᵀR⟩
  void add_measured(const BallMatrix& L, const BallMatrix& R, int sign, BallMatrix& e) const {
    const BallMatrix P = left_ * L, Q = right_ * R;
    Ball sum;
    for (long t = 0; t < P.rows(); ++t) {
      arb_dot(sum.get(), nullptr, 0, P.row(t), 1, Q.row(t), 1, P.cols(), Ball::bits);
      (sign > 0 ? arb_add : arb_sub)(e.at(0, t), e.at(0, t), sum.get(), Ball::bits);
    }
  }

  BallMatrix left_, right_;
};

}  // namespace

std::unique_ptr<Misfit> sensing_misfit(const Problem& problem) {
  return std::make_unique<SensingMisfit>(problem);
}

std::unique_ptr<Misfit> rank_one_misfit(const Problem& problem) {
  return std::make_unique<RankOneMisfit>(problem);
}

}  // namespace orthant::checker
