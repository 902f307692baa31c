/// DATA and the flags that say how it is read and what is fitted to it: those of `recover` and `certify`.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "option_flags.hpp"
#include "orthant/certify/certificate.hpp"
#include "orthant/files/read_matrix.hpp"
#include "orthant/recover/model.hpp"

namespace orthant::app {

struct DataFlags {
  std::string source;
  ReadOptions reading;
  ModelOptions model;
};

inline void add_data_flags(CLI::App& command, DataFlags& flags, const std::string& help) {
  command.add_option("data", flags.source, help)->required()->type_name("DATA");
  command.footer("DATA may be:" + list_of_formats());
  add_flags(command, flags.reading, read_options);
  add_flags(command, flags.model, model_options);
  add_flags(command, flags.model.regularisation, regularisation_options);
}

inline Data read_data(const DataFlags& flags) {
  ReadOptions reading = flags.reading;
  // Where a file of weights has a positive one, an entry that the data do not store is none of a completion.
  const bool completion = flags.model.model == Model::completion && !reading.weights.empty();
  if (completion) reading.observed = Observed::entries;
  reading.symmetric = flags.model.model == Model::symmetric;
  return read_data(flags.source, reading);
}

/// "data      4 × 3 in a.csv: column names in line 1"; nothing when only numbers were read. Pairs that a list does not
/// have mean nothing by themselves, so what they are taken for is said.
inline void print_data_line(const Data& data) {
  if (!data.not_numbers.empty()) fmt::print("data      {}\n", data.not_numbers);
  if (!data.text || !data.text->triplets || data.text->edges || data.observed != Observed::all) return;
  const double absent = 1 - static_cast<double>(data.matrix->stored()) /
                                (static_cast<double>(data.rows()) * static_cast<double>(data.cols()));
  if (absent > 0)
    fmt::print(
        "          {:.2g} % of the pairs are absent and count as zero (--observed entries: as missing)\n",
        100 * absent);
}

/// "strict local minimizer, spurious, verified, not checked"
inline std::string in_words(const Certificate& certificate) {
  std::string verdict(to_string(certificate.verdict));
  std::replace(verdict.begin(), verdict.end(), '_', ' ');
  return fmt::format("{}{}, {}{}", verdict, certificate.spurious == true ? ", spurious" : "",
                     to_string(certificate.rigor), certificate.checked == false ? ", not checked" : "");
}

}  // namespace orthant::app
