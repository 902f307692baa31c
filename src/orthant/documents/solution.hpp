/// solution.json: what `recover` found, as a document (docs/output.md). It is what `recover --json` prints,
/// what the report is made of, and what `orthant report` reads again.
///
/// as_json(solution) writes it; read_solution reads it. Both go by one list of the fields (solution.cpp).
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "orthant/documents/certificate.hpp"
#include "orthant/documents/parts.hpp"
#include "orthant/recover/recover.hpp"

namespace orthant {

inline constexpr const char* solution_format = "orthant-solution/1";

/// Options by name, in the order of the document: solver, init, starts, seed, threads, max_seconds, and those
/// of the solver that was asked for.
using OptionValues = std::vector<std::pair<std::string, OptionValue>>;

struct DataDescription {
  std::string name;
  Index rows = 0, cols = 0;
  Index stored = 0;                   ///< entries
  std::string storage = "dense";      ///< or "sparse"
  Observed observed = Observed::all;  ///< whether absent coordinates are zeros, or unobserved
  bool weighted = false;
  std::optional<CsvReading> text;                    ///< of a .csv or .tsv; without the names
  std::vector<std::string> column_names, row_names;  ///< empty: none
  std::optional<ImageShape> image_shape;
  Index missing_entries = 0;                         ///< that the file says are missing
  double hertz_per_row = 0, seconds_per_column = 0;  ///< of a spectrogram; 0: none
  Similarity similarity = Similarity::none;          ///< that the matrix was made by
  Index neighbours = 0;                              ///< of self-tuned similarities
  double norm = 0;
  Index empty_rows = 0, empty_cols = 0;
};

/// What was recovered where that is a problem folder.
struct ProblemDescription {
  std::string measured_by;  ///< the operator's kind
  Index measurements = 0;
  std::optional<Index> truth_rank;  ///< nothing: the truth is not known
  std::optional<double> distance;   ///< of the best point from it, relative
  std::optional<Index> recovered;   ///< starts that ended within 1e-8 of it
};

/// A line of the table of distinct points.
struct ListedMinimum {
  double objective = 0, relative_error = 0;
  double gap = 0;                              ///< above the best
  std::optional<double> relative_gap;          ///< nothing beside an exact fit
  std::vector<Index> starts;                   ///< that ended here, from 1
  std::optional<std::vector<Index>> by_moves;  ///< ends of moves that are here, numbered behind the starts
  Verdict verdict = Verdict::undecided;
  Rigor rigor = Rigor::numeric;
  std::optional<bool> checked, spurious;
  std::optional<double> modulus;
  Index near_tolerance = 0;
  bool stopped = false;
  double seconds = 0;
  std::optional<ListedComparison> comparison;  ///< with the best; nothing for the best itself
};

struct Solution {
  std::string version;  ///< of the program
  std::string command;  ///< empty: no command line
  DataDescription data;
  std::optional<ProblemDescription> problem;  ///< nothing: data
  Model model = Model::nmf;
  Loss loss = Loss::frobenius;
  Index rank = 0;
  double balance = 0;
  Regularisation regularisation;
  std::optional<std::string> fix_left, fix_right;  ///< columns that are fixed; nothing: none
  std::optional<bool> offsets;  ///< the last two columns are (objectives/fixed_columns.hpp)
  OptionValues options;
  Index best_start = 0;  ///< from 1
  std::vector<StartReport> starts;
  std::vector<ListedMinimum> minima;  ///< lowest first
  Index saddles = 0, unfinished = 0, uncertified = 0;
  std::optional<EffortReport> effort;  ///< beyond the starts; nothing: none was asked for
  std::optional<Index> led_on;         ///< starts that had stopped at a saddle and went on; nothing: none
  std::vector<Component> components;   ///< in the order of the columns
  std::vector<ListedPart> parts;       ///< in that order; empty when the fit is zero
  std::optional<ListedGroups> row_groups, column_groups;
  std::optional<Agreement> agreement;  ///< of those with known labels
  std::vector<std::string> left_out;
  CertificateDocument certificate;           ///< of the best point, with its proof
  Vector singular_values;                    ///< of the data, largest first; may be empty
  Vector hessian;                            ///< eigenvalues, ascending; may be empty
  std::string hessian_of;                    ///< "schur", "dense", …: of which matrix
  std::map<std::string, std::string> files;  ///< "L" → "L.npy", …: beside the document; empty: none written
  std::optional<CompletionReport> completion;  ///< entries that were held out, weights that were tried
  double read_seconds = 0, solve_seconds = 0, prepare_seconds = 0, certify_seconds = 0, total_seconds = 0;

  // Not in the document but in files that it names; empty when there is none.
  Matrix right;  ///< R (cols×rank) or U: each component over the columns of the data
  Matrix left;   ///< L, of a spectrogram: each component over the frequencies
  std::vector<Matrix>
      others;  ///< of pictures: R of the first minima with a comparison, columns as they match `right`

  bool symmetric() const { return model == Model::symmetric; }
};

/// `command`: the command line that made it.
Solution solution_of(const Recovery& recovery, std::string command = "");

nlohmann::ordered_json as_json(const Solution& solution);  ///< the document

/// Reads the document and, where it names one, the factor beside it. Throws InputError in one line that names
/// file, field and expectation.
Solution read_solution(const std::string& file);

/// So many `others` there are at most.
inline constexpr std::size_t most_others = 8;

/// The minima with a comparison, by their place in the list: `others` are those of the first.
std::vector<std::size_t> compared_with_best(const Solution& solution);

/// A page of the solution, report.html; none when it is empty.
using Page = std::function<std::string(const Solution&)>;

/// Writes the factors, certificate.json and its files, report.html by `page`, and solution.json last; an
/// earlier solution.json is removed first. Sets `solution.files`, which stays empty when this throws
/// OutputError.
void write(const Recovery& recovery, Solution& solution, const std::string& folder, const Page& page = {});

}  // namespace orthant
