#include "checker/spectral/full_data.hpp"

#include <numeric>

#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

const Numbers& plain_data(const Problem& problem) {
  if (!problem.measures_all_entries() || !problem.measurements)
    throw Rejected("a bound of all factors of a rank needs every entry measured, and the measurements");
  if (!problem.measurements->scale.is_one())
    throw Rejected("a bound of all factors of a rank needs plain doubles for data; they have a scale");
  return *problem.measurements;
}

}  // namespace

FullData::FullData(const Problem& problem)
    : dense_(plain_data(problem)), rows_(problem.rows), cols_(problem.cols), sparse_(problem.sparse) {
  if (!sparse_) return;
  const auto& places = problem.index.at;
  for (const bool column : {false, true}) {
    Lines& lines = lines_[column ? 1 : 0];
    lines.begin.assign(static_cast<std::size_t>(column ? cols_ : rows_) + 1, 0);
    for (const auto& [i, j] : places) ++lines.begin[static_cast<std::size_t>(column ? j : i) + 1];
    std::partial_sum(lines.begin.begin(), lines.begin.end(), lines.begin.begin());
    lines.at.resize(places.size());
    std::vector<std::size_t> next(lines.begin.begin(), lines.begin.end() - 1);
    for (std::size_t t = 0; t < places.size(); ++t) {
      const auto& [i, j] = places[t];
      lines.at[next[static_cast<std::size_t>(column ? j : i)]++] = {column ? i : j, dense_.values[t]};
    }
  }
}

double FullData::stored() const {
  return sparse_ ? static_cast<double>(dense_.values.size())
                 : static_cast<double>(rows_) * static_cast<double>(cols_);
}

void LineProducts::take(long i) {
  where_.clear();
  ordered_ = true;
  data_.visit_line(column_, i, [&](long j, double a) {
    if (a == 0 || (positive_ && a < 0)) return;
    arb_set_d(line_.at(0, static_cast<long>(where_.size())), a);
    ordered_ = ordered_ && j == static_cast<long>(where_.size());
    where_.push_back(j);
  });
}

void LineProducts::times(const BallMatrix& X, arb_ptr out) const {
  const auto count = static_cast<long>(where_.size());
  const bool whole = ordered_ && count == X.rows();
  for (long k = 0; k < X.cols(); ++k) {
    if (whole) {
      arb_dot(out + k, nullptr, 0, line_.row(0), 1, X.row(0) + k, X.cols(), count, Ball::bits);
      continue;
    }
    arb_zero(out + k);
    for (long t = 0; t < count; ++t) arb_addmul(out + k, line_.at(0, t), X.at(where_[t], k), Ball::bits);
  }
}

void LineProducts::add_squares(Ball& sum) const {
  arb_dot(sum.get(), sum.get(), 0, line_.row(0), 1, line_.row(0), 1, static_cast<long>(where_.size()),
          Ball::bits);
}

}  // namespace orthant::checker
