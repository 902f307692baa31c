#include "orthant/files/hdf5.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "orthant/files/hdf5_file.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/sparse_arrays.hpp"

namespace orthant {

namespace {

class Hdf5Answer {
 public:
  explicit Hdf5Answer(const Source& source)
      : source_(source), apart_(source.name, "HDF5", [&](ApartSink& to) { put_hdf5(source, to); }) {
    std::error_code ignored;
    length_ = std::filesystem::file_size(source.path, ignored);
  }

  NamedData take(Missing missing) {
    const std::string path = apart_.take_text();
    const bool sparse = apart_.take_number() != 0;
    const std::string name = path == source_.inside ? source_.name : source_.name + ": " + on_one_line(path);
    NamedData out{.data = sparse ? take_sparse(name) : take_dense(name, missing)};
    out.row_names = apart_.take_texts();
    out.column_names = apart_.take_texts();
    out.told = on_one_line(apart_.take_text());
    return out;
  }

 private:
  DataMatrix take_sparse(const std::string& name) {
    SparseArrays arrays{.lines_are_rows = apart_.take_number() != 0};
    arrays.lines = apart_.take_number();
    arrays.length = apart_.take_number();
    take_vector(arrays.value);
    take_vector(arrays.index);
    take_vector(arrays.start);
    return matrix_of(std::move(arrays), name);
  }

  DataMatrix take_dense(const std::string& name, Missing missing) {
    const bool floats = apart_.take_number() != 0;
    const Index rows = apart_.take_number(), cols = apart_.take_number();
    const auto filled = [&](auto contiguous) {
      require_possible(rows, cols, sizeof(*contiguous.data()));
      contiguous.resize(cols, rows);
      take_rows(rows, cols, contiguous.data());
      require_finite(name, contiguous.data(), rows, cols, missing);
      return contiguous;
    };
    return floats ? DataMatrix::dense_row_major_floats(filled(FloatMatrix()))
                  : DataMatrix::dense_row_major(filled(Matrix()));
  }

  template <class Number>
  void take_vector(std::vector<Number>& out) {
    const Index size = apart_.take_number();
    require_possible(size, 1, sizeof(Number));
    out.resize(static_cast<size_t>(size));
    take_rows(size, 1, out.data());
  }

  template <class Number>
  void take_rows(Index rows, Index cols, Number* out) {
    const Index at_once = std::max<Index>(1, apart_.take_number());
    for (Index done = 0; done < rows; done += at_once) {
      const Index part = std::min(at_once, rows - done);
      apart_.take(out + done * cols, static_cast<size_t>(part * cols) * sizeof(Number));
    }
  }

  /// The other process has compared sizes with the file; what a broken one says is not believed.
  void require_possible(Index rows, Index cols, size_t bytes) const {
    std::uint64_t asked = bytes;
    bool overflow = rows < 0 || cols < 0;
    for (const Index size : {rows, cols})
      overflow = overflow || __builtin_mul_overflow(asked, static_cast<std::uint64_t>(size), &asked);
    if (overflow || asked > 8 * most_decompressed_bytes * length_)
      source_.refuse(
          fmt::format("{} × {} numbers in a file of {} bytes; expected fewer", rows, cols, length_));
  }

  template <class Number>
  static void require_finite(const std::string& name, const Number* numbers, Index rows, Index cols,
                             Missing missing) {
    for (Index k = 0; k < rows * cols; ++k)
      if (!std::isfinite(numbers[k]) && !(std::isnan(numbers[k]) && missing != Missing::none))
        refuse(name, fmt::format("entry ({}, {}) is {}; expected a finite number", k / cols + 1, k % cols + 1,
                                 numbers[k]));
  }

  const Source& source_;
  Apart apart_;
  std::uint64_t length_ = 0;
};

}  // namespace

NamedData read_hdf5(const Source& source, const SourceOptions& options) {
  source.plain_file();  // refuses what is no file at all
  return Hdf5Answer(source).take(options.table.missing);
}

}  // namespace orthant
