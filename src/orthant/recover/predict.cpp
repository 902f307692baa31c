#include "orthant/recover/predict.hpp"

#include <fmt/format.h>

#include <utility>

#include "orthant/files/csv_table.hpp"
#include "orthant/recover/line_names.hpp"

namespace orthant {

std::vector<Prediction> predict(const std::string& pairs, const Matrix& L, const Matrix& R,
                                const std::vector<std::string>& row_names,
                                const std::vector<std::string>& column_names) {
  const LineNames rows(row_names, L.rows()), columns(column_names, R.rows());
  std::ifstream in = open_input(pairs, pairs, "lines of a row and a column");
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
    if (i < 0)
      lines.refuse_line(
          fmt::format("row {}; expected {}", quote(fields[0]), rows.expected("row", "factors")));
    if (j < 0)
      lines.refuse_line(
          fmt::format("column {}; expected {}", quote(fields[1]), columns.expected("column", "factors")));
    out.push_back({std::string(fields[0]), std::string(fields[1]), i, j, L.row(i).dot(R.row(j))});
  }
  if (out.empty()) refuse(pairs, "no pairs; expected lines of a row and a column");
  return out;
}

}  // namespace orthant
