#include "orthant/recover/rank_survey.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "orthant/recover/matching.hpp"
#include "orthant/recover/parts.hpp"
#include "orthant/recover/stability.hpp"

namespace orthant {

namespace {

constexpr double searching_share = 0.4;  ///< of a time limit, and of the progress

Index rank_number(std::string_view field, const std::string& text) {
  if (field.starts_with('+')) field.remove_prefix(1);
  Index value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (error != std::errc() || end != field.data() + field.size())
    throw InputError(
        fmt::format("rank = {}; expected a number, FIRST:LAST, FIRST:LAST:STEP or a list as 2,3,5", text));
  return value;
}

std::vector<std::string_view> pieces(const std::string& text, char separator) {
  std::vector<std::string_view> out;
  const std::string_view all = text;
  for (size_t begin = 0; begin <= all.size();) {
    const size_t end = std::min(all.find(separator, begin), all.size());
    out.push_back(all.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

void check_ranks(const std::vector<Index>& ranks, const Data& data) {
  if (ranks.empty()) throw InputError("no ranks; expected at least one");
  const Index most = std::min(data.rows(), data.cols());
  for (size_t k = 0; k < ranks.size(); ++k) {
    if (ranks[k] < 1 || ranks[k] > most)
      throw InputError(fmt::format("rank = {}; expected 1 ≤ rank ≤ min(rows, cols) = {}", ranks[k], most));
    if (k > 0 && ranks[k] <= ranks[k - 1])
      throw InputError(fmt::format("rank = {} after {}; expected ascending ranks", ranks[k], ranks[k - 1]));
  }
}

/// How many of the starts that were asked for ended there.
Index times_reached(const Recovery& recovery, const Minimum& minimum) {
  return std::count_if(minimum.starts.begin(), minimum.starts.end(),
                       [&](Index start) { return start <= recovery.options.search.starts; });
}

/// Of the starts other than the best one, weighed by how often a minimum was reached.
void add_agreement(const Recovery& recovery, SurveyedRank& out) {
  const MultiStartResult& search = recovery.search;
  const Matrix best = recovery.factors();
  const Index left_rows = recovery.data.rows();
  const bool symmetric = recovery.symmetric();
  Vector sum = Vector::Zero(best.cols());
  double others = 0;
  for (const Minimum& minimum : search.minima) {
    const bool is_counted = search.best_start <= recovery.options.search.starts;
    const auto times = static_cast<double>(times_reached(recovery, minimum) -
                                           (is_counted && minimum.holds(search.best_start) ? 1 : 0));
    if (times == 0) continue;
    const Matrix other = recovery.objective->factors(minimum.certificate.U);
    const std::vector<MatchedPart> matches = match_parts(best, other, left_rows, symmetric);
    for (Index k = 0; k < best.cols(); ++k) sum(k) += times * matches[static_cast<std::size_t>(k)].alike();
    others += times;
  }
  if (others == 0) return;
  out.agreement = sum.mean() / others;
  out.least_agreement = sum.minCoeff() / others;
}

void add_consensus(const Recovery& recovery, SurveyedRank& out) {
  constexpr Index most = 1000;
  const Data& data = recovery.data;
  const bool columns = data.cols() <= data.rows();
  if (std::min(data.rows(), data.cols()) > most) return;
  const PartSize size = recovery.options.model.loss == Loss::frobenius ? PartSize::norm : PartSize::sum;
  std::vector<RepeatedLabels> fits;
  for (const Minimum& minimum : recovery.search.minima) {
    const Index times = times_reached(recovery, minimum);
    if (times == 0) continue;
    const Matrix U = recovery.objective->factors(minimum.certificate.U);
    const PartLabels labels = labels_of(U, data.rows(), recovery.symmetric(), size);
    RepeatedLabels fit{{}, times};
    for (const Label& label : columns && !recovery.symmetric() ? labels.columns : labels.rows)
      fit.labels.push_back(label.part);
    fits.push_back(std::move(fit));
  }
  if (fits.empty()) return;
  const Matrix consensus = consensus_matrix(fits);
  out.cophenetic = cophenetic_correlation(consensus);
  out.dispersion = dispersion(consensus);
}

SurveyedRank surveyed(const Recovery& recovery) {
  const MultiStartResult& search = recovery.search;
  SurveyedRank out;
  out.rank = recovery.options.rank;
  out.objective = search.best.objective;
  out.relative_error = search.best.relative_error;
  out.verdict = search.best.verdict;
  out.rigor = search.best.rigor;
  const long asked = recovery.options.search.starts;
  out.starts = std::count_if(search.starts.begin(), search.starts.end(),
                             [&](const StartReport& start) { return start.start <= asked; });
  if (search.best_start <= asked) out.hits = 1;
  double spurious = 0, proved = 0;
  for (const Minimum& minimum : search.minima) {
    const auto times = static_cast<double>(times_reached(recovery, minimum));
    if (times > 0) ++out.minima;
    if (minimum.holds(search.best_start)) out.hits = times_reached(recovery, minimum);
    if (minimum.certificate.spurious != true) continue;
    spurious += times;
    if (minimum.certificate.rigor != Rigor::numeric) proved += times;
  }
  out.from_below =
      out.hits == 0 && std::any_of(search.starts.begin(), search.starts.end(), [&](const StartReport& start) {
        return start.start == search.best_start;  // not moves
      });
  out.spurious = spurious / static_cast<double>(out.starts);
  out.proved_spurious = proved / static_cast<double>(out.starts);
  add_agreement(recovery, out);
  add_consensus(recovery, out);
  out.seconds = search.solve_seconds + search.certify_seconds;
  return out;
}

/// Searches at every rank; the recoveries are kept without the data and what is made of them.
std::vector<Recovery> search_ranks(const Budget& budget, const SurveyObserver& observer, RankSurvey& survey) {
  std::vector<Recovery> kept;
  Matrix below;  // the best point of the rank before
  const auto& ranks = survey.options.ranks;
  const auto count = static_cast<double>(ranks.size());
  for (size_t k = 0; k < ranks.size(); ++k) {
    const auto skip = [&](const char* reason) {
      survey.left_out.push_back(
          ranks.size() - k == 1 ? fmt::format("Rank {} is left out: {}.", ranks[k], reason)
                                : fmt::format("The ranks from {} on are left out: {}.", ranks[k], reason));
    };
    if (k > 0 && budget.exhausted()) {
      skip(budget.reason());
      break;
    }
    const double left = budget.remaining() - (1 - searching_share) * budget.limit();
    const double least =
        k == 0 ? 0.1 * budget.limit() : 0.01;  // without the first rank there is nothing to tell
    const Budget own = std::isfinite(left)
                           ? budget.within(std::max(least, left / (count - static_cast<double>(k))))
                           : budget;
    RecoverOptions options = survey.options.recover;
    options.rank = ranks[k];
    options.search.below = below;
    options.search.offers_direct = false;  // what starts agree on is asked for
    const auto tell = [&](Index done, const StartReport&) {
      if (!observer) return;
      const Index all = options.search.all_starts();
      const double share = static_cast<double>(done) / static_cast<double>(all);
      observer(searching_share * (static_cast<double>(k) + share) / count,
               fmt::format("rank {}, {} of {} starts", ranks[k], done, all));
    };
    try {
      Recovery found = recover(survey.data, options, own, tell);
      survey.ranks.push_back(surveyed(found));
      for (const std::string& sentence : found.left_out)
        survey.left_out.push_back(fmt::format("Rank {}: {}", ranks[k], sentence));
      below = found.factors();
      found.options.search.below = {};
      found.data = {};
      found.objective = nullptr;
      kept.push_back(std::move(found));
    } catch (const OutOfBudget& stop) {
      skip(stop.reason);
      break;
    }
  }
  return kept;
}

void add_held_out_errors(RankSurvey& survey) {
  const CrossValidation& validation = survey.validation;
  std::optional<Vector> best;
  for (Index c = 0; c < validation.loss.cols(); ++c) {
    if (!validation.loss.col(c).allFinite()) continue;
    Vector log_loss = log_losses(validation, c);
    if (!best || log_loss.mean() < best->mean()) best = std::move(log_loss);
  }
  for (SurveyedRank& rank : survey.ranks) {
    const auto at = std::find(validation.ranks.begin(), validation.ranks.end(), rank.rank);
    if (!best || at == validation.ranks.end()) continue;
    const Index c = at - validation.ranks.begin();
    rank.held_out_by_fold.assign(validation.loss.col(c).begin(), validation.loss.col(c).end());
    if (!validation.loss.col(c).allFinite()) continue;
    const Vector log_loss = log_losses(validation, c);
    rank.held_out = std::exp(log_loss.mean());
    rank.standard_error = fold_difference(log_loss - *best, validation.share).standard_error;
  }
}

void validate_ranks(const Budget& budget, const SurveyObserver& observer, RankSurvey& survey) {
  std::vector<Index> ranks;
  const Index smallest = survey.options.ranks.front();
  if (smallest > 1) ranks.push_back(smallest - 1);
  for (const SurveyedRank& rank : survey.ranks) ranks.push_back(rank.rank);
  const auto tell = [&](Index done, Index of) {
    if (observer)
      observer(searching_share + (1 - searching_share) * static_cast<double>(done) / static_cast<double>(of),
               fmt::format("held-out entries, {} of {} fits", done, of));
  };
  survey.validation = cross_validate(survey.data, survey.options.recover.model, ranks,
                                     survey.options.validation, budget, tell);
  add_held_out_errors(survey);
  for (const SurveyedRank& rank : survey.ranks) {
    if (std::isfinite(rank.held_out) || survey.options.validation.folds == 0) continue;
    survey.left_out.push_back(fmt::format(
        "Rank {} has no held-out error: {}.", rank.rank,
        budget.exhausted() ? budget.reason() : "the training data of a fold are too small for it"));
  }
}

/// What the starts agree on, in a sentence: at the rank that is chosen, or up to which rank. Empty with one start.
std::string agreement_sentence(const RankSurvey& survey) {
  constexpr double same = 0.99, similar = 0.9;
  const auto& ranks = survey.ranks;
  if (!survey.choice.rank) {
    const auto differs = std::find_if(ranks.begin(), ranks.end(),
                                      [](const SurveyedRank& one) { return !(one.agreement >= similar); });
    if (differs == ranks.begin()) return "";
    if (differs == ranks.end()) return "At every rank the starts find the same parts.";
    return fmt::format("The starts find the same parts up to rank {}.", std::prev(differs)->rank);
  }
  for (const SurveyedRank& one : ranks) {
    if (one.rank != survey.choice.rank || !std::isfinite(one.agreement)) continue;
    if (one.agreement >= same) return "All starts find the same parts there.";
    if (one.agreement >= similar) return "Most starts find the same parts there.";
    return fmt::format(
        "But different starts find different parts there (mean cosine {:.2f}): look at several minima before trusting "
        "a single part.",
        one.agreement);
  }
  return "";
}

}  // namespace

bool names_several_ranks(const std::string& text) {
  return text.find_first_of(":,") != std::string::npos;
}

std::vector<Index> parse_ranks(const std::string& text) {
  std::vector<Index> out;
  if (text.find(':') == std::string::npos) {
    for (const std::string_view piece : pieces(text, ',')) out.push_back(rank_number(piece, text));
    if (!std::is_sorted(out.begin(), out.end(), std::less_equal<>()))  // less_equal: no rank twice
      throw InputError(fmt::format("rank = {}; expected ascending ranks", text));
    return out;
  }
  const std::vector<std::string_view> fields = pieces(text, ':');
  if (fields.size() > 3) rank_number("", text);
  const Index first = rank_number(fields[0], text), last = rank_number(fields[1], text);
  const Index step = fields.size() == 3 ? rank_number(fields[2], text) : 1;
  if (first < 1 || last < first || step < 1)
    throw InputError(fmt::format("rank = {}; expected 1 ≤ FIRST ≤ LAST and STEP ≥ 1", text));
  constexpr Index most = 1000;
  if ((last - first) / step >= most)
    throw InputError(fmt::format("rank = {}; expected at most {} ranks", text, most));
  for (Index rank = first; rank <= last; rank += step) out.push_back(rank);
  return out;
}

RankSurvey survey_ranks(Data data, const RankSurveyOptions& options, const Budget& budget,
                        const SurveyObserver& observer) {
  check_ranks(options.ranks, data);
  RankSurvey survey;
  survey.options = options;
  ModelOptions& model = survey.options.recover.model;
  check_model(data, model);
  model.model = chosen_model(data, model);
  if (model.model == Model::completion) data.observed = Observed::entries;
  check_cross_validation(data, model, options.validation);
  survey.options.validation.seed = options.recover.search.seed;
  survey.data = std::move(data);
  survey.max_seconds = budget.limit();
  survey.read_seconds = budget.seconds();
  const Stopwatch searching;
  std::vector<Recovery> kept = search_ranks(budget, observer, survey);
  if (kept.empty()) throw OutOfBudget{budget.reason()};
  survey.search_seconds = searching.seconds();
  const Stopwatch validating;
  validate_ranks(budget, observer, survey);
  survey.validation_seconds = validating.seconds();
  survey.choice = choose_rank(survey.validation, survey.options.ranks.front());
  if (const std::string more = agreement_sentence(survey); !more.empty())
    survey.choice.sentence += " " + more;
  for (Recovery& found : kept) {
    if (found.options.rank != survey.choice.rank) continue;
    found.data = survey.data;
    found.objective = make_objective(survey.data, found.options.model, found.options.rank);
    survey.recommended = std::move(found);
  }
  survey.total_seconds = budget.seconds();
  return survey;
}

}  // namespace orthant
