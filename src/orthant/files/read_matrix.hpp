/// Data and factors by name: what `orthant recover DATA` and the files of a problem folder go through.
///
/// A source is `digits` (the bundled set, 1797×64, see data/README.md), or a file, folder or standard input
/// (source.hpp) of which a table of formats (formats.cpp) says, by its extension or its first bytes, who reads it.
/// Every failure is an InputError of one line, `FILE: PLACE: what was found; expected what`. Infinity and empty
/// matrices are refused here, and NaN where it does not stand for a missing entry; negative entries are the
/// model's business (require_nonnegative).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "orthant/files/named_data.hpp"
#include "orthant/files/source.hpp"

namespace orthant {

/// Dense data take 8 bytes an entry (4 where the file holds floats), sparse data 12 to 24
/// (linalg/data_matrix.hpp).
DataMatrix read_matrix(const std::string& source);

/// Data of a command line, with their names. Entries that are missing by `options.table.missing` are left out:
/// then the data are sparse, and absent coordinates are unobserved.
NamedData read_named(const std::string& source, const SourceOptions& options);
NamedData read_named(const Source& source, const SourceOptions& options);

/// Takes the entries of dense data that are missing by `missing` out of them. Throws InputError for data of which
/// nothing is observed.
void leave_out_missing(NamedData& read, Missing missing, const std::string& name);

/// "column names in line 1, row names in column 1": what was taken for something else than numbers; empty:
/// nothing.
std::string in_words(const CsvReading& reading);

/// Whether `source` is read as text: .csv, .tsv, .txt, and what no extension and no first bytes say otherwise.
bool is_text_table(const Source& source);

/// Whether a folder is one that is read as data: of 10x Genomics, or of pictures.
bool is_data_folder(const std::string& path);

/// "a file (.npy, .csv, …), a folder … or the bundled set digits": for messages and for --help.
std::string readable_sources();

/// A line for each format: its extensions and what is read of it.
std::string list_of_formats();

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
