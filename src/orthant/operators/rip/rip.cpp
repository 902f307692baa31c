#include "orthant/operators/rip/rip.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "orthant/base/error.hpp"
#include "orthant/operators/rip/kernel_spectrum.hpp"

namespace orthant {

namespace {

/// Inner and outer ends that agree to this share of the largest eigenvalue are the same.
constexpr double closed = 1e-12;

double scaled(double largest, double smallest) {
  if (std::isinf(largest)) return 1;  // δ ≤ 1 whatever hi is, since lo ≥ 0
  return largest > 0 ? (largest - smallest) / (largest + smallest) : 1;
}

/// A witness for one end: the eigenvector at hand when its rank allows, else what the search finds.
class Witnesses {
 public:
  Witnesses(const MeasurementOperator& measurement, Index rank, const RipOptions& options,
            const Budget& budget)
      : measurement_(measurement), rank_(rank), options_(options), budget_(budget) {}

  RankQuotient find(End end, double bound, bool reached, const LowRankFactors& eigenvector, double shift) {
    if (reached && eigenvector.known() && eigenvector.L.cols() <= rank_) {
      LowRankFactors X = eigenvector;
      X.L /= X.norm();
      return {kernel_quotient(measurement_, X), X, 0};
    }
    if (!search_) search_.emplace(measurement_, rank_, static_cast<std::uint64_t>(options_.seed));
    std::vector<LowRankFactors> given;
    if (eigenvector.known()) given.push_back(eigenvector);
    return search_->find(end, options_.starts, options_.sweeps, given, bound, shift, budget_);
  }

 private:
  const MeasurementOperator& measurement_;
  Index rank_;
  const RipOptions& options_;
  const Budget& budget_;
  std::optional<RankQuotientSearch> search_;
};

}  // namespace

RipResult restricted_isometry(const MeasurementOperator& measurement, Index rank, const RipOptions& options,
                              const Budget& budget) {
  const Index most = std::min(measurement.rows(), measurement.cols());
  if (rank < 1 || rank > most)
    throw InputError(fmt::format("rank = {}; expected 1 ≤ rank ≤ min(rows, cols) = {}", rank, most));
  check_options<RipOptions>(options, rip_options);
  const auto seed = static_cast<std::uint64_t>(options.seed);
  const KernelSpectrum spectrum = kernel_spectrum(measurement, seed, budget);
  bool largest_exact =
      !spectrum.largest_is_estimate && spectrum.largest_rank <= rank && std::isfinite(spectrum.largest);
  bool smallest_exact = !spectrum.smallest_is_estimate && spectrum.smallest_rank <= rank;

  RipResult result;
  result.rank = rank;
  Witnesses witnesses(measurement, rank, options, budget);
  const bool bounded = std::isfinite(spectrum.largest);
  result.largest = witnesses.find(End::largest, spectrum.largest, largest_exact, spectrum.largest_vector,
                                  bounded ? spectrum.largest : 1);
  const double shift = bounded ? spectrum.largest : result.largest.value;
  result.smallest =
      witnesses.find(End::smallest, spectrum.smallest, smallest_exact, spectrum.smallest_vector, shift);
  result.stopped = budget.exhausted();

  result.largest_lower = std::max(result.largest.value, result.smallest.value);
  result.smallest_upper = std::min(result.largest.value, result.smallest.value);
  result.largest_upper = spectrum.largest;
  result.smallest_lower = spectrum.smallest;
  const double tolerance = closed * shift;
  largest_exact |= !spectrum.largest_is_estimate && result.largest_upper - result.largest_lower <= tolerance;
  smallest_exact |=
      !spectrum.smallest_is_estimate && result.smallest_upper - result.smallest_lower <= tolerance;
  if (largest_exact) result.largest_lower = result.largest_upper;
  if (smallest_exact) result.smallest_upper = result.smallest_lower;
  // An estimate may lie inside, and an eigenvalue below a quotient by rounding.
  result.largest_upper = std::max(result.largest_upper, result.largest_lower);
  result.smallest_lower = std::min(result.smallest_lower, result.smallest_upper);

  result.lower = std::max({0.0, result.largest_lower - 1, 1 - result.smallest_upper});
  result.upper = std::max({0.0, result.largest_upper - 1, 1 - result.smallest_lower});
  result.scaled_lower = scaled(result.largest_lower, result.smallest_upper);
  result.scaled_upper = scaled(result.largest_upper, result.smallest_lower);
  result.attained = largest_exact && smallest_exact;
  result.upper_is_estimate = spectrum.largest_is_estimate || spectrum.smallest_is_estimate;
  return result;
}

}  // namespace orthant
