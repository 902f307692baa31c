#include <algorithm>
#include <string_view>
#include <utility>

#include "orthant/report/page/document.hpp"
#include "orthant/report/paper/statements.hpp"

namespace orthant::report {
namespace {

using paper::Row, paper::RowRigor, paper::Statement;

/// Where `letters` start: how many of them an index takes. "D_L", "Y_ij", "u_k".
std::size_t index_length(std::string_view letters) {
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto upper_or_digit = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  if (letters.empty()) return 0;
  const auto byte = static_cast<unsigned char>(letters[0]);
  if (byte >= 0xc0 && byte < 0xe0) return 2;  // a Greek letter
  if (upper_or_digit(letters[0])) return 1;
  std::size_t count = 0;
  while (count < letters.size() && lower(letters[count])) ++count;
  return count <= 2 ? count : 0;  // longer is a word with an underscore
}

/// "D_L", "e_{m+1}" and "n^{m×r}" with the index below and the exponent above; the signs for it have no
/// width, so that the text of the element is that of the document.
Html typeset(const Html& escaped) {
  const std::string& in = escaped.text;
  std::string out;
  for (std::size_t i = 0; i < in.size(); ++i) {
    const std::string_view rest = std::string_view(in).substr(i + 1);
    if (in[i] == '_' && i > 0 && in[i - 1] != ' ') {
      const std::size_t length = index_length(rest);
      if (length > 0) {
        out += "<span class='tex'>_</span><sub>" + std::string(rest.substr(0, length)) + "</sub>";
        i += length;
        continue;
      }
    }
    const bool sign = in[i] == '^' || in[i] == '_';
    const std::size_t close = sign && rest.starts_with('{') ? rest.find('}') : std::string::npos;
    if (close != std::string::npos) {
      const char* place = in[i] == '^' ? "sup" : "sub";
      out += fmt::format("<span class='tex'>{0}{{</span><{1}>{2}</{1}><span class='tex'>}}</span>", in[i],
                         place, rest.substr(1, close - 1));
      i += close + 1;
      continue;
    }
    out += in[i];
  }
  return {std::move(out)};
}

Html formula(const std::string& path, const std::string& words) {
  return words.empty() ? Html{} : markup("<span data-field='{}'>{}</span>", path, typeset(escape(words)));
}

Html verdict_tag(paper::Outcome verdict) {
  const char* mark = verdict == paper::Outcome::holds     ? "good"
                     : verdict == paper::Outcome::fails   ? "bad"
                     : verdict == paper::Outcome::refuted ? "refuted"
                                                          : "corrected";
  return tag(mark, capital(std::string(to_string(verdict))));
}

Html sign(bool good, std::string_view yes, std::string_view no) {
  return good ? markup("<span class='sign good'>✓ {}</span>", yes)
              : markup("<span class='sign bad'>✗ {}</span>", no);
}

/// The formula; for a correction both readings, each with its mark.
Html expected_cell(const Row& row, const std::string& path) {
  Html expected = or_dash(formula(path + "expected", row.expected));
  if (row.printed.empty()) return expected;
  const bool agrees = row.printed_holds == true;
  return markup(
      "<dl class='readings'><dt>printed:</dt><dd><span class='{}'>{}</span> {}</dd>"
      "<dt>right:</dt><dd>{} {}</dd></dl>",
      agrees ? "" : "wrong", formula(path + "printed", row.printed), sign(agrees, "agrees", "disagrees"),
      expected, sign(row.holds, "agrees", "disagrees"));
}

bool plain_word(std::string_view id) {
  return !id.empty() && id.size() <= 80 && std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

/// "theorem-4-lambda-0.25": a folder beside the page and no other place.
bool folder_name(std::string_view name) {
  return plain_word(name.substr(0, 1)) && name.size() <= 80 && name.find("..") == std::string_view::npos &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return c == '.' || c == '+' || plain_word(std::string_view(&c, 1)); });
}

/// "exact", with a link to the certificate where there is one.
Html rigor_cell(const Row& row, const std::string& path) {
  const bool proof = row.rigor == RowRigor::exact || row.rigor == RowRigor::verified;
  Html out = markup("<span class='how {}'>{}</span>", proof ? "proof" : "",
                    shown_text(path + "rigor", std::string(to_string(row.rigor))));
  if (folder_name(row.certificate))
    out += markup(" <a href='certificates/{}/certificate.json'>certificate</a>", row.certificate);
  return out;
}

Html comparisons(const Statement& statement, const std::string& of) {
  Html rows;
  for (std::size_t j = 0; j < statement.rows.size(); ++j) {
    const Row& each = statement.rows[j];
    const std::string path = fmt::format("{}rows.{}.", of, j);
    rows += row(each.holds ? "" : "fails", "", or_dash(formula(path + "quantity", each.quantity)),
                cell("Expected", expected_cell(each, path), "wide-cell") +
                    cell("Found", or_dash(formula(path + "measured", each.measured)), "wide-cell") +
                    cell("How known", rigor_cell(each, path)) + cell("", sign(each.holds, "holds", "fails")));
  }
  return table({"Quantity", "Expected", "Found", "How known", ""}, rows, "Comparisons of " + statement.place,
               "comparisons");
}

/// "4 hold with a corrected formula", or nothing when the count is zero.
Html counted(const char* name, std::size_t count, std::string_view one, std::string_view several) {
  if (count == 0) return {};
  return shown(std::string("counts.") + name, count, Show::integer) + escape(count == 1 ? one : several);
}

}  // namespace

