#include "orthant/operators/entries.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <string>

#include "orthant/base/error.hpp"
#include "orthant/linalg/nnls.hpp"
#include "orthant/linalg/rounding.hpp"
#include "orthant/simd/inner_loops.hpp"

namespace orthant {

namespace {

/// Waking the threads costs about as much as 10⁵ multiplications.
bool worth_threads(const CompressedLines& pattern, Index work_per_entry) {
  return pattern.nonzeros() * work_per_entry > 100000;
}

/// (LRᵀ)_ij at every coordinate of the pattern, by rows.
std::vector<double> sample_product(const CompressedLines& pattern, const ConstMatrixRef& L,
                                   const ConstMatrixRef& R) {
  const RowMajorMatrix left = L, right = R;
  const Index k = left.cols();
  std::vector<double> out(pattern.value.size());
#pragma omp parallel for schedule(dynamic, 64) if (worth_threads(pattern, k))
  for (Index i = 0; i < pattern.lines; ++i) {
    const double* l = left.data() + i * k;
    for (std::int64_t p = pattern.start[i]; p < pattern.start[i + 1]; ++p) {
      const double* r = right.data() + static_cast<Index>(pattern.index[p]) * k;
      out[p] = Eigen::Map<const Vector>(l, k).dot(Eigen::Map<const Vector>(r, k));
    }
  }
  return out;
}

/// Σ ω_p v_p v_pᵀ over one line after another, the rows v_p gathered into one block first.
class MaskedGrams {
 public:
  using Padded = Eigen::Map<const Matrix, Eigen::Unaligned, Eigen::OuterStride<>>;

  MaskedGrams(const CompressedLines& lines, const RowMajorMatrix& factor)
      : lines_(lines), factor_(factor), stride_((factor.cols() + 7) / 8 * 8) {
    Index longest = 0;
    for (Index i = 0; i < lines.lines; ++i)
      longest = std::max<Index>(longest, std::min<std::int64_t>(chunk, lines.start[i + 1] - lines.start[i]));
    block_.setZero(stride_, longest);
    gram_.setZero(stride_, factor.cols());
    part_.setZero(stride_, factor.cols());
  }

  /// Valid until the next call.
  Padded of_line(Index i) {
    const Index r = factor_.cols();
    const auto kernel = simd::best().masked_gram;
    std::int64_t p = lines_.start[i];
    const std::int64_t end = lines_.start[i + 1];
    gather(p, std::min(end, p + chunk));
    kernel(block_.data(), lines_.value.data() + p, std::min<std::int64_t>(chunk, end - p), stride_, r,
           gram_.data());
    for (p += chunk; p < end; p += chunk) {
      gather(p, std::min(end, p + chunk));
      kernel(block_.data(), lines_.value.data() + p, std::min<std::int64_t>(chunk, end - p), stride_, r,
             part_.data());
      gram_ += part_;
    }
    return Padded(gram_.data(), r, r, Eigen::OuterStride<>(stride_));
  }

 private:
  static constexpr std::int64_t chunk = 512;  ///< rows of a block, which stays in the second-level cache

  void gather(std::int64_t begin, std::int64_t end) {
    const Index r = factor_.cols();
    for (std::int64_t p = begin; p < end; ++p)
      std::copy_n(factor_.data() + static_cast<Index>(lines_.index[p]) * r, r,
                  block_.data() + (p - begin) * stride_);
  }

  const CompressedLines& lines_;
  const RowMajorMatrix& factor_;
  Index stride_;
  Matrix block_, gram_, part_;
};

/// (i, j) of the entry at this position.
std::pair<Index, Index> coordinates_of(const CompressedLines& pattern, std::int64_t position) {
  const auto after = std::upper_bound(pattern.start.begin(), pattern.start.end(), position);
  return {after - pattern.start.begin() - 1, pattern.index[position]};
}

/// The first coordinate that is not in the pattern; there must be one.
std::pair<Index, Index> first_absent(const CompressedLines& pattern) {
  Index i = 0, j = 0;
  while (pattern.start[i + 1] - pattern.start[i] == pattern.length) ++i;
  while (j < pattern.start[i + 1] - pattern.start[i] && pattern.index[pattern.start[i] + j] == j) ++j;
  return {i, j};
}

/// A V for the matrix A with these lines' pattern and other values.
Matrix pattern_product(const CompressedLines& lines, const std::vector<double>& values,
                       const ConstMatrixRef& V) {
  Matrix out(lines.lines, V.cols());
  sparse_product({lines.lines, lines.length, lines.start.data(), lines.index.data(), values.data()}, V,
                 Precision::full, out);
  return out;
}

/// A sparse matrix on the pattern, its values by rows.
template <class Base>
class OnPattern : public Base {
 public:
  OnPattern(std::shared_ptr<const SamplingPattern> pattern, std::vector<double> values)
      : pattern_(std::move(pattern)), values_(std::move(values)) {}

