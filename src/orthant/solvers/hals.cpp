#include "orthant/solvers/hals.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "orthant/solvers/course.hpp"
#include "orthant/solvers/hals_run.hpp"

namespace orthant {

namespace {

/// Runs that share passes over the data.
class Together {
 public:
  Together(const Objective& objective, std::vector<SolverStart> starts, const HalsOptions& options)
      : blocks_(*objective.row_blocks()),
        rows_{objective.observations().rows(), objective.observations().cols()},
        rank_(objective.rank()) {
    const Stopwatch clock;
    courses_.reserve(starts.size());
    results_.reserve(starts.size());
    passed_over_.assign(starts.size(), 0);
    for (SolverStart& start : starts) {
      going_.push_back(results_.size());
      results_.emplace_back();
      courses_.emplace_back(std::in_place, HalsRun(objective, std::move(start.U0), options), objective,
                            std::move(start.stop), start.observer, clock, options.stage);
    }
    product_.resize(std::max(rows_[0], rows_[1]), rank_ * static_cast<Index>(starts.size()));
  }

  std::vector<SolveResult> run() {
    while (!going_.empty()) {
      std::vector<Served> served = multiply(next_served());
      for_each_start(served, [&](const Served& one) { go_on(one); });
      std::erase_if(going_, [&](size_t s) { return !courses_[s]; });
    }
    return std::move(results_);
  }

 private:
  struct Served {
    size_t start;
    const double* product;
  };

  HalsRun& run_of(size_t start) { return courses_[start]->run(); }
  Index rows_of(Side side) const { return rows_[side == Side::left ? 0 : 1]; }

  /// All that wait for the same product: the one for which a run was passed over, so that none stays behind,
  /// else the one that most wait for, so that runs which fell out of step meet again.
  std::vector<size_t> next_served() {
    std::vector<size_t> chosen;
    Index waited = 0;
    for (const Side side : {Side::left, Side::right}) {
      for (const Precision precision : {Precision::full, Precision::single}) {
        std::vector<size_t> these;
        Index longest = 0;
        for (const size_t s : going_) {
          if (run_of(s).side() != side || run_of(s).precision() != precision) continue;
          these.push_back(s);
          longest = std::max(longest, passed_over_[s]);
        }
        if (std::pair(longest, these.size()) <= std::pair(waited, chosen.size())) continue;
        chosen = std::move(these);
        waited = longest;
      }
    }
    for (const size_t s : going_) ++passed_over_[s];
    for (const size_t s : chosen) passed_over_[s] = 0;
    return chosen;
  }

  /// One pass over the data for all of `starts`.
  std::vector<Served> multiply(const std::vector<size_t>& starts) {
    const auto count = static_cast<Index>(starts.size());
    const HalsRun& first = run_of(starts.front());
    const Side side = first.side();
    Eigen::Map<Matrix> product(product_.data(), rows_of(side), rank_ * count);
    if (count == 1) {
      blocks_.linear_into(side, first.factor(), first.precision(), product);
    } else {
      factors_.resize(std::max(rows_[0], rows_[1]), product_.cols());
      Eigen::Map<Matrix> factors(factors_.data(), rows_of(other(side)), rank_ * count);
#pragma omp parallel for schedule(static) if (factors.size() > 50000)
      for (Index c = 0; c < rank_ * count; ++c)
        factors.col(c) = run_of(starts[static_cast<size_t>(c / rank_)]).factor().col(c % rank_);
      blocks_.linear_into(side, factors, first.precision(), product);
    }
    std::vector<Served> served;
    for (Index i = 0; i < count; ++i)
      served.push_back({starts[static_cast<size_t>(i)], product.col(i * rank_).data()});
    return served;
  }

  /// Until the run waits again, or ends.
  void go_on(const Served& one) {
    auto& course = courses_[one.start];
    course->run().receive(one.product);
    while (!course->run().waits()) {
      if (course->advance()) continue;
      results_[one.start] = course->take();
      course.reset();
      return;
    }
  }

  const RowBlocks& blocks_;
  Index rows_[2], rank_;
  std::vector<std::optional<Course<HalsRun>>> courses_;  ///< none where a start has ended
  std::vector<SolveResult> results_;
  std::vector<size_t> going_;       ///< starts that have not ended
  std::vector<Index> passed_over_;  ///< products that a start has waited through
  Matrix factors_, product_;        ///< memory for what is multiplied, side by side
};

}  // namespace

std::vector<SolveResult> hals_together(const Objective& objective, std::vector<SolverStart> starts,
                                       const HalsOptions& options) {
  check_options(options, std::span<const Option<HalsOptions>>(hals_options));
  for (const SolverStart& start : starts) require_feasible(objective, start.U0);
  if (objective.row_blocks() == nullptr) {
    throw InputError(
        "solver = hals; expected an asymmetric objective with balance = 0 and full or entries observations");
  }
  return Together(objective, std::move(starts), options).run();
}

SolveResult hals(const Objective& objective, Matrix U, const HalsOptions& options, const StoppingRule& stop,
                 Observer* observer) {
  std::vector<SolverStart> one;
  one.push_back({std::move(U), stop, observer});
  return std::move(hals_together(objective, std::move(one), options).front());
}

}  // namespace orthant
