#include "orthant/operators/rip/rip.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "orthant/base/error.hpp"
#include "orthant/linalg/lanczos.hpp"
#include "orthant/operators/measurement_operator.hpp"

namespace orthant {

namespace {

constexpr double most_unknowns = 1e7;
constexpr Index most_vector_entries = 4000000;  // singular vectors of larger eigenvectors cost too much
constexpr double lanczos_numbers = 4e7;         // 320 MB of Krylov vectors

/// ℋ on vec X, or 𝒜𝒜* on y: the same eigenvalues besides zeros.
class Gram {
 public:
  Gram(const MeasurementOperator& measurement, const Budget& budget)
      : measurement_(measurement),
        budget_(budget),
        size_(measurement.rows() * measurement.cols()),
        by_measurements_(measurement.measurements() < size_) {}

  Index order() const { return by_measurements_ ? measurement_.measurements() : size_; }
  bool by_measurements() const { return by_measurements_; }
  Vector times(const Vector& x) const {
    if (budget_.exhausted()) throw OutOfBudget{budget_.reason()};
    if (by_measurements_) return measurement_.apply(measurement_.adjoint(x));
    return vec(measurement_.adjoint(measurement_.apply(matrix(x))));
  }
  LowRankFactors eigenvector(const Vector& x) const {
    if (size_ > most_vector_entries) return {};
    return low_rank_factors(by_measurements_ ? measurement_.adjoint(x) : matrix(x));
  }

 private:
  Matrix matrix(const Vector& x) const { return unvec(x, measurement_.rows(), measurement_.cols()); }

  const MeasurementOperator& measurement_;
  const Budget& budget_;
  Index size_;
  bool by_measurements_;
};

/// Outer ends for the quotient ⟨X, ℋX⟩/‖X‖²: the extreme eigenvalues of ℋ over all matrices.
///
///   known      from kernel_extremes: to rounding
///   estimated  Lanczos on X ↦ 𝒜*(𝒜(X)), or y ↦ 𝒜(𝒜*(y)) when m < rows·cols, up to 10⁷ unknowns: the Ritz
///              value plus its residual. Nothing proves that no eigenvalue lies beyond.
///   neither    0 and ∞
///
/// With fewer measurements than entries the smallest eigenvalue is 0 in every case.
struct KernelSpectrum {
  double smallest = 0;  ///< ≤ every quotient
  double largest = 0;   ///< ≥ every quotient; may be ∞
  bool smallest_is_estimate = false, largest_is_estimate = false;
  /// The end is reached by a matrix of this rank.
  Index smallest_rank = 0, largest_rank = 0;
  LowRankFactors smallest_vector, largest_vector;  ///< where at hand
};

void estimate(KernelSpectrum& spectrum, const Gram& gram, std::uint64_t seed) {
  LanczosOptions options;
  options.steps =
      std::clamp<Index>(static_cast<Index>(lanczos_numbers / static_cast<double>(gram.order())), 8, 80);
  options.restarts = static_cast<int>(400 / options.steps);
  options.tolerance = 1e-10;
  options.seed = seed;
  const LanczosResult top = approx_largest_eigenpair(
      gram.order(), [&](const Vector& x) { return gram.times(x); }, options);
  spectrum.largest = top.value + top.residual;
  spectrum.largest_is_estimate = true;
  spectrum.largest_vector = gram.eigenvector(top.vector);
  if (gram.by_measurements()) return;
  const LanczosResult bottom = approx_largest_eigenpair(
      gram.order(), [&](const Vector& x) { return Vector(spectrum.largest * x - gram.times(x)); }, options);
  spectrum.smallest = std::max(0.0, spectrum.largest - bottom.value - bottom.residual);
  spectrum.smallest_is_estimate = true;
  spectrum.smallest_vector = gram.eigenvector(bottom.vector);
}

KernelSpectrum kernel_spectrum(const MeasurementOperator& measurement, std::uint64_t seed,
                               const Budget& budget) {
  const Index most_rank = std::min(measurement.rows(), measurement.cols());
  KernelSpectrum spectrum;
  spectrum.smallest_rank = spectrum.largest_rank = most_rank;
  spectrum.largest = std::numeric_limits<double>::infinity();
  const BudgetScope scope(budget);
  try {
    if (auto known = measurement.kernel_extremes()) {
      // ℋ is positive semidefinite: a negative eigenvalue is rounding.
      spectrum.smallest = std::max(0.0, known->smallest);
      spectrum.largest = std::max(0.0, known->largest);
      spectrum.smallest_rank = known->smallest_rank;
      spectrum.largest_rank = known->largest_rank;
      spectrum.smallest_vector = std::move(known->smallest_vector);
      spectrum.largest_vector = std::move(known->largest_vector);
      return spectrum;
    }
    const double size = static_cast<double>(measurement.rows()) * static_cast<double>(measurement.cols());
    if (size > most_unknowns) return spectrum;
    estimate(spectrum, Gram(measurement, budget), seed);
  } catch (const OutOfBudget&) {  // what is known so far stands, and nothing is exact
    spectrum.smallest_is_estimate = true;
  }
  return spectrum;
}

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