  Index rows() const override { return pattern_->rows.lines; }
  Index cols() const override { return pattern_->rows.length; }
  Matrix times(const ConstMatrixRef& V) const override { return pattern_product(pattern_->rows, values_, V); }
  Matrix transpose_times(const ConstMatrixRef& V) const override {
    std::vector<double> by_columns(values_.size());
    for (size_t p = 0; p < values_.size(); ++p) by_columns[p] = values_[pattern_->row_of_col[p]];
    return pattern_product(pattern_->cols, by_columns, V);
  }

 protected:
  std::shared_ptr<const SamplingPattern> pattern_;
  std::vector<double> values_;
};

/// S = ω ∘ (LRᵀ − X) on the pattern; ‖𝒜(LRᵀ) − b‖² = Σ S²/ω.
class EntriesResidual final : public OnPattern<Residual> {
 public:
  using OnPattern::OnPattern;
  double squared_norm() const override {
    double sum = 0;
    for (size_t p = 0; p < values_.size(); ++p) sum += values_[p] * values_[p] / pattern_->rows.value[p];
    return sum;
  }
};

}  // namespace

SamplingPattern::SamplingPattern(CompressedLines weights_by_rows) : rows(std::move(weights_by_rows)) {
  CompressedLines numbered = rows;
  for (size_t p = 0; p < numbered.value.size(); ++p) numbered.value[p] = static_cast<double>(p);
  numbered = numbered.turned();
  row_of_col.resize(numbered.value.size());
  for (size_t p = 0; p < row_of_col.size(); ++p) row_of_col[p] = static_cast<std::int64_t>(numbered.value[p]);
  for (size_t p = 0; p < row_of_col.size(); ++p) numbered.value[p] = rows.value[row_of_col[p]];
  cols = std::move(numbered);
}

Vector EntriesMeasurement::apply(const ConstMatrixRef& X) const {
  const CompressedLines& pattern = pattern_->rows;
  Vector y(measurements());
  for (Index i = 0; i < pattern.lines; ++i)
    for (std::int64_t p = pattern.start[i]; p < pattern.start[i + 1]; ++p)
      y(p) = std::sqrt(pattern.value[p]) * X(i, pattern.index[p]);
  return y;
}

Matrix EntriesMeasurement::adjoint(const ConstVectorRef& y) const {
  const CompressedLines& pattern = pattern_->rows;
  Matrix X = Matrix::Zero(rows(), cols());
  for (Index i = 0; i < pattern.lines; ++i)
    for (std::int64_t p = pattern.start[i]; p < pattern.start[i + 1]; ++p)
      X(i, pattern.index[p]) = std::sqrt(pattern.value[p]) * y(p);
  return X;
}

Vector EntriesMeasurement::apply_product(const ConstMatrixRef& L, const ConstMatrixRef& R) const {
  const std::vector<double> sampled = sample_product(pattern_->rows, L, R);
  Vector y(measurements());
  for (Index p = 0; p < y.size(); ++p) y(p) = std::sqrt(pattern_->rows.value[p]) * sampled[p];
  return y;
}

Vector EntriesMeasurement::apply_product_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const {
  return residual_rounding(L.cols()) * apply_product(L.cwiseAbs(), R.cwiseAbs());
}

std::unique_ptr<ImplicitMatrix> EntriesMeasurement::kernel_product(Matrix L, Matrix R) const {
  std::vector<double> values = sample_product(pattern_->rows, L, R);
  for (size_t p = 0; p < values.size(); ++p) values[p] *= pattern_->rows.value[p];
  return std::make_unique<OnPattern<ImplicitMatrix>>(pattern_, std::move(values));
}

double EntriesMeasurement::kernel_inner(const ConstMatrixRef& L, const ConstMatrixRef& R,
                                        const ConstMatrixRef& P, const ConstMatrixRef& Q) const {
  const std::vector<double> a = sample_product(pattern_->rows, L, R),
                            b = sample_product(pattern_->rows, P, Q);
  double sum = 0;
  for (size_t p = 0; p < a.size(); ++p) sum += pattern_->rows.value[p] * a[p] * b[p];
  return sum;
}

std::optional<KernelExtremes> EntriesMeasurement::kernel_extremes() const {
  const std::vector<double>& omega = pattern_->rows.value;
  const auto unit = [&](std::pair<Index, Index> at) {
    return unit_entry(rows(), cols(), at.first, at.second);
  };
  if (omega.empty()) return KernelExtremes{0, 0, 1, 1, unit({0, 0}), unit({0, 0})};
  const auto [least, most] = std::minmax_element(omega.begin(), omega.end());
  const LowRankFactors largest = unit(coordinates_of(pattern_->rows, most - omega.begin()));
  if (measurements() < rows() * cols())
    return KernelExtremes{0, *most, 1, 1, unit(first_absent(pattern_->rows)), largest};
  return KernelExtremes{*least, *most, 1, 1, unit(coordinates_of(pattern_->rows, least - omega.begin())),
                        largest};
}

std::shared_ptr<const Observations> EntriesMeasurement::observations(
    std::shared_ptr<const MeasurementOperator>, const Vector& b) const {
  CompressedLines values = pattern_->rows;
  std::vector<double> weights(values.value.size());
  for (size_t p = 0; p < weights.size(); ++p) {
    weights[p] = std::sqrt(values.value[p]);
    values.value[p] = b(static_cast<Index>(p)) / weights[p];
  }
  auto out = std::make_shared<EntriesObservations>(std::move(values), weights);
  out->set_measured({b.begin(), b.end()});
  return out;
}

EntriesObservations::EntriesObservations(CompressedLines values, const std::vector<double>& weights)
    : pattern_([&] {
        if (!weights.empty() && weights.size() != values.value.size())
          throw InputError("weights: " + std::to_string(weights.size()) +
                           " given; expected one for each of the " + std::to_string(values.value.size()) +
                           " observed entries");
        CompressedLines omega = values;
        for (size_t p = 0; p < omega.value.size(); ++p) {
          const double w = weights.empty() ? 1 : weights[p];
          if (!(w > 0) || !std::isfinite(w))
            throw InputError("weights: entry " + std::to_string(p + 1) + " is " + std::to_string(w) +
                             "; expected a positive number");
          omega.value[p] = w * w;
        }
        return std::make_shared<const SamplingPattern>(std::move(omega));
      }()),
      measurement_(pattern_),
      values_(std::move(values.value)) {
  std::vector<double> weighted(values_.size());
  double sum = 0;
  for (size_t p = 0; p < values_.size(); ++p) {
    weighted[p] = pattern_->rows.value[p] * values_[p];
    squared_norm_ += weighted[p] * values_[p];
    back_projection_norm_ += weighted[p] * weighted[p];
    sum += values_[p];
  }
  back_projection_norm_ = std::sqrt(back_projection_norm_);
  if (!values_.empty()) mean_ = sum / static_cast<double>(values_.size());
  back_projection_ = std::make_unique<OnPattern<ImplicitMatrix>>(pattern_, std::move(weighted));
}

std::unique_ptr<Residual> EntriesObservations::residual(const ConstMatrixRef& L,
                                                        const ConstMatrixRef& R) const {
  std::vector<double> values = sample_product(pattern_->rows, L, R);
  for (size_t p = 0; p < values.size(); ++p) values[p] = pattern_->rows.value[p] * (values[p] - values_[p]);
  return std::make_unique<EntriesResidual>(pattern_, std::move(values));
}

double EntriesObservations::squared_norm_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const {
  const std::vector<double>& omega = pattern_->rows.value;
  const std::vector<double> products = sample_product(pattern_->rows, L, R);
  const std::vector<double> sizes = sample_product(pattern_->rows, L.cwiseAbs(), R.cwiseAbs());
  const double rounding = residual_rounding(L.cols());
  double error = 0, total = 0;
  for (size_t p = 0; p < omega.size(); ++p) {
    const double r = std::abs(products[p] - values_[p]), e = rounding * (sizes[p] + std::abs(values_[p]));
    error += omega[p] * e * (2 * r + e);
    total += omega[p] * r * r;
  }
  return error + sum_rounding(static_cast<double>(omega.size())) * total;
}

Matrix EntriesObservations::gram(Side side, Index i, const ConstMatrixRef& V) const {
  const CompressedLines& lines = weights(side);
  Matrix G = Matrix::Zero(V.cols(), V.cols());
  for (std::int64_t p = lines.start[i]; p < lines.start[i + 1]; ++p) {
    const auto v = V.row(lines.index[p]);
    G.noalias() += lines.value[p] * v.transpose() * v;
  }
  return G;
}

Matrix EntriesObservations::linear(Side side, const ConstMatrixRef& V) const {
  return side == Side::left ? back_projection_->times(V) : back_projection_->transpose_times(V);
}

void EntriesObservations::residual_row(Side side, Index i, const ConstMatrixRef& L, const ConstMatrixRef& R,
                                       Vector& residual, Vector& weight) const {
  const CompressedLines& lines = weights(side);
  residual.setZero(lines.length);
  weight.setZero(lines.length);
  for (std::int64_t p = lines.start[i]; p < lines.start[i + 1]; ++p) {
    const Index j = lines.index[p];
    const bool left = side == Side::left;
    const double x = values_[left ? p : pattern_->row_of_col[p]];
    weight(j) = lines.value[p];
    residual(j) = lines.value[p] * ((left ? L.row(i).dot(R.row(j)) : L.row(j).dot(R.row(i))) - x);
  }
}

void EntriesObservations::sweep(Side side, MatrixRef X, const ConstMatrixRef& C, const ConstMatrixRef& V,
                                const SweepRule& rule) const {
  const CompressedLines& lines = weights(side);
  const RowMajorMatrix gathered = V;
  const Index r = V.cols();
#pragma omp parallel if (worth_threads(lines, r * r))
  {
    MaskedGrams grams(lines, gathered);
    Vector x(r), c(r);
#pragma omp for schedule(dynamic, 16)
    for (Index i = 0; i < lines.lines; ++i) {
      const auto G = grams.of_line(i);
      x = X.row(i);
      c = C.row(i);
      nnls_row_sweeps(x, c, G, rule);
      X.row(i) = x;
    }
  }
}

Matrix EntriesObservations::regressions(Side side, const ConstMatrixRef& V, double ridge) const {
  const CompressedLines& lines = weights(side);
  const RowMajorMatrix gathered = V;
  const Index r = V.cols();
  Matrix X = linear(side, V);
#pragma omp parallel if (worth_threads(lines, r * r))
  {
    MaskedGrams grams(lines, gathered);
    Matrix G(r, r);
    Eigen::LDLT<Matrix> factors(r);
    Vector x(r);
#pragma omp for schedule(dynamic, 16)
    for (Index i = 0; i < lines.lines; ++i) {
      G = grams.of_line(i);
      G.diagonal().array() += ridge;
      x = factors.compute(G).solve(X.row(i).transpose());
      X.row(i) = x;
    }
  }
  return X;
}

Matrix EntriesObservations::gradient(Side side, const ConstMatrixRef& X, const ConstMatrixRef& C,
                                     const ConstMatrixRef& V) const {
  // G_i x_i = Σ_j ω_ij (x_i·v_j) v_j: two passes over the pattern, without any Gram matrix.
  const CompressedLines& lines = weights(side);
  std::vector<double> sampled = sample_product(lines, X, V);
  for (size_t p = 0; p < sampled.size(); ++p) sampled[p] *= lines.value[p];
  return pattern_product(lines, sampled, V) - C;
}

}  // namespace orthant
