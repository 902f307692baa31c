#include "orthant/prove/folder_data.hpp"

#include <fmt/format.h>

#include "orthant/operators/finite_rank.hpp"
#include "orthant/operators/rank_one.hpp"
#include "orthant/prove/folder_misfit.hpp"

namespace orthant {

/// entries·scale; the scale to about 2⁻¹⁰⁰ of itself.
ExtendedRows extended(const ScaledMatrix& A) {
  const double near = A.scale.approx();
  const mpq_class hi(near);
  const mpq_class rest =
      A.scale.is_root() ? mpq_class(A.scale.value() - hi * hi) : mpq_class(A.scale.value() - hi);
  const Extended scale =
      near == 0 ? 0
                : static_cast<Extended>(near) + static_cast<Extended>(rest.get_d()) /
                                                    (A.scale.is_root() ? 2 * static_cast<Extended>(near) : 1);
  return scale * A.entries.cast<Extended>();
}

namespace {

/// What a certificate stores of the operator at most, and of X.
constexpr double largest_operator = 0x1p28, largest_entries = 0x1p22;

/// Numbers of the operator as a certificate stores it.
double operator_numbers(const MeasurementOperator& kind) {
  if (const auto* terms = dynamic_cast<const FiniteRankMeasurement*>(&kind))
    return 2 * static_cast<double>(terms->terms().size()) * static_cast<double>(kind.rows() * kind.cols());
  if (dynamic_cast<const RankOneSensing*>(&kind) != nullptr)
    return static_cast<double>(kind.measurements()) * static_cast<double>(kind.rows() + kind.cols());
  return static_cast<double>(kind.measurements()) * static_cast<double>(kind.rows()) *
         static_cast<double>(kind.cols());
}

}  // namespace

std::unique_ptr<ProofData> proof_data(const Observations& observations, const Problem* problem,
                                      std::string& reason) {
  if (auto stored = StoredData::of(observations)) return std::make_unique<StoredData>(std::move(*stored));
  const MeasurementOperator& kind = observations.measurement();
  if (problem == nullptr || problem->measurement.get() != &kind) {
    reason = "the operator is neither full nor entries, and no problem folder says what it is";
    return nullptr;
  }
  if (8 * operator_numbers(kind) > largest_operator ||
      static_cast<double>(kind.rows()) * static_cast<double>(kind.cols()) > largest_entries) {
    reason = fmt::format(
        "the operator has {:.3g} numbers for {}×{} entries; a proof in doubles takes at most {:.3g} for {:.3g}",
        operator_numbers(kind), kind.rows(), kind.cols(), largest_operator / 8, largest_entries);
    return nullptr;
  }
  std::unique_ptr<ProofData> out = measured_data(*problem);
  if (!out) out = kernel_data(*problem);
  if (!out) reason = fmt::format("operators of kind {} have no proof in doubles", kind.kind());
  return out;
}

}  // namespace orthant
