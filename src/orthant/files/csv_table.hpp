/// Tables as text (.csv, .tsv), one row a line: which line and which column hold names, and the numbers of
/// every other line as text with a decimal point. Nothing that may be a datum is dropped:
///
///   first line     names when every field is a word (Field), the first and the last may be empty
///                  (the corner above names of rows; a separator at the end); or an empty corner and the
///                  numbers 0, 1, 2, …
///   first column   names of rows when the corner is empty; when all of it are words; when the line of names
///                  is one field short, and it counts 0, 1, 2, … or 1, 2, 3, …
///   last column    left out when every line has a separator at its end and nothing behind it
///   missing        an empty field, NA, NaN, null, … where `missing` says so
///   decimal comma  when a field shows that a comma is one (`1,5`, not `1,000`) and no number has a point
///
/// What may be either is refused, and the message says which option decides. `refuse_doubtful` is for data of
/// a command line: there also a first line or column that counts upwards (0, 1, 2, …; 1990, 1991, …), and
/// lines like `12,345` (a decimal comma, thousands, or two columns) are refused in place of being taken for
/// data.
///
/// `#` lines and blank lines are skipped; LF and CRLF; a UTF-8 byte order mark. A line has as many fields as
/// the first. Memory: one line, and the names.
#pragma once

#include <cstdint>
#include <deque>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "orthant/base/words.hpp"
#include "orthant/files/input_file.hpp"

namespace orthant {

/// A field is a number, looks like one (`1,5`, `1,000`, `1/3`, `12 %`), stands for a missing entry (`NA`,
/// `NaN`, `null`, …), is empty, is a mark without letter and digit (`-`, `?`), or else is a word. Only a word
/// can be a name by itself: whatever may be a datum, or the place of one, is never taken for a name.
enum class Field { number, looks_like_number, missing, empty, mark, word };

/// `field` without surrounding blanks and quotation marks.
Field kind_of_field(std::string_view field);

/// Whether the field stands for a missing entry: empty, or NA, N/A, #N/A, <NA>, NaN, null or None.
bool is_missing_entry(std::string_view field);

/// Whether a line is blank or a comment. `#N/A`, `#REF!` and the like are fields, no comments.
bool is_skipped_line(std::string_view line, char separator);

constexpr char blank_separator = ' ';  ///< one or more blanks or tabs

/// Fields without surrounding blanks and quotation marks; false when a quotation mark is left open.
bool split_fields(std::string_view line, char separator, std::vector<std::string_view>& fields);

/// What separates the fields of a line of numbers: `;` `,` tab or blanks, the first at which it falls into
/// two fields or more of which all are numbers, missing or (the first one) a name; otherwise the first that
/// occurs. With `decimal_comma` a comma is the last choice.
char separator_of_line(std::string_view line, bool decimal_comma);

/// The number with a point for its decimal mark, which is `mark`, and without marks of thousands, which are
/// the other one of `.` and `,`: 1,234.5 → 1234.5. Nothing when the field is no such number.
std::optional<std::string> with_decimal_point(std::string_view field, char mark);

/// A name as it was meant: a quotation mark within one is written twice.
std::string name_in(std::string_view field);

enum class NamesOrData { automatic, names, data };
constexpr auto words_of(NamesOrData) {
  return std::to_array<Word<NamesOrData>>(
      {{NamesOrData::automatic, "auto"}, {NamesOrData::names, "names"}, {NamesOrData::data, "data"}});
}

enum class DecimalMark { automatic, point, comma };
constexpr auto words_of(DecimalMark) {
  return std::to_array<Word<DecimalMark>>(
      {{DecimalMark::automatic, "auto"}, {DecimalMark::point, "point"}, {DecimalMark::comma, "comma"}});
}

/// What stands for a missing entry, in text and in numbers: `automatic` takes it for one, `nan` too and without
/// doubt in what else may be meant, `none` refuses it.
enum class Missing { automatic, none, nan };
constexpr auto words_of(Missing) {
  return std::to_array<Word<Missing>>(
      {{Missing::automatic, "auto"}, {Missing::none, "none"}, {Missing::nan, "nan"}});
}

/// What a line is: a row; row, column, value; or an edge of a graph: two names, and a weight.
enum class LineFormat { table, triplets, edges };
constexpr auto words_of(LineFormat) {
  return std::to_array<Word<LineFormat>>(
      {{LineFormat::table, "table"}, {LineFormat::triplets, "triplets"}, {LineFormat::edges, "edges"}});
}

struct CsvOptions {
  NamesOrData first_line = NamesOrData::automatic;
  NamesOrData first_column = NamesOrData::automatic;
  DecimalMark decimal = DecimalMark::automatic;
  bool only_tabs = false;           ///< fields end at tabs alone (.tsv)
  Missing missing = Missing::none;  ///< what empty fields, NA and the like are
  bool refuse_doubtful = false;
};

/// What was taken for something else than numbers.
struct CsvReading {
  long names_line = 0;  ///< counted from 1; 0: none
  bool names_column = false;
  bool triplets = false;    ///< lines are row, column, value: rows and columns by their names
  bool edges = false;       ///< the same of a graph
  long repeated_edges = 0;  ///< lines that were added to an earlier one
  bool decimal_comma = false;
  bool marks_of_thousands = false;
  bool empty_last_column = false;  ///< left out
  std::vector<std::string> column_names, row_names;
};

class CsvTable {
 public:
  /// Reads up to the first line of numbers. `in` must be seekable; `name` stands for the file in messages.
  CsvTable(std::istream& in, const std::string& name, const CsvOptions& options);

