/// orthant instance NAME --out DIR: a named instance as a problem folder.

#include <fmt/format.h>

#include <charconv>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "command.hpp"
#include "option_flags.hpp"
#include "orthant/base/error.hpp"
#include "orthant/files/problem_folder.hpp"
#include "orthant/files/rational_csv.hpp"
#include "orthant/paper/instances/half_delta.hpp"
#include "orthant/paper/instances/planted.hpp"
#include "orthant/paper/instances/theorem3.hpp"
#include "orthant/paper/instances/theorem4.hpp"

namespace orthant::app {

namespace {

using Json = nlohmann::ordered_json;

/// As typed; which of them apply is the instance's business.
struct InstanceFlags {
  CommonFlags common;
  std::string name;
  std::optional<long> n, m, rows, cols, rank, true_rank, measurements, seed;
  std::optional<double> balance, noise, density, sampling;
  std::optional<std::string> alpha, epsilon, margin, permutation, w, small, measurement, operator_form;
  bool asymmetric = false;
};

// ---- words to values ---------------------------------------------------------------------------

mpq_class rational(const std::string& flag, const std::string& word) {
  if (const auto value = parse_rational(word)) return *value;
  throw InputError(fmt::format("{} = '{}'; expected a fraction such as 1/3 or a decimal", flag, word));
}

/// "2,0,1" → numbers.
template <class Number>
std::vector<Number> list(const std::string& flag, const std::string& text) {
  std::vector<Number> out;
  for (std::size_t first = 0; first <= text.size();) {
    const std::size_t end = std::min(text.find(',', first), text.size());
    Number value{};
    const auto read = std::from_chars(text.data() + first, text.data() + end, value);
    if (read.ec != std::errc() || read.ptr != text.data() + end)
      throw InputError(fmt::format("{} = '{}'; expected numbers separated by commas", flag, text));
    out.push_back(value);
    first = end + 1;
  }
  return out;
}

/// The numbers of --small are at most as long as the line that holds them; sizes are checked by the instance.
std::vector<Index> sizes(const std::string& flag, const std::string& text) {
  std::vector<Index> out;
  for (const long value : list<long>(flag, text)) out.push_back(value);
  return out;
}

void require_seed(long seed) {
  if (seed < 0 || seed > 9007199254740992)
    throw InputError(fmt::format("seed = {}; expected 0 ≤ seed ≤ 9007199254740992", seed));
}

// ---- the instances -----------------------------------------------------------------------------

struct Built {
  Problem problem;
  Json known = Json::object();  ///< answers that are known in closed form
};

Built build_theorem3(const InstanceFlags& f) {
  paper::Theorem3 t;
  t.r = f.rank.value_or(t.r);
  t.r_star = f.true_rank.value_or(t.r_star);
  t.n = f.n.value_or(t.r + t.r_star);
  if (f.alpha) t.alpha = rational("alpha", *f.alpha);
  if (f.epsilon) t.epsilon = rational("epsilon", *f.epsilon);
  if (f.permutation) t.permutation = sizes("permutation", *f.permutation);
  t.symmetric = !f.asymmetric;
  t.balance = f.balance.value_or(0);
  if (f.operator_form && *f.operator_form != "kernel" && *f.operator_form != "printed")
    throw InputError("operator = " + *f.operator_form + "; expected kernel or printed");
  t.printed_operator = f.operator_form == "printed";
  Built out{paper::theorem3(t)};
  const auto answers = paper::theorem3_answers(t);
  out.known = {{"delta", answers.delta},
               {"objective", answers.objective},
               {"gradient", answers.gradient},
               {"modulus", answers.modulus},
               {"alpha_bound", answers.alpha_bound},
               {"verdict", "strict_local_minimizer"},
               {"spurious", true}};
  return out;
}

Built build_sharper(const InstanceFlags& f) {
  paper::Sharper s;
  s.r = f.rank.value_or(s.r);
  s.r_star = f.true_rank.value_or(s.r_star);
  s.n = f.n.value_or(s.r + s.r_star);
  if (f.alpha) s.alpha = rational("alpha", *f.alpha);
  if (f.margin) s.margin = rational("margin", *f.margin);
  if (f.permutation) s.permutation = sizes("permutation", *f.permutation);
  s.symmetric = !f.asymmetric;
  s.balance = f.balance.value_or(0);
  Built out{paper::sharper_than_theorem3(s)};
  out.known = {{"delta", paper::sharper_delta(s)},
               {"objective", 0.5 * static_cast<double>(s.r_star)},
               {"gradient", s.margin.get_d()}};
  return out;
}

/// What a point of the constant-value set is, by m·min w² (or its like for clusters) against 1.
Json known_of_set(const mpq_class& least_weight, double objective) {
  const int side = cmp(least_weight, 1);
  return {{"delta", 0.0},
          {"objective", objective},
          {"least_weight", least_weight.get_d()},
          {"verdict", side > 0   ? "local_minimizer"
                      : side < 0 ? "saddle"
                                 : "second_order_critical"},
          {"local_minimum", side > 0},
          {"spurious", side > 0}};
}

Built build_theorem4(const InstanceFlags& f) {
  paper::Theorem4 t;
  t.r = f.rank.value_or(t.r);
  t.r_star = f.true_rank.value_or(t.r_star);
  t.m = f.m.value_or(t.r + 1);
  if (f.w) t.w = list<double>("w", *f.w);
  t.symmetric = !f.asymmetric;
  t.balance = f.balance.value_or(0);
  Built out{paper::theorem4(t)};
  out.known = known_of_set(paper::least_weight(t), 0.5 * static_cast<double>(t.r_star - 1));
  return out;
}

Built build_clusters(const InstanceFlags& f) {
  paper::ImbalancedClusters c;
  if (f.small) c.small = sizes("small", *f.small);
  c.m = f.m.value_or(c.m);
  c.r = f.rank.value_or(static_cast<Index>(c.small.size()) + 1);
  c.symmetric = !f.asymmetric;
  c.balance = f.balance.value_or(0);
  Built out{paper::imbalanced_clusters(c)};
  double objective = 0;
  for (const Index size : c.small) objective += 0.5 * static_cast<double>(size * size);
  out.known = known_of_set(paper::least_weight(c), objective);
  return out;
}

Built build_half_delta(const InstanceFlags&) {
  Built out{paper::half_delta()};
  out.known = {{"delta", 0.5}, {"objective", 0.375}, {"verdict_unconstrained", "second_order_critical"}};
  return out;
}

Built build_planted(const InstanceFlags& f) {
  paper::Planted p;
  if (f.n && (f.rows || f.cols))
    throw InputError("n together with rows or cols; expected --n for a square problem");
  p.rows = f.rows.value_or(f.n.value_or(p.rows));
  p.cols = f.cols.value_or(f.n.value_or(f.asymmetric ? p.cols : p.rows));
  p.rank = f.rank.value_or(p.rank);
  p.r_star = f.true_rank.value_or(p.rank);
  p.symmetric = !f.asymmetric;
  p.balance = f.balance.value_or(0);
  p.density = f.density.value_or(1);
  p.noise = f.noise.value_or(0);
  p.measurement = f.measurement.value_or("full");
  p.measurements = f.measurements.value_or(0);
  p.sampling = f.sampling.value_or(1);
  if (f.measurements && *f.measurements < 1)
    throw InputError(fmt::format("measurements = {}; expected measurements ≥ 1", *f.measurements));
  p.seed = static_cast<std::uint64_t>(f.seed.value_or(0));
  Built out{paper::planted(p)};
  if (p.noise == 0) out.known = {{"global_objective", 0.0}};
  return out;
}

struct Instance {
  const char* name;
  const char* help;
  std::set<std::string> flags;  ///< those that apply
  Built (*build)(const InstanceFlags&);
};

const std::vector<Instance>& all_instances() {
  static const std::set<std::string> ranks = {"rank", "true-rank", "asymmetric", "balance"};
  const auto with = [](std::set<std::string> base, std::initializer_list<const char*> more) {
    base.insert(more.begin(), more.end());
    return base;
  };
  static const std::vector<Instance> list = {
      {"theorem3", "a spurious strict local minimum at any RIP constant δ > 0",
       with(ranks, {"n", "alpha", "epsilon", "permutation", "operator"}), build_theorem3},
      {"sharper_than_theorem3", "the same at the smallest δ that the first-order conditions allow",
       with(ranks, {"n", "alpha", "margin", "permutation"}), build_sharper},
      {"theorem4", "a spurious local minimum at δ = 0, not strict", with(ranks, {"m", "w"}), build_theorem4},
      {"imbalanced_clusters",
       "one large cluster split over all columns, small ones given up",
       {"m", "small", "rank", "asymmetric", "balance"},
       build_clusters},
      {"half_delta", "the unconstrained counterexample at δ = ½", {}, build_half_delta},
      {"planted", "a random truth, measured by any operator, with or without noise",
       with(ranks,
            {"n", "rows", "cols", "density", "noise", "measurement", "measurements", "sampling", "seed"}),
       build_planted},
  };
  return list;
}

const Instance& find_instance(std::string name) {
  std::replace(name.begin(), name.end(), '-', '_');
  std::string known;
  for (const Instance& instance : all_instances()) {
    if (name == instance.name) return instance;
    known += (known.empty() ? "" : ", ") + std::string(instance.name);
  }
  throw InputError("instance '" + name + "'; expected one of " + known);
}

void refuse_other_flags(const CLI::App& command, const Instance& instance) {
  static const std::set<std::string> common = {"--json",        "--quiet", "--out", "--threads",
                                               "--max-seconds", "--help",  "name"};
  for (const CLI::Option* option : command.get_options()) {
    if (option->count() == 0) continue;
    const std::string name = option->get_name();
    if (common.contains(name)) continue;
    if (!instance.flags.contains(name.substr(2)))
      throw InputError(fmt::format("{} does not apply to {}", name, instance.name));
  }
}

/// What problem.json says of how the folder was made: the name, and the flags as typed.
Json provenance(const CLI::App& command, const Instance& instance) {
  Json out = {{"name", instance.name}};
  for (const CLI::Option* option : command.get_options()) {
    const std::string name = option->get_name();
    if (option->count() == 0 || !name.starts_with("--") || !instance.flags.contains(name.substr(2))) continue;
    out[name.substr(2)] = option->get_expected_max() == 0 ? Json(true) : Json(option->results().front());
  }
  return out;
}

int instance_command(const CLI::App& command, const InstanceFlags& flags) {
  begin(flags.common);
  const Instance& instance = find_instance(flags.name);
  refuse_other_flags(command, instance);
  if (flags.seed) require_seed(*flags.seed);
  if (flags.common.out.empty()) throw InputError("instance needs a folder to write; expected --out DIR");
  listen_for_signals();
  const Budget budget = budget_of(flags.common);
  const BudgetScope scope(budget);
  Built built = instance.build(flags);
  built.problem.instance = json_text(provenance(command, instance), -1);
  const bool written = write_out(flags.common, [&] { write_problem(flags.common.out, built.problem); });
  const Problem& problem = built.problem;
  Json document = {{"instance", instance.name},
                   {"folder", flags.common.out},
                   {"factorization", problem.symmetric ? "symmetric" : "asymmetric"},
                   {"rows", problem.rows()},
                   {"cols", problem.cols()},
                   {"rank", problem.rank},
                   {"true_rank", problem.truth ? Json(problem.truth->rank()) : Json(nullptr)},
                   {"operator", problem.measurement->kind()},
                   {"measurements", problem.measurement->measurements()},
                   {"known", built.known}};
  if (flags.common.json) {
    print_json(document);
  } else if (!flags.common.quiet) {
    fmt::print("{}: {} {}×{}, rank {}, operator {}\n", instance.name,
               problem.symmetric ? "symmetric" : "asymmetric", problem.rows(), problem.cols(), problem.rank,
               problem.measurement->kind());
    for (const auto& [key, value] : built.known.items()) {
      std::string name = key;
      std::replace(name.begin(), name.end(), '_', ' ');
      fmt::print("known     {}: {}\n", name,
                 value.is_number()   ? fmt::format("{:.10g}", value.get<double>())
                 : value.is_string() ? value.get<std::string>()
                                     : value.dump());
    }
    if (written) fmt::print("wrote {}/problem.json\n", flags.common.out);
  }
  return written ? success : output_failure;
}

}  // namespace

void add_instance(CLI::App& program, int& exit_code) {
  auto flags = std::make_shared<InstanceFlags>();
  CLI::App* command = program.add_subcommand("instance", "write a named instance as a problem folder");
  std::string names;
  for (const Instance& instance : all_instances())
    names += fmt::format("\n  {:<22}{}", instance.name, instance.help);
  command->footer("Instances:" + names);
  command->add_option("name", flags->name, "one of the instances below")->required()->type_name("NAME");
  const auto whole = [&](const char* flag, std::optional<long>& field, const char* help) {
    number_only<long>(command->add_option(flag, field, help))->type_name("N");
  };
  const auto real = [&](const char* flag, std::optional<double>& field, const char* help) {
    number_only<double>(command->add_option(flag, field, help))->type_name("X");
  };
  const auto word = [&](const char* flag, std::optional<std::string>& field, const char* help,
                        const char* type) { command->add_option(flag, field, help)->type_name(type); };
  whole("--n", flags->n, "size of the matrix");
  whole("--m", flags->m, "points of the large cluster");
  whole("--rows", flags->rows, "rows of the matrix (planted)");
  whole("--cols", flags->cols, "columns of the matrix (planted)");
  whole("--rank", flags->rank, "r, columns of the factors sought");
  whole("--true-rank", flags->true_rank, "r⋆, columns of the truth");
  word("--alpha", flags->alpha, "α, a fraction or decimal, taken exactly", "Q");
  word("--epsilon", flags->epsilon, "ε, a fraction or decimal, taken exactly", "Q");
  word("--margin", flags->margin, "g, the gradient at the fixed entries, taken exactly", "Q");
  word("--permutation", flags->permutation, "order of the rows, e.g. 2,0,1", "P");
  word("--w", flags->w, "a point of Theorem 4's set, e.g. 1,2,2", "W");
  word("--small", flags->small, "sizes of the small clusters, e.g. 1,2", "S");
  word("--operator", flags->operator_form, "kernel (default) or printed: 𝒜 as in the paper", "FORM");
  command->add_flag("--asymmetric", flags->asymmetric, "L and R instead of U");
  real("--balance", flags->balance, "λ, weight of ½‖LᵀL − RᵀR‖² (with --asymmetric)");
  real("--density", flags->density, "share of nonzeros in the true factors");
  real("--noise", flags->noise, "noise relative to the measurements");
  word("--measurement", flags->measurement, "full, entries, power_law, gaussian, rademacher or rank_one",
       "KIND");
  whole("--measurements", flags->measurements, "how many measurements");
  real("--sampling", flags->sampling, "rank_one: share of nonzeros; power_law: the exponent");
  whole("--seed", flags->seed, "seed of everything random");
  add_common_flags(*command, flags->common);
  command->callback([flags, command, &exit_code] { exit_code = instance_command(*command, *flags); });
}

}  // namespace orthant::app
