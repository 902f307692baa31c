#include "orthant/recover/predict.hpp"

#include <fmt/format.h>

#include <charconv>
#include <unordered_map>
#include <utility>

#include "orthant/base/error.hpp"
#include "orthant/files/csv_table.hpp"

namespace orthant {

namespace {

/// Where a field of a pair points to.
class PairEnd {
 public:
  PairEnd(const char* what, const std::vector<std::string>& names, Index count) : what_(what), count_(count) {
    for (std::size_t k = 0; k < names.size(); ++k) by_name_.emplace(names[k], static_cast<Index>(k));
  }

  /// −1: nowhere.
  Index find(std::string_view field) const {
    if (!by_name_.empty()) {
      const auto known = by_name_.find(std::string(field));
      return known == by_name_.end() ? -1 : known->second;
    }
    Index number = 0;
    const auto read = std::from_chars(field.data(), field.data() + field.size(), number);
    const bool whole = read.ec == std::errc() && read.ptr == field.data() + field.size();
    return whole && number >= 1 && number <= count_ ? number - 1 : -1;
  }

  std::string refusal(std::string_view field) const {
    return by_name_.empty()
               ? fmt::format("{} {}; expected a {} from 1 to {}", what_, quote(field), what_, count_)
               : fmt::format("{} {}; expected the name of a {} of the factors", what_, quote(field), what_);
  }

 private:
  const char* what_;
  std::unordered_map<std::string, Index> by_name_;
  Index count_;
};

}  // namespace

std::vector<Prediction> predict(const std::string& pairs, const Matrix& L, const Matrix& R,
                                const std::vector<std::string>& row_names,
                                const std::vector<std::string>& column_names) {
  const PairEnd rows("row", row_names, L.rows()), columns("column", column_names, R.rows());
  std::ifstream in = open_input(pairs);
  LineReader lines(in, pairs, 1 << 20);
  std::string_view line;
  std::vector<std::string_view> fields;
  std::vector<Prediction> out;
  bool first = true;
  while (lines.next(line)) {
    if (trimmed(line).empty() || is_skipped_line(line, ',')) continue;
    if (!split_fields(line, separator_of_line(line, false), fields) || fields.size() < 2)
      lines.refuse_line(fmt::format("{}; expected a row and a column", quote(line)));
    const Index i = rows.find(fields[0]), j = columns.find(fields[1]);
    if (std::exchange(first, false) && i < 0 && j < 0) continue;
    if (i < 0) lines.refuse_line(rows.refusal(fields[0]));
    if (j < 0) lines.refuse_line(columns.refusal(fields[1]));
    out.push_back({std::string(fields[0]), std::string(fields[1]), i, j, L.row(i).dot(R.row(j))});
  }
  if (out.empty()) refuse(pairs, "no pairs; expected lines of a row and a column");
  return out;
}

}  // namespace orthant
