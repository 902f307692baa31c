#include "orthant/documents/clusters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "orthant/base/version.hpp"
#include "orthant/documents/output_folder.hpp"
#include "orthant/files/npy.hpp"
#include "orthant/files/source.hpp"
#include "orthant/linalg/decompositions.hpp"

namespace orthant {

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, KMeansStart>& start) {
  fields("start", start.start);
  fields("lloyd", start.lloyd);
  fields("moved", start.moved);
  fields("relaxed", start.relaxed);
  fields("feasibility", start.feasibility);
  fields("rounded", start.rounded);
  fields("steps", start.steps);
  fields("converged", start.converged);
  fields("inertia", start.inertia);
  fields("seconds", start.seconds);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, ListedCluster>& cluster) {
  fields("size", cluster.size);
  fields("clear", cluster.clear);
  fields("inertia", cluster.inertia);
  fields("centre", cluster.centre);
  fields("nearest", from_one(cluster.nearest));
  fields.or_null("nearest_name", cluster.nearest_name);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, ListedOrder>& order) {
  fields("verdict", order.verdict);
  fields("sentence", order.sentence);
  fields("clustering", order.clustering);
  fields("spare", order.spare);
  fields("weak", order.weak);
  fields("rotations", order.rotations);
  fields("curvature", order.curvature);
  fields("spare_curvature", order.spare_curvature);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, PlacedRow>& row) {
  fields("x", row.x);
  fields("y", row.y);
  fields("row", from_one(row.row));
  fields("cluster", from_one(row.cluster));
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, ClusterPicture>& picture) {
  fields("axes", picture.axes);
  fields("rows", picture.rows);
  fields("centres", picture.centres);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, ClustersDocument>& document) {
  fields.format(clusters_format);
  fields("version", document.version);
  fields("command", document.command);
  fields.section("data", [&](auto& data) {
    data("name", document.data);
    data("rows", document.rows);
    data("cols", document.cols);
    data.or_null("column_names", document.column_names);
    data.or_null("row_names", document.row_names);
  });
  fields.derived("model", std::string("kmeans"));
  fields.derived("rank", static_cast<Index>(document.clusters.size()));
  fields.section("options", [&](auto& options) { options.each(document.options); });
  fields("sentence", document.sentence);
  fields("inertia", document.inertia);
  fields("total", document.total);
  fields("gap", document.gap);
  fields.derived("optimal", document.optimal());
  fields("relaxed", document.relaxed);
  fields("feasibility", document.feasibility);
  fields("relaxed_order", document.relaxed_order);
  fields("saddles_left", document.saddles_left);
  fields("best_start", document.best_start);
  fields("starts", document.starts);
  fields("clusters", document.clusters);
  fields("picture", document.picture);
  fields("agreement", document.agreement);
  fields("left_out", document.left_out);
  fields("certificate", document.certificate);
  fields("files", document.files);
  fields.section("seconds", [&](auto& seconds) {
    seconds("read", document.read_seconds);
    seconds("solve", document.solve_seconds);
    seconds("prove", document.prove_seconds);
    seconds("total", document.total_seconds);
  });
}

