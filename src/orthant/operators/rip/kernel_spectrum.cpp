#include "orthant/operators/rip/kernel_spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "orthant/linalg/lanczos.hpp"
#include "orthant/operators/row_major.hpp"

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

}  // namespace

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

}  // namespace orthant
