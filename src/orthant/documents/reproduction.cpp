#include "orthant/documents/reproduction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "orthant/base/version.hpp"
#include "orthant/documents/certificate.hpp"
#include "orthant/documents/output_folder.hpp"
#include "orthant/files/rational_csv.hpp"

namespace orthant {
namespace paper {

/// As text, so that nothing is rounded.
template <class Fields>
void list_fraction(Fields& fields, const char* name, OfFields<Fields, mpq_class>& value) {
  std::string text = value.get_str();
  fields(name, text);
  if constexpr (std::is_same_v<Fields, JsonReader>) {
    const auto read = parse_rational(text);
    if (!read) fields.refuse(name, "a fraction");
    value = *read;
  }
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, Parameters>& parameters) {
  fields("n", parameters.n);
  fields("rank", parameters.rank);
  fields("true_rank", parameters.true_rank);
  list_fraction(fields, "alpha", parameters.alpha);
  list_fraction(fields, "epsilon", parameters.epsilon);
  fields("m", parameters.m);
  fields("rank4", parameters.rank4);
  fields("true_rank4", parameters.true_rank4);
  fields("balance", parameters.balance);
  fields("starts", parameters.starts);
  fields("seed", parameters.seed);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, Row>& row) {
  fields("quantity", row.quantity);
  fields("expected", row.expected);
  fields("measured", row.measured);
  fields("holds", row.holds);
  fields("rigor", row.rigor);
  fields.or_null("certificate", row.certificate);
  fields.or_null("printed", row.printed);
  fields("printed_holds", row.printed_holds);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, Statement>& statement) {
  fields("id", statement.id);
  fields("place", statement.place);
  fields("statement", statement.text);
  fields("parameters", statement.parameters);
  fields("verdict", statement.verdict);
  fields("as_expected", statement.as_expected);
  fields("seconds", statement.seconds);
  fields("note", statement.note);
  fields("command", statement.command);
  fields("rows", statement.rows);
}

}  // namespace paper

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, DrawnFigure>& figure) {
  fields("id", figure.id);
  fields("title", figure.title);
  fields("caption", figure.caption);
  fields("spec", figure.spec);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, StatementCounts>& counts) {
  fields("claims", counts.statements);
  fields("rows", counts.rows);
  fields("exact", counts.exact);
  fields("verified", counts.verified);
  fields("numeric", counts.numeric);
  fields("sampled", counts.sampled);
  fields("certificates", counts.certificates);
  fields("holds", counts.holds);
  fields("corrected", counts.corrected);
  fields("refuted", counts.refuted);
  fields("fails", counts.fails);
  fields("not_evaluated", counts.not_evaluated);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, ReproductionDocument>& document) {
  fields.format(reproduction_format);
  fields("version", document.version);
  fields("command", document.command);
  fields("seconds", document.seconds);
  fields("parameters", document.parameters);
  fields.derived("as_expected", document.as_expected());
  fields.derived("counts", counts_of(document));
  fields("left_out", document.left_out);
  fields("claims", document.statements);
  fields("figures", document.figures);
}

bool ReproductionDocument::as_expected() const {
  return std::all_of(statements.begin(), statements.end(), [](const auto& each) { return each.as_expected; });
}

std::string rigors(const paper::Statement& statement) {
  std::string out;
  for (const auto& [rigor, word] : words_of(paper::RowRigor{})) {
    const auto count = std::count_if(statement.rows.begin(), statement.rows.end(),
                                     [known = rigor](const paper::Row& row) { return row.rigor == known; });
    if (count > 0) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, word);
  }
  return out;
}

StatementCounts counts_of(const ReproductionDocument& document) {
  using paper::Outcome, paper::RowRigor;
  StatementCounts out;
  out.statements = document.statements.size();
  out.not_evaluated = document.left_out.size();
  for (const paper::Statement& statement : document.statements) {
    const Outcome verdict = statement.verdict;
    ++(verdict == Outcome::holds       ? out.holds
       : verdict == Outcome::corrected ? out.corrected
       : verdict == Outcome::refuted   ? out.refuted
                                       : out.fails);
    out.rows += statement.rows.size();
    std::set<std::string> certificates;
    for (const paper::Row& row : statement.rows) {
      ++(row.rigor == RowRigor::exact      ? out.exact
         : row.rigor == RowRigor::verified ? out.verified
         : row.rigor == RowRigor::numeric  ? out.numeric
                                           : out.sampled);
      if (!row.certificate.empty()) certificates.insert(row.certificate);
    }
    out.certificates += certificates.size();
  }
  return out;
}

ReproductionDocument reproduction_document(paper::Reproduction reproduction, std::string command,
                                           const std::function<Json(const LandscapeDocument&)>& draw) {
  ReproductionDocument out{version,
                           std::move(command),
                           reproduction.seconds,
                           reproduction.parameters,
                           std::move(reproduction.statements),
                           std::move(reproduction.left_out),
                           {}};
  for (const paper::Figure& figure : reproduction.figures) {
    const auto landscape = landscape_document(figure.landscape, *figure.objective, figure.problem);
    out.figures.push_back({figure.statement, figure.title, figure.caption, draw(landscape)});
  }
  return out;
}

Json as_json(const ReproductionDocument& document) {
  return as_json<ReproductionDocument>(document);
}

ReproductionDocument read_reproduction(const std::string& file) {
  return read_document<ReproductionDocument>(file);
}

void write(const ReproductionDocument& document, const std::string& folder) {
  const OutputFolder out(folder);
  for (const paper::Statement& statement : document.statements)
    for (const paper::StatementCertificate& each : statement.certificates)
      write_certificate(each.certificate, each.proof, out.path("certificates/" + each.name));
  out.write_json("reproduce.json", as_json(document));
}

}  // namespace orthant
