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

/// "data      4 × 3 in a.csv: column names in line 1"; nothing when only numbers were read.
inline void print_not_numbers(const std::string& not_numbers) {
  if (!not_numbers.empty()) fmt::print("data      {}\n", not_numbers);
}

/// "strict local minimizer, spurious, verified, not checked"
inline std::string in_words(const Certificate& certificate) {
  std::string verdict(to_string(certificate.verdict));
  std::replace(verdict.begin(), verdict.end(), '_', ' ');
  return fmt::format("{}{}, {}{}", verdict, certificate.spurious == true ? ", spurious" : "",
                     to_string(certificate.rigor), certificate.checked == false ? ", not checked" : "");
}

}  // namespace orthant::app
