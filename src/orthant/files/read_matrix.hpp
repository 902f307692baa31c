/// Data and factors by name: what `orthant recover DATA` and the files of a problem folder go through.
///
/// A source is `digits` (the bundled set, 1797×64, see data/README.md) or a file whose extension, in any
/// case, says its format: .npy (npy.hpp), .mtx (matrix_market.hpp), .csv and .tsv (csv.hpp).
/// HDF5 is not read. Every failure is an InputError of one line, `FILE: PLACE: what was found; expected
/// what`. NaN, infinity and empty matrices are refused here; negative entries are the model's business
/// (require_nonnegative).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "orthant/files/csv_table.hpp"
#include "orthant/linalg/data_matrix.hpp"

namespace orthant {

/// Dense data from .npy, .csv and array .mtx (8 bytes an entry, 4 from .npy files of floats); sparse data
/// from coordinate .mtx (12 to 24 bytes an entry: linalg/data_matrix.hpp).
DataMatrix read_matrix(const std::string& source);

/// The same with the entries that are NaN left out, as sparse data whose absent coordinates are missing. A
/// .mtx has absent coordinates of its own and is refused.
DataMatrix read_matrix_with_missing(const std::string& source);

/// How a table as text is read; other formats say themselves what they hold, and refuse all but the defaults.
struct TextOptions {
  CsvOptions table;
  bool triplets = false;  ///< lines of row, column, value
};

struct NamedData {
  DataMatrix data;
  std::optional<CsvReading> reading;  ///< of .csv and .tsv
};

/// Data of a command line: as read_matrix or read_matrix_with_missing (`text.table.missing_entries`), and
/// what may be names or data is refused, with the option that decides.
NamedData read_named(const std::string& source, const TextOptions& text);

/// "column names in line 1, row names in column 1": what was taken for something else than numbers; empty:
/// nothing.
std::string in_words(const CsvReading& reading);

/// Whether the extension of `source` is .csv or .tsv.
bool is_text_table(const std::string& source);

/// Throws InputError that names the first pair of entries (i, j), i > j, that differ.
void require_symmetric(const DataMatrix& A, const std::string& name, const std::string& expected);

/// A factor or a truth as a column-major matrix (expanded). Two copies exist for a moment.
Matrix read_dense(const std::string& path);

/// A vector such as the measurements: .npy of shape (n,), or one row or one column of any format.
Vector read_vector(const std::string& path);

/// Throws InputError that names the first negative entry, in reading order, and its value. −0 passes.
void require_nonnegative(const DataMatrix& A, const std::string& name);

/// Throws InputError when every entry is zero: there is nothing to recover.
void require_nonzero(const DataMatrix& A, const std::string& name);

/// Data as a column-major matrix: the one place where sparse data become dense. `name` stands for the data in messages. Throws InputError for sparse data of more than 10⁸ entries when
/// expanded. Memory: 8 bytes an entry.
Matrix expanded(const DataMatrix& data, const std::string& name);

/// Observed entries from matrices as files hold them: NaN for what is missing, or a matrix of weights. The misfit is ½ Σ ω_ij (x_ij − l_i·r_j)² over the observed (i, j). A weight ω_ij = 0, or one that a sparse
/// file of weights does not store, means unobserved, whatever x_ij is. Memory: 12 bytes an observed entry, 8
/// more for its weight, and one row of the data at a time; sparse data are never expanded.
///
/// The entries of A that are not NaN, by rows; zeros stay observed.
CompressedLines entries_not_nan(const DataMatrix& A);

struct WeightedEntries {
  CompressedLines values;       ///< x_ij by rows
  std::vector<double> weights;  ///< w_ij = √ω_ij in the same order, as EntriesObservations takes them
};

/// The entries of A where W is positive. Absent coordinates of a sparse A are zeros if `absent_is_zero`,
/// unobserved otherwise. `name` stands for W's file. Throws InputError on another size, a weight that is
/// neither 0 nor from 1e-20 to 1e20, and when nothing is observed.
WeightedEntries weighted_entries(const DataMatrix& A, bool absent_is_zero, const DataMatrix& W,
                                 const std::string& name);

}  // namespace orthant
