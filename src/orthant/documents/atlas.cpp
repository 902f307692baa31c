#include "orthant/documents/atlas.hpp"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <set>

#include "orthant/base/version.hpp"
#include "orthant/documents/certificate.hpp"
#include "orthant/documents/disconnectivity.hpp"
#include "orthant/documents/output_folder.hpp"
#include "orthant/documents/table_reading.hpp"
#include "orthant/files/npy.hpp"
#include "orthant/files/read_matrix.hpp"
#include "orthant/recover/model.hpp"

namespace orthant {

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, AtlasRun>& run) {
  fields("seed", run.seed);
  fields("first", run.first);
  fields("count", run.count);
  fields("seconds", run.seconds);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, Proportion>& rate) {
  fields("count", rate.count);
  fields("of", rate.of);
  fields.range("interval", rate.low, rate.high);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, Unseen>& unseen) {
  fields("starts", unseen.starts);
  fields("once", unseen.once);
  fields("estimate", unseen.estimate);
  fields("upper", unseen.upper);
  fields("confidence", unseen.confidence);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, TrustedPart>& part) {
  fields("mean", part.mean);
  fields("share", part.share);
  fields("lowest", part.lowest);
  fields("points", part.points);
  fields("trust", part.trust);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, TrustReport>& trust) {
  fields("within", trust.within);
  fields("points", trust.points);
  fields("starts", trust.starts);
  fields("parts", trust.parts);
  fields("rows", trust.rows);
  fields("columns", trust.columns);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, AtlasLaw>& law) {
  fields("model", law.model);
  fields("loss", law.loss);
  fields("rows", law.rows);
  fields("cols", law.cols);
  fields("rank", law.rank);
  fields("fingerprint", law.fingerprint);
  fields.section("options", [&](auto& options) { options.each(law.options); });
}

/// What other programs read stands beside the certificate, from which it follows.
template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, AtlasMinimum>& minimum) {
  const Certificate& certificate = minimum.certificate();
  fields.derived("objective", certificate.objective);
  fields.derived("hits", std::ssize(minimum.starts));
  fields.derived("verdict", certificate.verdict);
  fields.derived("rigor", certificate.rigor);
  fields.derived("spurious", certificate.spurious);
  fields("rate", minimum.rate);
  fields("distinct", minimum.distinct);
  fields("starts", minimum.starts);
  fields.column("other_points", minimum.others, &EqualPoint::hits);
  fields("certificate", minimum.judged);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, AtlasDocument>& document) {
  auto& atlas = document.atlas;
  fields.format(atlas_format);
  fields("version", document.version);
  fields.or_null("command", document.command);
  fields("data", atlas.data);
  fields.or_null("row_names", atlas.names.rows);
  fields.or_null("column_names", atlas.names.columns);
  fields.section("image_shape", atlas.names.image_shape, [](auto& shape, auto& size) {
    shape("rows", size.first);
    shape("cols", size.second);
  });
  fields("starts", atlas.starts);
  fields("trust", atlas.trust);
  fields("minima", atlas.minima);
  fields("saddles", atlas.saddles);
  fields("unfinished", atlas.unfinished);
  fields("proved", atlas.proved);
  fields("proved_distinct", atlas.proved_distinct);
  fields("unseen", atlas.unseen);
  fields("runs", atlas.runs);
  fields("law", atlas.law);
  fields("asked", document.asked);
  fields("barriers", atlas.passes);
  fields("left_out", atlas.left_out);
  fields("files", document.files);
  fields("solve_seconds", atlas.solve_seconds);
  fields("certify_seconds", atlas.certify_seconds);
  fields("total_seconds", atlas.total_seconds);
}

