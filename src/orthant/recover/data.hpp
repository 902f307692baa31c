/// The data of a recovery: a matrix, which of its entries were observed, and what is known about it. Filled
/// from memory,
///
///   Data data{.matrix = share(DataMatrix::dense(X)), .name = "counts"};
///
/// or by reading a file.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "orthant/base/options.hpp"
#include "orthant/files/csv_table.hpp"
#include "orthant/linalg/data_matrix.hpp"

namespace orthant {

/// Of sparse data: are coordinates that it does not store zeros, or unobserved?
enum class Observed { all, entries };
constexpr auto words_of(Observed) {
  return std::to_array<Word<Observed>>({{Observed::all, "all"}, {Observed::entries, "entries"}});
}

/// Rows, columns of the picture that a row of the data is.
using ImageShape = std::pair<Index, Index>;

struct Data {
  std::shared_ptr<const DataMatrix> matrix;  ///< X ≥ 0
  Observed observed = Observed::all;
  /// w_ij of ½ Σ (w_ij (x_ij − l_i·r_j))² for the stored entries by rows, all positive; empty: 1.
  std::vector<double> weights = {};
  std::string name = "data";  ///< in messages and documents
  /// The file by whose name a certificate may name the data instead of holding them: one that the checker reads as
  /// it is, .npy or .mtx, without weights. Empty: none.
  std::string checkable_file = {};
  std::vector<std::string> row_names = {}, column_names = {};  ///< empty: none
  std::optional<ImageShape> image_shape = {};
  std::optional<CsvReading> text = {};  ///< of a file as text: what was taken for no number
  /// The same in words, of all files that were read; or empty.
  std::string not_numbers = {};

  Index rows() const { return matrix->rows(); }
  Index cols() const { return matrix->cols(); }
};

inline std::shared_ptr<const DataMatrix> share(DataMatrix matrix) {
  return std::make_shared<const DataMatrix>(std::move(matrix));
}

enum class Missing { none, nan };
constexpr auto words_of(Missing) {
  return std::to_array<Word<Missing>>({{Missing::none, "none"}, {Missing::nan, "nan"}});
}

enum class LineFormat { table, triplets };
constexpr auto words_of(LineFormat) {
  return std::to_array<Word<LineFormat>>({{LineFormat::table, "table"}, {LineFormat::triplets, "triplets"}});
}

/// How a file of data is read.
struct ReadOptions {
  Observed observed = Observed::all;
  Missing missing = Missing::none;
  std::string weights = {};  ///< a file of ω = w²; empty: none
  // Of .csv and .tsv.
  LineFormat format = LineFormat::table;
  NamesOrData first_line = NamesOrData::automatic, first_column = NamesOrData::automatic;
  DecimalMark decimal = DecimalMark::automatic;
};

inline constexpr Option<ReadOptions> read_options[] = {
    {"observed",
     "absent coordinates are zeros (all) or unobserved (entries)",
     {},
     one_word<&ReadOptions::observed>},
    {"missing",
     "nan: entries of a .npy or .csv that are NaN are unobserved, and so are NA and empty fields of a .csv; "
     "none: they are refused",
     {},
     one_word<&ReadOptions::missing>},
    {"weights",
     "a file of the data's size: weights ≥ 0 of the squared residuals; 0 is unobserved",
     {},
     &ReadOptions::weights},
    {"format",
     "what a line of a .csv or .tsv is: a row (table), or row, column, value (triplets)",
     {},
     one_word<&ReadOptions::format>},
    {"first_line", "of a .csv or .tsv: auto, names or data", {}, one_word<&ReadOptions::first_line>},
    {"first_column", "of a .csv or .tsv: auto, names or data", {}, one_word<&ReadOptions::first_column>},
    {"decimal",
     "decimal mark of a .csv or .tsv: auto, point or comma; the other one is a mark of thousands",
     {},
     one_word<&ReadOptions::decimal>},
};

/// `digits` or a file (files/read_matrix.hpp); entries that are missing or of weight 0 are unobserved. Throws
/// InputError in one line `FILE: PLACE: what was found; expected what`, also for negative entries.
Data read_data(const std::string& source, const ReadOptions& options = {});

/// "8x8" → (8, 8); nothing for "". Throws InputError unless rows·cols = `pixels`.
std::optional<ImageShape> parse_image_shape(const std::string& text, Index pixels);

}  // namespace orthant
