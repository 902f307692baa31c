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

/// What is made of the data before anything else (linalg/similarity.hpp): D^{-1/2} A D^{-1/2} of a symmetric matrix,
/// or that of the self-tuned similarities of the rows of a table.
enum class Similarity { none, normalized, self_tuned };
constexpr auto words_of(Similarity) {
  using enum Similarity;
  return std::to_array<Word<Similarity>>(
      {{none, "none"}, {normalized, "normalized"}, {self_tuned, "self-tuned"}});
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
  Index missing_entries = 0;                         ///< that the file says are missing
  double hertz_per_row = 0, seconds_per_column = 0;  ///< of a spectrogram; 0: none
  std::optional<CsvReading> text = {};               ///< of a file as text: what was taken for no number
  Similarity similarity = Similarity::none;          ///< that the matrix was made by
  Index neighbours = 0;                              ///< of self-tuned similarities
  /// The same in words, of all files that were read; or empty.
  std::string not_numbers = {};

  Index rows() const { return matrix->rows(); }
  Index cols() const { return matrix->cols(); }
};

inline std::shared_ptr<const DataMatrix> share(DataMatrix matrix) {
  return std::make_shared<const DataMatrix>(std::move(matrix));
}

/// How a file of data is read.
struct ReadOptions {
  Observed observed = Observed::all;
  Missing missing = Missing::automatic;
  std::string weights = {};                    ///< a file of ω = w²; empty: none
  std::string row_names = {}, col_names = {};  ///< files of names; empty: those of the data
  // Of text.
  LineFormat format = LineFormat::table;
  NamesOrData first_line = NamesOrData::automatic, first_column = NamesOrData::automatic;
  DecimalMark decimal = DecimalMark::automatic;
  bool any_sign = false;   ///< negative entries are data too
  bool symmetric = false;  ///< triplets are those of a symmetric matrix: one set of names, either triangle
  long window = 1024, hop = 256;  ///< of a sound, in samples
  Similarity similarity = Similarity::none;
  long neighbours = 0;  ///< of self-tuned similarities; 0: ⌊log₂ n⌋ + 1
};

inline constexpr Option<ReadOptions> read_options[] = {
    {"observed",
     "absent coordinates are zeros (all) or unobserved (entries)",
     {},
     one_word<&ReadOptions::observed>},
    {"missing",
     "entries that are NaN, and NA and empty fields of text, are unobserved (auto; nan: also where they may be "
     "names), or refused (none)",
     {},
     one_word<&ReadOptions::missing>},
    {"weights",
     "a file of the data's size: weights ≥ 0 of the squared residuals; 0 is unobserved",
     {},
     &ReadOptions::weights},
    {"row_names",
     "a file with a name for each row, one a line; of a table its first column, or that named _index",
     {},
     &ReadOptions::row_names},
    {"col_names", "the same for the columns, such as the vocabulary of an .mtx", {}, &ReadOptions::col_names},
    {"format",
     "what a line of text is: a row (table); row, column, value (triplets); or two names and a weight, if "
     "any, of an undirected graph (edges)",
     {},
     one_word<&ReadOptions::format>},
    {"first_line", "of text: auto, names or data", {}, one_word<&ReadOptions::first_line>},
    {"first_column", "of text: auto, names or data", {}, one_word<&ReadOptions::first_column>},
    {"decimal",
     "decimal mark of text: auto, point or comma; the other one is a mark of thousands",
     {},
     one_word<&ReadOptions::decimal>},
    {"similarity",
     "what is factored in the place of the data A: the adjacency of a graph divided by the roots of its degrees, "
     "D^(-1/2) A D^(-1/2) (normalized), or that of similarities of A's rows, taken as points: each to its nearest "
     "neighbours, by the distances that are usual there (self-tuned)",
     {},
     one_word<&ReadOptions::similarity>},
    {"neighbours",
     "of self-tuned similarities: neighbours of a point (0: 1 + the whole part of log2 of the points)",
     {0, 1000000},
     &ReadOptions::neighbours},
    {"window", "of a .wav: samples of one Fourier transform", {2, 65536}, &ReadOptions::window},
    {"hop", "of a .wav: samples from one Fourier transform to the next", {1, 65536}, &ReadOptions::hop},
};

/// `digits` or a file (files/read_matrix.hpp); entries that are missing or of weight 0 are unobserved. Throws
/// InputError in one line `FILE: PLACE: what was found; expected what`, also for negative entries unless `any_sign`.
Data read_data(const std::string& source, const ReadOptions& options = {});

/// The same of a matrix in memory, which is called `data` in messages, and of weights of its size. Of the options
/// only those that are not of files' formats apply; `weights` is passed over.
Data data_in_memory(DataMatrix matrix, const ReadOptions& options = {}, const DataMatrix* weights = nullptr);

/// "8x8" → (8, 8); nothing for "". Throws InputError unless rows·cols = `pixels`.
std::optional<ImageShape> parse_image_shape(const std::string& text, Index pixels);

}  // namespace orthant