namespace {

/// Numbers that others are an index of.
void require_consistent(const Atlas& atlas, const std::string& file) {
  const auto refuse_atlas = [&](const std::string& what) {
    throw InputError(on_one_line(file) + ": " + what);
  };
  Index starts = 0;
  for (const AtlasRun& run : atlas.runs) {
    if (run.count < 0 || run.first < 1 || run.count > 1000000000)
      refuse_atlas("runs: a number of starts out of range");
    starts += run.count;
  }
  if (atlas.runs.empty() || starts != atlas.starts)
    refuse_atlas(fmt::format("starts = {}; expected {}, the sum of runs", atlas.starts, starts));
  std::set<Index> seen;
  for (const AtlasMinimum& minimum : atlas.minima) {
    if (minimum.starts.empty()) refuse_atlas("minima: one without starts");
    for (const Index start : minimum.starts)
      if (start < 1 || start > starts || !seen.insert(start).second)
        refuse_atlas(fmt::format("minima: start {}; expected each from 1 to {} at most once", start, starts));
  }
  if (std::ssize(seen) + atlas.saddles + atlas.unfinished != starts)
    refuse_atlas("saddles and unfinished; expected that they and the hits are all starts");
  if (std::ssize(atlas.trust.parts) != (atlas.minima.empty() ? 0 : atlas.minima.front().factors.cols()))
    refuse_atlas("trust: parts; expected one for each column of the factors");
  for (const auto* lines : {&atlas.trust.rows, &atlas.trust.columns})
    if (!lines->empty() &&
        std::ssize(*lines) != (lines == &atlas.trust.rows ? atlas.law.rows : atlas.law.cols))
      refuse_atlas("trust: rows and columns; expected as many as the data have");
  if (!atlas.passes) return;
  if (atlas.passes->objective.size() > atlas.minima.size())
    refuse_atlas("barriers: objectives; expected no more than minima");
  if (const std::string wrong = why_no_tree(*atlas.passes); !wrong.empty())
    refuse_atlas("barriers: " + wrong);
}

/// The other points of a continuum, one below the other.
void read_other_points(AtlasMinimum& minimum) {
  if (minimum.others.empty()) return;
  const std::string file = (std::filesystem::path(minimum.folder) / "other_points.npy").string();
  const Matrix all = read_dense(file);
  const Index rows = minimum.factors.rows();
  if (all.rows() != std::ssize(minimum.others) * rows || all.cols() != minimum.factors.cols())
    throw InputError(fmt::format("{}: {} × {}; expected {} × {}", on_one_line(file), all.rows(), all.cols(),
                                 std::ssize(minimum.others) * rows, minimum.factors.cols()));
  Index hits = 0;
  for (std::size_t p = 0; p < minimum.others.size(); ++p) {
    minimum.others[p].U = all.middleRows(static_cast<Index>(p) * rows, rows);
    if (minimum.others[p].hits < 0 || minimum.others[p].hits > std::ssize(minimum.starts))
      throw InputError(on_one_line(file) + ": hits out of range; expected as many as starts at most");
    hits += minimum.others[p].hits;
  }
  if (hits > std::ssize(minimum.starts)) throw InputError(on_one_line(file) + ": more hits than starts");
}

std::string numbered_folder(std::size_t minimum) {
  return fmt::format("minima/{}", minimum + 1);
}

}  // namespace

AtlasDocument atlas_document(Atlas atlas, std::string command) {
  AtlasDocument out;
  out.atlas = std::move(atlas);
  out.version = version;
  out.command = std::move(command);
  return out;
}

Json as_json(const AtlasDocument& document) {
  Json out = as_json<AtlasDocument>(document);
  const auto& minima = document.atlas.minima;
  for (std::size_t m = 0; m < minima.size(); ++m) {
    const std::optional<double> gap = gap_of(document.atlas, minima[m]);
    out["minima"][m]["relative_gap"] = gap ? json_number(*gap) : Json(nullptr);
    if (!document.files.empty()) out["minima"][m]["folder"] = numbered_folder(m);
  }
  return out;
}

