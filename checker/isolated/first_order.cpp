#include "checker/isolated/isolated_parts.hpp"

#include <algorithm>
#include <numeric>

#include "checker/read/files.hpp"

namespace orthant::checker {

Observed::Observed(const Problem& problem, bool transposed)
    : problem_(problem),
      transposed_(transposed),
      rows_(transposed ? problem.cols : problem.rows),
      cols_(transposed ? problem.rows : problem.cols),
      full_(problem.measures_all_entries()) {
  if (!full_ && !problem.measures_listed_entries())
    throw Rejected("isolated_minimizer: the operator is neither full nor entries");
  if (full_) {
    all_.resize(cols_);
    std::iota(all_.begin(), all_.end(), 0);
  }
  if (!problem.index.at.empty()) {
    std::vector<std::size_t> order(problem.index.at.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto place = [&](std::size_t t) {
      const auto& [i, j] = problem.index.at[t];
      return transposed ? std::pair(j, i) : std::pair(i, j);
    };
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return place(a) < place(b); });
    begin_.assign(static_cast<std::size_t>(rows_) + 1, 0);
    for (const std::size_t t : order) {
      ++begin_[static_cast<std::size_t>(place(t).first) + 1];
      column_.push_back(place(t).second);
      if (problem.measurements) stored_.push_back(problem.measurements->values[t]);
      if (problem.weight) weight_.push_back(problem.weight->values[t]);
    }
    std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
  }
  if (!problem.measurements) {
    const bool symmetric = problem.symmetric;
    truth_.push_back(BallMatrix::of(transposed && !symmetric ? problem.truth->R : problem.truth->L));
    truth_.push_back(BallMatrix::of(transposed || symmetric ? problem.truth->L : problem.truth->R));
  }
}

std::span<const long> Observed::columns(long i) const {
  if (full_) return all_;
  const auto first = static_cast<std::size_t>(begin_[i]);
  const auto last = static_cast<std::size_t>(begin_[static_cast<std::size_t>(i) + 1]);
  return {column_.data() + first, last - first};
}

std::span<const double> Observed::weights(long i) const {
  if (weight_.empty()) return {};
  const auto first = static_cast<std::size_t>(begin_[i]);
  return {weight_.data() + first, columns(i).size()};
}

/// b along columns(i).
void Observed::set_measured(long i, arb_ptr out) const {
  const auto observed = columns(i);
  const auto count = static_cast<long>(observed.size());
  if (!truth_.empty()) {
    const auto w = weights(i);
    for (long t = 0; t < count; ++t) {
      const long j = observed[t];
      arb_dot(out + t, nullptr, 0, truth_[0].row(i), 1, truth_[1].row(j), 1, truth_[0].cols(), Ball::bits);
      if (!w.empty()) arb_mul(out + t, out + t, Ball(w[t]).get(), Ball::bits);
    }
    return;
  }
  if (full_ && !problem_.sparse) {
    const Numbers& b = *problem_.measurements;
    for (long j = 0; j < cols_; ++j) arb_set_d(out + j, transposed_ ? b(j, i) : b(i, j));
    return;
  }
  const auto first = static_cast<std::size_t>(begin_[i]);
  const auto last = static_cast<std::size_t>(begin_[static_cast<std::size_t>(i) + 1]);
  if (full_)
    for (long j = 0; j < cols_; ++j) arb_zero(out + j);
  for (std::size_t p = first; p < last; ++p)
    arb_set_d(out + (full_ ? column_[p] : static_cast<long>(p - first)), stored_[p]);
}

void Observed::residuals(long i, const BallMatrix& X, const BallMatrix& Y, Residuals& out) const {
  const auto observed = columns(i);
  const auto w = weights(i);
  set_measured(i, out.e.row(0));
  Ball product;
  for (std::size_t t = 0; t < observed.size(); ++t) {
    arb_ptr e = out.e.at(0, static_cast<long>(t)), S = out.S.at(0, static_cast<long>(t));
    arb_dot(product.get(), nullptr, 0, X.row(i), 1, Y.row(observed[t]), 1, X.cols(), Ball::bits);
    if (w.empty()) {
      arb_sub(e, product.get(), e, Ball::bits);
      arb_set(S, e);
    } else {
      const Ball weight(w[t]);
      arb_mul(product.get(), product.get(), weight.get(), Ball::bits);
      arb_sub(e, product.get(), e, Ball::bits);
      arb_mul(S, e, weight.get(), Ball::bits);
    }
  }
}