namespace {

/// Rows of a table of names can be many.
constexpr std::size_t longest_clusters = std::size_t{1} << 28;
constexpr Index most_placed = 2000, most_centre_entries = 20000;

/// The first two principal axes of rows about their mean, as columns; enough of them for a picture.
Matrix principal_axes(const Matrix& rows) {
  Matrix axes = Matrix::Ones(rows.cols(), 2);
  for (Index j = 0; j < rows.cols(); ++j) axes(j, 1) = j % 2 == 0 ? 1 : -1 - 0.1 * static_cast<double>(j);
  for (int step = 0; step < 60; ++step) {
    axes = orthonormal_columns(axes);
    axes = rows.transpose() * Matrix(rows * axes);
  }
  if (axes.col(0).squaredNorm() < axes.col(1).squaredNorm()) axes.col(0).swap(axes.col(1));
  axes = orthonormal_columns(axes);
  for (Index k = 0; k < 2; ++k) {
    Index largest = 0;
    axes.col(k).cwiseAbs().maxCoeff(&largest);
    if (axes(largest, k) < 0) axes.col(k) *= -1;
  }
  return axes;
}

std::optional<ClusterPicture> picture_of(const Clusters& clusters) {
  const Matrix& X = clusters.points;
  if (X.rows() < 2 || X.cols() < 2) return std::nullopt;
  const Index count = std::min(X.rows(), most_placed);
  std::vector<Index> shown;
  for (Index k = 0; k < count; ++k) shown.push_back(k * (X.rows() - 1) / (count - 1));
  Matrix rows = X(shown, Eigen::all);
  Matrix centres = clusters.found.centres;
  ClusterPicture out;
  if (X.cols() == 2) {
    for (Index j = 0; j < 2; ++j)
      out.axes.push_back(clusters.data.column_names.empty()
                             ? fmt::format("column {}", j + 1)
                             : clusters.data.column_names[static_cast<std::size_t>(j)]);
  } else {
    const Eigen::RowVectorXd mean = rows.colwise().mean();
    rows.rowwise() -= mean;
    centres.rowwise() -= mean;
    const double total = rows.squaredNorm();
    const Matrix axes = principal_axes(rows);
    rows = rows * axes;
    centres = centres * axes;
    for (Index k = 0; k < 2; ++k)
      out.axes.push_back(fmt::format("principal axis {} ({:.0f} % of the variance)", k + 1,
                                     total > 0 ? 100 * rows.col(k).squaredNorm() / total : 0));
  }
  for (Index k = 0; k < count; ++k) {
    const Index row = shown[static_cast<std::size_t>(k)];
    out.rows.push_back({rows(k, 0), rows(k, 1), row, clusters.found.labels[static_cast<std::size_t>(row)]});
  }
  for (Index k = 0; k < centres.rows(); ++k) out.centres.push_back({centres(k, 0), centres(k, 1)});
  return out;
}

std::vector<ListedCluster> listed_clusters(const Clusters& clusters) {
  constexpr double clear = 2.0 / 3;
  const Matrix& centres = clusters.found.centres;
  std::vector<ListedCluster> out(static_cast<std::size_t>(centres.rows()));
  std::vector<double> least(out.size(), std::numeric_limits<double>::infinity());
  for (Index i = 0; i < clusters.points.rows(); ++i) {
    const Label& label = clusters.labels[static_cast<std::size_t>(i)];
    const auto k = static_cast<std::size_t>(label.part);
    const double distance = (clusters.points.row(i) - centres.row(label.part)).squaredNorm();
    out[k].size += 1;
    out[k].clear += label.clarity >= clear ? 1 : 0;
    out[k].inertia += distance;
    if (distance >= least[k]) continue;
    least[k] = distance;
    out[k].nearest = i;
  }
  for (std::size_t k = 0; k < out.size(); ++k) {
    if (!clusters.data.row_names.empty())
      out[k].nearest_name = clusters.data.row_names[static_cast<std::size_t>(out[k].nearest)];
    if (centres.size() > most_centre_entries) continue;
    for (Index j = 0; j < centres.cols(); ++j) out[k].centre.push_back(centres(static_cast<Index>(k), j));
  }
  return out;
}

std::string sentence_of(const Clusters& clusters) {
  if (!clusters.proof) return "nothing was proved: no proof was asked for, or there was no time";
  const KMeansOptimality& proof = *clusters.proof;
  const std::string unchecked = proof.checked ? "" : ", not checked";
  if (proof.optimal)
    return fmt::format("optimal: proved{}; no clustering into {} group{} has a smaller sum of squares{}",
                       unchecked, clusters.clusters(), clusters.clusters() == 1 ? "" : "s",
                       proof.unique ? ", and no other one has the same" : "");
  const std::optional<double> gap = clusters.gap();
  if (!gap || *gap > 100) return "nothing useful is proved: the optimum may be much lower";
  return fmt::format("at most {} above the optimum: proved{}", gap_in_words(*gap), unchecked);
}

OptionValues options_of(const Clusters& clusters) {
  const KMeansOptions& asked = clusters.options.clusters;
  OptionValues out{{"starts", asked.starts},
                   {"seed", asked.seed},
                   {"threads", static_cast<long>(clusters.threads)},
                   {"max_seconds", clusters.max_seconds},
                   {"lifted_rank", static_cast<long>(clusters.found.lifted_rank)}};
  for (const auto& option : relaxation_options) out.emplace_back(option.name, option.value(asked.relaxation));
  return out;
}

}  // namespace

