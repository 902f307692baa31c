/// Data as their owner has them: .npy (NaN is missing), Matrix Market (.mtx, coordinate or array; real,
/// integer or pattern; general or symmetric), .csv (csv_file.cpp), or a problem folder. Own small readers, so
/// that nothing of the program that certified is trusted.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "checker/arithmetic/rational_matrix.hpp"
#include "checker/read/problem.hpp"

namespace orthant::checker {

/// Of rows and of columns.
inline constexpr long largest_side = (1L << 31) - 1;

struct DataEntry {
  long row, col;
  double value;
  /// By rows.
  friend bool operator<(const DataEntry& a, const DataEntry& b) {
    return a.row != b.row ? a.row < b.row : a.col < b.col;
  }
};

struct Data {
  long rows = 0, cols = 0;
  bool sparse = false;
  std::vector<double> values;      ///< dense: row by row
  std::vector<DataEntry> entries;  ///< sparse: what is stored, by rows, each position once
};

/// From the last point on, in lower case.
std::string ending_of(const std::string& name);

/// SHA-256 of the values, whatever file they came from:
///
///   "orthant-data/1 full 1797 64\n" or "orthant-data/1 entries …\n": rows and columns
///   for every row that has entries, ascending, all numbers little-endian:
///     the row and the number of its entries, 64 bits each
///     the columns, ascending, 32 bits each
///     the values, 64 bits each
///
/// Entries are those that are not zero when all are observed (`full`), otherwise the observed ones; −0 is 0.
std::string data_hash(const Data& data, bool full);

/// The name decides by its ending. Throws Rejected for anything else, or damaged.
Data read_data(const std::string& bytes, const std::string& name);

/// problem.json with .npy matrices; its point may be missing. Throws Rejected.
Problem read_problem_folder(const std::string& folder);

/// A table of numbers as text. Throws Rejected, naming line and column, for a text where a number is expected
/// and for lines of unlike length.
Data read_csv(const std::string& bytes, const std::string& name);

/// The same with numbers as they stand, nothing rounded, none missing, and at most `largest` rows and columns:
///   [+−]digits/digits   or   [+−]digits[.digits][(e|E)[+−]digits], with exponents to ±1000
RationalMatrix read_exact_csv(const std::string& bytes, const std::string& name, long largest);

/// What a certificate is compared with: data or a problem; a matrix for a proof of copositivity.
struct OwnData : std::variant<Data, Problem, RationalMatrix> {
  using variant::variant;
};

/// Throws Rejected, naming the first entry that differs, unless the measurements of the problem are the data:
/// all entries for full observations, absent ones being zeros on both sides; for observed entries the same
/// positions with the same values. Weighted entries, other operators and problems without measurements are
/// rejected: they are not the data themselves.
///
/// A problem must be the same but for its point: factorization, size, rank, balance, operator, measurements
/// or truth, each number and each scale.
void require_same_data(const Problem& certified, const OwnData& own);

}  // namespace orthant::checker