Html statements_sentence(const ReproductionDocument& document) {
  const StatementCounts counts = counts_of(document);
  Html out = counted("claims", counts.statements, " statement evaluated on this instance",
                     " statements evaluated on these instances");
  std::vector<Html> parts;
  for (const Html& found :
       {counted("holds", counts.holds, " holds as stated", " hold as stated"),
        counted("corrected", counts.corrected, " holds with a corrected formula",
                " hold with a corrected formula"),
        counted("refuted", counts.refuted, " conjecture is refuted", " conjectures are refuted"),
        counted("fails", counts.fails, " fails", " fail")})
    if (!found.empty()) parts.push_back(found);
  for (std::size_t i = 0; i < parts.size(); ++i)
    out += Html{i == 0 ? ": " : i + 1 == parts.size() ? " and " : ", "} + parts[i];
  out += {"."};
  return out + around(" {}", counted("not_evaluated", counts.not_evaluated,
                                     " more was not reached in the time allowed.",
                                     " more were not reached in the time allowed."));
}

std::string statement_anchor(const ReproductionDocument& document, std::size_t i) {
  const std::string& id = document.statements[i].id;
  const bool known = std::any_of(document.statements.begin(), document.statements.begin() + std::ptrdiff_t(i),
                                 [&](const Statement& earlier) { return earlier.id == id; });
  // Ids of the page itself are words without a hyphen, or one of these words and a number.
  const bool free = plain_word(id) && id.find('-') != std::string::npos && !id.starts_with("statement-") &&
                    !id.starts_with("chart-") && !id.starts_with("command-");
  return free && !known ? id : fmt::format("statement-{}", i + 1);
}

Html overview_table(const ReproductionDocument& document) {
  Html rows;
  for (std::size_t i = 0; i < document.statements.size(); ++i) {
    const Statement& statement = document.statements[i];
    const std::string path = fmt::format("claims.{}.", i);
    rows += row(
        "", "",
        markup("<a href='#{}'>{}</a>", statement_anchor(document, i),
               shown_text(path + "place", statement.place)),
        cell("What it says", or_dash(formula(path + "statement", statement.text))) +
            cell("Verdict", verdict_tag(statement.verdict)) +
            cell("How known", or_dash(escape(rigors(statement)))) +
            cell("Seconds", or_dash(shown(path + "seconds", statement.seconds, Show::decimal, 2)), "number"));
  }
  return table({"", "What it says", "Verdict", "How known", "Seconds"}, rows, "Every statement", "overview");
}

Html statement_article(const ReproductionDocument& document, std::size_t i, const Html& figure) {
  const Statement& statement = document.statements[i];
  const std::string path = fmt::format("claims.{}.", i);
  return markup("<article class='statement' id='{}'><header><h3>{}</h3>{}{}</header>\n",
                statement_anchor(document, i), shown_text(path + "place", statement.place),
                verdict_tag(statement.verdict),
                statement.as_expected ? Html{} : tag("bad", "not as expected")) +
         around("<p class='says'>{}</p>\n", formula(path + "statement", statement.text)) +
         around("<p class='where'>Evaluated at {}.</p>\n",
                formula(path + "parameters", statement.parameters)) +
         comparisons(statement, path) + figure +
         around("<p class='note'>{}</p>\n", formula(path + "note", statement.note)) +
         command_box(fmt::format("command-{}", i + 1), shown_text(path + "command", statement.command)) +
         Html{"</article>\n"};
}

}  // namespace orthant::report
