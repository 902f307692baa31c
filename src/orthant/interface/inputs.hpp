/// What a job is given: matrices that lie in the caller's memory, and names.
///
/// Nothing is copied that can be looked at where it lies: dense entries whose rows or columns are contiguous, and
/// compressed lines whose indices have 4 bytes and ascend; of the latter `start` is copied where it has 4 bytes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "orthant/linalg/data_matrix.hpp"
#include "orthant/recover/model.hpp"

namespace orthant::interface {

/// Entry (i, j) at entries[i · row_stride + j · col_stride].
template <class Value>
struct StridedMatrix {
  const Value* entries;
  Index rows, cols, row_stride, col_stride;
};

/// `name` in messages. Throws InputError on sizes below 0 or beyond 2³¹ − 1, and without entries.
template <class Value>
DataMatrix dense_input(const std::string& name, const StridedMatrix<Value>& given);

/// Compressed lines, rows or columns, with offsets and indices of one width.
template <class Value, class Integer>
struct CompressedInput {
  Index rows, cols;
  bool by_rows;
  const Integer *start, *index;
  const Value* entries;
};

/// Throws InputError on offsets that do not begin at 0 or fall, indices out of range and positions given twice.
template <class Value, class Integer>
DataMatrix sparse_input(const std::string& name, const CompressedInput<Value, Integer>& given);

struct Inputs {
  std::map<std::string, DataMatrix, std::less<>> matrices;
  std::map<std::string, std::vector<std::string>, std::less<>> names;  ///< row_names, column_names

  const DataMatrix* find(std::string_view name) const;
  NamedFactor factor(const std::string& name) const;  ///< throws InputError when it was not given
};

/// What a file or folder holds, as the model takes it.
Data data_of_file(const std::string& source, const ReadOptions& reading, const ModelOptions& model);

/// `data` of the inputs with their weights and names, or what the file or folder `source` holds. Throws InputError
/// when it is both or neither.
Data data_of(const Inputs& inputs, const std::string& source, const ReadOptions& reading,
             const ModelOptions& model);

}  // namespace orthant::interface