  /// The numbers of the next line, valid until the next call; false at the end.
  bool next(std::vector<std::string_view>& cells);

  const std::string& name() const { return lines_.name(); }
  std::uint64_t rows_estimate() const { return rows_estimate_; }  ///< from the length of the first
  std::string place(size_t cell) const;                           ///< "line 3: column 2"
  [[noreturn]] void refuse_cell(size_t cell, std::string_view message) const;
  [[noreturn]] void refuse_here(std::string_view message) const;

  /// Whether fields at the end of every line, all empty, are no cells.
  bool end_is_cut_off() const { return end_is_cut_off_; }

  /// Complete once next() has returned false.
  const CsvReading& reading() const { return reading_; }

 private:
  enum class RowNames { none, any, words, counting };
  struct Line {
    long number;
    std::string text;
  };

  bool fetch(std::string_view& line);
  void hold(std::string_view line);
  void split(std::string_view line);
  void find_separator(std::string_view line);

  bool first_line_is_names(std::string_view& line);
  bool is_above_an_index(std::string_view& line);
  [[noreturn]] void refuse_mixture() const;
  void begin_rows(std::string_view line, const std::optional<std::string>& header);
  void split_header(const std::string& header);
  RowNames row_names_below(bool header, size_t width, Field first);
  void check_width();
  void take_row_name();
  void rewrite_decimals(std::string_view line, std::vector<std::string_view>& cells);
  std::string_view with_point(size_t cell, std::string_view field);
  void begin_watch(const std::vector<std::string_view>& cells);
  void watch(std::string_view line, const std::vector<std::string_view>& cells);
  void finish();
  void refuse_doubtful_decimals() const;
  void refuse_doubtful_data() const;

  LineReader lines_;
  CsvOptions options_;
  CsvReading reading_;
  std::deque<Line> held_;  ///< lines that were looked at, and come again
  std::string present_;    ///< the present line when it is one of these
  long number_ = 0;        ///< of the present line
  std::vector<std::string_view> fields_;
  std::deque<std::string> rewritten_;  ///< fields of the present line with another decimal mark
  char separator_ = ',';
  long blank_line_ = 0, tabs_line_ = 0;  ///< the last that was skipped; 0: none
  std::uint64_t rows_estimate_ = 0;

  size_t width_ = 0;  ///< fields of a line of numbers, the name of its row and an empty end included
  long first_number_ = 0, rows_ = 0;
  RowNames row_names_ = RowNames::none;
  long count_from_ = 0;
  bool end_is_empty_ = false;    ///< every line so far ends with an empty field
  bool end_is_cut_off_ = false;  ///< and it must, for that field is left out

  // What may turn out to be something else.
  bool first_line_counts_ = false, first_column_counts_ = false, corner_is_empty_ = false;
  bool whole_ = false, leading_zero_ = false;  ///< fields are whole numbers without quotation marks
  size_t digits_ = 0;                          ///< of every second field; 0: not the same number everywhere
  std::string example_;
  std::string point_place_, comma_place_, comma_text_, thousands_place_, thousands_text_;
};

}  // namespace orthant
