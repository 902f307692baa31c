/// What a person asks of a solution, as parts of its document: the parts with the names of what they are made of,
/// the groups that rows and columns form, how both look at the other minima, and how well groups agree with known
/// labels (recover/parts.hpp, matching.hpp, agreement.hpp).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "orthant/files/json_fields.hpp"
#include "orthant/recover/recover.hpp"

namespace orthant {

/// A column or row of a part.
struct ListedEntry {
  Index index = 0;   ///< from 0; from 1 in the document
  std::string name;  ///< empty: none
  double weight = 0, share = 0;
};

/// Largest first; at most RecoverOptions::top of each.
struct ListedPart {
  double share = 0;
  std::vector<ListedEntry> columns, distinctive_columns;
  std::vector<ListedEntry> rows, distinctive_rows;  ///< empty for UUᵀ
};

/// Rows, or columns, by their labels.
struct ListedGroups {
  std::vector<Index> counts;  ///< for every part
  Index none = 0;             ///< without a label
  Index clear = 0;            ///< with a clarity of at least ½
  double median_clarity = 0;  ///< of those with a label
};

/// The part of a minimum that is a part of the best one: cosines of the two over columns and over rows.
struct ListedMatch {
  Index part = 0;  ///< of this minimum; from 1 in the document
  double columns = 0, rows = 0;
  std::vector<std::string> names;  ///< of its most distinctive columns; without names their numbers
};

/// A minimum beside the best one, part by part.
struct ListedComparison {
  std::vector<ListedMatch> parts;       ///< in the order of the best point's
  double rows_alike = 0;                ///< share of the rows that have the label of the matching part
  std::optional<double> columns_alike;  ///< nothing for UUᵀ
};

std::vector<ListedPart> listed_parts(const Recovery& recovery);

/// Of rows, or of columns; nothing for the columns of UUᵀ and without parts.
std::optional<ListedGroups> listed_groups(const Recovery& recovery, LabelsOf of);

/// Of the first minima, at most 30 and fewer of many parts or large data; nothing for the best itself and without parts.
std::vector<std::optional<ListedComparison>> compared_minima(const Recovery& recovery);

/// Nothing without known labels.
std::optional<Agreement> listed_agreement(const Recovery& recovery);

/// A line for each row or column: its name, label and clarity, and its known label where there are such (`known`, or
/// nullptr). `kind`: what the first column is called.
void write_labels(const std::string& path, const char* kind, const std::vector<Label>& labels,
                  const std::vector<std::string>& names, const KnownLabels* known);

/// labels.csv, column_labels.csv, and with RecoverOptions::csv L.csv and R.csv, or U.csv, in `folder`: what each is
/// called in the document and its file. Names are quoted where they must be, so that readers of .csv have them back.
std::map<std::string, std::string> write_part_files(const Recovery& recovery, const std::string& folder);

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, ListedEntry>& entry) {
  fields("index", from_one(entry.index));
  fields.or_null("name", entry.name);
  fields("weight", entry.weight);
  fields("share", entry.share);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, ListedPart>& part) {
  fields("share", part.share);
  fields("columns", part.columns);
  fields("distinctive_columns", part.distinctive_columns);
  fields("rows", part.rows);
  fields("distinctive_rows", part.distinctive_rows);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, ListedGroups>& groups) {
  fields("counts", groups.counts);
  fields("none", groups.none);
  fields("clear", groups.clear);
  fields("median_clarity", groups.median_clarity);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, ListedMatch>& match) {
  fields("part", from_one(match.part));
  fields("columns", match.columns);
  fields("rows", match.rows);
  fields("names", match.names);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, ListedComparison>& comparison) {
  fields("parts", comparison.parts);
  fields("rows_alike", comparison.rows_alike);
  fields("columns_alike", comparison.columns_alike);
}

/// Parts count from 1, as the names of classes do not: `class_of` holds those.
template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, Agreement>& agreement) {
  fields("name", agreement.name);
  fields("of", agreement.of);
  fields("compared", agreement.compared);
  fields("unknown", agreement.unknown);
  fields("classes", agreement.classes);
  fields("table", agreement.table);
  fields("unlabelled", agreement.unlabelled);
  fields("class_of", agreement.class_of);
  fields("errors", agreement.errors);
  fields("adjusted_rand", agreement.adjusted_rand);
  fields("mutual_information", agreement.mutual_information);
}

}  // namespace orthant
