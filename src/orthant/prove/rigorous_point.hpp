/// Value and gradient at a point with bounds of their rounding errors:
///
///   E = w∘(LRᵀ) − b,   S = w∘E,   ∇ = [SR; SᵀL]  (symmetric: (S + Sᵀ)U),   plus λ[2LB; −2RB], B = LᵀL − RᵀR
///
/// in long double. With P = w∘(LRᵀ) + |b| ≥ |E| every entry of the gradient has error at most
/// 2γ_n Σ_j w_ij P_ij r_ja, n the length of the sums.
/// Cost: 8 flops in long double an observation and column; memory of a few n×r matrices.
#pragma once

#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "orthant/objectives/objective.hpp"
#include "orthant/operators/entries.hpp"
#include "orthant/operators/full.hpp"
#include "orthant/prove/checked_document.hpp"

namespace orthant {

// Rounding, bounded. The model is IEEE arithmetic, to nearest: fl(a ∘ b) = (a ∘ b)(1 + δ), |δ| ≤ u, and a
// sum or product of n operations has relative error at most γ_n = nu/(1 − nu) against the sum of magnitudes,
// in any order and with or without fused multiply-adds (Higham 2002, chapter 3). Blocked products,
// triangular solves and Cholesky of the BLAS obey the same bounds as long as they multiply conventionally
// (no Strassen); OpenBLAS does, and may multiply by a rounded reciprocal instead of dividing: constants
// below have room for that.

// Where long double is no wider than double the proofs of this folder would not hold.
static_assert(std::numeric_limits<long double>::digits >= 64 && std::numeric_limits<double>::digits == 53);

/// ≥ γ_n in double, n ≤ 2³⁰.
constexpr double gamma(double n) {
  return n * 0x1p-52;
}
/// ≥ γ_n in long double, n ≤ 2⁴⁰.
constexpr double extended_gamma(double n) {
  return n * 0x1p-63;
}

/// A double ≥ x for x ≥ 0 that is itself a sum, product or root of at most 2³⁰ nonnegative terms rounded in
/// double or long double (relative error below 2⁻²⁰).
inline double upper(long double x) {
  return static_cast<double>(x * 1.000002L) + 1e-300;
}
/// A double ≤ x for such an x.
inline double lower(long double x) {
  return static_cast<double>(x * 0.999998L);
}

struct IsolatedOptions;
struct Proof;
class HessianSum;

using Extended = long double;
using ExtendedRows = Eigen::Matrix<Extended, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// ½‖𝒜(LRᵀ) − b‖² of one pair of factors, its gradient in both, and the sums of magnitudes behind them.
struct MisfitSums {
  ExtendedRows left, right;  ///< SR, SᵀL
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> left_magnitude, right_magnitude;
  Extended squares = 0, square_magnitude = 0;  ///< ‖𝒜(LRᵀ) − b‖², and of magnitudes
  double terms = 0;                            ///< of the sums for the value
  double length = 0;                           ///< operations behind an entry of the gradient
  double residual_norm = 0;                    ///< ≥ ‖S‖_F; 0: √κ‖𝒜(LRᵀ) − b‖
  /// Of ½ squares, where that is known better than as γ_n of its magnitude; 0: it is not.
  Extended value_error = 0;
};

/// What a proof of a point in doubles needs of the operator and of what it measured.
class ProofData {
 public:
  virtual ~ProofData() = default;
  virtual Index rows() const = 0;
  virtual Index cols() const = 0;

  /// κ ≥ ‖ℋ‖.
  virtual double kernel_norm() const = 0;
  /// κ·this is ≥ ‖𝒜*b‖ of magnitudes, where entries are measured.
  virtual double norm() const = 0;
  /// f ≥ 0 is known.
  virtual bool is_nonnegative() const { return true; }

  virtual MisfitSums misfit(const ExtendedRows& L, const ExtendedRows& R) const = 0;

  /// Adds the misfit's Hessian; and ≥ the Frobenius norm of what rounding does to it.
  virtual void add_hessian(HessianSum& sum) const = 0;
  virtual double hessian_rounding(const Matrix& U, Index order) const = 0;

