/// orthant predict PAIRS --factors DIR: what the factors say of single entries, as row,column,prediction.

#include "orthant/recover/predict.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "command.hpp"
#include "option_flags.hpp"
#include "orthant/base/error.hpp"
#include "orthant/documents/solution.hpp"
#include "orthant/files/atomic_file.hpp"
#include "orthant/files/read_matrix.hpp"

namespace orthant::app {

namespace {

struct PredictFlags {
  std::string pairs, factors, out;
};

/// A field as .csv files have it.
std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

int predict_command(const PredictFlags& flags) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  if (!fs::is_directory(flags.factors, ignored))
    throw InputError(flags.factors + ": no such folder; expected a folder with the factors");
  const auto path = [&](const char* name) { return (fs::path(flags.factors) / name).string(); };
  std::vector<std::string> row_names, column_names;
  if (fs::exists(path("solution.json"), ignored)) {
    Solution solution = read_solution(path("solution.json"));
    row_names = std::move(solution.data.row_names);
    column_names = std::move(solution.data.column_names);
  }
  const bool symmetric = !fs::exists(path("L.npy"), ignored) && fs::exists(path("U.npy"), ignored);
  const Matrix L = read_dense(path(symmetric ? "U.npy" : "L.npy"));
  const Matrix R = symmetric ? L : read_dense(path("R.npy"));
  if (L.cols() != R.cols())
    throw InputError(fmt::format("{}: L has {} columns and R has {}; expected the same number", flags.factors,
                                 L.cols(), R.cols()));
  std::string text = "row,column,prediction\n";
  for (const Prediction& entry : predict(flags.pairs, L, R, row_names, column_names))
    text += fmt::format("{},{},{}\n", csv_field(entry.row), csv_field(entry.column), entry.value);
  if (flags.out.empty())
    std::fwrite(text.data(), 1, text.size(), stdout);
  else
    write_file_atomically(flags.out, text);
  return success;
}

}  // namespace

void add_predict(CLI::App& program, int& exit_code) {
  auto flags = std::make_shared<PredictFlags>();
  CLI::App* command = program.add_subcommand("predict", "what factors say of given entries");
  command
      ->add_option(
          "pairs", flags->pairs,
          "a text file of rows and columns, by name where the solution has names, else numbered from 1")
      ->required()
      ->type_name("PAIRS");
  command->add_option("--factors", flags->factors, "folder with L.npy and R.npy, or U.npy")
      ->required()
      ->type_name("DIR");
  command->add_option("--out", flags->out, "file to write row,column,prediction to (default: print it)")
      ->type_name("FILE.csv");
  command->callback([flags, &exit_code] { exit_code = predict_command(*flags); });
}

}  // namespace orthant::app
