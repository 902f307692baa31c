// Misfits by ℋ: identity_plus_low_rank and kernels, of terms or of a matrix.
#include <algorithm>

#include "checker/isolated/misfit.hpp"
#include "checker/read/files.hpp"
#include "checker/read/read_problem.hpp"

namespace orthant::checker {

namespace {

constexpr long most_term_numbers = 1L << 24;

void require_truth(const Problem& problem) {
  if (!problem.truth || problem.measurements) throw Rejected("a kernel with measurements; expected a truth");
}

/// ⟨A, B⟩ of matrices of the same size.
Ball inner_of(const BallMatrix& A, const BallMatrix& B) {
  Ball sum;
  for (long i = 0; i < A.rows(); ++i)
    arb_dot(sum.get(), sum.get(), 0, A.row(i), 1, B.row(i), 1, A.cols(), Ball::bits);
  return sum;
}

/// A += factor·B
void add_scaled(BallMatrix& A, const Ball& factor, const BallMatrix& B) {
  for (long i = 0; i < A.rows(); ++i)
    for (long j = 0; j < A.cols(); ++j) arb_addmul(A.at(i, j), factor.get(), B.at(i, j), Ball::bits);
}

/// ℋ − I = Σ_pq K_pq T_p⟨T_q, ·⟩: entries Σ_pq K_pq C_xp C_yq with C_xp = ⟨T_p, J_U e_x⟩.
class TermsCurvature final : public Curvature {
 public:
  TermsCurvature(const std::vector<BallMatrix>& T, const BallMatrix& K, const Jacobian& J, const Work& work)
      : rank_(J.L.cols()),
        K_(K),
        C_((J.symmetric ? J.rows() : J.rows() + J.cols()) * rank_, K.rows()),
        at_(1, K.rows()) {
    for (long p = 0; p < K.rows(); ++p) {
      work.poll();
      const BallMatrix of_left = T[p] * J.R, of_right = T[p].transpose() * J.L;
      for (long i = 0; i < J.rows(); ++i)
        for (long k = 0; k < rank_; ++k) arb_set(C_.at(i * rank_ + k, p), of_left.at(i, k));
      for (long j = 0; j < J.cols(); ++j)
        for (long k = 0; k < rank_; ++k) {
          arb_ptr c = C_.at(((J.symmetric ? 0 : J.rows()) + j) * rank_ + k, p);
          arb_add(c, c, of_right.at(j, k), Ball::bits);
        }
    }
  }
  void enter(const KeptEntry& x) override {
    for (long p = 0; p < K_.rows(); ++p)
      arb_dot(at_.at(0, p), nullptr, 0, K_.row(p), 1, C_.row(x.row * rank_ + x.col), 1, K_.rows(),
              Ball::bits);
  }
  Ball entry(const KeptEntry& y) const override {
    Ball out;
    arb_dot(out.get(), nullptr, 0, at_.row(0), 1, C_.row(y.row * rank_ + y.col), 1, K_.rows(), Ball::bits);
    return out;
  }

 private:
  long rank_;
  const BallMatrix& K_;
  BallMatrix C_, at_;
};

/// T = l₁, r₁, l₂, …
class TermsMisfit final : public Misfit {
 public:
  /// `sensed`: the terms are those of an 𝒜, not of ℋ.
  TermsMisfit(const Problem& problem, bool sensed)
      : Misfit(problem), sensed_(sensed), K_(2 * count(), 2 * count()) {
    if (!sensed) require_truth(problem);
    if (2 * count() > most_term_numbers / (problem.rows * problem.cols))
      throw Rejected("the terms of the operator have more than 2^24 numbers, too many to check");
    for (const auto& [left, right] : problem.terms) {
      T_.push_back(BallMatrix::of(left));
      T_.push_back(BallMatrix::of(right));
    }
    for (long t = 0; t < count(); ++t) {
      arb_one(K_.at(2 * t, 2 * t + 1));
      arb_one(K_.at(2 * t + 1, 2 * t));
      for (long u = 0; sensed_ && u < count(); ++u)
        arb_set(K_.at(2 * t + 1, 2 * u + 1), inner_of(T_[at(2 * t)], T_[at(2 * u)]).get());
    }
  }

