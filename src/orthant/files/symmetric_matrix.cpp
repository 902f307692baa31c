#include "orthant/files/symmetric_matrix.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "orthant/base/error.hpp"
#include "orthant/copositive/gallery/named.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/rational_csv.hpp"
#include "orthant/files/read_matrix.hpp"

namespace orthant {

namespace {

constexpr Index largest_symmetric_order = 5000;

void require_order(Index order, const std::string& source) {
  if (order > largest_symmetric_order)
    refuse(source, fmt::format("order {}; expected at most {}", order, largest_symmetric_order));
}

/// Every double of the file, exactly.
SymmetricMatrix symmetric_doubles(const std::string& path) {
  const NamedData read = read_named(path, {});
  const DataMatrix& data = read.data;
  if (data.rows() == data.cols()) require_order(data.rows(), path);
  require_symmetric(data, path, "");
  Matrix Q = Matrix::Zero(data.rows(), data.cols());
  data.for_each([&](Index i, Index j, double a) { Q(i, j) = a; });
  return {RationalSymmetric::from_doubles(Q), read.reading};
}

/// Every decimal and every fraction of the file, exactly.
SymmetricMatrix symmetric_rationals(const std::string& path) {
  std::ifstream in = open_input(path);
  CsvOptions options;
  options.only_tabs = path.ends_with(".tsv") || path.ends_with(".TSV");
  RationalTable read = read_rational_table(in, path, options);
  return {std::move(read.Q), std::move(read.reading)};
}

}  // namespace

SymmetricMatrix read_symmetric_matrix(const std::string& source, ExactNumbers numbers) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const bool folder = fs::is_directory(source, ignored);
  if (!fs::exists(source, ignored) || folder) {
    if (auto Q = gallery::named(source)) {
      if (numbers != ExactNumbers::automatic)
        refuse(source, fmt::format("a name of the gallery; expected a .csv file with --{}",
                                   numbers == ExactNumbers::rational ? "rational" : "doubles"));
      require_order(Q->order(), source);
      return {std::move(*Q)};
    }
    if (!folder)
      refuse(source.empty() ? "matrix" : source,
             "no such file and no such name; expected a .npy, .mtx, .csv or .tsv file, or a name such as "
             "horn or hamming-6-4");
  }
  const bool text = is_text_table(source);
  if (numbers == ExactNumbers::rational && !text)
    refuse(source, fmt::format("extension {}; expected .csv or .tsv with --rational",
                               quote(fs::path(source).extension().string())));
  return text && numbers != ExactNumbers::doubles ? symmetric_rationals(source) : symmetric_doubles(source);
}

}  // namespace orthant
