/// NumPy's .npy files: matrices in, matrices out.
///
/// Accepted: exactly two dimensions (one for a vector); what npy_header.hpp lists; rows or columns
/// contiguous. A row-major file becomes a row-major DataMatrix: its entries are never transposed.
/// Refused: NaN (unless it stands for missing entries) and infinity, naming the entry (row, column from 1);
/// an integer that no double holds; a boolean other than 0 and 1; no rows or no columns; more or fewer bytes
/// than the shape asks for, and that before anything is allocated. Memory: 8 bytes an entry, 4 for a matrix
/// of floats, which stays one, and 64 KiB.
#pragma once

#include <istream>
#include <string>

#include "orthant/linalg/data_matrix.hpp"

namespace orthant {

/// `in` must be seekable; `name` stands for the file in messages.
DataMatrix read_npy(std::istream& in, const std::string& name);

/// The same with NaN kept as it is, for the caller to take out (weighted_entries.hpp).
DataMatrix read_npy_with_missing(std::istream& in, const std::string& name);

/// A vector: shape (n,), (n, 1) or (1, n).
Vector read_npy_vector(std::istream& in, const std::string& name);

/// Writes version 1.0, <f8, rows contiguous, atomically (atomic_file.hpp). Every double is kept to the bit.
void write_npy(const std::string& path, const ConstMatrixRef& A);

/// The same for rows×cols numbers that are contiguous row by row.
void write_npy_rows(const std::string& path, const double* first, Index rows, Index cols);

}  // namespace orthant
