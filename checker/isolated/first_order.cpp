#include <algorithm>

#include "checker/isolated/isolated_parts.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

/// LᵀL − RᵀR.
BallMatrix imbalance(const BallMatrix& L, const BallMatrix& R) {
  BallMatrix B = gram(L);
  const BallMatrix other = gram(R);
  for (long a = 0; a < B.rows(); ++a)
    for (long b = 0; b < B.cols(); ++b) arb_sub(B.at(a, b), B.at(a, b), other.at(a, b), Ball::bits);
  return B;
}

/// gradient += 2λ·sign·A·B
void add_balance(const Ball& lambda, int sign, const BallMatrix& A, const BallMatrix& B,
                 BallMatrix& gradient) {
  const Ball factor = lambda * Ball(2.0 * sign);
  Ball sum;
  for (long i = 0; i < A.rows(); ++i)
    for (long k = 0; k < A.cols(); ++k) {
      // B is symmetric: its row for its column.
      arb_dot(sum.get(), nullptr, 0, A.row(i), 1, B.row(k), 1, A.cols(), Ball::bits);
      arb_addmul(gradient.at(i, k), sum.get(), factor.get(), Ball::bits);
    }
}

}  // namespace

Partition::Partition(const Problem& problem, const Json& evidence) : rank_(problem.rank) {
  const Numbers &L = problem.point.L, &R = problem.point.R;
  const long rows = problem.stacked_rows();
  const auto entry = [&](long i, long k) { return i < L.rows ? L(i, k) : R(i - L.rows, k); };
  kind_.assign(static_cast<std::size_t>(rows * rank_), Kind::fixed);
  for (long i = 0; i < rows; ++i)
    for (long k = 0; k < rank_; ++k)
      if (entry(i, k) > 0) kind_[index(i, k)] = Kind::free;
  const auto place = [](long i, long k) { return "[" + std::to_string(i) + ", " + std::to_string(k) + "]"; };
  const auto pins = entries_field(evidence, "proof.evidence", "pins", rows, rank_);
  has_pins_ = !problem.symmetric && problem.balance.sign() == 0;
  if (!has_pins_ && !pins.empty())
    throw Rejected("proof.evidence.pins is not empty; only a problem with free scaling has pins");
  std::vector<int> in_column(static_cast<std::size_t>(rank_));
  for (const auto& [i, k] : pins) {
    if (!(entry(i, k) > 0)) throw Rejected("the pin " + place(i, k) + " is zero; expected a positive entry");
    kind_[index(i, k)] = Kind::pinned;
    ++in_column[static_cast<std::size_t>(k)];
  }
  for (long k = 0; has_pins_ && k < rank_; ++k)
    if (in_column[static_cast<std::size_t>(k)] != 1)
      throw Rejected("column " + std::to_string(k) + " has " +
                     std::to_string(in_column[static_cast<std::size_t>(k)]) +
                     " pins; expected 1, since its scaling is free");
  for (const auto& [i, k] : entries_field(evidence, "proof.evidence", "degenerate", rows, rank_)) {
    if (entry(i, k) > 0)
      throw Rejected("the degenerate entry " + place(i, k) + " is positive; expected a zero");
    kind_[index(i, k)] = Kind::degenerate;
  }
}

FirstOrder first_order(const Problem& problem, const Work& work) {
  const Observed observed(problem, false);
  const BallMatrix L = BallMatrix::of(problem.point.L);
  const BallMatrix R = BallMatrix::of(problem.symmetric ? problem.point.L : problem.point.R);
  BallMatrix of_left(L.rows(), L.cols()), of_right(R.rows(), R.cols());
  Observed::Residuals row(observed.cols());
  Ball value, squares;
  for (long i = 0; i < observed.rows(); ++i) {
    const auto columns = observed.columns(i);
    const auto count = static_cast<long>(columns.size());
    work.poll();
    observed.residuals(i, L, R, row);
    arb_dot(value.get(), value.get(), 0, row.e.row(0), 1, row.e.row(0), 1, count, Ball::bits);
    arb_dot(squares.get(), squares.get(), 0, row.S.row(0), 1, row.S.row(0), 1, count, Ball::bits);
    for (long t = 0; t < count; ++t) {
      const long j = columns[static_cast<std::size_t>(t)];
      for (long k = 0; k < L.cols(); ++k) {
        arb_addmul(of_left.at(i, k), row.S.at(0, t), R.at(j, k), Ball::bits);
        arb_addmul(of_right.at(j, k), row.S.at(0, t), L.at(i, k), Ball::bits);
      }
    }
  }
  FirstOrder out{value * Ball(0.5), std::move(of_left), std::move(of_right), squares.root(), {}, {}};
  Ball norm = L.square_sum();
  if (problem.symmetric) {
    // (S + Sᵀ)U
    for (long i = 0; i < L.rows(); ++i)
      for (long k = 0; k < L.cols(); ++k)
        arb_add(out.gradient_L.at(i, k), out.gradient_L.at(i, k), out.gradient_R.at(i, k), Ball::bits);
  } else {
    norm += R.square_sum();
  }
  out.norm = norm.root();
  if (problem.balance.sign() != 0) {
    const Ball lambda(problem.balance);
    const BallMatrix B = imbalance(L, R);
    add_balance(lambda, 1, L, B, out.gradient_L);
    add_balance(lambda, -1, R, B, out.gradient_R);
    const Ball square = B.square_sum();
    out.value += lambda * square * Ball(0.5);
    out.imbalance_norm = square.root();
  }
  return out;
}

Ball objective_value(const Problem& problem, const Factors& factors, const Work& work) {
  const Observed observed(problem, false);
  const BallMatrix L = BallMatrix::of(factors.L);
  if (problem.symmetric) return observed.value(L, L, work);
  const BallMatrix R = BallMatrix::of(factors.R);
  Ball value = observed.value(L, R, work);
  if (problem.balance.sign() != 0) value += Ball(problem.balance) * imbalance(L, R).square_sum() * Ball(0.5);
  return value;
}

}  // namespace orthant::checker
