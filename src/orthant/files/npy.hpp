/// NumPy's .npy files: matrices in, matrices out. A file is a header and the entries,
///
///   "\x93NUMPY", major, minor, header length (2 bytes in version 1.0, 4 in 2.0 and 3.0, little-endian),
///   a Python dictionary {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), } in any order
///
/// Accepted: versions 1.0, 2.0, 3.0; descr f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1 in either byte order; exactly two
/// dimensions (one for a vector); rows or columns contiguous. A row-major file becomes a row-major DataMatrix:
/// its entries are never transposed.
/// Refused: half, long double, complex, text, object and structured descr; a missing, double or unknown key; a
/// header above 65535 bytes (NumPy itself stops at 10000); NaN (unless it stands for missing entries) and infinity, naming the entry (row, column from 1);
/// an integer that no double holds; a boolean other than 0 and 1; no rows or no columns; more or fewer bytes
/// than the shape asks for, and that before anything is allocated. Memory: 8 bytes an entry, 4 for a matrix
/// of floats, which stays one, and 64 KiB.
#pragma once

#include <cstdint>
#include <fstream>
#include <istream>
#include <memory>
#include <string>
#include <vector>

#include "orthant/files/atomic_file.hpp"
#include "orthant/linalg/data_matrix.hpp"

namespace orthant {

/// `in` must be seekable; `name` stands for the file in messages.
DataMatrix read_npy(std::istream& in, const std::string& name);

/// The same with NaN kept as it is, for the caller to take out (entries_not_nan in read_matrix.hpp).
DataMatrix read_npy_with_missing(std::istream& in, const std::string& name);

/// A vector: shape (n,), (n, 1) or (1, n).
Vector read_npy_vector(std::istream& in, const std::string& name);

/// Numbers of any type in a vector (n,), also of none.
std::vector<double> read_npy_numbers(std::istream& in, const std::string& name);

/// Integers of any type in a vector (n,) that fit into `Integer`: std::int32_t or std::int64_t.
template <class Integer>
std::vector<Integer> read_npy_integers(std::istream& in, const std::string& name);

/// A word of ASCII letters: shape (), type S or U, of at most 64 letters.
std::string read_npy_word(std::istream& in, const std::string& name);

/// Writes version 1.0, <f8, rows contiguous, atomically (atomic_file.hpp). Every double is kept to the bit.
void write_npy(const std::string& path, const ConstMatrixRef& A);

/// The same for rows×cols numbers that are contiguous row by row.
void write_npy_rows(const std::string& path, const double* first, Index rows, Index cols);

/// Writes a matrix of a known size as its rows come; nothing is seen under the asked name before commit().
class NpyWriter {
 public:
  NpyWriter(const std::string& path, Index rows, Index cols);
  void append(const ConstMatrixRef& rows);
  void commit();  ///< when all rows are there

 private:
  AtomicFile file_;
  Index left_, cols_;
};

/// What the bytes after a header mean.
struct NpyHeader {
  std::string descr;     ///< as written, e.g. "<f8"
  char kind = 0;         ///< f, i, u or b
  int size = 0;          ///< bytes of one entry: 1, 2, 4 or 8
  bool swapped = false;  ///< stored in the other byte order than this machine's
  bool fortran = false;  ///< columns are contiguous
  std::vector<std::uint64_t> shape;

  /// "(3, 4)", as Python prints it.
  std::string shape_text() const;
};

/// Leaves `in` at the first entry. Throws InputError.
NpyHeader read_npy_header(std::istream& in, const std::string& name);

/// Throws InputError unless exactly the bytes that the shape asks for are left, and when it is empty.
void require_npy_length(const NpyHeader& header, std::istream& in, const std::string& name);

/// The header of a row-major <f8 matrix, magic string and padding included: a multiple of 64 bytes.
std::string npy_header(std::uint64_t rows, std::uint64_t cols);

/// A matrix as its file has it, some lines at a time: rows, or columns where those are contiguous. Memory:
/// the lines that are asked for. What read_npy refuses is refused when it is met.
class NpyLines {
 public:
  explicit NpyLines(const std::string& path, bool missing = false);

  bool are_rows() const { return !header_.fortran; }
  Index lines() const;
  Index length() const;      ///< of a line
  Matrix next(Index count);  ///< at most `count` more lines, as columns; NaN where entries are missing
  Index done() const { return done_; }

 private:
  std::string path_;
  std::ifstream in_;
  NpyHeader header_;
  bool missing_;
  Index done_ = 0;
};

/// rows×cols numbers, row by row from `first`, kept alive by `owner`.
struct RowMajorNumbers {
  Index rows = 0, cols = 0;
  const double* first = nullptr;
  std::shared_ptr<const void> owner;
};

/// A large matrix without a copy: a row-major <f8 file is mapped, and the system pages it in; other layouts and
/// types are read, 8 bytes an entry. Entries of a mapped file are not looked at here: NaN and infinity are the
/// reader's to refuse. The file must not shrink while it is mapped; replacing it by a rename, as this program
/// writes files, is harmless. Throws InputError.
RowMajorNumbers map_npy(const std::string& path);

/// The same of a matrix in memory, which is copied when its rows are not contiguous.
RowMajorNumbers row_major_numbers(const DataMatrix& A);

}  // namespace orthant
