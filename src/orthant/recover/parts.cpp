#include "orthant/recover/parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace orthant {

namespace {

struct FactorsOfParts {
  ConstMatrixRef left, right;
};

FactorsOfParts factors_of_parts(const Matrix& U, Index left_rows, bool symmetric) {
  return {U.topRows(left_rows), U.bottomRows(symmetric ? left_rows : U.rows() - left_rows)};
}

/// f_ik s_k over its sum over k: a row of the result sums to 1, or is zero. With the sums of the other factor's
/// columns these are the shares q.
Matrix shares_in_rows(const ConstMatrixRef& factor, const Vector& sizes_of_other) {
  const double largest = sizes_of_other.size() > 0 ? sizes_of_other.maxCoeff() : 0;
  if (!(largest > 0) || !std::isfinite(largest)) return Matrix::Zero(factor.rows(), factor.cols());
  Matrix out = factor * (sizes_of_other / largest).asDiagonal();
  for (Index i = 0; i < out.rows(); ++i) {
    const double most = out.row(i).maxCoeff();
    if (!(most > 0) || !std::isfinite(most)) {
      out.row(i).setZero();
      continue;
    }
    out.row(i) /= most;
    out.row(i) /= out.row(i).sum();
  }
  return out;
}

/// Positions of the `most` largest positive values, largest first.
std::vector<Index> largest_positions(const Vector& values, Index most) {
  std::vector<Index> order(static_cast<size_t>(values.size()));
  std::iota(order.begin(), order.end(), Index{0});
  const auto keep = order.begin() + std::min(most, values.size());
  std::partial_sort(order.begin(), keep, order.end(), [&](Index a, Index b) {
    return values[a] > values[b] || (values[a] == values[b] && a < b);
  });
  order.erase(keep, order.end());
  std::erase_if(order, [&](Index i) { return !(values[i] > 0); });
  return order;
}

PartSide side_of_part(const Vector& column, const Vector& share, Index most) {
  PartSide out;
  const double largest = column.size() > 0 ? column.maxCoeff() : 0;
  if (!(largest > 0)) return out;
  const Vector scaled = column / largest;
  const Vector weight = scaled / scaled.sum();
  const auto listed = [&](const Vector& by) {
    std::vector<PartEntry> entries;
    for (const Index j : largest_positions(by, most)) entries.push_back({j, weight[j], share[j]});
    return entries;
  };
  out.strongest = listed(weight);
  out.distinctive = listed(weight.cwiseProduct(share.cwiseAbs2()));
  return out;
}

std::vector<Label> labels_in(const Matrix& shares) {
  std::vector<Label> out(static_cast<size_t>(shares.rows()));
  for (Index i = 0; i < shares.rows(); ++i) {
    Index part = 0;
    const double clarity = shares.cols() > 0 ? shares.row(i).maxCoeff(&part) : 0;
    if (clarity > 0) out[static_cast<size_t>(i)] = {part, clarity};
  }
  return out;
}

/// Σl·Σr of every part, over the largest of each factor's sums: quotients of them are what counts.
Vector sums_of_parts(const FactorsOfParts& factors) {
  Vector left = factors.left.colwise().sum(), right = factors.right.colwise().sum();
  for (Vector* sums : {&left, &right})
    if (sums->size() > 0 && sums->maxCoeff() > 0) *sums /= sums->maxCoeff();
  return left.cwiseProduct(right);
}

}  // namespace

std::vector<FitPart> parts_of(const Matrix& U, Index left_rows, bool symmetric, Index most) {
  const FactorsOfParts factors = factors_of_parts(U, left_rows, symmetric);
  const Vector sums = sums_of_parts(factors);
  const double total = sums.sum();
  if (!(total > 0) || !std::isfinite(total)) return {};
  const Matrix of_columns = shares_in_rows(factors.right, factors.left.colwise().sum());
  const Matrix of_rows = symmetric ? Matrix() : shares_in_rows(factors.left, factors.right.colwise().sum());
  std::vector<FitPart> out(static_cast<size_t>(U.cols()));
  for (Index k = 0; k < U.cols(); ++k) {
    FitPart& part = out[static_cast<size_t>(k)];
    part.share = sums[k] / total;
    part.columns = side_of_part(factors.right.col(k), of_columns.col(k), most);
    if (!symmetric) part.rows = side_of_part(factors.left.col(k), of_rows.col(k), most);
  }
  return out;
}

PartLabels labels_of(const Matrix& U, Index left_rows, bool symmetric, PartSize size) {
  const FactorsOfParts factors = factors_of_parts(U, left_rows, symmetric);
  const auto sizes = [&](const ConstMatrixRef& factor) -> Vector {
    Vector out(factor.cols());
    for (Index k = 0; k < out.size(); ++k)
      out[k] = size == PartSize::sum ? factor.col(k).sum() : factor.col(k).stableNorm();
    return out;
  };
  PartLabels out;
  out.rows = labels_in(shares_in_rows(factors.left, sizes(factors.right)));
  if (!symmetric) out.columns = labels_in(shares_in_rows(factors.right, sizes(factors.left)));
  return out;
}

std::vector<Index> label_counts(const std::vector<Label>& labels, Index parts) {
  std::vector<Index> out(static_cast<size_t>(parts), 0);
  for (const Label& label : labels)
    if (label.part != Label::none) ++out[static_cast<size_t>(label.part)];
  return out;
}

Matrix ordered_by_share(const Matrix& U, Index left_rows, bool symmetric) {
  const Vector sums = sums_of_parts(factors_of_parts(U, left_rows, symmetric));
  std::vector<Index> order(static_cast<size_t>(U.cols()));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return sums[a] > sums[b]; });
  Matrix out(U.rows(), U.cols());
  for (Index k = 0; k < U.cols(); ++k) out.col(k) = U.col(order[static_cast<size_t>(k)]);
  return out;
}

std::string name_or_number(const std::vector<std::string>& names, Index index) {
  const auto at = static_cast<size_t>(index);
  return at < names.size() && !names[at].empty() ? names[at] : std::to_string(index + 1);
}

std::string largest_entry_in_words(const Matrix& direction, Index left_rows,
                                   const std::vector<std::string>& row_names,
                                   const std::vector<std::string>& column_names) {
  if (direction.size() == 0) return {};
  Index i = 0, k = 0;
  direction.cwiseAbs().maxCoeff(&i, &k);
  const bool row = i < left_rows;
  return fmt::format("in {} {} of part {}", row ? "row" : "column",
                     row ? name_or_number(row_names, i) : name_or_number(column_names, i - left_rows), k + 1);
}

}  // namespace orthant
