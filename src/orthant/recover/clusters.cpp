#include "orthant/recover/clusters.hpp"

#include <fmt/format.h>

#include <cmath>

#include "orthant/files/read_matrix.hpp"

namespace orthant {

namespace {

std::vector<Label> labels_with_clarity(const Matrix& points, const KMeansResult& found) {
  std::vector<Label> out;
  const Matrix centres = found.centres.transpose();
  for (Index i = 0; i < points.rows(); ++i) {
    const Index own = found.labels[static_cast<std::size_t>(i)];
    const Vector x = points.row(i).transpose();
    const Vector distances = (centres.colwise() - x).colwise().squaredNorm().transpose();
    double next = std::numeric_limits<double>::infinity();
    for (Index k = 0; k < distances.size(); ++k)
      if (k != own) next = std::min(next, distances(k));
    const double sum = distances(own) + next;
    out.push_back({own, std::isfinite(sum) && sum > 0 ? next / sum : std::isfinite(sum) ? 0.5 : 1});
  }
  return out;
}

void require_points(const Data& data, const RecoverOptions& options) {
  if (data.observed == Observed::entries || !data.weights.empty())
    throw InputError(
        fmt::format("{}: missing or weighted entries with model = kmeans; expected all entries", data.name));
  if (options.model.has_fixed_columns() || options.model.regularisation.any() || options.model.balance != 0 ||
      options.model.loss != Loss::frobenius)
    throw InputError("model = kmeans with options of factors; expected none");
  if (data.matrix->squared_norm() > 0) require_ordinary_size(data);
}

/// So that the dense search for a bound, an eigenproblem of the order of the rows each time, takes some ten seconds;
/// where that is for too few steps it is left out.
void limit_dense_search(Index rows, KMeansOptimalityOptions& options) {
  constexpr double work = 2.5e11, work_of_eigenproblem = 25, fewest = 50;
  const double steps = work / (work_of_eigenproblem * std::pow(static_cast<double>(rows), 3));
  if (steps < fewest)
    options.dense_order = 0;
  else if (steps < options.iterations)
    options.iterations = static_cast<int>(steps);
}

}  // namespace

std::optional<double> Clusters::gap() const {
  if (!proof) return std::nullopt;
  if (proof->optimal) return 0;
  if (!(proof->bound > 0)) return std::nullopt;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const double above = std::nextafter(proof->inertia_high - proof->bound, infinity);
  return std::nextafter(above / proof->bound, infinity);
}

Clusters recover_clusters(Data data, const RecoverOptions& options, const Budget& budget,
                          const KMeansObserver& observer) {
  const BudgetScope scope(budget);
  Clusters out;
  out.options = options;
  out.options.clusters.starts = options.search.starts;
  out.options.clusters.seed = options.search.seed;
  check_options(options.search, multi_start_options);
  require_points(data, options);
  if (!options.labels.empty()) {
    if (options.labels_of == LabelsOf::columns)
      throw InputError("labels_of = columns with model = kmeans; expected rows");
    out.known = read_known_labels(options.labels, data, LabelsOf::rows, false);
  }
  out.points = expanded(*data.matrix, data.name);
  out.data = std::move(data);
  out.max_seconds = budget.limit();
  out.read_seconds = budget.seconds();
  out.found = kmeans(out.points, options.rank, out.options.clusters, budget, observer);
  out.labels = labels_with_clarity(out.points, out.found);
  if (const auto ran = std::ssize(out.found.starts); ran < options.search.starts)
    out.left_out.push_back(fmt::format("{} of {} starts were left out: {}.", options.search.starts - ran,
                                       options.search.starts, budget.reason()));
  if (out.found.skipped_relaxations > 0)
    out.left_out.push_back(
        fmt::format("The relaxation is long for data of this size: {} of {} starts had one.",
                    options.search.starts - out.found.skipped_relaxations, options.search.starts));
  if (!options.numeric) {
    const Stopwatch clock;
    try {
      KMeansOptimalityOptions proving;
      limit_dense_search(out.points.rows(), proving);
      if (!options.self_contained) proving.data_name = out.data.checkable_file;
      out.proof = prove_kmeans(out.points, out.found.labels, options.rank, proving);
    } catch (const OutOfBudget& end) {
      out.left_out.push_back(fmt::format("No proof was made: {}.", end.reason));
    }
    out.prove_seconds = clock.seconds();
  }
  out.total_seconds = budget.seconds();
  return out;
}

}  // namespace orthant
