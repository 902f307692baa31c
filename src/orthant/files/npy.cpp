#include "orthant/files/npy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <type_traits>
#include <vector>

#include "orthant/files/atomic_file.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/npy_header.hpp"

namespace orthant {

namespace {

constexpr size_t chunk_bytes = size_t{1} << 16;

/// Where entry `position` of the file lies, from 1.
std::string place(const NpyHeader& header, std::uint64_t position) {
  if (header.shape.size() == 1) return fmt::format("entry {}", position + 1);
  const std::uint64_t inner = header.shape[header.fortran ? 0 : 1];
  const std::uint64_t outer_index = position / inner + 1, inner_index = position % inner + 1;
  return header.fortran ? fmt::format("entry ({}, {})", inner_index, outer_index)
                        : fmt::format("entry ({}, {})", outer_index, inner_index);
}

template <class T>
T decode(const char* bytes, bool swapped) {
  char ordered[sizeof(T)];
  std::memcpy(ordered, bytes, sizeof(T));
  if (swapped) std::reverse(ordered, ordered + sizeof(T));
  T value;
  std::memcpy(&value, ordered, sizeof(T));
  return value;
}

/// The message of an entry that is not taken, or nothing.
template <class T>
std::string objection(T stored, double value, Nan nan) {
  if constexpr (std::is_floating_point_v<T>) {
    if (nan == Nan::is_missing && std::isnan(value)) return {};
    if (!std::isfinite(value)) return fmt::format("is {}; expected a finite number", value);
  } else if constexpr (sizeof(T) == 8) {
    // 2⁶³ and 2⁶⁴ are doubles but no T, so the way back must be guarded.
    constexpr double beyond = std::is_signed_v<T> ? 0x1p63 : 0x1p64;
    if (value >= beyond || static_cast<T>(value) != stored) {
      return fmt::format("is {}; expected an integer that a double holds exactly", stored);
    }
  }
  return {};
}

template <class T, class Number>
void read_entries(std::istream& in, const std::string& name, const NpyHeader& header, Nan nan, Number* out,
                  std::uint64_t count) {
  std::vector<char> chunk(chunk_bytes);
  for (std::uint64_t done = 0; done < count;) {
    const auto batch = static_cast<size_t>(std::min<std::uint64_t>(chunk_bytes / sizeof(T), count - done));
    in.read(chunk.data(), static_cast<std::streamsize>(batch * sizeof(T)));
    if (static_cast<size_t>(in.gcount()) != batch * sizeof(T)) {
      refuse(name, fmt::format("{}: cannot be read; expected {} entries", place(header, done), count));
    }
    for (size_t i = 0; i < batch; ++i, ++done) {
      const T stored = decode<T>(chunk.data() + i * sizeof(T), header.swapped);
      const auto value = static_cast<double>(stored);
      out[done] = static_cast<Number>(stored);
      if (const std::string message = objection(stored, value, nan); !message.empty()) {
        refuse(name, place(header, done) + ' ' + message);
      }
      if (header.kind == 'b' && value > 1) {
        refuse(name, fmt::format("{} is byte {}; expected a boolean, 0 or 1", place(header, done), value));
      }
    }
  }
}

/// All entries of a file of floats in their order.
void read_entries(std::istream& in, const std::string& name, const NpyHeader& header, Nan nan, float* out,
                  Index count) {
  read_entries<float>(in, name, header, nan, out, static_cast<std::uint64_t>(count));
}

/// All entries in the order of the file.
void read_entries(std::istream& in, const std::string& name, const NpyHeader& header, Nan nan, double* out,
                  Index count) {
  const auto read = [&](auto type) {
    read_entries<decltype(type)>(in, name, header, nan, out, static_cast<std::uint64_t>(count));
  };
  switch (header.kind) {
    case 'f':
      return header.size == 4 ? read(float{}) : read(double{});
    case 'i':
      if (header.size == 1) return read(std::int8_t{});
      if (header.size == 2) return read(std::int16_t{});
      return header.size == 4 ? read(std::int32_t{}) : read(std::int64_t{});
    default:
      if (header.size == 1) return read(std::uint8_t{});
      if (header.size == 2) return read(std::uint16_t{});
      return header.size == 4 ? read(std::uint32_t{}) : read(std::uint64_t{});
  }
}

DataMatrix read_matrix_of_npy(std::istream& in, const std::string& name, Nan nan) {
  const NpyHeader header = read_npy_header(in, name);
  if (header.shape.size() != 2) {
    refuse(name, fmt::format("shape {}; expected two dimensions", header.shape_text()));
  }
  require_npy_length(header, in, name);
  const auto rows = static_cast<Index>(header.shape[0]), cols = static_cast<Index>(header.shape[1]);
  const auto fill = [&](auto contiguous) {
    read_entries(in, name, header, nan, contiguous.data(), contiguous.size());
    return contiguous;
  };
  const Index height = header.fortran ? rows : cols, width = header.fortran ? cols : rows;
  if (header.kind == 'f' && header.size == 4) {
    FloatMatrix contiguous = fill(FloatMatrix(height, width));
    return header.fortran ? DataMatrix::dense_floats(std::move(contiguous))
                          : DataMatrix::dense_row_major_floats(std::move(contiguous));
  }
  Matrix contiguous = fill(Matrix(height, width));
  return header.fortran ? DataMatrix::dense(std::move(contiguous))
                        : DataMatrix::dense_row_major(std::move(contiguous));
}

}  // namespace

DataMatrix read_npy(std::istream& in, const std::string& name) {
  return read_matrix_of_npy(in, name, Nan::is_refused);
}

DataMatrix read_npy_with_missing(std::istream& in, const std::string& name) {
  return read_matrix_of_npy(in, name, Nan::is_missing);
}

Vector read_npy_vector(std::istream& in, const std::string& name) {
  const NpyHeader header = read_npy_header(in, name);
  const auto& shape = header.shape;
  if (shape.size() != 1 && !(shape.size() == 2 && (shape[0] == 1 || shape[1] == 1))) {
    refuse(name, fmt::format("shape {}; expected a vector: (n,), (n, 1) or (1, n)", header.shape_text()));
  }
  require_npy_length(header, in, name);
  Vector out(static_cast<Index>(shape.size() == 1 ? shape[0] : shape[0] * shape[1]));
  read_entries(in, name, header, Nan::is_refused, out.data(), out.size());
  return out;
}

void write_npy(const std::string& path, const ConstMatrixRef& A) {
  AtomicFile file(path);
  file.write(npy_header(static_cast<std::uint64_t>(A.rows()), static_cast<std::uint64_t>(A.cols())));
  // A band of rows at a time is turned into rows; its size is bounded for any number of columns.
  using RowMajorMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Index band =
      std::max<Index>(1, static_cast<Index>(chunk_bytes / sizeof(double)) / std::max<Index>(1, A.cols()));
  RowMajorMatrix rows;
  for (Index i = 0; i < A.rows(); i += band) {
    rows = A.middleRows(i, std::min(band, A.rows() - i));
    file.write(
        {reinterpret_cast<const char*>(rows.data()), static_cast<size_t>(rows.size()) * sizeof(double)});
  }
  file.commit();
}

void write_npy_rows(const std::string& path, const double* first, Index rows, Index cols) {
  AtomicFile file(path);
  file.write(npy_header(static_cast<std::uint64_t>(rows), static_cast<std::uint64_t>(cols)));
  file.write({reinterpret_cast<const char*>(first), static_cast<size_t>(rows * cols) * sizeof(double)});
  file.commit();
}

}  // namespace orthant
