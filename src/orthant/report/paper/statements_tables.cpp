#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "orthant/report/page/document.hpp"
#include "orthant/report/paper/statements.hpp"

namespace orthant::report {
namespace {

using nlohmann::json;

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

Html formula_field(const json& document, const std::string& path) {
  const std::string words = text(document, path);
  return words.empty() ? Html{} : markup("<span data-field='{}'>{}</span>", path, typeset(escape(words)));
}

/// A verdict that is not known is shown as it is.
Html verdict_of_statement(const json& document, const std::string& statement) {
  const std::string verdict = text(document, statement + "verdict");
  if (verdict == "holds") return tag("good", "Holds");
  if (verdict == "holds, corrected") return tag("corrected", "Holds, corrected");
  if (verdict == "refuted") return tag("refuted", "Refuted");
  if (verdict == "fails") return tag("bad", "Fails");
  return tag("open", verdict.empty() ? "Not evaluated" : verdict);
}

Html sign(std::optional<bool> good, std::string_view yes, std::string_view no) {
  if (!good) return Html{"<span class='sign open'>? not known</span>"};
  return *good ? markup("<span class='sign good'>✓ {}</span>", yes)
               : markup("<span class='sign bad'>✗ {}</span>", no);
}

/// The formula; for a correction both readings, each with its mark.
Html expected_cell(const json& document, const std::string& row) {
  Html expected = or_dash(formula_field(document, row + "expected"));
  const Html printed = formula_field(document, row + "printed");
  if (printed.empty()) return expected;
  const auto printed_holds = truth(document, row + "printed_holds");
  return markup(
      "<dl class='readings'><dt>printed:</dt><dd><span class='{}'>{}</span> {}</dd>"
      "<dt>right:</dt><dd>{} {}</dd></dl>",
      printed_holds == false ? "wrong" : "", printed, sign(printed_holds, "agrees", "disagrees"), expected,
      sign(truth(document, row + "holds"), "agrees", "disagrees"));
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
Html rigor_cell(const json& document, const std::string& row) {
  const std::string rigor = text(document, row + "rigor");
  const bool proof = rigor == "exact" || rigor == "verified";
  Html out;
  if (!rigor.empty())
    out = markup("<span class='how {}'>{}</span>", proof ? "proof" : "", text_field(document, row + "rigor"));
  const std::string certificate = text(document, row + "certificate");
  if (folder_name(certificate))
    out += markup(" <a href='certificates/{}/certificate.json'>certificate</a>", certificate);
  return or_dash(out);
}

Html comparisons(const json& document, const std::string& statement) {
  Html rows;
  for (std::size_t j = 0; j < list(document, statement + "rows").size(); ++j) {
    const std::string path = fmt::format("{}rows.{}.", statement, j);
    const auto holds = truth(document, path + "holds");
    rows += row(holds == false ? "fails" : "", "", or_dash(formula_field(document, path + "quantity")),
                cell("Expected", expected_cell(document, path), "wide-cell") +
                    cell("Found", or_dash(formula_field(document, path + "measured")), "wide-cell") +
                    cell("How known", rigor_cell(document, path)) + cell("", sign(holds, "holds", "fails")));
  }
  return table({"Quantity", "Expected", "Found", "How known", ""}, rows,
               "Comparisons of " + text(document, statement + "place"), "comparisons");
}

/// "11 exact, 2 sampled": how the comparisons of a statement are known.
std::string rigors(const json& claim) {
  std::string out;
  for (const char* rigor : {"exact", "verified", "numeric", "sampled"}) {
    const auto& rows = list(claim, "rows");
    const auto count =
        std::count_if(rows.begin(), rows.end(), [&](const json& row) { return text(row, "rigor") == rigor; });
    if (count > 0) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, rigor);
  }
  return out;
}

Html place_of(const json& document, std::size_t i) {
  const Html place = text_field(document, fmt::format("claims.{}.place", i));
  return place.empty() ? markup("Statement {}", i + 1) : place;
}

/// "4 hold with a corrected formula", or nothing when the count is absent or zero.
Html counted(const json& document, const std::string& name, std::string_view one, std::string_view several) {
  const std::string path = "counts." + name;
  const auto size = number(document, path);
  if (!size || *size == 0) return {};
  return field(document, path, Show::integer) + escape(*size == 1 ? one : several);
}

}  // namespace

Html statements_sentence(const json& document) {
  Html out = counted(document, "claims", " statement evaluated on this instance",
                     " statements evaluated on these instances");
  if (out.empty()) return {};
  std::vector<Html> parts;
  for (const Html& found :
       {counted(document, "holds", " holds as stated", " hold as stated"),
        counted(document, "corrected", " holds with a corrected formula", " hold with a corrected formula"),
        counted(document, "refuted", " conjecture is refuted", " conjectures are refuted"),
        counted(document, "fails", " fails", " fail")})
    if (!found.empty()) parts.push_back(found);
  for (std::size_t i = 0; i < parts.size(); ++i)
    out += Html{i == 0 ? ": " : i + 1 == parts.size() ? " and " : ", "} + parts[i];
  out += {"."};
  return out + around(" {}", counted(document, "not_evaluated", " more was not reached in the time allowed.",
                                     " more were not reached in the time allowed."));
}

std::string statement_anchor(const json& document, std::size_t i) {
  const auto& statements = list(document, "claims");
  const std::string id = text(statements[i], "id");
  for (std::size_t j = 0; j < i; ++j)
    if (text(statements[j], "id") == id) return fmt::format("statement-{}", i + 1);
  // Ids of the page itself are words without a hyphen, or one of these words and a number.
  const bool free = plain_word(id) && id.find('-') != std::string::npos && !id.starts_with("statement-") &&
                    !id.starts_with("chart-") && !id.starts_with("command-");
  return free ? id : fmt::format("statement-{}", i + 1);
}

Html overview_table(const json& document) {
  Html rows;
  const auto& statements = list(document, "claims");
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const std::string path = fmt::format("claims.{}.", i);
    rows += row("", "", markup("<a href='#{}'>{}</a>", statement_anchor(document, i), place_of(document, i)),
                cell("What it says", or_dash(formula_field(document, path + "statement"))) +
                    cell("Verdict", verdict_of_statement(document, path)) +
                    cell("How known", or_dash(escape(rigors(statements[i])))) +
                    cell("Seconds", or_dash(field(document, path + "seconds", Show::decimal, 2)), "number"));
  }
  return table({"", "What it says", "Verdict", "How known", "Seconds"}, rows, "Every statement", "overview");
}

Html statement_article(const json& document, std::size_t i, const Html& figure) {
  const std::string path = fmt::format("claims.{}.", i);
  const bool as_expected = truth(document, path + "as_expected").value_or(true);
  return markup("<article class='statement' id='{}'><header><h3>{}</h3>{}{}</header>\n",
                statement_anchor(document, i), place_of(document, i), verdict_of_statement(document, path),
                as_expected ? Html{} : tag("bad", "not as expected")) +
         around("<p class='says'>{}</p>\n", formula_field(document, path + "statement")) +
         around("<p class='where'>Evaluated at {}.</p>\n", formula_field(document, path + "parameters")) +
         comparisons(document, path) + figure +
         around("<p class='note'>{}</p>\n", formula_field(document, path + "note")) +
         command_box(fmt::format("command-{}", i + 1), text_field(document, path + "command")) +
         Html{"</article>\n"};
}

}  // namespace orthant::report
