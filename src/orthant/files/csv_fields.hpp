/// One line of a table as text (.csv, .tsv): where its fields end, and what a field may be.
///
/// A field is a number, looks like one (`1,5`, `1,000`, `1/3`, `12 %`), stands for a missing entry (`NA`,
/// `NaN`, `null`, …), is empty, is a mark without letter and digit (`-`, `?`), or else is a word. Only a word
/// can be a name by itself: whatever may be a datum, or the place of one, is never taken for a name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orthant {

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

}  // namespace orthant
