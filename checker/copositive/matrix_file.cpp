#include "checker/copositive/copositivity.hpp"

#include <algorithm>

#include "checker/read/files.hpp"
#include "checker/read/npy.hpp"

namespace orthant::checker {

namespace {

std::string size_text(const RationalMatrix& A) {
  return std::to_string(A.rows()) + "×" + std::to_string(A.cols());
}

std::string shown(const RationalMatrix& A, long i, long j) {
  const std::string text = A(i, j).to_string();
  return text.size() <= 40 ? text : text.substr(0, 40) + "…";
}

void require_small_side(long rows, long cols, const std::string& name) {
  if (std::max(rows, cols) > largest_copositive_order)
    throw Rejected(name + ": size " + std::to_string(rows) + "×" + std::to_string(cols) +
                   "; expected order at most " + std::to_string(largest_copositive_order));
}

RationalMatrix from_npy(const Npy& array, const std::string& name) {
  require_small_side(array.rows, array.cols, name);
  return RationalMatrix::values_of({array.rows, array.cols, array.values, {}});
}

/// Lines of fractions with commas between them.
RationalMatrix from_fractions(std::string_view bytes, const std::string& name, Work& work) {
  const long rows = std::count(bytes.begin(), bytes.end(), '\n');
  require_small_side(rows, rows, name);
  if (bytes.size() / 2 < static_cast<std::size_t>(rows * rows))
    throw Rejected(name + ": " + std::to_string(rows) + " rows, and fewer numbers than a square has");
  RationalMatrix out(rows, rows);
  for (long i = 0; i < rows; ++i)
    for (long j = 0; j < rows; ++j) {
      const std::size_t end = bytes.find(j + 1 < rows ? ',' : '\n');
      if (end == std::string_view::npos)
        throw Rejected(name + ": row " + std::to_string(i + 1) + " is shorter than the matrix is high");
      work.spend(4 * std::min(end, Rational::longest_text + 1));
      try {
        out.set(i, j, Rational::parse(bytes.substr(0, end)));
      } catch (const Rejected& refusal) {
        throw Rejected(name + ": row " + std::to_string(i + 1) + ", column " + std::to_string(j + 1) + ": " +
                       refusal.what());
      }
      bytes.remove_prefix(end + 1);
    }
  if (!bytes.empty()) throw Rejected(name + ": goes on after its last row");
  return out;
}

}  // namespace

RationalMatrix certified_matrix(const std::string& bytes, const std::string& name, Work& work) {
  const bool doubles = name.ends_with(".npy");
  if (!doubles && !name.ends_with(".csv")) throw Rejected(name + ": expected a matrix in .npy or .csv");
  RationalMatrix Q = doubles ? from_npy(read_npy(bytes, name), name) : from_fractions(bytes, name, work);
  if (Q.rows() != Q.cols() || Q.rows() < 1)
    throw Rejected(name + ": size " + size_text(Q) + "; expected a square matrix");
  for (long i = 0; i < Q.rows(); ++i)
    for (long j = 0; j < i; ++j)
      if (fmpq_equal(Q.entry(i, j), Q.entry(j, i)) == 0)
        throw Rejected(name + ": entry (" + std::to_string(i) + ", " + std::to_string(j) +
                       ") = " + shown(Q, i, j) + " is not that across the diagonal, " + shown(Q, j, i));
  return Q;
}

RationalMatrix read_own_matrix(const std::string& bytes, const std::string& name) {
  const std::string ending = ending_of(name);
  if (ending == ".csv" || ending == ".tsv") return read_exact_csv(bytes, name, largest_copositive_order);
  if (ending == ".npy") return from_npy(read_npy_numbers(bytes, name), name);
  const Data data = read_data(bytes, name);
  require_small_side(data.rows, data.cols, name);
  if (!data.sparse) return RationalMatrix::values_of({data.rows, data.cols, data.values, {}});
  RationalMatrix out(data.rows, data.cols);
  for (const DataEntry& entry : data.entries)
    out.set(entry.row, entry.col, Rational::from_double(entry.value));
  return out;
}

void require_same_matrix(const RationalMatrix& certified, const OwnData& own) {
  const auto* matrix = std::get_if<RationalMatrix>(&own);
  if (matrix == nullptr) throw Rejected("the proof is about a matrix; expected a matrix to compare it with");
  if (certified.rows() != matrix->rows() || certified.cols() != matrix->cols())
    throw Rejected("the matrix has " + size_text(certified) + " entries in the proof, " + size_text(*matrix) +
                   " in the file");
  for (long i = 0; i < certified.rows(); ++i)
    for (long j = 0; j < certified.cols(); ++j)
      if (fmpq_equal(certified.entry(i, j), matrix->entry(i, j)) == 0)
        throw Rejected("the matrices differ at entry (" + std::to_string(i) + ", " + std::to_string(j) +
                       "): " + shown(certified, i, j) + " in the proof, " + shown(*matrix, i, j) +
                       " in the file");
}

}  // namespace orthant::checker
