/// Sampling of entries: 𝒜(X)_t = w_t X_{i_t j_t}, t = 1 … m, distinct coordinates, weights w_t > 0
/// (1 unless given). Nonnegative matrix completion is recovery from such observations.
///
/// ℋ(LRᵀ) is sparse on the pattern: 2mk flops to sample LRᵀ, 2mk a product. Pattern and values are kept by
/// rows and by columns: 56 bytes an observation in all.
#pragma once

#include "orthant/linalg/sparse.hpp"
#include "orthant/operators/observations.hpp"

namespace orthant {

/// The observed coordinates by rows and by columns, and where each is in the other orientation.
struct SamplingPattern {
  CompressedLines rows;                  ///< value = ω = w², the kernel's diagonal
  CompressedLines cols;                  ///< the same by columns
  std::vector<std::int64_t> row_of_col;  ///< position in `cols` → position in `rows`

  explicit SamplingPattern(CompressedLines weights_by_rows);
};

class EntriesMeasurement final : public MeasurementOperator {
 public:
  explicit EntriesMeasurement(std::shared_ptr<const SamplingPattern> pattern)
      : pattern_(std::move(pattern)) {}

  const SamplingPattern& pattern() const { return *pattern_; }
  std::string_view kind() const override { return "entries"; }
  Index rows() const override { return pattern_->rows.lines; }
  Index cols() const override { return pattern_->rows.length; }
  /// Measurements are numbered by rows: ascending (i, j).
  Index measurements() const override { return pattern_->rows.nonzeros(); }
  Vector apply(const ConstMatrixRef& X) const override;
  Matrix adjoint(const ConstVectorRef& y) const override;
  Vector apply_product(const ConstMatrixRef& L, const ConstMatrixRef& R) const override;
  Vector apply_product_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const override;
  std::unique_ptr<ImplicitMatrix> kernel_product(Matrix L, Matrix R) const override;
  double kernel_inner(const ConstMatrixRef& L, const ConstMatrixRef& R, const ConstMatrixRef& P,
                      const ConstMatrixRef& Q) const override;
  /// ℋ is diagonal: its eigenvectors are single entries.
  std::optional<KernelExtremes> kernel_extremes() const override;
  std::shared_ptr<const Observations> observations(std::shared_ptr<const MeasurementOperator> self,
                                                   const Vector& b) const override;
  using MeasurementOperator::observations;

 private:
  std::shared_ptr<const SamplingPattern> pattern_;
};

class EntriesObservations final : public Observations, private RowBlocks {
 public:
  /// `values`: the observed x_ij by rows, explicit zeros included. `weights`: w_ij in the same order, all
  /// positive; empty means 1. Throws InputError on a length that differs or a weight that is not positive.
  explicit EntriesObservations(CompressedLines values, const std::vector<double>& weights = {});

  /// The measurements w·x as they were given, in the order of `values`, where x = b/w was rounded; or empty.
  const std::vector<double>& measured() const { return measured_; }
  void set_measured(std::vector<double> b) { measured_ = std::move(b); }

  const SamplingPattern& pattern() const { return *pattern_; }
  /// The observed x_ij, ascending (i, j).
  const std::vector<double>& values() const { return values_; }
  const MeasurementOperator& measurement() const override { return measurement_; }
  double squared_norm() const override { return squared_norm_; }
  const ImplicitMatrix& back_projection() const override { return *back_projection_; }
  double back_projection_norm() const override { return back_projection_norm_; }
  double mean() const override { return mean_; }
  double product_cost() const override {
    return static_cast<double>(static_cast<Index>(values_.size()) + rows() + cols());
  }
  double squared_norm_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const override;
  std::unique_ptr<Residual> residual(const ConstMatrixRef& L, const ConstMatrixRef& R) const override;
  const RowBlocks* row_blocks() const override { return this; }

  /// The rows (G_i + ridge·I)⁻¹c_i: each row's regression on V, of any sign. ridge > 0.
  Matrix regressions(Side side, const ConstMatrixRef& V, double ridge) const;

 private:
  bool shared_gram() const override { return false; }
  Matrix gram(Side side, Index i, const ConstMatrixRef& V) const override;
  Matrix linear(Side side, const ConstMatrixRef& V) const override;
  void residual_row(Side side, Index i, const ConstMatrixRef& L, const ConstMatrixRef& R, Vector& residual,
                    Vector& weight) const override;
  void sweep(Side side, MatrixRef X, const ConstMatrixRef& C, const ConstMatrixRef& V,
             const SweepRule& rule) const override;
  Matrix gradient(Side side, const ConstMatrixRef& X, const ConstMatrixRef& C,
                  const ConstMatrixRef& V) const override;
  const CompressedLines& weights(Side side) const {
    return side == Side::left ? pattern_->rows : pattern_->cols;
  }

  std::shared_ptr<const SamplingPattern> pattern_;
  EntriesMeasurement measurement_;
  std::vector<double> values_;  ///< x_ij by rows
  std::vector<double> measured_;
  std::unique_ptr<ImplicitMatrix> back_projection_;
  double squared_norm_ = 0, back_projection_norm_ = 0, mean_ = 0;
};

}  // namespace orthant
