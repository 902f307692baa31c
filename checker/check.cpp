#include "checker/check.hpp"

#include <array>
#include <new>
#include <nlohmann/json.hpp>

#include "checker/copositive/copositivity.hpp"
#include "checker/kmeans/kmeans.hpp"
#include "checker/read/claims.hpp"
#include "checker/read/data_file.hpp"
#include "checker/read/document.hpp"
#include "checker/read/read_problem.hpp"

namespace orthant::checker {

namespace {

struct Method {
  const char* name;
  const char* rigor;
  const char* verdict;  ///< the one that it proves; null: its check says which
  std::string (*check)(const Problem&, const Claims&, const Json&, Work&);
};

constexpr std::array methods = {
    Method{"isolated_minimizer", "verified", "strict_local_minimizer", check_isolated},
    Method{"second_order", "exact", "strict_local_minimizer", check_second_order},
    Method{"saddle", "exact", "saddle", check_saddle},
    Method{"local_squares", "exact", "local_minimizer", check_local_squares},
    Method{"global", "exact", nullptr, check_global},
    Method{"exact_factorization", "exact", "global_minimizer", check_exact_factorization},
    Method{"bound", "verified", "global_minimizer", check_bound},
};

const Method& named_method(const std::string& name) {
  for (const Method& method : methods)
    if (name == method.name) return method;
  throw Rejected("proof.method \"" + excerpt(name) + "\" is unknown");
}

Claims read_claims(const Json& object) {
  const std::string where = "proof.claims";
  require_fields(object, where, {"verdict", "spurious", "objective"},
                 {"modulus", "radius", "global_low", "global_rank"});
  Claims claims;
  claims.verdict = text_field(object, where, "verdict");
  claims.spurious = read_spurious(object, where);
  const Json& range = object["objective"];
  if (!range.is_array() || range.size() != 2 || !range[0].is_string() || !range[1].is_string())
    throw Rejected(where + ".objective is not a pair of fractions");
  claims.objective_low = Rational::parse(range[0].get_ref<const std::string&>());
  claims.objective_high = Rational::parse(range[1].get_ref<const std::string&>());
  if (claims.objective_low > claims.objective_high)
    throw Rejected(where + ".objective: its lower end is above its upper end");
  const auto optional = [&](const char* name) {
    return object.contains(name) ? std::optional(rational_field(object, where, name)) : std::nullopt;
  };
  claims.modulus = optional("modulus");
  claims.radius = optional("radius");
  claims.global_low = optional("global_low");
  if (object.contains("global_rank"))
    claims.global_rank = integer_field(object, where, "global_rank", 1, 1L << 30);
  const bool minimizer = claims.verdict == "strict_local_minimizer" || claims.verdict == "local_minimizer";
  if (claims.spurious == true && !minimizer)
    throw Rejected(where + ".spurious is true, with a verdict that is no local minimizer");
  if (claims.spurious == false && claims.verdict != "global_minimizer")
    throw Rejected(where + ".spurious is false, with a verdict other than global_minimizer");
  return claims;
}

/// What the certificate says, before a file is opened.
struct Said {
  Json document;
  const Method* method = nullptr;
  Claims claims;
};

Said read_said(Json document, Work& work) {
  Said out;
  out.document = std::move(document);
  if (text_field(out.document, "the certificate", "format") != "orthant-certificate/1")
    throw Rejected("format is not \"orthant-certificate/1\"");
  if (!out.document.contains("proof") || out.document["proof"].is_null())
    throw Rejected("the certificate has no proof; nothing can be checked");
  const Json& proof = out.document["proof"];
  require_fields(proof, "proof", {"method", "problem", "files", "claims", "evidence"}, {"witness", "gap"});
  take_fractions(proof, work);
  out.method = &named_method(text_field(proof, "proof", "method"));
  out.claims = read_claims(proof["claims"]);
  if (out.method->verdict && out.claims.verdict != out.method->verdict)
    throw Rejected(std::string("proof.claims.verdict is not ") + out.method->verdict + ", which " +
                   out.method->name + " proves");
  require_outside(out.document, out.claims, out.method->name, out.method->rigor);
  if (!proof["evidence"].is_object()) throw Rejected("proof.evidence is not an object");
  return out;
}

Outcome accepted(std::string statement, const char* rigor) {
  Outcome outcome;
  outcome.accepted = true;
  outcome.statement = std::move(statement);
  outcome.rigor = rigor;
  return outcome;
}

/// The name of the matrix that a gap is shown with.
const char* matrix_of_gap(const Json& gap) {
  if (!gap.is_object() || !gap.contains("kind")) return "dual";
  return gap["kind"] == "perron" ? "vector" : "factor";
}

std::string show_gap(const Problem& problem, const Json& gap, Claims& claims, Work& work) {
  if (!claims.global_low) throw Rejected("proof.gap without proof.claims.global_low");
  std::string statement;
  if (gap.contains("kind")) {
    statement = check_rank_gap(problem, claims, gap, work);
  } else if (claims.global_rank) {
    throw Rejected("proof.claims.global_rank beside a proof.gap that is about every rank");
  } else {
    statement = check_gap(problem, *claims.global_low, gap, work);
  }
  claims.gap_low = std::move(claims.global_low);
  claims.global_low.reset();  // shown; the methods need not
  return statement;
}

Outcome accept(std::string_view certificate, const Files& files, const OwnData* own, Work& work) {
  Json document = parse_document(certificate);
  if (text_field(document, "the certificate", "format") == copositivity_format)
    return accepted(check_copositivity(document, files, own, work), "exact");
  if (document["format"] == kmeans_format) {
    KMeansChecked kmeans = check_kmeans(document, files, own, work);
    return accepted(std::move(kmeans.statement), kmeans.rigor);
  }
  Said said = read_said(std::move(document), work);
  const Json &proof = said.document["proof"], &evidence = proof["evidence"];
  Claims& claims = said.claims;
  NamedFiles named(proof["files"], files, own ? std::get_if<Data>(own) : nullptr);
  Problem problem = read_problem(proof["problem"], named);
  if (proof.contains("witness"))
    problem.witness = read_factors(proof["witness"], "proof.witness", problem, named);
  if (evidence.contains("direction")) {
    problem.direction =
        read_factors(evidence["direction"], "proof.evidence.direction", problem, named, false);
    if (problem.direction->L.cols != problem.rank)
      throw Rejected("proof.evidence.direction has another number of columns than the point");
  }
  if (proof.contains("gap")) {
    const char* name = matrix_of_gap(proof["gap"]);
    problem.dual =
        named.matrix(field(proof["gap"], "proof.gap", name), std::string("proof.gap.") + name, false);
  }
  named.require_all_named();
  if (own) require_same_data(problem, *own);
  const std::string gap = proof.contains("gap") ? "; " + show_gap(problem, proof["gap"], claims, work) : "";
  if (claims.global_rank && !claims.gap_low)
    throw Rejected("proof.claims.global_rank without a proof.gap that is about a rank");
  return accepted(said.method->check(problem, claims, evidence, work) + gap, said.method->rigor);
}

std::string one_line(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return text;
}

}  // namespace

Outcome check(std::string_view certificate, const Files& files, const OwnData* own, const Limits& limits) {
  Work work(limits);
  Outcome outcome;
  try {
    return accept(certificate, files, own, work);
  } catch (const Unfinished& end) {
    outcome.unfinished = true;
    outcome.needed_seconds = end.seconds();
    outcome.reason = one_line(end.what());
  } catch (const NeedsData& data) {
    outcome.needs_data = true;
    outcome.reason = one_line(data.what());
  } catch (const std::bad_alloc&) {
    outcome.unfinished = true;
    outcome.reason = "checking it needs more memory than there is";
  } catch (const std::exception& error) {
    outcome.reason = one_line(error.what());
  }
  return outcome;
}

bool is_copositivity_proof(std::string_view certificate) {
  // Ends at the value of the first "format"; what is damaged is for the check to say.
  bool next = false;
  std::string format;
  struct Found {};
  try {
    const Json unused = Json::parse(certificate, [&](int depth, Json::parse_event_t event, Json& parsed) {
      if (next) {
        if (parsed.is_string()) format = parsed.get<std::string>();
        throw Found();
      }
      if (depth > 1) return false;
      next = event == Json::parse_event_t::key && depth == 1 && parsed == "format";
      return next || event == Json::parse_event_t::object_start;
    });
  } catch (const Found&) {
  } catch (const Json::exception&) {
  }
  return format == copositivity_format;
}

std::string contradiction(std::string_view certificate) {
  try {
    Work work;
    Json document = parse_document(certificate);
    if (text_field(document, "the certificate", "format") == kmeans_format)
      require_kmeans_outside(document);
    else
      (void)read_said(std::move(document), work);
  } catch (const std::exception& error) {
    return one_line(error.what());
  }
  return "";
}

}  // namespace orthant::checker
