/// recover with model = kmeans.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "orthant/base/error.hpp"
#include "orthant/documents/clusters.hpp"
#include "orthant/interface/pages.hpp"
#include "orthant/interface/run.hpp"

namespace orthant::interface {

namespace {

/// Of those of recover: what says something of rows in groups, and how text is read.
constexpr std::string_view of_clusters[] = {
    "rank",   "model",      "starts",       "seed",    "numeric", "self_contained", "labels",   "labels_of",
    "format", "first_line", "first_column", "decimal", "missing", "row_names",      "col_names"};

template <class Table>
bool any_given(const Table& table, const Given& given, const char*& name) {
  for (const auto& option : table) {
    if (!given.contains(option.name)) continue;
    name = option.name;
    return true;
  }
  return false;
}

}  // namespace

bool asks_for_clusters(const RecoverCommand& command, const Given& given) {
  const char* name = nullptr;
  const bool own = any_given(kmeans_options, given, name) || any_given(relaxation_options, given, name);
  if (command.options.model.model != Model::kmeans) {
    if (own)
      throw InputError(fmt::format("{} with model = {}; expected it with model kmeans", name,
                                   to_string(command.options.model.model)));
    return false;
  }
  RecoverCommand copy = command;
  each_flag(copy, [&](const auto&, const auto& table) {
    using Table = std::decay_t<decltype(table[0])>;
    if constexpr (!std::is_same_v<Table, Option<KMeansOptions>> &&
                  !std::is_same_v<Table, Option<RelaxationOptions>>) {
      for (const auto& option : table)
        if (given.contains(option.name) &&
            std::find(std::begin(of_clusters), std::end(of_clusters), option.name) == std::end(of_clusters))
          throw InputError(fmt::format("{} with model = kmeans; expected none", option.name));
    }
  });
  if (command.rank.empty()) throw InputError("rank is missing; expected the number of clusters");
  if (names_several_ranks(command.rank))
    throw InputError(
        fmt::format("rank = {} with model = kmeans; expected one number of clusters", command.rank));
  return true;
}

Results run_clusters(const RecoverCommand& command, const Context& context) {
  for (const char* start : {"L", "R", "U"})
    if (context.inputs.find(start) != nullptr) throw InputError("a start with model = kmeans; expected none");
  RecoverOptions options = command.options;
  options.rank = parse_ranks(command.rank).front();
  const long starts = options.search.starts;
  const auto clusters = std::make_shared<const Clusters>(
      recover_clusters(data_of(context.inputs, command.data, command.reading, options.model), options,
                       context.budget, [&](Index done, const KMeansStart&) {
                         context.progress.tell(static_cast<double>(done) / static_cast<double>(starts),
                                               fmt::format("{} of {} starts", done, starts));
                       }));
  const auto document = std::make_shared<const ClustersDocument>(document_of(*clusters));
  Results out;
  out.matrices["labels"] = [clusters] {
    Matrix labels(clusters->points.rows(), 1);
    for (Index i = 0; i < labels.rows(); ++i)
      labels(i, 0) = static_cast<double>(clusters->found.labels[static_cast<std::size_t>(i)]);
    return labels;
  };
  out.matrices["centres"] = [clusters] { return clusters->found.centres; };
  if (clusters->found.U.size() > 0) out.matrices["U"] = [clusters] { return clusters->found.U; };
  out.documents["solution.json"] = [document] { return json_text(as_json(*document)); };
  if (clusters->proof)
    out.documents["certificate.json"] = [document] { return json_text(document->certificate); };
  if (has_pages()) out.documents["report.html"] = [document] { return page_of(*document); };
  out.write = [clusters, document](const std::string& folder) {
    ClustersDocument written = *document;
    orthant::write(*clusters, written, folder,
                   has_pages() ? ClustersPage([](const ClustersDocument& found) { return page_of(found); })
                               : ClustersPage());
  };
  return out;
}

}  // namespace orthant::interface
