#include "orthant/solvers/shared_passes.hpp"

#include <algorithm>

#include "orthant/linalg/threads.hpp"
#include "orthant/operators/full.hpp"

namespace orthant {

namespace {

constexpr Index dense_columns = 128, sparse_columns = 64;  // of a product; more gain little
constexpr double copies = 4.5;           // of the factors that a start takes: HALS, and what is multiplied
constexpr Index cached_bytes = 4000000;  // of data that are read from a cache anyway
constexpr double free_bytes = 64e6, share_of_data = 0.5;

}  // namespace

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