std::optional<double> gap_of(const Atlas& atlas, const AtlasMinimum& minimum) {
  const Certificate& best = atlas.minima.front().certificate();
  if (!(best.objective > 0) || best.relative_error < 1e-6) return std::nullopt;
  return (minimum.certificate().objective - best.objective) / best.objective;
}

bool is_atlas(const std::string& file) {
  return has_format(file, atlas_format);
}

AtlasDocument read_atlas(const std::string& folder) {
  const std::filesystem::path path(folder);
  const std::string file = (path / "atlas.json").string();
  auto out = read_document<AtlasDocument>(file);
  Atlas& atlas = out.atlas;
  for (std::size_t m = 0; m < atlas.minima.size(); ++m) {
    AtlasMinimum& minimum = atlas.minima[m];
    minimum.folder = (path / numbered_folder(m)).string();
    minimum.factors = read_factors(minimum.folder, {atlas.law.rows, atlas.law.cols, atlas.symmetric()}, -1);
    read_other_points(minimum);
    if (minimum.factors.cols() != atlas.minima.front().factors.cols())
      throw InputError(on_one_line(folder) + ": factors of several ranks; expected one");
  }
  require_consistent(atlas, file);
  atlas.ends.assign(static_cast<std::size_t>(atlas.starts), -1);
  for (std::size_t m = 0; m < atlas.minima.size(); ++m)
    for (const Index start : atlas.minima[m].starts)
      atlas.ends[static_cast<std::size_t>(start - 1)] = static_cast<Index>(m);
  return out;
}

AtlasDocument read_atlas_file(const std::string& file) {
  const std::filesystem::path path(file);
  if (path.filename() != "atlas.json")
    throw InputError(on_one_line(file) +
                     ": an atlas; expected it under the name atlas.json, its minima beside it");
  return read_atlas(path.has_parent_path() ? path.parent_path().string() : ".");
}

std::map<std::string, Matrix> factors_of(const Atlas& atlas, const AtlasMinimum& minimum) {
  if (atlas.symmetric()) return {{"U", minimum.factors}};
  const Index rows = atlas.law.rows;
  return {{"L", minimum.factors.topRows(rows)},
          {"R", minimum.factors.bottomRows(minimum.factors.rows() - rows)}};
}

void write(AtlasDocument& document, const std::string& folder, const AtlasPage& page) {
  namespace fs = std::filesystem;
  const OutputFolder out(folder);
  const fs::path fresh = out.path("minima.new"), minima = out.path("minima");
  std::error_code error;
  fs::remove_all(fresh, error);
  for (std::size_t m = 0; m < document.atlas.minima.size(); ++m) {
    AtlasMinimum& minimum = document.atlas.minima[m];
    const std::string place = (fresh / fmt::format("{}", m + 1)).string();
    if (minimum.folder.empty() || minimum.proof) {
      write_certificate(minimum.certificate(), minimum.proof, place);
    } else {
      make_output_folder(place);
      fs::copy(minimum.folder, place, fs::copy_options::recursive | fs::copy_options::overwrite_existing,
               error);
      if (error) throw OutputError(place + ": " + error.message());
    }
    if (!minimum.others.empty()) {
      Matrix all(std::ssize(minimum.others) * minimum.factors.rows(), minimum.factors.cols());
      for (std::size_t p = 0; p < minimum.others.size(); ++p)
        all.middleRows(static_cast<Index>(p) * minimum.factors.rows(), minimum.factors.rows()) =
            minimum.others[p].U;
      write_npy((fs::path(place) / "other_points.npy").string(), all);
    }
    for (const auto& [name, factor] : factors_of(document.atlas, minimum))
      write_npy((fs::path(place) / (name + ".npy")).string(), factor);
  }
  fs::remove(out.path("atlas.json"), error);
  fs::remove_all(minima, error);
  if (!document.atlas.minima.empty()) {
    fs::rename(fresh, minima, error);
    if (error) throw OutputError(minima.string() + ": " + error.message());
  }
  out.finish(document, "atlas.json", {{"minima", "minima"}}, page);
}

}  // namespace orthant
