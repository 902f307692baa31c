#include "orthant/report/paper/statements.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "orthant/report/page/document.hpp"
#include "orthant/report/page/field.hpp"
#include "orthant/report/page/table_parts.hpp"
#include "orthant/report/paper/statement_words.hpp"

namespace orthant {
namespace {

using nlohmann::json;

constexpr std::string_view dash = "<span class='none'>–</span>";

Html or_dash(const Html& shown) {
  return shown.empty() ? Html{std::string(dash)} : shown;
}

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

Html tag(std::string_view verdict) {
  const ClaimWords words = claim_words(verdict);
  return markup("<span class='tag {}'>{}</span>", words.mark, words.label);
}

Html sign(std::optional<bool> good, std::string_view yes, std::string_view no) {
  if (!good) return Html{"<span class='sign open'>? not known</span>"};
  return *good ? markup("<span class='sign good'>✓ {}</span>", yes)
               : markup("<span class='sign bad'>✗ {}</span>", no);
}

/// The formula; for a correction both readings, each with its mark.
Html expected_cell(const json& document, const std::string& row) {
  const Html expected = or_dash(formula_field(document, row + "expected"));
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
  Html out = rigor.empty() ? Html{}
                           : markup("<span class='how {}'>{}</span>", proof ? "proof" : "",
                                    text_field(document, row + "rigor"));
  const std::string certificate = text(document, row + "certificate");
  if (folder_name(certificate))
    out += markup(" <a href='certificates/{}/certificate.json'>certificate</a>", certificate);
  return or_dash(out);
}

Html comparison(const json& document, const std::string& row) {
  const auto holds = truth(document, row + "holds");
  return markup("<tr class='{}'>", holds == false ? "fails" : "") +
         markup("<th scope='row' data-label=''>{}</th>", or_dash(formula_field(document, row + "quantity"))) +
         cell("Expected", expected_cell(document, row), "wide-cell") +
         cell("Found", or_dash(formula_field(document, row + "measured")), "wide-cell") +
         cell("How known", rigor_cell(document, row)) + cell("", sign(holds, "holds", "fails")) +
         Html{"</tr>\n"};
}

Html comparisons(const json& document, const std::string& claim) {
  Html rows;
  const std::size_t size = list(document, claim + "rows").size();
  for (std::size_t j = 0; j < size; ++j) rows += comparison(document, fmt::format("{}rows.{}.", claim, j));
  if (rows.empty()) return {};
  return table({"Quantity", "Expected", "Found", "How known", ""}, rows,
               "Comparisons of " + text(document, claim + "place"), "comparisons");
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

}  // namespace

std::string claim_anchor(const json& document, std::size_t i) {
  const auto& claims = list(document, "claims");
  const std::string id = text(claims[i], "id");
  for (std::size_t j = 0; j < i; ++j)
    if (text(claims[j], "id") == id) return fmt::format("statement-{}", i + 1);
  // Ids of the page itself are words without a hyphen, or one of these words and a number.
  const bool free = plain_word(id) && id.find('-') != std::string::npos && !id.starts_with("statement-") &&
                    !id.starts_with("chart-") && !id.starts_with("command-");
  return free ? id : fmt::format("statement-{}", i + 1);
}

Html overview_table(const json& document) {
  Html rows;
  for (std::size_t i = 0; i < list(document, "claims").size(); ++i) {
    const std::string path = fmt::format("claims.{}.", i);
    const Html seconds = field(document, path + "seconds", Show::decimal, 2);
    const Html place = text_field(document, path + "place");
    rows += Html{"<tr>"} +
            markup("<th scope='row' data-label=''><a href='#{}'>{}</a></th>", claim_anchor(document, i),
                   place.empty() ? escape(fmt::format("Statement {}", i + 1)) : place) +
            cell("What it says", or_dash(formula_field(document, path + "statement"))) +
            cell("Verdict", tag(text(document, path + "verdict"))) +
            cell("How known", or_dash(escape(rigors(list(document, "claims")[i])))) +
            cell("Seconds", or_dash(seconds), "number") + Html{"</tr>\n"};
  }
  if (rows.empty()) return rows;
  return table({"", "What it says", "Verdict", "How known", "Seconds"}, rows, "Every statement", "overview");
}

Html claim_article(const json& document, std::size_t i, const Html& figure) {
  const std::string path = fmt::format("claims.{}.", i);
  const Html place = text_field(document, path + "place");
  const Html statement = formula_field(document, path + "statement");
  const Html where = formula_field(document, path + "parameters");
  const Html note = formula_field(document, path + "note");
  const std::string command = text(document, path + "command");
  Html out = markup(
      "<article class='claim' id='{}'><header><h3>{}</h3>{}{}</header>\n", claim_anchor(document, i),
      place.empty() ? escape(fmt::format("Statement {}", i + 1)) : place,
      tag(text(document, path + "verdict")),
      truth(document, path + "as_expected") == false ? Html{" <span class='tag bad'>not as expected</span>"}
                                                     : Html{});
  if (!statement.empty()) out += markup("<p class='statement'>{}</p>\n", statement);
  if (!where.empty()) out += markup("<p class='where'>Evaluated at {}.</p>\n", where);
  out += comparisons(document, path) + figure;
  if (!note.empty()) out += markup("<p class='note'>{}</p>\n", note);
  if (!command.empty()) {
    out += markup(
        "<div class='command'><pre><code id='command-{}' data-field='{}command'>{}</code></pre>"
        "<button type='button' data-copy='command-{}' hidden>Copy</button></div>\n",
        i + 1, path, command, i + 1);
  }
  return out + Html{"</article>\n"};
}

Html claims_settings(const json& document) {
  static constexpr std::pair<std::string_view, std::string_view> known[] = {
      {"n", "n, rows in Theorem 3"},
      {"rank", "r, columns sought"},
      {"true_rank", "r⋆, columns of the truth"},
      {"alpha", "α, size of the wrong answer"},
      {"epsilon", "ε, how steep it is around it"},
      {"m", "m, equal rows in Theorem 4"},
      {"rank4", "r in Theorem 4"},
      {"true_rank4", "r⋆ in Theorem 4"},
      {"balance", "λ, weight of the balance term"},
      {"starts", "starts of a search"},
      {"seed", "seed"}};
  static const json none = json::object();
  Html out;
  const auto add = [&](const std::string& name, std::string_view label, const json& value) {
    const std::string path = "parameters." + name;
    const Show show = value.is_number_integer() ? Show::integer : Show::decimal;
    out += setting(std::string(label),
                   value.is_string() ? text_field(document, path) : field(document, path, show, 6));
  };
  for (const auto& [name, label] : known)
    if (const auto* value = find(document, fmt::format("parameters.{}", name)))
      add(std::string(name), label, *value);
  const auto* all = find(document, "parameters");
  if (all == nullptr || !all->is_object()) all = &none;
  for (const auto& [name, value] : all->items()) {
    const bool done = std::any_of(std::begin(known), std::end(known),
                                  [&](const auto& entry) { return entry.first == name; });
    if (!done) add(name, name, value);
  }
  out += setting("orthant version", text_field(document, "version"));
  return out.empty() ? out : markup("<dl class='settings'>\n{}</dl>", out);
}

}  // namespace orthant
