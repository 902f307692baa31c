#include "orthant/solvers/shared_passes.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "orthant/operators/full.hpp"

namespace orthant {

namespace {

class SharedPasses {
 public:
  SharedPasses(const Objective& objective, std::vector<RunOfPasses> runs)
      : blocks_(*objective.row_blocks()),
        rows_{objective.observations().rows(), objective.observations().cols()},
        rank_(objective.rank()),
        runs_(std::move(runs)),
        ended_(runs_.size(), 0),
        passed_over_(runs_.size(), 0),
        product_(std::max(rows_[0], rows_[1]), rank_ * static_cast<Index>(runs_.size())) {}

  void lead() {
    std::vector<size_t> going(runs_.size());
    std::iota(going.begin(), going.end(), size_t{0});
    for (std::vector<size_t> served = going; !going.empty(); served = next_served(going), multiply(served)) {
      for_each_start(served, [this](size_t run) { ended_[run] = !runs_[run].go_on(); });
      std::erase_if(going, [this](size_t run) { return ended_[run] != 0; });
    }
  }

 private:
  Index rows_of(Side side) const { return rows_[side == Side::left ? 0 : 1]; }

  /// All that wait for the same product: the one for which a run was passed over, so that none stays behind,
  /// else the one that most wait for, so that runs which fell out of step meet again.
  std::vector<size_t> next_served(const std::vector<size_t>& going) {
    std::vector<size_t> chosen;
    Index waited = 0;
    for (const Side side : {Side::left, Side::right}) {
      for (const Precision precision : {Precision::full, Precision::single}) {
        std::vector<size_t> these;
        Index longest = 0;
        for (const size_t run : going) {
          const Pass& wanted = runs_[run].wanted();
          if (wanted.side != side || wanted.precision != precision) continue;
          these.push_back(run);
          longest = std::max(longest, passed_over_[run]);
        }
        if (std::pair(longest, these.size()) <= std::pair(waited, chosen.size())) continue;
        chosen = std::move(these);
        waited = longest;
      }
    }
    for (const size_t run : going) ++passed_over_[run];
    for (const size_t run : chosen) passed_over_[run] = 0;
    return chosen;
  }

  /// One pass over the data for all of `served`.
  void multiply(const std::vector<size_t>& served) {
    if (served.empty()) return;
    const auto count = static_cast<Index>(served.size());
    const Pass& first = runs_[served.front()].wanted();
    const Index rows = rows_of(first.side);
    Eigen::Map<Matrix> product(product_.data(), rows, rank_ * count);
    if (count == 1) {
      blocks_.linear_into(first.side, first.factor, first.precision, product);
    } else {
      factors_.resize(std::max(rows_[0], rows_[1]), product_.cols());
      Eigen::Map<Matrix> factors(factors_.data(), rows_of(other(first.side)), rank_ * count);
#pragma omp parallel for schedule(static) if (factors.size() > 50000)
      for (Index c = 0; c < rank_ * count; ++c)
        factors.col(c) = runs_[served[c / rank_]].wanted().factor.col(c % rank_);
      blocks_.linear_into(first.side, factors, first.precision, product);
    }
    for (Index i = 0; i < count; ++i)
      runs_[served[i]].give(PassProduct(product.col(i * rank_).data(), rows, rank_));
  }

  const RowBlocks& blocks_;
  Index rows_[2], rank_;
  std::vector<RunOfPasses> runs_;
  std::vector<char> ended_;
  std::vector<Index> passed_over_;  ///< products that a run has waited through
  Matrix factors_, product_;        ///< memory for what is multiplied, side by side
};

constexpr Index dense_columns = 128, sparse_columns = 64;  // of a product; more gain little
constexpr double copies = 4.5;           // of the factors that a start takes: HALS, and what is multiplied
constexpr Index cached_bytes = 4000000;  // of data that are read from a cache anyway
constexpr double free_bytes = 64e6, share_of_data = 0.5;

}  // namespace

void share_passes(const Objective& objective, std::vector<RunOfPasses> runs) {
  SharedPasses(objective, std::move(runs)).lead();
}

Index starts_per_pass(const Objective& objective, Index starts) {
  const auto* observed = dynamic_cast<const FullObservations*>(&objective.observations());
  if (observed == nullptr || objective.row_blocks() == nullptr) return 1;
  const DataMatrix& data = observed->data();
  if (data.bytes() <= cached_bytes) return 1;
  const double factors = copies * 8 * static_cast<double>(objective.rows() * objective.rank());
  const double memory = std::max(free_bytes, share_of_data * static_cast<double>(data.bytes()));
  const Index columns = data.is_sparse() ? sparse_columns : dense_columns;
  const Index most = std::min(columns / objective.rank(), static_cast<Index>(memory / factors));
  if (most <= 1) return 1;
  const Index groups = (starts + most - 1) / most, least = starts / groups;
  // Fewer than there are threads would leave some idle between passes.
  return least < std::min<Index>(starts, threads()) ? 1 : (starts + groups - 1) / groups;
}

}  // namespace orthant
