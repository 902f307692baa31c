#include "orthant/objectives/entry_set.hpp"

#include <algorithm>

namespace orthant {

EntrySet::EntrySet(std::shared_ptr<const FullObservations> full)
    : matrix_(full, &full->data()),
      count_(static_cast<double>(matrix_->rows()) * static_cast<double>(matrix_->cols())),
      total_weight_(count_),
      weighted_sum_(matrix_->sum()) {}

EntrySet::EntrySet(std::shared_ptr<const EntriesObservations> observed)
    : pattern_(observed, &observed->pattern()) {
  CompressedLines values = pattern_->rows;
  const std::vector<double>& weights = pattern_->rows.value;
  values.value = observed->values();
  count_ = static_cast<double>(weights.size());
  weighted_ = std::any_of(weights.begin(), weights.end(), [](double weight) { return weight != 1; });
  for (size_t p = 0; p < weights.size(); ++p) {
    total_weight_ += weights[p];
    weighted_sum_ += weights[p] * values.value[p];
  }
  matrix_ = std::make_shared<const DataMatrix>(DataMatrix::sparse_rows(std::move(values)));
}

}  // namespace orthant
