#include "orthant/files/csv.hpp"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "orthant/files/input_file.hpp"

namespace orthant {

namespace {

/// Column i of `values` is row i of the table.
void append_row(const CsvTable& table, const std::vector<std::string_view>& cells, const CsvOptions& options,
                double* row) {
  for (size_t c = 0; c < cells.size(); ++c) {
    const Number kind = parse_number(cells[c], row[c]);
    if (kind == Number::finite) continue;
    const bool missing = is_missing_entry(cells[c]);
    if (missing && options.missing != Missing::none) {
      row[c] = std::numeric_limits<double>::quiet_NaN();
      continue;
    }
    const char* advice = "";
    if (options.refuse_doubtful && missing) advice = " (--missing auto takes it for a missing entry)";
    if (options.refuse_doubtful && c == 0 && !table.reading().names_column && !cells[c].starts_with('#') &&
        kind_of_field(cells[c]) == Field::word)
      advice = ", or --first-column names";
    table.refuse_cell(c, not_a_finite_number(kind, cells[c]) + advice);
  }
}

}  // namespace

CsvMatrix read_csv_table(std::istream& in, const std::string& name, const CsvOptions& options) {
  CsvTable table(in, name, options);
  std::vector<std::string_view> cells;
  Matrix values;
  Index rows = 0;
  while (table.next(cells)) {
    if (rows == 0) values.resize(static_cast<Index>(cells.size()), static_cast<Index>(table.rows_estimate()));
    if (rows == values.cols()) values.conservativeResize(Eigen::NoChange, rows + rows / 2 + 1);
    append_row(table, cells, options, values.col(rows).data());
    ++rows;
  }
  // Where empty fields are entries, that the last column has no other is known at the end only.
  const bool all_of_it = table.reading().empty_last_column && !table.end_is_cut_off();
  values.conservativeResize(values.rows() - (all_of_it ? 1 : 0), rows);
  return {DataMatrix::dense_row_major(std::move(values)), table.reading()};
}

}  // namespace orthant
