/// From the words of the command line to an objective: which data, observed how, recovered by which model.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "orthant/files/csv_table.hpp"
#include "orthant/linalg/data_matrix.hpp"
#include "orthant/objectives/objective.hpp"
#include "orthant/objectives/regularised.hpp"

namespace orthant::app {

struct ProblemFlags {
  std::string data;
  std::string observed = "all";  ///< all | entries
  std::string model;             ///< nmf | symmetric | completion; empty: by `observed`
  double balance = 0;
  std::string loss = "frobenius";  ///< frobenius | kullback-leibler | itakura-saito
  Regularisation regularisation;
  std::string missing = "none";  ///< none | nan
  std::string weights;           ///< file; empty: none
  // How .csv and .tsv files are read.
  std::string format = "table";                            ///< table | triplets
  std::string first_line = "auto", first_column = "auto";  ///< auto | names | data
  std::string decimal = "auto";                            ///< auto | point | comma
};

void add_problem_flags(CLI::App& command, ProblemFlags& flags, const char* data_help);

/// What factors of a problem must fit.
struct FactorShape {
  Index rows, cols;
  bool symmetric;
};

/// The data of a problem, read and checked against the model.
struct ProblemInput {
  std::shared_ptr<const DataMatrix> data;
  std::vector<double> weights;      ///< of the observed entries by rows; empty: 1
  std::string name;                 ///< as the user gave it
  std::optional<CsvReading> table;  ///< of data as text
  std::string not_numbers;  ///< in words: what of the files as text was taken for names, say; or empty
  std::string observed;     ///< all | entries
  std::string model;        ///< nmf | symmetric | completion
  double balance = 0;
  std::string loss;  ///< frobenius | kullback-leibler | itakura-saito
  Regularisation regularisation;

  bool symmetric() const { return model == "symmetric"; }
  FactorShape shape() const { return {data->rows(), data->cols(), symmetric()}; }
  std::unique_ptr<Objective> objective(Index rank) const;
};

/// "l1_left = 0.1, l2_right = 2": the weights that are not zero.
std::string weights_in_words(const Regularisation& weights);

ProblemInput read_problem_input(const ProblemFlags& flags);

/// What of a file as text was taken for something else than numbers; null without one.
nlohmann::ordered_json text_section(const std::optional<CsvReading>& table);

/// Names as a list in valid UTF-8; null when there are none.
nlohmann::ordered_json names_list(const std::vector<std::string>& names);

/// The line of a summary that says it: "data      4 × 3 in a.csv: column names in line 1"; nothing when it is
/// empty.
void print_not_numbers(const std::string& not_numbers);

/// The stacked point in `folder`: L.npy and R.npy, or U.npy for a symmetric model. Rows are checked against
/// the shape; `rank` < 0 accepts any number of columns, otherwise up to `rank`, filled up with zero
/// columns.
Matrix read_factors(const std::string& folder, const FactorShape& shape, Index rank);

/// "8x8" → (8, 8). Throws InputError unless rows·cols = `pixels`.
std::optional<std::pair<Index, Index>> parse_image_shape(const std::string& text, Index pixels);

}  // namespace orthant::app
