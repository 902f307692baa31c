#include "clusters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "data_flags.hpp"
#include "orthant/documents/clusters.hpp"
#include "orthant/report/report.hpp"
#include "print_parts.hpp"
#include "progress_bar.hpp"

namespace orthant::app {

namespace {

constexpr std::size_t most_clusters = 20, most_columns = 6;

/// A line for each cluster: rows, sum of squares, and the first entries of its mean.
void print_clusters(const ClustersDocument& document) {
  const std::size_t columns = std::min(most_columns, static_cast<std::size_t>(document.cols));
  std::string head = fmt::format("   {:>7}  {:>7}  {:>14}", "cluster", "rows", "sum of squares");
  std::vector<std::size_t> widths;
  for (std::size_t j = 0; j < columns; ++j) {
    std::string name =
        j < document.column_names.size() ? document.column_names[j] : fmt::format("column {}", j + 1);
    name = shown_name(name);
    widths.push_back(std::max<std::size_t>(10, characters(name)));
    head += fmt::format("  {:>{}}", name, widths.back());
  }
  fmt::print("\n{}{}\n", head, columns < static_cast<std::size_t>(document.cols) ? "  …" : "");
  for (std::size_t k = 0; k < std::min(most_clusters, document.clusters.size()); ++k) {
    const ListedCluster& cluster = document.clusters[k];
    std::string line = fmt::format("   {:>7}  {:>7}  {:>14.6g}", k + 1, cluster.size, cluster.inertia);
    for (std::size_t j = 0; j < std::min(columns, cluster.centre.size()); ++j)
      line += fmt::format("  {:>{}.4g}", cluster.centre[j], widths[j]);
    fmt::print("{}\n", line);
  }
  if (document.clusters.size() > most_clusters)
    fmt::print("   {} more, of fewer rows\n", document.clusters.size() - most_clusters);
}

void print_summary(const Clusters& clusters, const ClustersDocument& document, const std::string& folder) {
  print_data_line(clusters.data);
  fmt::print("{}\n\n", document.sentence);
  fmt::print("inertia   {:.10g}", document.inertia);
  if (document.total > 0)
    fmt::print(", {:.4g} % of the sum of squares about the mean", 100 * document.inertia / document.total);
  fmt::print(" (start {} of {})\n", document.best_start, document.starts.size());
  if (clusters.proof) {
    if (!clusters.proof->optimal && clusters.proof->bound > 0)
      fmt::print("bound     {:.10g}, by a dual point ({})\n", clusters.proof->bound, clusters.proof->method);
    for (const std::string& reason : clusters.proof->reasons) fmt::print("          {}\n", reason);
  }
  if (document.relaxed)
    fmt::print("relaxed   {:.10g} with {} columns (‖UUᵀ1 − 1‖/√N = {:.1g})\n", *document.relaxed,
               clusters.found.lifted_rank, document.feasibility);
  // Where it is a clustering that is proved optimal there is nothing more to say.
  if (document.relaxed_order && !(document.optimal() && document.relaxed_order->clustering))
    fmt::print("          {}\n", document.relaxed_order->sentence);
  print_clusters(document);
  if (document.agreement) fmt::print("\n");
  print_agreement(document.agreement, "cluster");
  for (const std::string& sentence : document.left_out) fmt::print("   {}\n", sentence);
  fmt::print("\n{:.2f} s to find, {:.2f} s to prove\n", document.solve_seconds, document.prove_seconds);
  if (document.files.empty()) return;
  const std::filesystem::path out(folder);
  fmt::print("wrote {} and {}\n", page(out / "report.html"), (out / "solution.json").string());
}

}  // namespace

int recover_clusters_of(Data data, const RecoverOptions& options, const CommonFlags& flags,
                        const Budget& budget, const std::string& command_line) {
  ProgressBar bar(!flags.quiet);
  const long starts = options.search.starts;
  bar.show(0, fmt::format("0 of {} starts", starts));
  double least = std::numeric_limits<double>::infinity();
  const Clusters clusters =
      recover_clusters(std::move(data), options, budget, [&](Index done, const KMeansStart& start) {
        least = std::min(least, start.inertia);
        bar.show(static_cast<double>(done) / static_cast<double>(starts),
                 fmt::format("{} of {} starts, least sum of squares {:.8g}", done, starts, least));
      });
  bar.clear();
  ClustersDocument document = document_of(clusters, command_line);
  const bool written = write_out(flags, [&] {
    write(clusters, document, flags.out,
          [](const ClustersDocument& found) { return report::clusters_page(found); });
  });
  if (flags.json)
    print_json(as_json(document));
  else if (!flags.quiet)
    print_summary(clusters, document, flags.out);
  return written ? success : output_failure;
}

}  // namespace orthant::app
