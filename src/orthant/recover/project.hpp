/// New rows on factors that are there: for data A, with R fixed,
///
///   l_i = argmin { D(a_i | R l) + α Σl + ½β‖l‖² : l ≥ 0 },   D = ½‖·‖², Kullback–Leibler or Itakura–Saito,
///
/// over the observed entries of each row, with their weights; or new columns on L (`side` = right). Squares:
/// exact, by the active set (linalg/exact_nnls.hpp), so rows of the data that R was found with give the same
/// L back. Divergences: projected Newton to a stationarity of 1e-10 (solvers/divergence_row.hpp).
///
/// Rows do not depend on each other, so they come and go in blocks: memory is that of a block, whatever the
/// number of rows. A .npy file whose rows are contiguous is read so (columns, for the right side); other data
/// are read whole.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "orthant/recover/model.hpp"

namespace orthant {

constexpr auto words_of(Side) {
  return std::to_array<Word<Side>>({{Side::left, "left"}, {Side::right, "right"}});
}

struct ProjectOptions {
  Side side = Side::left;  ///< of the factor that is looked for
  Loss loss = Loss::frobenius;
  double l1 = 0, l2 = 0;  ///< α, β
  /// Of factors with offsets (FixedColumns::offsets): their first column, and what β draws offsets to.
  std::optional<Index> offsets = {};
  double l2_centre = 0;
};

inline constexpr Option<ProjectOptions> project_options[] = {
    {"side", "left: new rows on R; right: new columns on L", {}, one_word<&ProjectOptions::side>},
    {"loss",
     "misfit of an entry: frobenius (½ squares), kullback-leibler or itakura-saito (of the factors, where "
     "they say)",
     {},
     one_word<&ProjectOptions::loss>},
    {"l1", "weight of the sum of a row (of the factors, where they say)", {0, 1e100}, &ProjectOptions::l1},
    {"l2", "weight of ½‖row‖² (of the factors, where they say)", {0, 1e100}, &ProjectOptions::l2},
};

/// Lines of data, some at a time: rows for the left side, columns for the right.
class DataLines {
 public:
  virtual ~DataLines() = default;
  virtual Index lines() const = 0;
  virtual Index length() const = 0;
  /// Some more lines, as the rows (columns) of data; nothing at the end.
  virtual std::shared_ptr<const Data> next() = 0;
  virtual const std::vector<std::string>& names() const = 0;  ///< of the lines; empty: none
  virtual const std::vector<std::string>& entry_names()
      const = 0;  ///< of what a line has an entry for; empty: none
};

/// Of data in memory; they must outlive it.
std::unique_ptr<DataLines> lines_of(const Data& data, Side side);

/// Of what read_data reads, in blocks where the file allows it. Throws InputError.
std::unique_ptr<DataLines> open_lines(const std::string& source, const ReadOptions& options, Side side);

/// How one line fits.
struct LineFit {
  Index line = 0;
  double misfit = 0;          ///< D
  double relative_error = 0;  ///< ‖a − Rl‖/‖a‖ over what was observed; 0 for a line of zeros
};

struct Projection {
  Side side = Side::left;
  Loss loss = Loss::frobenius;
  double l1 = 0, l2 = 0;
  Index lines = 0, length = 0, rank = 0;
  double objective = 0;                       ///< with the terms of α and β
  double relative_error = 0;                  ///< of all lines together
  double median_error = 0;                    ///< of the lines
  std::vector<LineFit> worst = {};            ///< by relative error, at most 5
  std::vector<std::string> worst_names = {};  ///< where lines have names
  bool reordered = false;   ///< the factor's rows stand in another order than the data's names
  double stationarity = 0;  ///< the largest of a row, of divergences
  Index not_unique =
      0;  ///< rows where the columns of the fixed factor depend on each other: one of the minimizers
  /// Of divergences: positive entries where no part is (a word that was never seen). They are left out: whatever
  /// the row is, their misfit is infinite.
  Index unexplained = 0;
  double seconds = 0;
};

/// Told of the rows of L (of R) that a block has given, in order.
using RowSink = std::function<void(const ConstMatrixRef& rows)>;

/// `fixed`: R (or L), a row for each entry of a line. Throws InputError on options, sizes and negative data.
Projection project(DataLines& lines, const Matrix& fixed, const ProjectOptions& options, const RowSink& sink);

/// The whole factor of data in memory.
Matrix project(const Data& data, const Matrix& fixed, const ProjectOptions& options = {});

}  // namespace orthant