std::string gap_in_words(double gap) {
  const double percent = 100 * gap;
  if (percent < 1e-7) return "1e-07 %";
  const double unit = std::pow(10, std::floor(std::log10(percent)) - 1);
  return fmt::format("{:.2g} %", std::ceil(percent / unit * (1 - 1e-12)) * unit);
}

ClustersDocument document_of(const Clusters& clusters, std::string command) {
  ClustersDocument out;
  out.version = version;
  out.command = std::move(command);
  out.data = short_name(clusters.data.name);
  out.rows = clusters.points.rows();
  out.cols = clusters.points.cols();
  out.row_names = clusters.data.row_names;
  out.column_names = clusters.data.column_names;
  out.options = options_of(clusters);
  out.sentence = sentence_of(clusters);
  out.inertia = clusters.found.inertia;
  out.total = (clusters.points.rowwise() - clusters.points.colwise().mean()).squaredNorm();
  out.gap = clusters.gap();
  out.relaxed = clusters.found.relaxed;
  out.feasibility = clusters.found.feasibility;
  if (const auto& order = clusters.found.order)
    out.relaxed_order = ListedOrder{order->verdict,    order_in_words(clusters.found),
                                    order->clustering, order->spare,
                                    order->weak,       order->rotations,
                                    order->curvature,  order->spare_curvature};
  out.saddles_left = clusters.found.left_saddles;
  out.best_start = clusters.found.best_start;
  out.starts = clusters.found.starts;
  out.clusters = listed_clusters(clusters);
  out.picture = picture_of(clusters);
  if (clusters.known) out.agreement = agreement_of(clusters.labels, clusters.clusters(), *clusters.known);
  out.left_out = clusters.left_out;
  if (clusters.proof) out.certificate = kmeans_certificate(*clusters.proof);
  out.read_seconds = clusters.read_seconds;
  out.solve_seconds = clusters.found.seconds;
  out.prove_seconds = clusters.prove_seconds;
  out.total_seconds = clusters.total_seconds;
  return out;
}

nlohmann::ordered_json as_json(const ClustersDocument& document) {
  return as_json<ClustersDocument>(document);
}

ClustersDocument read_clusters(const std::string& file) {
  return read_document<ClustersDocument>(file, longest_clusters);
}

bool is_clusters(const std::string& file) {
  return has_format(file, clusters_format);
}

void write(const Clusters& clusters, ClustersDocument& document, const std::string& folder,
           const ClustersPage& page) {
  const OutputFolder out(folder,
                         {"solution.json", "report.html", "certificate.json", "labels.csv", "centres.npy"});
  std::map<std::string, std::string> files{{"labels", "labels.csv"}, {"centres", "centres.npy"}};
  write_labels(out.path("labels.csv"), "row", clusters.labels, clusters.data.row_names,
               clusters.known ? &*clusters.known : nullptr);
  write_npy(out.path("centres.npy"), clusters.found.centres);
  if (clusters.proof) {
    for (const auto& [name, bytes] : clusters.proof->files) out.write(name, bytes);
    out.write_json("certificate.json", document.certificate);
    files["certificate"] = "certificate.json";
  }
  out.finish(document, "solution.json", std::move(files), page);
}

}  // namespace orthant
