#include "checker/isolated/observed.hpp"

#include <algorithm>
#include <numeric>

#include "checker/read/files.hpp"
#include "orthant/base/stop.hpp"

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
    all_.resize(static_cast<std::size_t>(cols_));
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
  const auto first = static_cast<std::size_t>(begin_[static_cast<std::size_t>(i)]);
  const auto last = static_cast<std::size_t>(begin_[static_cast<std::size_t>(i) + 1]);
  return {column_.data() + first, last - first};
}

std::span<const double> Observed::weights(long i) const {
  if (weight_.empty()) return {};
  const auto first = static_cast<std::size_t>(begin_[static_cast<std::size_t>(i)]);
  return {weight_.data() + first, columns(i).size()};
}

/// b along columns(i).
void Observed::set_measured(long i, arb_ptr out) const {
  const auto observed = columns(i);
  const auto count = static_cast<long>(observed.size());
  if (!truth_.empty()) {
    const auto w = weights(i);
    for (long t = 0; t < count; ++t) {
      const long j = observed[static_cast<std::size_t>(t)];
      arb_dot(out + t, nullptr, 0, truth_[0].row(i), 1, truth_[1].row(j), 1, truth_[0].cols(), Ball::bits);
      if (!w.empty()) arb_mul(out + t, out + t, Ball(w[static_cast<std::size_t>(t)]).get(), Ball::bits);
    }
    return;
  }
  if (full_ && !problem_.sparse) {
    const Numbers& b = *problem_.measurements;
    for (long j = 0; j < cols_; ++j) arb_set_d(out + j, transposed_ ? b(j, i) : b(i, j));
    return;
  }
  const auto first = static_cast<std::size_t>(begin_[static_cast<std::size_t>(i)]);
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

}  // namespace orthant::checker
