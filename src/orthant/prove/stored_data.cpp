#include "orthant/prove/stored_data.hpp"

#include <algorithm>
#include <cmath>

#include "orthant/files/operator_format.hpp"
#include "orthant/prove/bounds.hpp"

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

}  // namespace orthant
