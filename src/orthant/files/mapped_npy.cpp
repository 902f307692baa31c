#include "orthant/files/mapped_npy.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "orthant/files/input_file.hpp"
#include "orthant/files/npy.hpp"
#include "orthant/files/npy_header.hpp"

namespace orthant {

namespace {

/// The first `length` bytes of a file, unmapped with the last owner.
std::shared_ptr<const char> map_bytes(const std::string& path, std::size_t length) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) refuse(path, "cannot be read: " + std::generic_category().message(errno));
  void* bytes = mmap(nullptr, length, PROT_READ, MAP_PRIVATE, descriptor, 0);
  const int reason = errno;
  close(descriptor);
  if (bytes == MAP_FAILED) refuse(path, "cannot be mapped: " + std::generic_category().message(reason));
  return {static_cast<const char*>(bytes),
          [length](const char* first) { munmap(const_cast<char*>(first), length); }};
}

}  // namespace

RowMajorNumbers map_npy(const std::string& path) {
  std::ifstream in = open_input(path);
  const NpyHeader header = read_npy_header(in, path);
  const auto start = static_cast<std::size_t>(in.tellg());
  const bool as_stored = header.kind == 'f' && header.size == 8 && !header.swapped && !header.fortran &&
                         header.shape.size() == 2 && start % alignof(double) == 0;
  if (!as_stored) {
    in.seekg(0);
    return row_major_numbers(read_npy(in, path));
  }
  require_npy_length(header, in, path);
  const auto rows = static_cast<Index>(header.shape[0]), cols = static_cast<Index>(header.shape[1]);
  auto owner = map_bytes(path, start + static_cast<std::size_t>(rows * cols) * sizeof(double));
  const auto* first = reinterpret_cast<const double*>(owner.get() + start);
  return {rows, cols, first, std::move(owner)};
}

RowMajorNumbers row_major_numbers(const DataMatrix& A) {
  auto transposed = std::make_shared<Matrix>(Matrix::Zero(A.cols(), A.rows()));
  A.for_each([&](Index i, Index j, double a) { (*transposed)(j, i) = a; });
  const double* first = transposed->data();
  return {A.rows(), A.cols(), first, std::move(transposed)};
}

}  // namespace orthant