  Ball kernel_norm(const Work&) const override {
    Ball sum(1.0);
    for (long t = 0; t < count(); ++t) sum += Ball(sensed_ ? 1.0 : 2.0) * norms(t);
    return sensed_ ? sum.square() : sum;
  }

  /// l⟨r, ·⟩ + r⟨l, ·⟩ ⪰ (⟨l, r⟩ − ‖l‖‖r‖) I.
  bool is_nonnegative() const override {
    if (sensed_) return true;
    Ball sum(1.0);
    for (long t = 0; t < count(); ++t) sum += inner_of(T_[at(2 * t)], T_[at(2 * t + 1)]) - norms(t);
    return certainly_at_most(Ball(), sum);
  }

  At at(const BallMatrix& L, const BallMatrix& R, bool with_S, const Work& work) const override {
    work.poll();
    BallMatrix E = deviation(L, R);
    std::vector<Ball> c;
    for (const BallMatrix& T : T_) c.push_back(inner_of(T, E));
    At out{{}, BallMatrix(0, 0)};
    if (sensed_) {
      for (long t = 0; t < count(); ++t) add_scaled(E, c[at(2 * t + 1)], T_[at(2 * t)]);
      for (long i = 0; !from_truth_ && i < E.rows(); ++i)
        for (long j = 0; j < E.cols(); ++j)
          arb_sub(E.at(i, j), E.at(i, j), Ball(measured(i, j)).get(), Ball::bits);
      out.value = E.square_sum() * Ball(0.5);
      for (long t = 0; t < count(); ++t) c[at(2 * t)] = inner_of(T_[at(2 * t)], E);
      for (long t = 0; with_S && t < count(); ++t) add_scaled(E, c[at(2 * t)], T_[at(2 * t + 1)]);
    } else {
      out.value = E.square_sum() * Ball(0.5);
      for (long t = 0; t < count(); ++t) out.value += c[at(2 * t)] * c[at(2 * t + 1)];
      for (long t = 0; with_S && t < count(); ++t) {
        add_scaled(E, c[at(2 * t + 1)], T_[at(2 * t)]);
        add_scaled(E, c[at(2 * t)], T_[at(2 * t + 1)]);
      }
    }
    if (with_S) out.S = std::move(E);
    return out;
  }

  bool holds_identity() const override { return true; }
  std::unique_ptr<Curvature> curvature(const Jacobian& J, const Work& work) const override {
    return std::make_unique<TermsCurvature>(T_, K_, J, work);
  }

  double work_at(long rank, bool) const override {
    return size() * static_cast<double>(3 * rank + 6 * count() + 2);
  }
  double work_curvature(long rank, long order) const override {
    const auto n = static_cast<double>(order);
    return 2 * static_cast<double>(count()) *
           (2 * size() * static_cast<double>(rank) + n * (n / 2 + static_cast<double>(2 * count())));
  }

 private:
  static std::size_t at(long p) { return static_cast<std::size_t>(p); }
  long count() const { return static_cast<long>(problem_.terms.size()); }
  Ball norms(long t) const { return (T_[at(2 * t)].square_sum() * T_[at(2 * t + 1)].square_sum()).root(); }
  double measured(long i, long j) const { return problem_.measurements->values[at(i * problem_.cols + j)]; }

  bool sensed_;
  std::vector<BallMatrix> T_;
  BallMatrix K_;
};

/// H vec E, E sparse or not.
class MatrixCurvature final : public Curvature {
 public:
  MatrixCurvature(const Numbers& H, const Ball& scale, const Jacobian& J, const Work& work)
      : H_(H), scale_(scale), J_(J), work_(work), image_(J.rows(), J.cols()) {}
  void enter(const KeptEntry& x) override {
    work_.poll();
    for (long p = 0; p < H_.rows; ++p) arb_zero(image_.at(0, 0) + p);
    Ball h;
    J_.visit(x, [&](long i, long j, arb_srcptr value) {
      const double* row = H_.values.data() + (i * J_.cols() + j) * H_.cols;
      for (long p = 0; p < H_.rows; ++p) {
        arb_set_d(h.get(), row[p]);
        arb_addmul(image_.at(0, 0) + p, h.get(), value, Ball::bits);
      }
    });
  }
  Ball entry(const KeptEntry& y) const override {
    Ball out;
    J_.visit(y, [&](long i, long j, arb_srcptr value) { out.add_product(image_.at(i, j), value); });
    return out * scale_;
  }

