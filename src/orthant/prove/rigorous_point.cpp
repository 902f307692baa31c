#include "orthant/prove/rigorous_point.hpp"

#include <algorithm>
#include <cmath>

#include "orthant/base/stop.hpp"
#include "orthant/files/operator_format.hpp"

namespace orthant {

std::optional<StoredData> StoredData::of(const Observations& observations) {
  StoredData out;
  out.observations_ = &observations;
  out.full_ = dynamic_cast<const FullObservations*>(&observations);
  out.entries_ = dynamic_cast<const EntriesObservations*>(&observations);
  if (out.full_ == nullptr && out.entries_ == nullptr) return std::nullopt;
  long double squares = 0, largest = out.full_ != nullptr ? 1 : 0;
  out.for_each_stored([&](Index, Index, double w, double b) {
    const long double x = static_cast<long double>(b) / w;
    squares += x * x;
    largest = std::max(largest, static_cast<long double>(w) * w);
    out.weighted_ = out.weighted_ || w != 1;
  });
  out.norm_ = upper(std::sqrt(squares));
  out.kernel_norm_ = largest == 1 ? 1 : upper(largest);
  return out;
}

void StoredData::write(nlohmann::ordered_json& problem, Bundle& bundle) const {
  problem["operator"] = write_operator(observations_->measurement(), bundle);
  if (full_ != nullptr && !is_sparse()) {
    bundle.numbers("data_certified.npy", row_major_numbers(full_->data()));
    problem["measurements"] = "data_certified.npy";
    return;
  }
  Index count = 0;
  for_each_stored([&](Index, Index, double, double) { ++count; });
  Matrix index(count, 2);
  Vector values(count);
  Index t = 0;
  for_each_stored([&](Index i, Index j, double, double b) {
    index.row(t) << static_cast<double>(i), static_cast<double>(j);
    values(t++) = b;
  });
  bundle.dense("values_certified.npy", values);
  if (entries_ != nullptr) {
    problem["measurements"] = "values_certified.npy";  // in the order of the operator's own index
    return;
  }
  bundle.dense("index_certified.npy", index);
  problem["measurements"] = {{"index", "index_certified.npy"}, {"values", "values_certified.npy"}};
}

double StoredData::copied_bytes() const {
  if (full_ != nullptr && !is_sparse())
    return 8.0 * static_cast<double>(rows()) * static_cast<double>(cols());
  const Index entries =
      full_ != nullptr ? full_->data().stored() : observations_->measurement().measurements();
  return (weighted_ ? 32.0 : 24.0) * static_cast<double>(entries);
}

std::optional<checker::Data> StoredData::data() const {
  if (weighted_) return std::nullopt;
  const bool dense = full_ != nullptr && !is_sparse();
  checker::Data out{rows(), cols(), !dense, {}, {}};
  if (dense) {
    out.values.resize(rows() * cols());
    for_each_stored([&](Index i, Index j, double, double b) { out.values[i * cols() + j] = b; });
    return out;
  }
  for_each_stored([&](Index i, Index j, double, double b) { out.entries.push_back({i, j, b}); });
  if (!std::is_sorted(out.entries.begin(), out.entries.end()))
    std::sort(out.entries.begin(), out.entries.end());
  return out;
}

void StoredData::name_data(nlohmann::ordered_json& problem, const std::string& name,
                           const checker::Data& data) const {
  problem["operator"] = {{"kind", observations_->measurement().kind()}};
  problem["measurements"] = {{"data", name}, {"sha256", checker::data_hash(data, full_ != nullptr)}};
}

namespace {

/// Entry by entry over what is stored.
void add_entries(const StoredData& data, const ExtendedRows& L, const ExtendedRows& R, MisfitSums& out) {
  const Index r = L.cols();
  Index row = -1;
  data.for_each_stored([&](Index i, Index j, double weight, double b) {
    if (i != row) check_budget();
    row = i;
    const Extended *l = L.data() + i * r, *v = R.data() + j * r, w = weight;
    Extended p = 0;
    for (Index k = 0; k < r; ++k) p += l[k] * v[k];
    const Extended e = w * p - b, P = w * p + std::fabs(b), s = w * e;
    out.squares += e * e;
    out.square_magnitude += P * P;
    ++out.terms;
    const double magnitude = static_cast<double>(w * P);
    Extended *left = out.left.data() + i * r, *right = out.right.data() + j * r;
    double *left_magnitude = out.left_magnitude.data() + i * r,
           *right_magnitude = out.right_magnitude.data() + j * r;
    for (Index k = 0; k < r; ++k) {
      left[k] += s * v[k];
      right[k] += s * l[k];
      left_magnitude[k] += magnitude * static_cast<double>(v[k]);
      right_magnitude[k] += magnitude * static_cast<double>(l[k]);
    }
  });
}

/// Full observations of sparse data: LRᵀ through Gram matrices, and the nonzeros of A.
void add_sparse(const StoredData& data, const ExtendedRows& L, const ExtendedRows& R, MisfitSums& out) {
  const Index r = L.cols();
  const ExtendedRows LtL = L.transpose() * L, RtR = R.transpose() * R;
  out.left = L * RtR;
  out.right = R * LtL;
  out.left_magnitude = out.left.cast<double>();
  out.right_magnitude = out.right.cast<double>();
  Extended data_part = 0, magnitude = 0;
  Index row = -1;
  data.for_each_stored([&](Index i, Index j, double, double b) {
    if (i != row) check_budget();
    row = i;
    const Extended *l = L.data() + i * r, *v = R.data() + j * r, a = b;
    Extended p = 0;
    for (Index k = 0; k < r; ++k) p += l[k] * v[k];
    data_part += a * (a - 2 * p);
    magnitude += std::fabs(a) * (std::fabs(a) + 2 * p);
    ++out.terms;
    for (Index k = 0; k < r; ++k) {
      out.left(i, k) -= a * v[k];
      out.right(j, k) -= a * l[k];
      out.left_magnitude(i, k) += std::fabs(b) * static_cast<double>(v[k]);
      out.right_magnitude(j, k) += std::fabs(b) * static_cast<double>(l[k]);
    }
  });
  const Extended product = LtL.cwiseProduct(RtR).sum();
  out.squares = product + data_part;
  out.square_magnitude = product + magnitude;
}

}  // namespace

MisfitSums StoredData::misfit(const ExtendedRows& L, const ExtendedRows& R) const {
  MisfitSums out;
  out.left = ExtendedRows::Zero(L.rows(), L.cols());
  out.right = ExtendedRows::Zero(R.rows(), R.cols());
  out.left_magnitude = out.left.cast<double>();
  out.right_magnitude = out.right.cast<double>();
  is_sparse() ? add_sparse(*this, L, R, out) : add_entries(*this, L, R, out);
  // Sums of at most stored + rows + cols + r terms each.
  out.length = static_cast<double>(rows() + cols() + 4 * L.cols() + 32);
  return out;
}

RigorousPoint rigorous_point(const ProofData& data, bool symmetric, double balance, const Matrix& U) {
  const Index n1 = data.rows(), r = U.cols();
  const ExtendedRows L = U.topRows(n1).cast<Extended>();
  const ExtendedRows R = symmetric ? L : ExtendedRows(U.bottomRows(U.rows() - n1).cast<Extended>());
  const MisfitSums m = data.misfit(L, R);

  RigorousPoint out;
  out.norm = upper(std::sqrt(U.squaredNorm()));
  ExtendedRows gradient(U.rows(), r);
  decltype(m.left_magnitude) magnitude(U.rows(), r);
  if (symmetric) {
    gradient = m.left + m.right;
    magnitude = m.left_magnitude + m.right_magnitude;
  } else {
    gradient << m.left, m.right;
    magnitude << m.left_magnitude, m.right_magnitude;
  }
  Extended value = m.squares / 2, value_magnitude = m.value_error > 0 ? 0 : m.square_magnitude / 2;
  if (balance != 0) {
    const Extended lambda = balance;
    const ExtendedRows LtL = L.transpose() * L, RtR = R.transpose() * R, B = LtL - RtR, G = LtL + RtR;
    gradient.topRows(n1) += 2 * lambda * (L * B);
    gradient.bottomRows(R.rows()) -= 2 * lambda * (R * B);
    magnitude.topRows(n1) += (2 * lambda * (L * G)).cast<double>();
    magnitude.bottomRows(R.rows()) += (2 * lambda * (R * G)).cast<double>();
    value += lambda / 2 * B.squaredNorm();
    value_magnitude += lambda / 2 * G.squaredNorm();
    const double rounding = extended_gamma(static_cast<double>(U.rows()) + 8) * static_cast<double>(G.norm());
    out.imbalance_norm = upper(B.norm() + static_cast<Extended>(rounding));
  }
  const double stored = m.terms + static_cast<double>(r * r) + m.length;
  out.gradient = gradient.cast<double>();
  out.error = 1.01 * (2 * extended_gamma(m.length) * magnitude + 0x1p-53 * out.gradient.cwiseAbs());
  out.error.array() += 1e-300;
  const Extended error = 4 * static_cast<Extended>(extended_gamma(stored)) * value_magnitude + m.value_error;
  out.value = std::max(0.0, static_cast<double>(value));
  out.value_low = static_cast<double>(value - error);
  out.value_high = static_cast<double>(value + error);
  out.value_low -= 0x1p-52 * std::fabs(out.value_low);
  out.value_high += 0x1p-52 * std::fabs(out.value_high) + 1e-300;
  if (data.is_nonnegative()) out.value_low = std::max(out.value_low, 0.0);
  const Extended squares = m.squares + 4 * static_cast<Extended>(extended_gamma(stored)) * m.square_magnitude;
  out.residual_norm = m.residual_norm > 0
                          ? m.residual_norm
                          : upper(std::sqrt(std::max<Extended>(squares, 0) * data.kernel_norm()));
  return out;
}

std::pair<double, double> value_interval(const ProofData& data, bool symmetric, double balance,
                                         const Matrix& U) {
  const RigorousPoint point = rigorous_point(data, symmetric, balance, U);
  return {point.value_low, point.value_high};
}

}  // namespace orthant
