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
#include "orthant/io/weighted_entries.hpp"

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

DataMatrix read_any(const std::string& source, Nan nan) {
  if (source == "digits") return read_digits();
  if (source.empty()) refuse("data", fmt::format("no file name; {}", supported));
  if (names_hdf5(source)) refuse(source, fmt::format("HDF5 is not supported; {}", supported));
  const std::string kind = extension(source);
  std::error_code ignored;
  if (kind != ".npy" && kind != ".mtx" && kind != ".csv" && !std::filesystem::is_directory(source, ignored)) {
    if (kind.empty()) refuse(source, fmt::format("no file extension; {}", supported));
    refuse(source, fmt::format("extension {}; {}", quote(kind), supported));
  }
  if (kind == ".mtx" && nan == Nan::is_missing)
    refuse(source,
           "NaN in a .mtx is refused; expected .npy or .csv, or observed = entries, where absent is missing");
  std::ifstream in = open_input(source);  // refuses a folder
  if (kind == ".mtx") return read_matrix_market(in, source);
  const bool missing = nan == Nan::is_missing;
  if (kind == ".npy") return missing ? read_npy_with_missing(in, source) : read_npy(in, source);
  return missing ? read_csv_with_missing(in, source) : read_csv(in, source);
}

}  // namespace

DataMatrix read_matrix(const std::string& source) {
  return read_any(source, Nan::is_refused);
}

DataMatrix read_matrix_with_missing(const std::string& source) {
  CompressedLines observed = entries_not_nan(read_any(source, Nan::is_missing));
  if (observed.value.empty()) refuse(source, "every entry is NaN; expected at least one observed entry");
  return DataMatrix::sparse_rows(std::move(observed));
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