 private:
  const Numbers& H_;
  Ball scale_;
  Jacobian J_;
  const Work& work_;
  BallMatrix image_;
};

const Numbers& kernel_matrix(const Problem& problem) {
  if (!problem.matrix) throw Rejected("operator without its matrix");
  const long size = problem.rows * problem.cols;
  require_size(*problem.matrix, size, size, "the matrix of the operator");
  return *problem.matrix;
}

class MatrixMisfit final : public Misfit {
 public:
  explicit MatrixMisfit(const Problem& problem) : Misfit(problem), H_(kernel_matrix(problem)) {
    require_truth(problem);
    if (problem.matrix->scale.root)
      throw Rejected("the kernel matrix has a root as its scale; expected a fraction");
    scale_ = Ball(H_.scale.value);
  }

  Ball kernel_norm(const Work&) const override {
    Ball largest;
    for (long p = 0; p < H_.rows; ++p) {
      const Ball sum = magnitudes(p, false);
      if (!certainly_at_most(sum, largest)) largest = sum.magnitude_bound();
    }
    return largest * scale_.magnitude_bound();
  }

  /// By Gershgorin's circles.
  bool is_nonnegative() const override {
    if (!certainly_at_most(Ball(), scale_)) return false;
    for (long p = 0; p < H_.rows; ++p)
      if (!certainly_at_most(magnitudes(p, true), Ball(H_(p, p)))) return false;
    return true;
  }

  At at(const BallMatrix& L, const BallMatrix& R, bool with_S, const Work& work) const override {
    const BallMatrix E = deviation(L, R);
    BallMatrix S(E.rows(), E.cols()), row(1, H_.cols);
    for (long p = 0; p < H_.rows; ++p) {
      work.poll();
      for (long q = 0; q < H_.cols; ++q) arb_set_d(row.at(0, q), H_(p, q));
      arb_dot(S.at(0, 0) + p, nullptr, 0, row.row(0), 1, E.at(0, 0), 1, H_.cols, Ball::bits);
      arb_mul(S.at(0, 0) + p, S.at(0, 0) + p, scale_.get(), Ball::bits);
    }
    return {inner_of(E, S) * Ball(0.5), with_S ? std::move(S) : BallMatrix(0, 0)};
  }

  std::unique_ptr<Curvature> curvature(const Jacobian& J, const Work& work) const override {
    return std::make_unique<MatrixCurvature>(H_, scale_, J, work);
  }

  double work_at(long rank, bool) const override {
    return size() * (size() * 2 + static_cast<double>(3 * rank));
  }
  double work_curvature(long, long order) const override {
    const double n = static_cast<double>(order), line = static_cast<double>(problem_.rows + problem_.cols);
    return n * line * (2 * size() + n / 2);
  }

 private:
  /// Σ_q |H_pq|, with or without the diagonal.
  Ball magnitudes(long p, bool off) const {
    Ball sum;
    for (long q = 0; q < H_.cols; ++q)
      if (!off || q != p) sum += Ball(std::abs(H_(p, q)));
    return sum;
  }

  const Numbers& H_;
  Ball scale_;
};

}  // namespace

std::unique_ptr<Misfit> low_rank_misfit(const Problem& problem) {
  return std::make_unique<TermsMisfit>(problem, true);
}

std::unique_ptr<Misfit> kernel_terms_misfit(const Problem& problem) {
  return std::make_unique<TermsMisfit>(problem, false);
}

std::unique_ptr<Misfit> kernel_matrix_misfit(const Problem& problem) {
  return std::make_unique<MatrixMisfit>(problem);
}

}  // namespace orthant::checker
