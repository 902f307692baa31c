/// What of a table as text was taken for something else than numbers, as the field `text` of documents.
#pragma once

#include "orthant/files/csv_table.hpp"
#include "orthant/files/json_fields.hpp"

namespace orthant {

/// Names are listed where the data are described, not here.
template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, CsvReading>& reading) {
  fields.or_null("names_line", reading.names_line);
  fields("names_column", reading.names_column);
  fields("triplets", reading.triplets);
  fields("decimal_comma", reading.decimal_comma);
  fields("marks_of_thousands", reading.marks_of_thousands);
  fields("empty_last_column", reading.empty_last_column);
}

}  // namespace orthant
