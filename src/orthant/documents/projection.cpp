#include "orthant/documents/projection.hpp"

#include "orthant/documents/output_folder.hpp"
#include "orthant/files/input_file.hpp"

namespace orthant {

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, LineFit>& fit) {
  fields("line", from_one(fit.line));
  fields("misfit", fit.misfit);
  fields("relative_error", fit.relative_error);
}

namespace {

template <class Fields>
void list_projection(Fields& fields, OfFields<Fields, ProjectionDocument>& document) {
  auto& projection = document.projection;
  fields.format(projection_format);
  fields("data", document.data);
  fields("side", projection.side);
  fields("loss", projection.loss);
  fields("l1", projection.l1);
  fields("l2", projection.l2);
  fields("reordered", projection.reordered);
  fields("lines", projection.lines);
  fields("length", projection.length);
  fields("rank", projection.rank);
  fields("objective", projection.objective);
  fields("relative_error", projection.relative_error);
  fields("median_error", projection.median_error);
  fields("worst", projection.worst);
  fields.or_null("worst_names", projection.worst_names);
  fields("stationarity", projection.stationarity);
  fields("not_unique", projection.not_unique);
  fields("unexplained", projection.unexplained);
  fields("files", document.files);
  fields("seconds", projection.seconds);
}

}  // namespace

Json as_json(const ProjectionDocument& document) {
  Json out = Json::object();
  JsonWriter fields(out);
  list_projection(fields, document);
  return out;
}

ProjectionDocument read_projection(const std::string& file) {
  const Json document = read_json_file(file);
  const JsonPlace place(document, on_one_line(file));
  ProjectionDocument out;
  JsonReader fields(place);
  list_projection(fields, out);
  return out;
}

void write(const ProjectionDocument& document, const std::string& folder) {
  OutputFolder(folder).write_json("projection.json", as_json(document));
}

}  // namespace orthant