  /// `problem` of a document about these data at U; `out` gets the data where they are named by their hash.
  virtual nlohmann::ordered_json problem_at(bool symmetric, double balance, const Matrix& U,
                                            const IsolatedOptions& options, Bundle& bundle,
                                            Proof& out) const = 0;
};

/// Entries that are measured, as stored doubles: which entries are observed, with which weight w and measurement b,
///
///   f = ½ Σ (w_ij ⟨l_i, r_j⟩ − b_ij)²      over the observed (i, j)
///
/// w = 1 and every entry for full observations (absent entries of sparse data are observed zeros). b is as it
/// was measured; where only x was given beside weights, fl(w·x). The certificate stores that b, and speaks of
/// it.
class StoredData final : public ProofData {
 public:
  /// Nothing unless the observations are full or entries. They must outlive this.
  static std::optional<StoredData> of(const Observations& observations);

  Index rows() const override { return observations_->rows(); }
  Index cols() const override { return observations_->cols(); }
  const Observations& observations() const { return *observations_; }

  /// Full observations of a sparse matrix.
  bool is_sparse() const { return full_ != nullptr && full_->data().is_sparse(); }

  /// visit(i, j, w, b) for every stored entry, by rows where the data are.
  template <class Visit>
  void for_each_stored(const Visit& visit) const {
    if (full_ != nullptr) {
      full_->data().for_each([&](Index i, Index j, double a) { visit(i, j, 1.0, a); });
      return;
    }
    const CompressedLines& lines = entries_->pattern().rows;
    for (Index i = 0; i < lines.lines; ++i)
      for (std::int64_t p = lines.start[i]; p < lines.start[i + 1]; ++p) {
        const double w = std::sqrt(lines.value[p]);
        const auto& measured = entries_->measured();
        visit(i, static_cast<Index>(lines.index[p]), w,
              measured.empty() ? w * entries_->values()[p] : measured[p]);
      }
  }

  /// The same, absent entries of sparse data included as zeros. For small problems.
  template <class Visit>
  void for_each_observed(const Visit& visit) const {
    if (!is_sparse()) return for_each_stored(visit);
    const CompressedLines lines = full_->data().sparse_row_lines();
    Vector row(cols());
    for (Index i = 0; i < rows(); ++i) {
      row.setZero();
      for (std::int64_t p = lines.start[i]; p < lines.start[i + 1]; ++p) row(lines.index[p]) = lines.value[p];
      for (Index j = 0; j < cols(); ++j) visit(i, j, 1.0, row(j));
    }
  }

  double kernel_norm() const override { return kernel_norm_; }  ///< κ ≥ max w²
  double norm() const override { return norm_; }                ///< ≥ ‖b/w‖_F

  MisfitSums misfit(const ExtendedRows& L, const ExtendedRows& R) const override;
  void add_hessian(HessianSum& sum) const override;
  double hessian_rounding(const Matrix& U, Index order) const override;
  nlohmann::ordered_json problem_at(bool symmetric, double balance, const Matrix& U,
                                    const IsolatedOptions& options, Bundle& bundle,
                                    Proof& out) const override;

  /// The fields `operator` and `measurements` of a problem document; the matrices go into the bundle.
  void write(nlohmann::ordered_json& problem, Bundle& bundle) const;

  /// What that adds to the bundle, in bytes.
  double copied_bytes() const;
  /// The data as they are, which a document may name by their hash. Nothing where b is not the data: with
  /// weights.
  std::optional<checker::Data> data() const;
  /// The same fields with `data` under that name, by their hash.
  void name_data(nlohmann::ordered_json& problem, const std::string& name, const checker::Data& data) const;

 private:
  StoredData() = default;

  const Observations* observations_ = nullptr;
  const FullObservations* full_ = nullptr;
  const EntriesObservations* entries_ = nullptr;
  double kernel_norm_ = 1, norm_ = 0;
  bool weighted_ = false;
};

struct RigorousPoint {
  Matrix gradient;  ///< rounded to double
  Matrix error;     ///< |gradient − ∇| ≤ error, entrywise
  double value = 0, value_low = 0, value_high = 0;
  double residual_norm = 0;   ///< ≥ ‖S‖_F
  double imbalance_norm = 0;  ///< ≥ ‖B‖_F; 0 without a balance term
  double norm = 0;            ///< ≥ ‖U‖_F
};

/// `balance`: λ. U: stacked; nonnegative.
RigorousPoint rigorous_point(const ProofData& data, bool symmetric, double balance, const Matrix& U);

/// Only the interval of the value.
std::pair<double, double> value_interval(const ProofData& data, bool symmetric, double balance,
                                         const Matrix& U);

}  // namespace orthant
