/// solution.json of `recover --model kmeans`: the clusters, what is proved of them, and how they were found
/// (docs/output.md). It is what `--json` prints and what the page is made of.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "orthant/documents/solution.hpp"
#include "orthant/recover/clusters.hpp"

namespace orthant {

inline constexpr const char* clusters_format = "orthant-clusters/1";

/// One cluster.
struct ListedCluster {
  Index size = 0, clear = 0;  ///< rows; those with a clarity of at least ⅔
  double inertia = 0;
  std::vector<double> centre;  ///< empty where all of them together would be long: centres.npy has them
  Index nearest = 0;           ///< the row nearest to the mean, from 0; from 1 in the document
  std::string nearest_name;    ///< empty: none
};

/// A row in the picture.
struct PlacedRow {
  double x = 0, y = 0;
  Index row = 0, cluster = 0;  ///< from 0; from 1 in the document
};

/// What second-order conditions say of the relaxed point (kmeans/relaxed_order.hpp).
struct ListedOrder {
  std::string verdict, sentence;
  bool clustering = false;
  Index spare = 0, weak = 0, rotations = 0;
  double curvature = 0, spare_curvature = 0;
};

/// Rows in the plane: the two columns of the data, or their two principal axes. Of many rows some, evenly spread.
struct ClusterPicture {
  std::vector<std::string> axes;
  std::vector<PlacedRow> rows;
  std::vector<std::vector<double>> centres;  ///< a pair for each cluster
};

struct ClustersDocument {
  std::string version, command;
  std::string data;  ///< its name
  Index rows = 0, cols = 0;
  std::vector<std::string> row_names, column_names;  ///< empty: none
  OptionValues options;
  std::string sentence;           ///< what is proved, in one line
  double inertia = 0, total = 0;  ///< within clusters, and about the mean of all rows
  std::optional<double> gap;      ///< so far above the optimum at most, relative; 0: optimal; null: not known
  std::optional<double> relaxed;  ///< lowest objective of a relaxation that converged
  double feasibility = 0;         ///< of its point
  std::optional<ListedOrder> relaxed_order;  ///< of its point
  Index saddles_left = 0;
  Index best_start = 0;
  std::vector<KMeansStart> starts;
  std::vector<ListedCluster> clusters;
  std::optional<ClusterPicture> picture;  ///< nothing of one column's or one row's data
  std::optional<Agreement> agreement;
  std::vector<std::string> left_out;
  Json certificate;  ///< certificate.json (kmeans_certificate); null: nothing was to be proved
  std::map<std::string, std::string>
      files;  ///< "labels" → "labels.csv", …: beside the document; empty: none written
  double read_seconds = 0, solve_seconds = 0, prove_seconds = 0, total_seconds = 0;

  bool optimal() const { return gap == 0; }
  /// The checker has accepted the proof: what has not been checked is the word of the search alone.
  bool checked() const { return certificate.is_object() && certificate.value("checked", false); }
};

ClustersDocument document_of(const Clusters& clusters, std::string command = "");

nlohmann::ordered_json as_json(const ClustersDocument& document);

/// Throws InputError in one line that names file, field and expectation.
ClustersDocument read_clusters(const std::string& file);

/// Whether a JSON file says that it is one.
bool is_clusters(const std::string& file);

/// "2.3 %", rounded up.
std::string gap_in_words(double gap);

using ClustersPage = std::function<std::string(const ClustersDocument&)>;

/// Writes labels.csv, centres.npy, certificate.json with its files, report.html by `page`, and solution.json last.
/// Sets `document.files`, which stays empty when this throws OutputError.
void write(const Clusters& clusters, ClustersDocument& document, const std::string& folder,
           const ClustersPage& page = {});

}  // namespace orthant
