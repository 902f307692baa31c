#include "orthant/explore/atlas.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "orthant/base/stop.hpp"
#include "orthant/recover/certify_point.hpp"
#include "orthant/recover/recover.hpp"
#include "orthant/solvers/starts.hpp"

namespace orthant {

namespace {

/// The same minimum: one level, and one point, or points of a continuum. Points of files have lost no digit, but may come
/// from another machine.
bool same_minimum(const AtlasMinimum& a, const AtlasMinimum& b) {
  const Certificate &one = a.certificate(), &other = b.certificate();
  const double error = one.objective_error + other.objective_error;
  if (!(std::abs(one.objective - other.objective) <= 1e-8 * std::abs(one.objective) + error)) return false;
  if (same_point(a.factors, b.factors)) return true;
  constexpr Verdict strict = Verdict::strict_local_minimizer;
  return one.verdict == other.verdict && one.verdict != strict;
}

bool has_proof(const AtlasMinimum& minimum) {
  return minimum.certificate().rigor != Rigor::numeric;
}

/// Starts that ended in the point that is judged.
Index first_hits(const AtlasMinimum& minimum) {
  Index out = std::ssize(minimum.starts);
  for (const EqualPoint& point : minimum.others) out -= point.hits;
  return out;
}

/// `other` is the same minimum: its hits are added, and its judgement kept where that says more. Each of the points of a
/// continuum is kept with its hits.
void join(AtlasMinimum& minimum, AtlasMinimum other) {
  if (!has_proof(minimum) && has_proof(other)) std::swap(minimum, other);
  if (minimum.certificate().verdict != Verdict::strict_local_minimizer) {
    minimum.others.push_back({std::move(other.factors), first_hits(other)});
    minimum.others.insert(minimum.others.end(), other.others.begin(), other.others.end());
  }
  minimum.starts.insert(minimum.starts.end(), other.starts.begin(), other.starts.end());
}

/// Which minima are proved to be none of the others, and how many to be pairwise different.
void tell_distinct(Atlas& atlas) {
  const auto interval = [](const AtlasMinimum& minimum) -> const std::optional<Proved>& {
    return minimum.certificate().proved;
  };
  std::vector<std::pair<double, double>> intervals;  // upper end first
  atlas.proved = 0;
  for (AtlasMinimum& minimum : atlas.minima) {
    minimum.distinct = interval(minimum).has_value();
    if (!interval(minimum)) continue;
    ++atlas.proved;
    intervals.emplace_back(interval(minimum)->objective_high, interval(minimum)->objective_low);
    for (const AtlasMinimum& other : atlas.minima) {
      if (&other == &minimum) continue;
      const bool apart =
          interval(other) && (interval(other)->objective_high < interval(minimum)->objective_low ||
                              interval(minimum)->objective_high < interval(other)->objective_low);
      minimum.distinct = minimum.distinct && apart;
    }
  }
  std::sort(intervals.begin(), intervals.end());
  atlas.proved_distinct = 0;
  double end = -std::numeric_limits<double>::infinity();
  for (const auto& [high, low] : intervals) {
    if (!(low > end)) continue;
    ++atlas.proved_distinct;
    end = high;
  }
}

/// A minimum above the lowest is spurious.
void compare_with_best(Atlas& atlas) {
  if (atlas.minima.empty()) return;
  const Certificate& best = atlas.minima.front().certificate();
  for (AtlasMinimum& minimum : atlas.minima) {
    Certificate& certificate = minimum.judged.certificate;
    const bool lower_known =
        certificate.witness_objective && *certificate.witness_objective <= best.objective;
    if (best.objective < certificate.objective && !lower_known)
      compare_with_witness(certificate, best.objective, best.objective_error);
  }
}

/// The minimum's point, and the others of its continuum.
void add_points(const AtlasMinimum& minimum, std::vector<WeightedPoint>& points) {
  points.push_back({&minimum.factors, first_hits(minimum)});
  for (const EqualPoint& point : minimum.others) points.push_back({&point.U, point.hits});
}

PartSize size_of(Loss loss) {
  return loss == Loss::frobenius ? PartSize::norm : PartSize::sum;
}

/// What follows from minima and runs.
void finish(Atlas& atlas, double within, double confidence) {
  std::stable_sort(atlas.minima.begin(), atlas.minima.end(),
                   [](const AtlasMinimum& a, const AtlasMinimum& b) {
                     return a.certificate().objective < b.certificate().objective;
                   });
  atlas.starts = 0;
  for (const AtlasRun& run : atlas.runs) atlas.starts += run.count;
  atlas.ends.assign(static_cast<size_t>(atlas.starts), -1);
  for (size_t m = 0; m < atlas.minima.size(); ++m) {
    AtlasMinimum& minimum = atlas.minima[m];
    std::sort(minimum.starts.begin(), minimum.starts.end());
    minimum.rate = proportion(std::ssize(minimum.starts), atlas.starts);
    for (const Index start : minimum.starts)
      atlas.ends[static_cast<size_t>(start - 1)] = static_cast<Index>(m);
  }
  atlas.unseen = unseen_after(atlas.ends, confidence);
  compare_with_best(atlas);
  tell_distinct(atlas);
  std::vector<WeightedPoint> near;
  for (const AtlasMinimum& minimum : atlas.minima) {
    const double best = atlas.minima.front().certificate().objective;
    if (minimum.certificate().objective <= best + within / 100 * std::abs(best)) add_points(minimum, near);
  }
  try {
    atlas.trust = trust_in_parts(near, atlas.law.rows, atlas.symmetric(), size_of(atlas.law.loss));
  } catch (const OutOfBudget& stop) {  // of what was found nothing is lost
    constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
    atlas.trust = {};
    atlas.trust.parts.assign(static_cast<size_t>(atlas.minima.front().factors.cols()),
                             {nothing, nothing, nothing, 1, Trust::unknown});
    const std::string said = fmt::format("What parts share is left out: {}.", stop.reason);
    if (std::find(atlas.left_out.begin(), atlas.left_out.end(), said) == atlas.left_out.end())
      atlas.left_out.push_back(said);
  }
  atlas.trust.within = within / 100;
}

/// The objective in three fixed points.
std::vector<double> fingerprint_of(const Objective& objective) {
  std::vector<double> out;
  for (std::uint64_t point = 1; point <= 3; ++point)
    out.push_back(objective.value(random_start(objective, 0xa71a5, point)));
  return out;
}

AtlasLaw law_of(const Recovery& found, const AtlasOptions& options) {
  AtlasLaw out;
  out.model = found.options.model.model;
  out.loss = found.options.model.loss;
  out.rows = found.rows();
  out.cols = found.cols();
  out.rank = found.options.rank;
  out.fingerprint = fingerprint_of(*found.objective);
  const MultiStartOptions& search = options.recover.search;
  out.options.emplace_back("solver", std::string(to_string(search.solver)));
  out.options.emplace_back("second_order", search.second_order);
  each_table(search, [&](std::optional<Solver>, const auto& values, const auto& table) {
    for (const auto& option : table) out.options.emplace_back(option.name, option.value(values));
  });
  return out;
}

void require_one_law(const AtlasOptions& options) {
  check_options(options, atlas_options);
  check_options(options.recover.search, multi_start_options);
  const MultiStartOptions& search = options.recover.search;
  const auto refuse_option = [](const std::string& what) {
    throw InputError(what + " with an atlas; expected it without: starts must be random and all alike");
  };
  if (search.init != Initialisation::random || search.point.size() > 0)
    refuse_option(fmt::format("init = {}", init_word(search)));
  if (search.exact) refuse_option("exact");
  if (search.effort > 1) refuse_option(fmt::format("effort = {:g}", search.effort));
  if (search.solver == Solver::direct) refuse_option("solver = direct");
  if (options.recover.model.model == Model::kmeans) refuse_option("model = kmeans");
}

using AtlasRound = std::function<Recovery(const RecoverOptions& options, const Budget& budget,
                                          const StartObserver& observer)>;

/// Of starts that have run, without proofs.
Atlas atlas_of(const Recovery& found, const AtlasOptions& options, Index skip) {
  Atlas out;
  out.law = law_of(found, options);
  out.data = found.data.name;
  out.names = {found.data.row_names, found.data.column_names, found.data.image_shape};
  Index last = 0;
  for (const StartReport& start : found.search.starts) last = std::max(last, start.start);
  out.runs = {{options.recover.search.seed, skip + 1, last, found.search.solve_seconds}};
  out.saddles = found.search.saddles;
  out.unfinished = found.search.unfinished + (last - std::ssize(found.search.starts));
  for (const Minimum& minimum : found.search.minima) {
    AtlasMinimum one{{minimum.certificate, Json(nullptr)}};
    one.starts = minimum.starts;
    for (const EqualPoint& point : minimum.others)
      one.others.push_back({found.objective->factors(point.U), point.hits});
    one.factors = found.objective->factors(minimum.certificate.U);
    out.minima.push_back(std::move(one));
  }
  out.solve_seconds = found.search.solve_seconds;
  out.certify_seconds = found.search.certify_seconds;
  return out;
}

/// Each minimum that has none gets a proof, the best first, while the budget lasts.
void prove_all(Atlas& atlas, const Recovery& found, const Problem* problem, const RecoverOptions& asked,
               const Budget& budget) {
  constexpr double flops = 5e11;  // of one proof, as recover has it
  ProofOptions options;
  options.isolated.data_name = asked.self_contained ? "" : found.data.checkable_file;
  options.isolated.schur_flops = std::min(options.isolated.schur_flops, flops);
  const Matrix* best = nullptr;
  Index missing = 0;
  for (AtlasMinimum& minimum : atlas.minima) {
    if (budget.exhausted()) {
      ++missing;
      continue;
    }
    Certificate& certificate = minimum.judged.certificate;
    const double before = certificate.seconds;
    std::optional<Problem> at;
    if (problem != nullptr) {
      at = *problem;
      at->set_point(certificate.U);
    }
    minimum.proof = prove_and_adopt(*found.objective, at ? &*at : nullptr, certificate, best, options);
    if (minimum.proof) minimum.judged.proof = minimum.proof->document;
    minimum.factors = found.objective->factors(certificate.U);
    if (best == nullptr) best = &certificate.U;
    options.gap_work = 0;  // the bound is that of all
    atlas.certify_seconds += certificate.seconds - before;
  }
  if (missing > 0)
    atlas.left_out.push_back(fmt::format("{} of {} minima without an attempt at a proof: {}.", missing,
                                         atlas.minima.size(), budget.reason()));
}

/// Between the lowest minima.
void find_passes(Atlas& atlas, const Objective& objective, const AtlasOptions& options,
                 const Budget& budget) {
  BarrierOptions barriers{.every_pair = options.every_pair};
  barriers.minima = options.barriers ? *options.barriers : affordable_minima(objective, barriers);
  barriers.minima = std::min<long>(barriers.minima, std::ssize(atlas.minima));
  if (barriers.minima < 2) return;
  std::vector<Matrix> points;
  for (long m = 0; m < barriers.minima; ++m)
    points.push_back(atlas.minima[static_cast<size_t>(m)].certificate().U);
  atlas.passes = disconnectivity(objective, points, barriers, budget);
}

Atlas explored(const AtlasRound& round, const Problem* problem, const AtlasOptions& options,
               const Budget& budget, const AtlasObserver& observer) {
  require_one_law(options);
  const BudgetScope scope(budget);
  std::optional<Atlas> out;
  std::optional<Recovery> last;
  RecoverOptions asked = options.recover;
  asked.numeric = true;
  asked.search.of_one_law = true;
  const Index all = options.recover.search.starts, skip = options.recover.search.skip;
  double spent = 0;  // of α, by the looks so far
  // With a time limit half of it is for proofs.
  const Budget searching = std::isfinite(budget.limit()) ? budget.within(budget.remaining() / 2) : budget;
  for (Index done = 0, look = 1; done < all; ++look) {
    const Index next = std::min(all - done, std::max<Index>(done, 25));
    asked.search.starts = next;
    asked.search.skip = skip + done;
    const StartObserver told = [&](Index ended, const StartReport& report) {
      if (observer) observer(done + ended, all, report);
    };
    std::optional<Recovery> found;
    try {
      found = round(asked, out ? searching : budget, told);
    } catch (const OutOfBudget&) {
      if (!out) throw;
      break;
    }
    // Of a round that time cuts off not all starts have ended and are judged: it says nothing of how often.
    if (out && searching.exhausted()) break;
    const double error = 0.05 * (options.unseen > 0 ? std::pow(0.5, static_cast<double>(look)) : 1);
    spent += error;
    Atlas one = atlas_of(*found, options, asked.search.skip);
    finish(one, options.within, 1 - error);
    if (out) {
      out = merged(std::move(*out), std::move(one), options.within);
      finish(*out, options.within, 1 - error);
    } else {
      out = std::move(one);
    }
    last = std::move(found);
    done += next;
    if (searching.exhausted() || (options.unseen > 0 && out->unseen.upper <= options.unseen)) break;
  }
  if (out->starts < all && searching.exhausted())
    out->left_out.push_back(fmt::format("{} of {} starts were not begun, or not judged in time: {}.",
                                        all - out->starts, all, searching.reason()));
  else if (out->starts < all)
    out->left_out.push_back(fmt::format(
        "{} of {} starts were not needed: another one finds an unseen minimum with a probability of at most {:.3g}, at a "
        "confidence of {:.1f} %.",
        all - out->starts, all, out->unseen.upper, 100 * (1 - spent)));
  const double confidence = out->unseen.confidence;
  if (!options.recover.numeric) prove_all(*out, *last, problem, options.recover, budget);
  finish(*out, options.within, confidence);
  find_passes(*out, *last->objective, options, budget);
  out->total_seconds = budget.seconds();
  return std::move(*out);
}

std::string in_words(const OptionValue& value) {
  return std::visit([](const auto& one) { return fmt::format("{}", one); }, value);
}

void require_same_law(const AtlasLaw& a, const AtlasLaw& b) {
  const auto refuse_other = [](const std::string& what) { throw InputError("atlases of other " + what); };
  if (a.rows != b.rows || a.cols != b.cols || a.rank != b.rank || a.model != b.model || a.loss != b.loss)
    refuse_other(fmt::format("problems: {} × {}, rank {}, {}, {} and {} × {}, rank {}, {}, {}; expected one",
                             a.rows, a.cols, a.rank, to_string(a.model), to_string(a.loss), b.rows, b.cols,
                             b.rank, to_string(b.model), to_string(b.loss)));
  bool same = a.fingerprint.size() == b.fingerprint.size();
  for (size_t p = 0; same && p < a.fingerprint.size(); ++p)
    same = std::abs(a.fingerprint[p] - b.fingerprint[p]) <= 1e-9 * std::abs(a.fingerprint[p]);
  if (!same)
    refuse_other("data: objectives differ in the same points; expected the same data, weights and terms");
  if (a.options.size() != b.options.size()) refuse_other("laws of starts: other options; expected the same");
  for (size_t o = 0; o < a.options.size(); ++o)
    if (a.options[o].first != b.options[o].first ||
        in_words(a.options[o].second) != in_words(b.options[o].second))
      refuse_other(fmt::format("laws of starts: {} = {} and {}; expected the same", a.options[o].first,
                               in_words(a.options[o].second), in_words(b.options[o].second)));
}

void require_no_common_start(const Atlas& a, const Atlas& b) {
  for (const AtlasRun& one : a.runs)
    for (const AtlasRun& other : b.runs) {
      const Index first = std::max(one.first, other.first),
                  end = std::min(one.first + one.count, other.first + other.count);
      if (one.seed == other.seed && first < end)
        throw InputError(fmt::format(
            "start {} of seed {} is in both atlases; expected every start in one: with another seed, or added to one",
            first, one.seed));
    }
}

}  // namespace

Atlas atlas(const Data& data, const AtlasOptions& options, const Budget& budget,
            const AtlasObserver& observer) {
  const auto round = [&](const RecoverOptions& asked, const Budget& limit, const StartObserver& told) {
    return recover(data, asked, limit, told);
  };
  return explored(round, nullptr, options, budget, observer);
}

Atlas atlas(const Problem& problem, const std::string& name, const AtlasOptions& options,
            const Budget& budget, const AtlasObserver& observer) {
  const auto round = [&](const RecoverOptions& asked, const Budget& limit, const StartObserver& told) {
    return recover_problem(problem, asked, name, limit, told);
  };
  return explored(round, &problem, options, budget, observer);
}

Atlas merged(Atlas first, Atlas second, double within) {
  require_same_law(first.law, second.law);
  require_no_common_start(first, second);
  Index before = 0;
  for (const AtlasRun& run : first.runs) before += run.count;
  for (AtlasMinimum& minimum : second.minima) {
    for (Index& start : minimum.starts) start += before;
    const auto same = std::find_if(first.minima.begin(), first.minima.end(),
                                   [&](const AtlasMinimum& known) { return same_minimum(known, minimum); });
    if (same == first.minima.end())
      first.minima.push_back(std::move(minimum));
    else
      join(*same, std::move(minimum));
  }
  for (const AtlasRun& run : second.runs) {
    AtlasRun& last = first.runs.back();
    if (last.seed == run.seed && last.first + last.count == run.first) {
      last.count += run.count;
      last.seconds += run.seconds;
    } else {
      first.runs.push_back(run);
    }
  }
  if (first.passes || second.passes)
    first.left_out.push_back(
        "Passes between minima are left out: they are those of the maps before they were merged.");
  first.passes.reset();
  first.saddles += second.saddles;
  first.unfinished += second.unfinished;
  first.left_out.insert(first.left_out.end(), second.left_out.begin(), second.left_out.end());
  first.solve_seconds += second.solve_seconds;
  first.certify_seconds += second.certify_seconds;
  first.total_seconds += second.total_seconds;
  finish(first, within, 0.95);
  return first;
}

Index last_start(const Atlas& atlas, long seed) {
  Index out = 0;
  for (const AtlasRun& run : atlas.runs)
    if (run.seed == seed) out = std::max(out, run.first + run.count - 1);
  return out;
}

}  // namespace orthant
