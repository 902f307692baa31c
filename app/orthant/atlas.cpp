/// orthant atlas DATA --rank R --starts K: the map of minima. Further: atlas add DIR, atlas merge A B, atlas show DIR.

#include "orthant/documents/atlas.hpp"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>

#include "command.hpp"
#include "data_flags.hpp"
#include "orthant/base/error.hpp"
#include "orthant/report/report.hpp"
#include "progress_bar.hpp"

namespace orthant::app {

namespace {

struct AtlasFlags {
  CommonFlags common;
  interface::AtlasCommand asked;
  std::vector<std::string> words;  ///< DATA; or add, merge or show, and folders
};

std::string numbers_of_parts(const TrustReport& trust, Trust asked) {
  std::string out;
  for (size_t k = 0; k < trust.parts.size(); ++k)
    if (trust.parts[k].trust == asked) out += fmt::format("{}{}", out.empty() ? "" : ", ", k + 1);
  return out;
}

/// What the minima near the best share: the answer.
void print_trust(const TrustReport& trust) {
  if (trust.parts.empty() || trust.starts == 0) return;
  if (trust.starts < 2) {
    fmt::print("parts     no other start ended within {:g} % of the best: nothing to compare\n",
               100 * trust.within);
    return;
  }
  fmt::print("parts     compared over {} starts in {} point{} within {:g} % of the best\n", trust.starts,
             trust.points, trust.points == 1 ? "" : "s", 100 * trust.within);
  const auto line = [&](Trust trust_in, const char* words) {
    if (const std::string parts = numbers_of_parts(trust, trust_in); !parts.empty())
      fmt::print("          {:<15} {}\n", words, parts);
  };
  line(Trust::all, "in all:");
  line(Trust::most, "in most starts:");
  line(Trust::few, "in few:");
  fmt::print("\n   part   mean match   starts that have it   lowest match\n");
  for (size_t k = 0; k < trust.parts.size(); ++k) {
    const TrustedPart& part = trust.parts[k];
    fmt::print("   {:>4}   {:>10.3f}   {:>17.0f} %   {:>12.3f}\n", k + 1, part.mean, 100 * part.share,
               part.lowest);
  }
  const auto steady = [](const std::vector<double>& lines) {
    double sum = 0, count = 0;
    for (const double one : lines)
      if (one >= 0) sum += one, ++count;
    return count > 0 ? 100 * sum / count : 0.0;
  };
  fmt::print("\nlabels    of rows agree with the best in {:.0f} % of starts on average", steady(trust.rows));
  if (!trust.columns.empty()) fmt::print(", of columns in {:.0f} %", steady(trust.columns));
  fmt::print("\n");
}

void print_atlas_minima(const Atlas& atlas) {
  const double best = atlas.minima.front().certificate().objective;
  fmt::print("\n   objective        gap %   hits   % of starts      verdict\n");
  for (const AtlasMinimum& minimum : atlas.minima) {
    const Certificate& certificate = minimum.certificate();
    const double gap = 100 * (certificate.objective - best) / best;
    fmt::print("   {:<14.9g}  {:>6}  {:>5}   {:>4.1f} [{:.1f}, {:.1f}]  {}{}\n", certificate.objective,
               best > 0 && std::isfinite(gap) ? fmt::format("{:.3f}", gap) : "-", minimum.rate.count,
               100 * minimum.rate.estimate(), 100 * minimum.rate.low, 100 * minimum.rate.high,
               in_words(certificate), minimum.distinct ? ", distinct" : "");
  }
}

void print_atlas(const AtlasDocument& document, const std::string& out) {
  const Atlas& atlas = document.atlas;
  if (atlas.minima.empty()) {
    fmt::print("no minimum was found\n");
  } else {
    const AtlasMinimum& best = atlas.minima.front();
    fmt::print("minima    {}{}; the best, {:.10g}, is reached by {:.1f} % [{:.1f}, {:.1f}] of starts\n",
               atlas.minima.size(),
               atlas.proved_distinct > 1
                   ? fmt::format(", {} of them proved and proved to be different", atlas.proved_distinct)
                   : "",
               best.certificate().objective, 100 * best.rate.estimate(), 100 * best.rate.low,
               100 * best.rate.high);
  }
  const Unseen& unseen = atlas.unseen;
  fmt::print(
      "unseen    another start finds a minimum that is not here with a probability of at most {:.3g}{}\n",
      unseen.upper,
      fmt::format(" ({:.4g} % confidence; estimate {:.3g})", 100 * unseen.confidence, unseen.estimate));
  print_trust(atlas.trust);
  if (!atlas.minima.empty()) print_atlas_minima(atlas);
  fmt::print("\n{} start{}: {} ended in minima, {} in saddles, {} unfinished\n", atlas.starts,
             atlas.starts == 1 ? "" : "s", atlas.starts - atlas.saddles - atlas.unfinished, atlas.saddles,
             atlas.unfinished);
  for (const std::string& sentence : atlas.left_out) fmt::print("   {}\n", sentence);
  fmt::print("{:.2f} s to find, {:.2f} s to certify\n", atlas.solve_seconds, atlas.certify_seconds);
  if (!document.files.empty() && !out.empty())
    fmt::print("wrote {} and {}\n", page(std::filesystem::path(out) / "report.html"),
               (std::filesystem::path(out) / "atlas.json").string());
}

int finish_atlas(const AtlasFlags& flags, AtlasDocument document, const std::string& out, bool writes) {
  CommonFlags common = flags.common;
  common.out = out;
  const bool written = !writes || write_out(common, [&] { write(document, out, report::atlas_page); });
  if (common.json)
    print_json(as_json(document));
  else if (!common.quiet)
    print_atlas(document, out);
  return written ? success : output_failure;
}

/// Throws InputError unless there are so many words.
void require_words(const AtlasFlags& flags, std::size_t count, const char* expected) {
  if (flags.words.size() != count)
    throw InputError(fmt::format("atlas {}: {} words; expected {}", flags.words.front(),
                                 flags.words.size() - 1, expected));
}

int atlas_command(AtlasFlags& flags, const CLI::App& command, const std::string& command_line) {
  begin(flags.common);
  const Budget budget = budget_of(flags.common, finishing_seconds);
  const BudgetScope scope(budget);
  interface::AtlasCommand asked = flags.asked;
  const interface::Given given = given_on(command, asked);
  const std::string& word = flags.words.front();
  ProgressBar bar(!flags.common.quiet);
  const AtlasObserver observer = [&](Index done, Index of, const StartReport&) {
    bar.show(static_cast<double>(done) / static_cast<double>(of), fmt::format("{} of {} starts", done, of));
  };
  if (word == "merge" || word == "show") {
    for (const std::string& name : given)
      if (name != "within")
        throw InputError(fmt::format("{} with atlas {}; expected within alone", name, word));
  }
  if (word == "show") {
    require_words(flags, 2, "one folder");
    if (!flags.common.out.empty()) throw InputError("atlas show with --out; expected it without");
    return finish_atlas(flags, read_atlas(flags.words[1]), "", false);
  }
  if (word == "merge") {
    require_words(flags, 3, "two folders");
    AtlasDocument first = read_atlas(flags.words[1]), second = read_atlas(flags.words[2]);
    const double within = given.contains("within") ? asked.options.within : 100 * first.atlas.trust.within;
    AtlasDocument both =
        atlas_document(merged(std::move(first.atlas), std::move(second.atlas), within), command_line);
    both.asked = std::move(first.asked);
    return finish_atlas(flags, std::move(both), flags.common.out, !flags.common.out.empty());
  }
  if (word == "add") {
    require_words(flags, 2, "one folder");
    listen_for_signals();
    AtlasDocument more = interface::add_to_atlas(flags.words[1], asked, given, budget, observer);
    bar.clear();
    return finish_atlas(flags, std::move(more), flags.common.out.empty() ? flags.words[1] : flags.common.out,
                        true);
  }
  require_words(flags, 1, "DATA alone; or add, merge or show before folders");
  asked.data = word;
  if (is_problem(asked.data)) {
    refuse_folder_of_problem(asked.data, flags.common.out);
    asked.problem = std::exchange(asked.data, "");
  } else if (asked.rank.empty()) {
    throw InputError("--rank is required with data; expected the number of columns of the factors");
  }
  listen_for_signals();
  AtlasDocument found = interface::run_atlas(asked, given, {}, budget, observer);
  bar.clear();
  found.command = command_line;
  const bool nothing = std::ssize(found.atlas.minima) == 0 && budget.exhausted();
  const int code = finish_atlas(flags, std::move(found), flags.common.out, !flags.common.out.empty());
  return code == success && nothing ? out_of_budget : code;
}

}  // namespace

void add_atlas(CLI::App& program, int& exit_code, const std::string& command_line) {
  auto flags = std::make_shared<AtlasFlags>();
  CLI::App* command = program.add_subcommand(
      "atlas", "the distinct minima of many starts, how often each is reached, and what they share");
  command
      ->add_option("data", flags->words,
                   readable_sources() +
                       ", or a problem folder; or add DIR, merge DIR DIR, or show DIR: of a folder that "
                       "--out has made")
      ->required()
      ->type_name("DATA");
  command->footer("DATA may be:" + list_of_formats());
  add_command_flags(*command, flags->asked);
  command->get_option("--rank")->type_name("R");
  add_common_flags(*command, flags->common);
  command->callback([flags, command, &exit_code, command_line] {
    exit_code = atlas_command(*flags, *command, command_line);
  });
}

}  // namespace orthant::app
