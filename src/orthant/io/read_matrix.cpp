#include "orthant/io/read_matrix.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <sstream>
#include <string_view>
#include <utility>

#include "orthant/io/csv.hpp"
#include "orthant/io/expanded.hpp"
#include "orthant/io/input_file.hpp"
#include "orthant/io/matrix_market.hpp"
#include "orthant/io/npy.hpp"

extern "C" const unsigned char orthant_digits_npy[], orthant_digits_npy_end[];

namespace orthant {

namespace {

constexpr const char* supported = "expected .npy, .mtx, .csv or the bundled set digits";

DataMatrix read_digits() {
  const auto* bytes = reinterpret_cast<const char*>(orthant_digits_npy);
  const auto length = static_cast<size_t>(orthant_digits_npy_end - orthant_digits_npy);
  std::istringstream in(std::string(bytes, length));
  return read_npy(in, "digits");
}

/// ".csv" for "a/B.CSV", "" for a name without one.
std::string extension(const std::string& path) {
  std::string out = std::filesystem::path(path).extension().string();
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

bool names_hdf5(const std::string& source) {
  const std::string file = source.substr(0, source.find(":/"));
  return extension(file) == ".h5" || extension(file) == ".hdf5";
}

}  // namespace

DataMatrix read_matrix(const std::string& source) {
  if (source == "digits") return read_digits();
  if (source.empty()) refuse("data", fmt::format("no file name; {}", supported));
  if (names_hdf5(source)) refuse(source, fmt::format("HDF5 is not supported; {}", supported));
  const std::string kind = extension(source);
  const auto reader = kind == ".npy"   ? read_npy
                      : kind == ".mtx" ? read_matrix_market
                      : kind == ".csv" ? read_csv
                                       : nullptr;
  std::error_code ignored;
  if (reader == nullptr && !std::filesystem::is_directory(source, ignored)) {
    if (kind.empty()) refuse(source, fmt::format("no file extension; {}", supported));
    refuse(source, fmt::format("extension {}; {}", quote(kind), supported));
  }
  std::ifstream in = open_input(source);  // refuses a folder
  return reader(in, source);
}

Matrix read_dense(const std::string& path) {
  return expanded(read_matrix(path), path);
}

Vector read_vector(const std::string& path) {
  if (extension(path) == ".npy") {
    std::ifstream in = open_input(path);
    return read_npy_vector(in, path);
  }
  const Matrix A = read_dense(path);
  if (A.rows() != 1 && A.cols() != 1) {
    refuse(path, fmt::format("{} × {}; expected a single row or column", A.rows(), A.cols()));
  }
  return A.reshaped();
}

void require_nonnegative(const DataMatrix& A, const std::string& name) {
  Index row = -1, col = -1;
  double value = 0;
  A.for_each([&](Index i, Index j, double a) {
    if (a >= 0 || (row >= 0 && std::pair(i, j) > std::pair(row, col))) return;
    row = i;
    col = j;
    value = a;
  });
  if (row < 0) return;
  refuse(name, fmt::format("entry ({}, {}) is {}; expected a nonnegative number", row + 1, col + 1, value));
}

void require_nonzero(const DataMatrix& A, const std::string& name) {
  bool zero = true;
  A.for_each([&](Index, Index, double a) { zero = zero && a == 0; });
  if (zero) refuse(name, "all entries are zero; expected at least one positive entry");
}

}  // namespace orthant
