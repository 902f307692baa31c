#include "orthant/certify/schur_complement.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "orthant/base/stop.hpp"
#include "orthant/certify/gauge.hpp"
#include "orthant/linalg/symmetric.hpp"
#include "orthant/simd/inner_loops.hpp"

namespace orthant {

std::optional<SignedBlock> SignedBlock::factor(const Matrix& A, double scale) {
  SignedBlock block;
  if (A.rows() == 0) return block;
  const double smallest = 1e-13 * scale;
  if (auto lower = cholesky(A); lower && lower->diagonal().array().square().minCoeff() > smallest) {
    block.factor_ = std::move(*lower);
    return block;
  }
  const auto [values, vectors] = symmetric_eigenpairs(A);  // ascending: the negative ones come first
  if (values.cwiseAbs().minCoeff() <= smallest) return std::nullopt;
  block.cholesky_ = false;
  block.negatives_ = (values.array() < 0).count();
  block.factor_ = values.cwiseAbs().cwiseSqrt().cwiseInverse().asDiagonal() * vectors.transpose();
  return block;
}

void SignedBlock::whiten(MatrixRef P) const {
  if (!cholesky_) {
    P = (P * factor_.transpose()).eval();
    return;
  }
  simd::best().whiten(factor_.data(), factor_.outerStride(), size(), P.data(), P.outerStride(), P.rows());
}

void SignedBlock::solve(Eigen::Ref<Vector> x) const {
  if (cholesky_) {
    factor_.triangularView<Eigen::Lower>().solveInPlace(x);
    factor_.triangularView<Eigen::Lower>().transpose().solveInPlace(x);
    return;
  }
  Vector y = factor_ * x;
  y.head(negatives_) *= -1;
  x = factor_.transpose() * y;
}

namespace {

/// Entries eliminated before one symmetric rank update: enough for the update to run at full speed.
constexpr Index panel_columns = 512;

Matrix restrict_block(const Matrix& full, const std::vector<Entry>& entries, Index first, Index count) {
  Matrix block(count, count);
  for (Index a = 0; a < count; ++a)
    for (Index b = 0; b < count; ++b) block(a, b) = full(entries[first + a].col, entries[first + b].col);
  return block;
}

}  // namespace

SchurSplit split_by_rows(const ConeSubspace& subspace, Index left_rows) {
  const Index left = subspace.first(left_rows), right = subspace.order() - left;
  const SchurPart L{Side::left, 0, left, 0, left_rows},
      R{Side::right, left, right, left_rows, subspace.rows() - left_rows};
  return left >= right ? SchurSplit{L, R} : SchurSplit{R, L};
}

SchurComplement::SchurComplement(const SchurProblem& problem)
    : problem_(problem),
      L_(problem.terms.seen(problem.U).topRows(problem.observations.rows())),
      R_(problem.terms.seen(problem.U).bottomRows(problem.observations.cols())) {
  const SchurSplit split = split_by_rows(problem.subspace, L_.rows());
  E_ = split.E;
  K_ = split.K;
  const Index p = static_cast<Index>(problem.terms.pairs.size());
  W_E_.resize(E_.count, p);
  W_K_.resize(K_.count, p);
  // W c and D/c² with c = ‖U‖ give the border the size of the Hessian whatever the units of the data.
  border_scale_ = problem.U.norm();
  for (Index q = 0; q < p; ++q) {
    check_budget();
    const Vector w = border_scale_ * problem.subspace.gather(
                                         low_rank_direction(problem.U, L_.rows(), problem.terms.pairs[q]));
    W_E_.col(q) = w.segment(E_.begin, E_.count);
    W_K_.col(q) = w.segment(K_.begin, K_.count);
  }
}

std::optional<SchurComplement> SchurComplement::eliminate(const SchurProblem& problem, double shift,
                                                          Index* bad_row) {
  SchurComplement schur(problem);
  if (!schur.factor_blocks(shift, bad_row)) return std::nullopt;
  schur.accumulate(shift);
  return schur;
}

Matrix SchurComplement::shared_gram(const SchurPart& part) const {
  if (!problem_.terms.blocks->shared_gram()) return {};
  return problem_.terms.blocks->gram(part.side, 0, factor_of(other(part.side)));
}

Matrix SchurComplement::row_block(const SchurPart& part, Index i, const Matrix& shared) const {
  const Matrix& extra = part.side == Side::left ? problem_.terms.left : problem_.terms.right;
  const Matrix gram =
      shared.size() > 0 ? shared : problem_.terms.blocks->gram(part.side, i, factor_of(other(part.side)));
  const Index row = part.row_begin + i;
  return restrict_block(gram + extra, problem_.subspace.entries(), problem_.subspace.first(row),
                        problem_.subspace.count(row));
}

bool SchurComplement::factor_blocks(double shift, Index* bad_row) {
  const Matrix shared = shared_gram(E_);
  blocks_.resize(static_cast<size_t>(E_.rows));
  std::atomic<Index> bad{-1}, negatives{0};
#pragma omp parallel for schedule(static) if (E_.count > 2000)
  for (Index i = 0; i < E_.rows; ++i) {
    Matrix block = row_block(E_, i, shared);
    const double scale = block.rows() > 0 ? block.diagonal().cwiseAbs().maxCoeff() : 1;
    block.diagonal().array() -= shift;
    auto factored = SignedBlock::factor(block, scale);
    if (!factored || (problem_.definite && !factored->is_definite())) {
      bad.store(i);
      continue;
    }
    negatives += factored->negatives();
    blocks_[i] = std::move(*factored);
  }
  if (bad_row != nullptr) *bad_row = bad.load();
  negatives_ = negatives.load();
  return bad.load() < 0;
}

void SchurComplement::accumulate(double shift) {
  const ConeSubspace& subspace = problem_.subspace;
  const Index p = W_K_.cols(), width = K_.count + p;

  T_ = Matrix::Zero(width, width);  // [B W_K; W_Kᵀ −D⁻¹], lower triangle
  const Matrix shared = shared_gram(K_);
  for (Index j = 0; j < K_.rows; ++j) {
    check_budget();
    const Index row = K_.row_begin + j, count = subspace.count(row), at = subspace.first(row) - K_.begin;
    T_.block(at, at, count, count) = row_block(K_, j, shared);
  }
  T_.diagonal().head(K_.count).array() -= shift;
  T_.bottomLeftCorner(p, K_.count) = W_K_.transpose();
  T_.diagonal().tail(p) = -border_scale_ * border_scale_ * problem_.terms.weight.cwiseInverse();

  // Rows of E in batches: the panel's columns are F_i [C_i W_i], and T loses the outer product of those with
  // J = 1 and gains that of the few with J = −1.
  const Index capacity = std::max(panel_columns, problem_.U.cols());  // at least one row of E fits
  Matrix panel(width, capacity), negative(width, negatives_);
  Index negative_count = 0;
  for (Index begin = 0; begin < E_.rows;) {
    check_budget();
    const Index first_entry = subspace.first(E_.row_begin + begin);
    Index end = begin;
    while (end < E_.rows && subspace.first(E_.row_begin + end + 1) - first_entry <= capacity) ++end;
    eliminate_rows(begin, end, panel);
    for (Index i = begin; negatives_ > 0 && i < end; ++i) {
      const Index column = subspace.first(E_.row_begin + i) - first_entry;
      for (Index a = 0; a < blocks_[i].negatives(); ++a) {
        negative.col(negative_count++) = panel.col(column + a);
        panel.col(column + a).setZero();
      }
    }
    const auto filled = panel.leftCols(subspace.first(E_.row_begin + end) - first_entry);
    subtract_outer(T_, filled);
    panel_squares_ += filled.squaredNorm();
    ++panels_;
    begin = end;
  }
  if (negatives_ > 0) T_.triangularView<Eigen::Lower>() += negative * negative.transpose();
  if (negatives_ == 0 && p > 0) fold_border();
}

void SchurComplement::eliminate_rows(Index begin, Index end, MatrixRef panel) {
  const ConeSubspace& subspace = problem_.subspace;
  const auto& entries = subspace.entries();
  const Matrix& X = factor_of(E_.side);
  const Matrix& V = factor_of(K_.side);
  const Index p = W_K_.cols(), first_entry = subspace.first(E_.row_begin + begin);
#pragma omp parallel if ((end - begin) * K_.count > 10000)
  {
    Vector s, omega;
#pragma omp for schedule(static)
    for (Index i = begin; i < end; ++i) {
      const Index row = E_.row_begin + i, count = subspace.count(row), first = subspace.first(row);
      if (count == 0) continue;
      problem_.terms.blocks->residual_row(E_.side, i, L_, R_, s, omega);
      const Vector x = X.row(i);
      for (Index a = 0; a < count; ++a) {
        const Index k = entries[first + a].col;
        auto out = panel.col(first + a - first_entry);
        for (Index t = 0; t < K_.count; ++t) {
          const Entry& kept = entries[K_.begin + t];
          const Index j = kept.row - K_.row_begin;
          out(t) = omega(j) * V(j, k) * x(kept.col) + (kept.col == k ? s(j) : 0.0);
        }
        out.tail(p) = W_E_.row(first + a - E_.begin);
      }
      blocks_[i].whiten(panel.middleCols(first - first_entry, count));
    }
  }
}

void SchurComplement::fold_border() {
  const Index p = W_K_.cols();
  folded_ = T_.topLeftCorner(K_.count, K_.count);
  V_ = T_.bottomLeftCorner(p, K_.count).transpose();
  // D⁻¹ + W_EᵀA⁻¹W_E is positive definite because A and D are.
  border_factor_ = cholesky(-T_.bottomRightCorner(p, p)).value();
  const Matrix half = border_factor_.triangularView<Eigen::Lower>().solve(V_.transpose());
  folded_.triangularView<Eigen::Lower>() += half.transpose() * half;
}

bool SchurComplement::positive_definite() const {
  if (negatives_ == 0) return cholesky(folded()).has_value();
  const Index p = W_K_.cols();
  if (negatives_ > p) return false;
  const Vector values = symmetric_eigenvalues(T_);
  const double rounding = 1e-14 * values.cwiseAbs().maxCoeff();
  return (values.array() < -rounding).count() + negatives_ == p && (values.array().abs() > rounding).all();
}

void SchurComplement::solve_blocks(Eigen::Ref<Vector> x) const {
  Index at = 0;
  for (const SignedBlock& block : blocks_) {
    if (block.size() > 0) block.solve(x.segment(at, block.size()));
    at += block.size();
  }
}

Vector SchurComplement::couple(const SchurPart& from, const SchurPart& to, const Vector& x) const {
  Vector whole = Vector::Zero(problem_.subspace.order());
  whole.segment(from.begin, from.count) = x;
  const Matrix D = problem_.subspace.scatter(whole);
  const auto kernel_product = [this](Matrix P, Matrix Q) {
    if (problem_.terms.kernel_product) return problem_.terms.kernel_product(std::move(P), std::move(Q));
    return problem_.observations.measurement().kernel_product(std::move(P), std::move(Q));
  };
  Matrix product = Matrix::Zero(D.rows(), D.cols());
  if (to.side == Side::left) {
    const auto DR = D.bottomRows(R_.rows());
    product.topRows(L_.rows()) = problem_.residual.times(DR) + kernel_product(L_, DR)->times(R_);
  } else {
    const auto DL = D.topRows(L_.rows());
    product.bottomRows(R_.rows()) =
        problem_.residual.transpose_times(DL) + kernel_product(DL, R_)->transpose_times(L_);
  }
  return problem_.subspace.gather(product).segment(to.begin, to.count);
}

Vector SchurComplement::back_substitute(Vector f_E, const Vector& x_K, const Vector& z) const {
  f_E -= couple(K_, E_, x_K);
  if (z.size() > 0) f_E -= W_E_ * z;
  solve_blocks(f_E);
  Vector x(problem_.subspace.order());
  x.segment(E_.begin, E_.count) = f_E;
  x.segment(K_.begin, K_.count) = x_K;
  return x;
}

Vector SchurComplement::solve(const Vector& f, const std::function<Vector(Vector)>& solve_complement) const {
  const Index p = W_K_.cols();
  Vector t = f.segment(E_.begin, E_.count);
  solve_blocks(t);
  Vector right(K_.count + p);
  right.head(K_.count) = f.segment(K_.begin, K_.count) - couple(E_, K_, t);
  if (p > 0) right.tail(p) = -(W_E_.transpose() * t);
  const Vector solved = solve_complement(std::move(right));
  return back_substitute(f.segment(E_.begin, E_.count), solved.head(K_.count), solved.tail(p));
}

Vector SchurComplement::extend(const Vector& x_K) const {
  Matrix z(W_K_.cols(), 1);
  if (z.rows() > 0) {
    z = V_.transpose() * x_K;
    cholesky_solve(border_factor_, z);
  }
  return back_substitute(Vector::Zero(E_.count), x_K, z);
}

}  // namespace orthant
