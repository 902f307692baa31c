/// A large .npy matrix without a copy: a row-major <f8 file is mapped, and the system pages it in. Other
/// layouts and types are read (npy.hpp), 8 bytes an entry.
///
/// Entries of a mapped file are not looked at here: NaN and infinity are the reader's to refuse. The file
/// must not shrink while it is mapped; replacing it by a rename, as this program writes files, is harmless.
#pragma once

#include <memory>
#include <string>

#include "orthant/linalg/data_matrix.hpp"

namespace orthant {

/// rows×cols numbers, row by row from `first`, kept alive by `owner`.
struct RowMajorNumbers {
  Index rows = 0, cols = 0;
  const double* first = nullptr;
  std::shared_ptr<const void> owner;
};

/// Two dimensions, as long as the shape asks for. Throws InputError.
RowMajorNumbers map_npy(const std::string& path);

/// The same of a matrix in memory, which is copied when its rows are not contiguous.
RowMajorNumbers row_major_numbers(const DataMatrix& A);

}  // namespace orthant
