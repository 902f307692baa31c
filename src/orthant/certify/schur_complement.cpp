#include "orthant/certify/schur_complement.hpp"

#include <Eigen/Cholesky>
#include <atomic>

#include "orthant/certify/gauge.hpp"
#include "orthant/linalg/symmetric.hpp"

namespace orthant {

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

SchurComplement::SchurComplement(const SchurProblem& problem)
    : problem_(problem),
      L_(problem.U.topRows(problem.observations.rows())),
      R_(problem.U.bottomRows(problem.observations.cols())) {
  const Index n1 = L_.rows(), split = problem.subspace.first(n1);
  const Part left{Side::left, 0, split, 0, n1};
  const Part right{Side::right, split, problem.subspace.order() - split, n1, R_.rows()};
  E_ = problem.eliminated == Side::left ? left : right;
  K_ = problem.eliminated == Side::left ? right : left;
  const Index p = static_cast<Index>(problem.terms.pairs.size());
  W_E_.resize(E_.count, p);
  W_K_.resize(K_.count, p);
  for (Index q = 0; q < p; ++q) {
    const Vector w = problem.subspace.gather(low_rank_direction(problem.U, n1, problem.terms.pairs[q]));
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

Matrix SchurComplement::shared_gram(const Part& part) const {
  if (!problem_.terms.blocks->shared_gram()) return {};
  return problem_.terms.blocks->gram(part.side, 0, part.side == Side::left ? R_ : L_);
}

Matrix SchurComplement::row_block(const Part& part, Index i, const Matrix& shared) const {
  const Matrix& extra = part.side == Side::left ? problem_.terms.left : problem_.terms.right;
  const Matrix gram = shared.size() > 0
                          ? shared
                          : problem_.terms.blocks->gram(part.side, i, part.side == Side::left ? R_ : L_);
  const Index row = part.row_begin + i;
  return restrict_block(gram + extra, problem_.subspace.entries(), problem_.subspace.first(row),
                        problem_.subspace.count(row));
}

bool SchurComplement::factor_blocks(double shift, Index* bad_row) {
  const Matrix shared = shared_gram(E_);
  block_factor_.resize(static_cast<size_t>(E_.rows));
  std::atomic<Index> bad{-1};
#pragma omp parallel for schedule(static)
  for (Index i = 0; i < E_.rows; ++i) {
    Matrix block = row_block(E_, i, shared);
    const double scale = block.rows() > 0 ? block.diagonal().maxCoeff() : 1;
    block.diagonal().array() -= shift;
    const Eigen::LLT<Matrix> llt(block);
    // A pivot at rounding level is no pivot.
    const bool positive =
        llt.info() == Eigen::Success &&
        (block.rows() == 0 || llt.matrixLLT().diagonal().array().square().minCoeff() > 1e-13 * scale);
    if (!positive) bad.store(i);
    block_factor_[static_cast<size_t>(i)] = llt.matrixLLT();
  }
  if (bad_row != nullptr) *bad_row = bad.load();
  return bad.load() < 0;
}

void SchurComplement::accumulate(double shift) {
  const ConeSubspace& subspace = problem_.subspace;
  const auto& entries = subspace.entries();
  const Matrix& X = E_.side == Side::left ? L_ : R_;
  const Matrix& V = E_.side == Side::left ? R_ : L_;
  const Index p = W_K_.cols(), width = K_.count + p;

  // [B W_K; W_Kᵀ −D⁻¹], lower triangle.
  Matrix bordered = Matrix::Zero(width, width);
  const Matrix shared = shared_gram(K_);
  for (Index j = 0; j < K_.rows; ++j) {
    const Index row = K_.row_begin + j, count = subspace.count(row), at = subspace.first(row) - K_.begin;
    bordered.block(at, at, count, count) = row_block(K_, j, shared);
  }
  bordered.diagonal().head(K_.count).array() -= shift;
  bordered.bottomLeftCorner(p, K_.count) = W_K_.transpose();
  bordered.diagonal().tail(p) = -problem_.terms.weight.cwiseInverse();

  // Rows of E in batches: column (i, a) of the panel is row a of L_i⁻¹ [C_i W_i], A_i = L_i L_iᵀ.
  Matrix panel(width, panel_columns);
  for (Index begin = 0; begin < E_.rows;) {
    const Index first_entry = subspace.first(E_.row_begin + begin);
    Index end = begin;
    while (end < E_.rows && subspace.first(E_.row_begin + end + 1) - first_entry <= panel_columns) ++end;
#pragma omp parallel
    {
      Vector s, omega;
#pragma omp for schedule(static)
      for (Index i = begin; i < end; ++i) {
        const Index row = E_.row_begin + i, count = subspace.count(row), first = subspace.first(row);
        if (count == 0) continue;
        problem_.terms.blocks->residual_row(E_.side, i, L_, R_, s, omega);
        const Vector x = X.row(i);
        const Matrix& factor = block_factor_[static_cast<size_t>(i)];
        for (Index a = 0; a < count; ++a) {
          const Index k = entries[first + a].col;
          auto out = panel.col(first + a - first_entry);
          for (Index t = 0; t < K_.count; ++t) {
            const Entry& kept = entries[K_.begin + t];
            const Index j = kept.row - K_.row_begin;
            out(t) = omega(j) * V(j, k) * x(kept.col) + (kept.col == k ? s(j) : 0.0);
          }
          out.tail(p) = W_E_.row(first + a - E_.begin);
          for (Index b = 0; b < a; ++b) out -= factor(a, b) * panel.col(first + b - first_entry);
          out /= factor(a, a);
        }
      }
    }
    subtract_outer(bordered, panel.leftCols(subspace.first(E_.row_begin + end) - first_entry));
    begin = end;
  }
  fold_border(bordered);
}

void SchurComplement::fold_border(const Matrix& eliminated) {
  const Index p = W_K_.cols();
  T_ = eliminated.topLeftCorner(K_.count, K_.count);
  if (p == 0) return;
  V_ = eliminated.bottomLeftCorner(p, K_.count).transpose();
  // D⁻¹ + W_EᵀA⁻¹W_E is positive definite because D⁻¹ is.
  border_factor_ = cholesky(-eliminated.bottomRightCorner(p, p)).value();
  const Matrix half = border_factor_.triangularView<Eigen::Lower>().solve(V_.transpose());
  T_.triangularView<Eigen::Lower>() += half.transpose() * half;
}

void SchurComplement::solve_blocks(Eigen::Ref<Vector> x) const {
  Index at = 0;
  for (const Matrix& factor : block_factor_) {
    auto part = x.segment(at, factor.rows());
    factor.triangularView<Eigen::Lower>().solveInPlace(part);
    factor.triangularView<Eigen::Lower>().transpose().solveInPlace(part);
    at += factor.rows();
  }
}

Vector SchurComplement::couple(const Part& from, const Part& to, const Vector& x) const {
  Vector whole = Vector::Zero(problem_.subspace.order());
  whole.segment(from.begin, from.count) = x;
  const Matrix D = problem_.subspace.scatter(whole);
  const MeasurementOperator& measurement = problem_.observations.measurement();
  Matrix product = Matrix::Zero(D.rows(), D.cols());
  if (to.side == Side::left) {
    const auto DR = D.bottomRows(R_.rows());
    product.topRows(L_.rows()) = problem_.residual.times(DR) + measurement.kernel_product(L_, DR)->times(R_);
  } else {
    const auto DL = D.topRows(L_.rows());
    product.bottomRows(R_.rows()) =
        problem_.residual.transpose_times(DL) + measurement.kernel_product(DL, R_)->transpose_times(L_);
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

Vector SchurComplement::solve(const Matrix& T_factor, const Vector& f) const {
  Vector t = f.segment(E_.begin, E_.count);
  solve_blocks(t);
  Matrix x_K = f.segment(K_.begin, K_.count) - couple(E_, K_, t);
  Vector z;
  Matrix f_z;
  if (W_K_.cols() > 0) {
    f_z = -(W_E_.transpose() * t);
    Matrix folded = f_z;
    cholesky_solve(border_factor_, folded);
    x_K += V_ * folded;
  }
  cholesky_solve(T_factor, x_K);
  if (W_K_.cols() > 0) {
    Matrix solved = V_.transpose() * x_K - f_z;
    cholesky_solve(border_factor_, solved);
    z = solved;
  }
  return back_substitute(f.segment(E_.begin, E_.count), x_K, z);
}

Vector SchurComplement::extend(const Vector& x_K) const {
  Vector z;
  if (W_K_.cols() > 0) {
    Matrix solved = V_.transpose() * x_K;
    cholesky_solve(border_factor_, solved);
    z = solved;
  }
  return back_substitute(Vector::Zero(E_.count), x_K, z);
}

}  // namespace orthant
