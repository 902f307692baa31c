#include "reproduce_document.hpp"

#include <algorithm>

#include "orthant/base/version.hpp"
#include "orthant/files/json_fields.hpp"

namespace orthant::app {

namespace {

using Json = nlohmann::ordered_json;

Json row_json(const Row& row) {
  const bool erratum = !row.printed.empty();
  return {{"quantity", row.quantity},
          {"expected", row.expected},
          {"measured", row.measured},
          {"holds", row.holds},
          {"rigor", to_string(row.rigor)},
          {"certificate", row.certificate.empty() ? Json(nullptr) : Json(row.certificate)},
          {"printed", erratum ? Json(row.printed) : Json(nullptr)},
          {"printed_holds", erratum ? Json(row.printed_holds) : Json(nullptr)}};
}

Json claim_json(const Statement& claim) {
  Json rows = Json::array();
  for (const Row& row : claim.rows) rows.push_back(row_json(row));
  return {{"id", claim.id},
          {"place", claim.place},
          {"statement", claim.statement},
          {"parameters", claim.parameters},
          {"verdict", claim.verdict},
          {"as_expected", claim.as_expected},
          {"seconds", json_number(claim.seconds)},
          {"note", claim.note},
          {"command", claim.command},
          {"rows", std::move(rows)}};
}

/// Fractions as text, so that nothing is rounded.
Json parameters_json(const Parameters& p) {
  return {{"n", p.n},
          {"rank", p.rank},
          {"true_rank", p.true_rank},
          {"alpha", p.alpha.get_str()},
          {"epsilon", p.epsilon.get_str()},
          {"m", p.m},
          {"rank4", p.rank4},
          {"true_rank4", p.true_rank4},
          {"balance", p.balance},
          {"starts", p.starts},
          {"seed", p.seed}};
}

/// Ids of statements that were asked for and not reached.
Json ids_left_out(const ReproduceRun& run) {
  Json ids = Json::array();
  for (const std::string& id : run.asked)
    if (std::none_of(run.claims.begin(), run.claims.end(),
                     [&](const Statement& claim) { return claim.id == id; }))
      ids.push_back(id);
  return ids;
}

Json counts_json(const ReproduceRun& run) {
  std::size_t rows = 0;
  for (const Statement& claim : run.claims) rows += claim.rows.size();
  const auto verdicts = [&](const char* verdict) {
    return std::count_if(run.claims.begin(), run.claims.end(),
                         [&](const Statement& claim) { return claim.verdict == verdict; });
  };
  const auto of_rigor = [&](RowRigor rigor) {
    std::ptrdiff_t count = 0;
    for (const Statement& claim : run.claims)
      count += std::count_if(claim.rows.begin(), claim.rows.end(),
                             [&](const Row& row) { return row.rigor == rigor; });
    return count;
  };
  std::size_t certificates = 0;
  for (const Statement& claim : run.claims) certificates += claim.certificates.size();
  return {{"claims", run.claims.size()},
          {"rows", rows},
          {"exact", of_rigor(RowRigor::exact)},
          {"verified", of_rigor(RowRigor::verified)},
          {"numeric", of_rigor(RowRigor::numeric)},
          {"sampled", of_rigor(RowRigor::sampled)},
          {"certificates", certificates},
          {"holds", verdicts("holds")},
          {"corrected", verdicts("holds, corrected")},
          {"refuted", verdicts("refuted")},
          {"fails", verdicts("fails")},
          {"not_evaluated", ids_left_out(run).size()}};
}

}  // namespace

Json reproduce_document(const ReproduceRun& run) {
  Json claims = Json::array();
  for (const Statement& claim : run.claims) claims.push_back(claim_json(claim));
  return {{"format", "orthant-claims/1"},
          {"version", version},
          {"command", run.command_line},
          {"seconds", json_number(run.seconds)},
          {"parameters", parameters_json(run.parameters)},
          {"as_expected", all_as_expected(run.claims)},
          {"counts", counts_json(run)},
          {"left_out", ids_left_out(run)},
          {"claims", std::move(claims)},
          {"figures", run.figures}};
}

bool all_as_expected(const std::vector<Statement>& claims) {
  return std::all_of(claims.begin(), claims.end(), [](const Statement& claim) { return claim.as_expected; });
}

}  // namespace orthant::app
