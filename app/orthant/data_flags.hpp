/// The options of a command as flags, and DATA.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "option_flags.hpp"
#include "orthant/base/error.hpp"
#include "orthant/certify/certificate.hpp"
#include "orthant/files/read_matrix.hpp"
#include "orthant/interface/run.hpp"

namespace orthant::app {

/// The positional DATA.
inline void add_data(CLI::App& command, std::string& source, const std::string& help) {
  command.add_option("data", source, help)->required()->type_name("DATA");
  command.footer("DATA may be:" + list_of_formats());
}

/// Whether DATA is a problem folder.
inline bool is_problem(const std::string& source) {
  std::error_code ignored;
  return std::filesystem::is_directory(source, ignored) && !is_data_folder(source);
}

/// What is written has names that a problem folder uses: it must not replace those of the problem.
inline void refuse_folder_of_problem(const std::string& folder, const std::string& out) {
  std::error_code ignored;
  if (!out.empty() && std::filesystem::equivalent(folder, out, ignored))
    throw InputError(out + ": the folder of the problem itself; expected another one for --out");
}

/// A flag for every option of the command (interface/commands.hpp).
template <class Command>
void add_command_flags(CLI::App& command, Command& options) {
  each_flag(options, [&](auto& part, const auto& table) { add_flags(command, part, table); });
}

/// Which of them the command line has.
template <class Command>
interface::Given given_on(const CLI::App& command, Command options) {
  interface::Given given;
  each_flag(options, [&](auto&, const auto& table) {
    for (const auto& option : table)
      if (command.get_option(flag_name(option.name))->count() > 0) given.insert(option.name);
  });
  return given;
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
