/// From the words of the command line to an objective: which data, observed how, recovered by which model.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "orthant/linalg/data_matrix.hpp"
#include "orthant/model/objective.hpp"
#include "orthant/model/regularisation.hpp"

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
  std::vector<double> weights;  ///< of the observed entries by rows; empty: 1
  std::string name;             ///< as the user gave it
  std::string observed;         ///< all | entries
  std::string model;            ///< nmf | symmetric | completion
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

/// The stacked point in `folder`: L.npy and R.npy, or U.npy for a symmetric model. Rows are checked against
/// the shape; `rank` < 0 accepts any number of columns, otherwise up to `rank`, filled up with zero
/// columns.
Matrix read_factors(const std::string& folder, const FactorShape& shape, Index rank);

/// "8x8" → (8, 8). Throws InputError unless rows·cols = `pixels`.
std::optional<std::pair<Index, Index>> parse_image_shape(const std::string& text, Index pixels);

}  // namespace orthant::app
