#include "reproduce_flags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "option_flags.hpp"
#include "orthant/base/error.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/rational_csv.hpp"

namespace orthant::app {

namespace {

/// Statements are evaluated with dense matrices of order 2nr.
constexpr long largest_size = 40;

/// `least` says in words where `lowest` comes from.
long in_range(const char* name, std::optional<long> value, long otherwise, long lowest, long highest,
              const std::string& least = "") {
  const long chosen = value.value_or(otherwise);
  if (chosen >= lowest && chosen <= highest) return chosen;
  throw InputError(fmt::format("{} = {}; expected {}{} ≤ {} ≤ {}", name, chosen,
                               least.empty() ? "" : least + " = ", lowest, name, highest));
}

/// What is evaluated there is evaluated in rationals; the bounds keep the figures on the page readable.
mpq_class fraction(const char* name, const std::optional<std::string>& word, const mpq_class& otherwise) {
  if (!word) return otherwise;
  const auto value = parse_rational(*word);
  if (!value || *value < mpq_class(1, 1000000) || *value > 1000000)
    throw InputError(
        fmt::format("{} = {}; expected a fraction or decimal such as 1/3, between 1/1000000 and 1000000",
                    name, on_one_line(*word)));
  // Scales of the instances are products of several of these, and have an end (files/matrix_reference.hpp).
  constexpr std::size_t longest = 40;
  if (const std::size_t length = value->get_str().size(); length > longest)
    throw InputError(
        fmt::format("{}: a fraction of {} characters; expected at most {}", name, length, longest));
  return *value;
}

/// δ² = α⁴(r/r⋆ + 2ε²r) of Theorem 3, which must be below 1.
void require_delta_below_one(const Parameters& p) {
  const mpq_class r(static_cast<long>(p.rank)), r_star(static_cast<long>(p.true_rank));
  const mpq_class square = p.alpha * p.alpha;
  const mpq_class bound = r / r_star + 2 * p.epsilon * p.epsilon * r;
  if (square * square * bound < 1) return;
  throw InputError(fmt::format("alpha = {}; expected 0 < alpha < (r/r⋆ + 2ε²r)^(−1/4) = {:.6g}",
                               p.alpha.get_str(), std::pow(bound.get_d(), -0.25)));
}

}  // namespace

void add_reproduce_flags(CLI::App& command, ReproduceFlags& flags) {
  const Parameters usual;
  const auto whole = [&](const char* name, std::optional<long>& value, const std::string& help) {
    number_only<long>(command.add_option(name, value, help));
  };
  const auto help = [](const char* words, auto value) {
    return fmt::format("{} (default: {})", words, value);
  };
  command.add_option("--only", flags.only, "ids of statements, separated by commas (default: all)")
      ->delimiter(',')
      ->type_name("ID,…");
  whole("--n", flags.n, "rows of the matrix in Theorem 3 (default: 5, or as many as the ranks need)");
  whole("--rank", flags.rank, help("columns sought in Theorem 3", usual.rank));
  whole("--true-rank", flags.true_rank, help("columns of the truth in Theorem 3", usual.true_rank));
  command
      .add_option("--alpha", flags.alpha, help("size of the wrong answer, a fraction", usual.alpha.get_str()))
      ->type_name("Q");
  command
      .add_option("--epsilon", flags.epsilon,
                  help("how steep it is around the wrong answer, a fraction", usual.epsilon.get_str()))
      ->type_name("Q");
  whole("--m", flags.m, "equal rows in Theorem 4 (default: 5, or more if --rank4 needs them)");
  whole("--rank4", flags.rank4, help("columns sought in Theorem 4", usual.rank4));
  whole("--true-rank4", flags.true_rank4, help("columns of the truth in Theorem 4", usual.true_rank4));
  number_only<double>(
      command.add_option("--balance", flags.balance, help("weight λ of the balance term", usual.balance)))
      ->type_name("L");
  whole("--starts", flags.starts, help("starts of each search", usual.starts));
  number_only<long>(command.add_option("--seed", flags.seed, "seed of searches and random directions"))
      ->capture_default_str();
}

Parameters claim_parameters(const ReproduceFlags& flags) {
  Parameters p;
  p.rank = in_range("rank", flags.rank, p.rank, 1, largest_size / 2);
  p.true_rank = in_range("true_rank", flags.true_rank, p.true_rank, 1, largest_size / 2);
  const long needed = p.rank + p.true_rank;
  p.n = in_range("n", flags.n, std::max<long>(p.n, needed), needed, largest_size, "rank + true_rank");
  p.true_rank4 = in_range("true_rank4", flags.true_rank4, p.true_rank4, 2, largest_size / 2);
  p.rank4 = in_range("rank4", flags.rank4, std::max(p.rank4, p.true_rank4), p.true_rank4, largest_size / 2,
                     "true_rank4");
  p.m = in_range("m", flags.m, std::max<long>(p.m, p.rank4 + 1), p.rank4 + 1, largest_size, "rank4 + 1");
  p.alpha = fraction("alpha", flags.alpha, p.alpha);
  p.epsilon = fraction("epsilon", flags.epsilon, p.epsilon);
  require_delta_below_one(p);
  p.balance = flags.balance.value_or(p.balance);
  if (p.balance != 0 && !(p.balance >= 1e-6 && p.balance <= 1e6))
    throw InputError(fmt::format("balance = {:g}; expected 0 or 1e-06 ≤ balance ≤ 1e+06", p.balance));
  p.starts = static_cast<int>(in_range("starts", flags.starts, p.starts, 1, 100000));
  p.seed = static_cast<std::uint64_t>(in_range("seed", flags.seed, 0, 0, 9007199254740992));
  return p;
}

std::vector<std::string> asked_claims(const ReproduceFlags& flags) {
  const std::vector<std::string> known = statement_ids();
  for (const std::string& id : flags.only)
    if (std::find(known.begin(), known.end(), id) == known.end())
      throw InputError(
          fmt::format("only = {}; expected ids among {}", on_one_line(id), fmt::join(known, ", ")));
  if (flags.only.empty()) return known;
  std::vector<std::string> asked;
  for (const std::string& id : known)
    if (std::find(flags.only.begin(), flags.only.end(), id) != flags.only.end()) asked.push_back(id);
  return asked;
}

std::string given_flags(const ReproduceFlags& flags) {
  std::string line;
  const auto add = [&](const char* name, const auto& value) {
    if (value) line += fmt::format(" {} {}", name, *value);
  };
  add("--n", flags.n);
  add("--rank", flags.rank);
  add("--true-rank", flags.true_rank);
  add("--alpha", flags.alpha);
  add("--epsilon", flags.epsilon);
  add("--m", flags.m);
  add("--rank4", flags.rank4);
  add("--true-rank4", flags.true_rank4);
  add("--balance", flags.balance);
  add("--starts", flags.starts);
  if (flags.seed != 0) add("--seed", std::optional(flags.seed));
  return line;
}

}  // namespace orthant::app
