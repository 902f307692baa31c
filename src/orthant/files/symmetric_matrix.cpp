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
SymmetricMatrix symmetric_doubles(const Source& source) {
  const std::string& path = source.name;
  const NamedData read = read_named(source, {});
  const DataMatrix& data = read.data;
  if (data.rows() == data.cols()) require_order(data.rows(), path);
  require_symmetric(data, path, "");
  Matrix Q = Matrix::Zero(data.rows(), data.cols());
  data.for_each([&](Index i, Index j, double a) { Q(i, j) = a; });
  return {RationalSymmetric::from_doubles(Q), read.reading};
}

/// Every decimal and every fraction of the file, exactly.
SymmetricMatrix symmetric_rationals(const Source& source) {
  CsvOptions options;
  options.only_tabs = source.kind == ".tsv";
  RationalTable read = read_rational_table(*source.open(), source.name, options);
  return {std::move(read.Q), std::move(read.reading)};
}

}  // namespace

SymmetricMatrix read_symmetric_matrix(const std::string& name, ExactNumbers numbers) {
  std::error_code ignored;
  const Source source = find_source(name);
  const bool there = std::filesystem::exists(source.path, ignored);
  if (!there || source.is_folder) {
    if (auto Q = gallery::named(name)) {
      if (numbers != ExactNumbers::automatic)
        refuse(name, fmt::format("a name of the gallery; expected a .csv file with --{}",
                                 numbers == ExactNumbers::rational ? "rational" : "doubles"));
      require_order(Q->order(), name);
      return {std::move(*Q)};
    }
    if (!source.is_folder)
      refuse(name.empty() ? "matrix" : name,
             fmt::format("no such file and no such name; expected {}, or a name such as horn or hamming-6-4",
                         readable_sources()));
  }
  const bool text = is_text_table(source);
  if (numbers == ExactNumbers::rational && !text)
    refuse(name,
           fmt::format("extension {}; expected .csv, .tsv or .txt with --rational", quote(source.kind)));
  return text && numbers != ExactNumbers::doubles ? symmetric_rationals(source) : symmetric_doubles(source);
}

}  // namespace orthant