Ball Observed::value(const BallMatrix& X, const BallMatrix& Y, const Work& work) const {
  Residuals row(cols_);
  Ball sum;
  for (long i = 0; i < rows_; ++i) {
    work.poll();
    residuals(i, X, Y, row);
    const auto count = static_cast<long>(columns(i).size());
    arb_dot(sum.get(), sum.get(), 0, row.e.row(0), 1, row.e.row(0), 1, count, Ball::bits);
  }
  return sum * Ball(0.5);
}

BallMatrix imbalance(const BallMatrix& L, const BallMatrix& R) {
  BallMatrix B = gram(L);
  const BallMatrix other = gram(R);
  for (long a = 0; a < B.rows(); ++a)
    for (long b = 0; b < B.cols(); ++b) arb_sub(B.at(a, b), B.at(a, b), other.at(a, b), Ball::bits);
  return B;
}

namespace {

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
  kind_.assign(rows * rank_, Kind::fixed);
  for (long i = 0; i < rows; ++i)
    for (long k = 0; k < rank_; ++k)
      if (entry(i, k) > 0) kind_[index(i, k)] = Kind::free;
  const auto place = [](long i, long k) { return "[" + std::to_string(i) + ", " + std::to_string(k) + "]"; };
  const auto pins = entries_field(evidence, "proof.evidence", "pins", rows, rank_);
  has_pins_ = !problem.symmetric && problem.balance.sign() == 0;
  if (!has_pins_ && !pins.empty())
    throw Rejected("proof.evidence.pins is not empty; only a problem with free scaling has pins");
  std::vector<int> in_column(rank_);
  for (const auto& [i, k] : pins) {
    if (!(entry(i, k) > 0)) throw Rejected("the pin " + place(i, k) + " is zero; expected a positive entry");
    kind_[index(i, k)] = Kind::pinned;
    ++in_column[k];
  }
  for (long k = 0; has_pins_ && k < rank_; ++k)
    if (in_column[k] != 1)
      throw Rejected("column " + std::to_string(k) + " has " + std::to_string(in_column[k]) +
                     " pins; expected 1, since its scaling is free");
  for (const auto& [i, k] : entries_field(evidence, "proof.evidence", "degenerate", rows, rank_)) {
    if (entry(i, k) > 0)
      throw Rejected("the degenerate entry " + place(i, k) + " is positive; expected a zero");
    kind_[index(i, k)] = Kind::degenerate;
  }
}

std::unique_ptr<Misfit> misfit_of(const Problem& problem) {
  return problem.kind->misfit != nullptr ? problem.kind->misfit(problem) : nullptr;
}

namespace {

/// Value, SR and SᵀL, and ‖S‖, entry by entry.
FirstOrder of_entries(const Problem& problem, const BallMatrix& L, const BallMatrix& R, const Work& work) {
  const Observed observed(problem, false);
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
      const long j = columns[t];
      for (long k = 0; k < L.cols(); ++k) {
        arb_addmul(of_left.at(i, k), row.S.at(0, t), R.at(j, k), Ball::bits);
        arb_addmul(of_right.at(j, k), row.S.at(0, t), L.at(i, k), Ball::bits);
      }
    }
  }
  return {value * Ball(0.5), std::move(of_left), std::move(of_right), squares.root(), {}, {},
          BallMatrix(0, 0)};
}

FirstOrder of_misfit(const Misfit& misfit, const BallMatrix& L, const BallMatrix& R, const Work& work) {
  Misfit::At at = misfit.at(L, R, true, work);
  Ball norm = at.S.square_sum().root();
  return {at.value, at.S * R, at.S.transpose() * L, std::move(norm), {}, {}, std::move(at.S)};
}

}  // namespace

FirstOrder first_order(const Problem& problem, const Misfit* misfit, const Work& work) {
  const BallMatrix L = BallMatrix::of(problem.point.L);
  const BallMatrix R = BallMatrix::of(problem.symmetric ? problem.point.L : problem.point.R);
  FirstOrder out = misfit != nullptr ? of_misfit(*misfit, L, R, work) : of_entries(problem, L, R, work);
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

Ball objective_value(const Problem& problem, const Misfit* misfit, const Factors& factors, const Work& work) {
  const BallMatrix L = BallMatrix::of(factors.L);
  const BallMatrix R = BallMatrix::of(problem.symmetric ? factors.L : factors.R);
  Ball value =
      misfit != nullptr ? misfit->at(L, R, false, work).value : Observed(problem, false).value(L, R, work);
  if (problem.balance.sign() != 0) value += Ball(problem.balance) * imbalance(L, R).square_sum() * Ball(0.5);
  return value;
}

}  // namespace orthant::checker
