#include "problem_input.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "option_flags.hpp"
#include "orthant/base/error.hpp"
#include "orthant/files/csv.hpp"
#include "orthant/files/read_matrix.hpp"
#include "orthant/objectives/divergence_recovery.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/objectives/regularised.hpp"
#include "orthant/operators/entries.hpp"
#include "orthant/operators/full.hpp"

namespace orthant::app {

namespace {

std::string chosen_model(const ProblemFlags& flags) {
  if (flags.model == "kmeans")
    throw InputError("model = kmeans is not supported; expected nmf, symmetric or completion");
  if (!flags.model.empty() && flags.model != "nmf" && flags.model != "symmetric" &&
      flags.model != "completion") {
    throw InputError("model = " + flags.model + "; expected nmf, symmetric or completion");
  }
  if (flags.model == "symmetric") return "symmetric";
  const bool entries = flags.observed == "entries" || flags.missing == "nan" || !flags.weights.empty();
  return entries || flags.model == "completion" ? "completion" : "nmf";
}

std::optional<Divergence> parse_loss(const std::string& word) {
  if (word == "frobenius") return std::nullopt;
  for (const Divergence divergence : {Divergence::kullback_leibler, Divergence::itakura_saito})
    if (word == to_string(divergence)) return divergence;
  throw InputError("loss = " + word + "; expected frobenius, kullback-leibler or itakura-saito");
}

/// Divergences are for X ≈ LRᵀ, fully observed, without a balance term.
void check_loss(const ProblemInput& input) {
  if (!parse_loss(input.loss)) return;
  if (input.model != "nmf")
    throw InputError("loss = " + input.loss + " with model " + input.model + "; expected model nmf");
  if (input.regularisation.any())
    throw InputError(fmt::format("loss = {} with {}; expected no L1 and L2 terms", input.loss,
                                 weights_in_words(input.regularisation)));
  if (input.balance != 0)
    throw InputError(
        fmt::format("loss = {} with balance = {:g}; expected balance 0", input.loss, input.balance));
}

/// Gradients are squared on the way, and go with the cube of the data.
void require_ordinary_size(const DataMatrix& data, const std::string& name) {
  const double norm = std::sqrt(data.squared_norm());
  if (norm >= 1e-60 && norm <= 1e60) return;
  double largest = 0;
  data.for_each([&](Index, Index, double a) { largest = std::max(largest, std::abs(a)); });
  throw InputError(fmt::format("{}: largest entry {:g}; expected between 1e-60 and 1e60, rescale the data",
                               name, largest));
}

NamesOrData parse_names_or_data(const char* option, const std::string& word) {
  if (word == "auto") return NamesOrData::automatic;
  if (word == "names") return NamesOrData::names;
  if (word == "data") return NamesOrData::data;
  throw InputError(fmt::format("{} = {}; expected auto, names or data", option, word));
}

DecimalMark parse_decimal(const std::string& word) {
  if (word == "auto") return DecimalMark::automatic;
  if (word == "point") return DecimalMark::point;
  if (word == "comma") return DecimalMark::comma;
  throw InputError("decimal = " + word + "; expected auto, point or comma");
}

TextOptions text_options(const ProblemFlags& flags) {
  if (flags.format != "table" && flags.format != "triplets")
    throw InputError("format = " + flags.format + "; expected table or triplets");
  TextOptions text;
  text.triplets = flags.format == "triplets";
  text.table.first_line = parse_names_or_data("first_line", flags.first_line);
  text.table.first_column = parse_names_or_data("first_column", flags.first_column);
  text.table.decimal = parse_decimal(flags.decimal);
  text.table.refuse_doubtful = true;
  if (text.triplets && flags.first_column != "auto")
    throw InputError("first_column = " + flags.first_column + " with format = triplets; expected auto");
  return text;
}

/// Completion of a matrix of which every entry is there is a mistake: of the data, or of how they are read.
void require_missing_entries(const DataMatrix& data, const ProblemFlags& flags) {
  const bool entries = flags.model == "completion" || flags.observed == "entries";
  if (!entries || data.is_sparse() || !flags.weights.empty() || flags.missing == "nan") return;
  const bool triplets = is_text_table(flags.data) && looks_like_triplets(data);
  throw InputError(fmt::format(
      "{}: all {} × {} entries are there, with {}; expected {}", flags.data, data.rows(), data.cols(),
      flags.model == "completion" ? "model = completion" : "observed = entries",
      triplets
          ? "--format triplets, if a line is row, column, value"
          : "missing entries: NaN with --missing nan, a coordinate .mtx, or lines of row, column, value with "
            "--format triplets"));
}

void add_not_numbers(ProblemInput& input, const std::string& file, const NamedData& read) {
  const std::string words = read.reading ? in_words(*read.reading) : "";
  if (words.empty()) return;
  input.not_numbers +=
      fmt::format("{}{} × {} in {}: {}", input.not_numbers.empty() ? "" : "; ", read.data.rows(),
                  read.data.cols(), std::filesystem::path(file).filename().string(), words);
}

/// Nonnegative data; those of the observed entries only, and their weights, where some are unobserved or
/// weighted.
DataMatrix read_observed(const ProblemFlags& flags, ProblemInput& input) {
  const bool missing = flags.missing == "nan";
  TextOptions text = text_options(flags), weights_text;
  if (is_text_table(flags.weights)) {
    weights_text.table = text.table;
    if (!is_text_table(flags.data)) text = {};  // what is said of text is said of the weights
  }
  text.table.missing_entries = missing;
  NamedData read = read_data(flags.data, text);
  require_missing_entries(read.data, flags);
  require_nonnegative(read.data, flags.data);
  add_not_numbers(input, flags.data, read);
  input.table = std::move(read.reading);
  if (flags.weights.empty()) return std::move(read.data);
  const bool absent_is_zero = flags.observed == "all" && flags.model != "completion" && !missing;
  const NamedData weights = read_data(flags.weights, weights_text);
  add_not_numbers(input, flags.weights, weights);
  WeightedEntries observed = weighted_entries(read.data, absent_is_zero, weights.data, flags.weights);
  input.weights = std::move(observed.weights);
  return DataMatrix::sparse_rows(std::move(observed.values));
}

/// Names as JSON holds them: bytes that are no UTF-8 are replaced.
std::string as_utf8(const std::string& name) {
  const nlohmann::json bytes = name;
  const std::string text = bytes.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return nlohmann::json::parse(text).get<std::string>();
}

Matrix read_factor(const std::string& path, Index rows, const std::string& what) {
  Matrix factor = read_dense(path);
  if (factor.rows() != rows) {
    throw InputError(
        fmt::format("{}: {} rows; expected {}, one for each {}", path, factor.rows(), rows, what));
  }
  for (Index i = 0; i < factor.rows(); ++i)
    for (Index k = 0; k < factor.cols(); ++k)
      if (factor(i, k) < 0) {
        throw InputError(
            fmt::format("{}: entry ({}, {}) is {:g}; expected ≥ 0", path, i + 1, k + 1, factor(i, k)));
      }
  return factor;
}

}  // namespace

void add_problem_flags(CLI::App& command, ProblemFlags& flags, const char* data_help) {
  command.add_option("data", flags.data, data_help)->required()->type_name("DATA");
  command
      .add_option("--observed", flags.observed, "absent coordinates are zeros (all) or unobserved (entries)")
      ->capture_default_str();
  command.add_option("--model", flags.model,
                     "nmf, symmetric or completion (default: nmf; completion with --observed entries)");
  command
      .add_option(
          "--missing", flags.missing,
          "nan: entries of a .npy or .csv that are NaN are unobserved, and so are NA and empty fields of a "
          ".csv; none: they are refused")
      ->capture_default_str();
  command
      .add_option("--weights", flags.weights,
                  "weights ≥ 0 of the squared residuals, a file of the data's size; 0 is unobserved")
      ->type_name("FILE");
  command
      .add_option("--format", flags.format,
                  "what a line of a .csv or .tsv is: a row (table), or row, column, value (triplets)")
      ->capture_default_str();
  command.add_option("--first-line", flags.first_line, "of a .csv or .tsv: auto, names or data")
      ->capture_default_str();
  command.add_option("--first-column", flags.first_column, "of a .csv or .tsv: auto, names or data")
      ->capture_default_str();
  command
      .add_option(
          "--decimal", flags.decimal,
          "decimal mark of a .csv or .tsv: auto, point or comma; the other one is a mark of thousands")
      ->capture_default_str();
  number_only<double>(
      command.add_option("--balance", flags.balance, "weight λ of the balance term ½‖LᵀL − RᵀR‖²"))
      ->capture_default_str();
  command
      .add_option("--loss", flags.loss,
                  "misfit of an entry: frobenius (½ squares), kullback-leibler or itakura-saito")
      ->capture_default_str();
  add_flags(command, flags.regularisation, std::span<const Option<Regularisation>>(regularisation_options));
}

std::string weights_in_words(const Regularisation& weights) {
  std::string text;
  for (const auto& option : regularisation_options)
    if (const double weight = option.value(weights); weight != 0)
      text += fmt::format("{}{} = {:g}", text.empty() ? "" : ", ", option.name, weight);
  return text;
}

ProblemInput read_problem_input(const ProblemFlags& flags) {
  ProblemInput input;
  input.name = flags.data;
  input.model = chosen_model(flags);
  if (flags.observed != "all" && flags.observed != "entries") {
    throw InputError("observed = " + flags.observed + "; expected all or entries");
  }
  if (flags.missing != "none" && flags.missing != "nan") {
    throw InputError("missing = " + flags.missing + "; expected none or nan");
  }
  const bool partly = input.model == "completion" || flags.missing == "nan" || !flags.weights.empty();
  input.observed = partly ? "entries" : flags.observed;
  input.balance = flags.balance;
  check_options(flags.regularisation, std::span<const Option<Regularisation>>(regularisation_options));
  input.regularisation = flags.regularisation;
  input.loss = flags.loss;
  check_loss(input);
  if (input.symmetric() && flags.balance != 0) {
    throw InputError(fmt::format("balance = {:g}; expected 0 for model symmetric", flags.balance));
  }
  auto data = std::make_shared<DataMatrix>(read_observed(flags, input));
  require_nonzero(*data, flags.data);
  require_ordinary_size(*data, flags.data);
  if (input.symmetric()) require_symmetric(*data, flags.data, "for model symmetric");
  input.data = std::move(data);
  return input;
}

nlohmann::ordered_json text_section(const std::optional<CsvReading>& table) {
  if (!table) return nullptr;
  return {{"names_line", table->names_line > 0 ? nlohmann::ordered_json(table->names_line) : nullptr},
          {"names_column", table->names_column},
          {"triplets", table->triplets},
          {"decimal_comma", table->decimal_comma},
          {"marks_of_thousands", table->marks_of_thousands},
          {"empty_last_column", table->empty_last_column}};
}

nlohmann::ordered_json names_list(const std::vector<std::string>& names) {
  if (names.empty()) return nullptr;
  auto out = nlohmann::ordered_json::array();
  for (const std::string& name : names) out.push_back(as_utf8(name));
  return out;
}

void print_not_numbers(const std::string& not_numbers) {
  if (!not_numbers.empty()) fmt::print("data      {}\n", not_numbers);
}

std::unique_ptr<Objective> ProblemInput::objective(Index rank) const {
  std::shared_ptr<const Observations> observations;
  // A dense matrix has no absent coordinates: observing its entries is observing all of it.
  if (observed == "entries" && data->is_sparse()) {
    observations = std::make_shared<EntriesObservations>(data->sparse_row_lines(), weights);
  } else {
    observations = std::make_shared<FullObservations>(data);
  }
  if (const auto divergence = parse_loss(loss))
    return std::make_unique<DivergenceRecovery>(std::move(observations), rank, *divergence);
  std::unique_ptr<Objective> misfit;
  if (symmetric()) {
    misfit = std::make_unique<SymmetricRecovery>(std::move(observations), rank);
  } else {
    misfit = std::make_unique<AsymmetricRecovery>(std::move(observations), rank, balance);
  }
  if (!regularisation.any()) return misfit;
  return std::make_unique<Regularised>(std::move(misfit), regularisation);
}

Matrix read_factors(const std::string& folder, const FactorShape& shape, Index rank) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored)) {
    throw InputError(folder +
                     (std::filesystem::exists(folder, ignored) ? ": is not a folder" : ": no such folder") +
                     "; expected a folder with the factors");
  }
  const auto path = [&](const char* file) { return (std::filesystem::path(folder) / file).string(); };
  Matrix U;
  if (shape.symmetric) {
    U = read_factor(path("U.npy"), shape.rows, "row of the data");
  } else {
    const Matrix L = read_factor(path("L.npy"), shape.rows, "row of the data");
    const Matrix R = read_factor(path("R.npy"), shape.cols, "column of the data");
    if (L.cols() != R.cols()) {
      throw InputError(fmt::format("{}: L has {} columns and R has {}; expected the same number", folder,
                                   L.cols(), R.cols()));
    }
    U.resize(L.rows() + R.rows(), L.cols());
    U << L, R;
  }
  const Index most = std::min(shape.rows, shape.cols);
  if (U.cols() > most) {
    throw InputError(
        fmt::format("{}: rank {}; expected 1 ≤ rank ≤ min(rows, cols) = {}", folder, U.cols(), most));
  }
  if (rank < 0 || U.cols() == rank) return U;
  if (U.cols() > rank) {
    throw InputError(
        fmt::format("{}: rank {}; expected at most {}, the rank of the point it is compared with", folder,
                    U.cols(), rank));
  }
  Matrix padded = Matrix::Zero(U.rows(), rank);
  padded.leftCols(U.cols()) = U;
  return padded;
}

std::optional<std::pair<Index, Index>> parse_image_shape(const std::string& text, Index pixels) {
  if (text.empty()) return std::nullopt;
  const char* end = text.data() + text.size();
  Index rows = 0, cols = 0;
  const auto first = std::from_chars(text.data(), end, rows);
  const bool cross = first.ec == std::errc() && first.ptr < end && (*first.ptr == 'x' || *first.ptr == 'X');
  const auto second = cross ? std::from_chars(first.ptr + 1, end, cols) : first;
  if (!cross || second.ec != std::errc() || second.ptr != end || rows < 1 || cols < 1 || rows > pixels ||
      cols > pixels || rows * cols != pixels) {
    throw InputError(fmt::format(
        "image_shape = {}; expected ROWSxCOLS with ROWS·COLS = {}, the columns of the data", text, pixels));
  }
  return std::pair{rows, cols};
}

}  // namespace orthant::app
