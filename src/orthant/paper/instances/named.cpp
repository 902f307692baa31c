#include "orthant/paper/instances/named.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

#include "orthant/base/error.hpp"
#include "orthant/files/json_document.hpp"
#include "orthant/files/rational_csv.hpp"
#include "orthant/operators/dense_kernel.hpp"
#include "orthant/paper/instances/planted.hpp"
#include "orthant/paper/instances/theorem3.hpp"
#include "orthant/paper/instances/theorem4.hpp"

namespace orthant::paper {

namespace {

/// The parameters as values.
class Given {
 public:
  explicit Given(const ParameterWords& words) : words_(words) {}

  bool has(const char* name) const { return words_.contains(name); }
  std::string text(const char* name, const char* otherwise) const {
    return has(name) ? words_.at(name) : otherwise;
  }
  Index whole(const char* name, Index otherwise) const {
    return has(name) ? number<Index>(name, words_.at(name), "a whole number") : otherwise;
  }
  double real(const char* name, double otherwise) const {
    return has(name) ? number<double>(name, words_.at(name), "a number") : otherwise;
  }
  mpq_class fraction(const char* name, const mpq_class& otherwise) const {
    if (!has(name)) return otherwise;
    if (const auto value = parse_rational(words_.at(name))) return *value;
    refuse(name, "a fraction such as 1/3 or a decimal");
  }
  /// "2,0,1"
  template <class Number>
  std::vector<Number> list(const char* name, std::vector<Number> otherwise = {}) const {
    if (!has(name)) return otherwise;
    const std::string& text = words_.at(name);
    std::vector<Number> out;
    for (std::size_t first = 0; first <= text.size();) {
      const std::size_t end = std::min(text.find(',', first), text.size());
      out.push_back(number<Number>(name, text.substr(first, end - first), "numbers separated by commas"));
      first = end + 1;
    }
    return out;
  }

 private:
  [[noreturn]] void refuse(const char* name, const char* expected) const {
    throw InputError(fmt::format("{} = '{}'; expected {}", name, words_.at(name), expected));
  }
  template <class Number>
  Number number(const char* name, const std::string& word, const char* expected) const {
    Number value{};
    const char* end = word.data() + word.size();
    const auto read = std::from_chars(word.data() + (word.starts_with('+') ? 1 : 0), end, value);
    if (read.ec != std::errc() || read.ptr != end) refuse(name, expected);
    return value;
  }

  const ParameterWords& words_;
};

/// The parameters that most of them share.
template <class Instance>
Instance with_ranks(const Given& given) {
  Instance out;
  out.r = given.whole("rank", out.r);
  out.r_star = given.whole("true-rank", out.r_star);
  out.symmetric = !given.has("asymmetric");
  out.balance = given.real("balance", 0);
  return out;
}

NamedInstance build_theorem3(const Given& given) {
  auto t = with_ranks<Theorem3>(given);
  t.n = given.whole("n", t.r + t.r_star);
  t.alpha = given.fraction("alpha", t.alpha);
  t.epsilon = given.fraction("epsilon", t.epsilon);
  t.permutation = given.list<Index>("permutation");
  const std::string form = given.text("operator", "kernel");
  if (form != "kernel" && form != "printed")
    throw InputError("operator = " + form + "; expected kernel or printed");
  t.printed_operator = form == "printed";
  Problem problem = theorem3(t);
  const Theorem3Answers answers = theorem3_answers(t);
  return {{},
          std::move(problem),
          {{"delta", answers.delta},
           {"objective", answers.objective},
           {"gradient", answers.gradient},
           {"modulus", answers.modulus},
           {"alpha_bound", answers.alpha_bound},
           {"verdict", "strict_local_minimizer"},
           {"spurious", true}}};
}

NamedInstance build_sharper(const Given& given) {
  auto s = with_ranks<Sharper>(given);
  s.n = given.whole("n", s.r + s.r_star);
  s.alpha = given.fraction("alpha", s.alpha);
  s.margin = given.fraction("margin", s.margin);
  s.permutation = given.list<Index>("permutation");
  Problem problem = sharper_than_theorem3(s);
  return {{},
          std::move(problem),
          {{"delta", sharper_delta(s)},
           {"objective", 0.5 * static_cast<double>(s.r_star)},
           {"gradient", s.margin.get_d()}}};
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

NamedInstance build_theorem4(const Given& given) {
  auto t = with_ranks<Theorem4>(given);
  t.m = given.whole("m", t.r + 1);
  t.w = given.list<double>("w");
  Problem problem = theorem4(t);
  return {{}, std::move(problem), known_of_set(least_weight(t), 0.5 * static_cast<double>(t.r_star - 1))};
}

NamedInstance build_clusters(const Given& given) {
  ImbalancedClusters c;
  c.small = given.list<Index>("small", c.small);
  c.m = given.whole("m", c.m);
  c.r = given.whole("rank", static_cast<Index>(c.small.size()) + 1);
  c.symmetric = !given.has("asymmetric");
  c.balance = given.real("balance", 0);
  Problem problem = imbalanced_clusters(c);
  double objective = 0;
  for (const Index size : c.small) objective += 0.5 * static_cast<double>(size * size);
  return {{}, std::move(problem), known_of_set(least_weight(c), objective)};
}

NamedInstance build_half_delta(const Given&) {
  return {{},
          half_delta(),
          {{"delta", 0.5}, {"objective", 0.375}, {"verdict_unconstrained", "second_order_critical"}}};
}

NamedInstance build_planted(const Given& given) {
  auto p = with_ranks<Planted>(given);
  if (given.has("n") && (given.has("rows") || given.has("cols")))
    throw InputError("n together with rows or cols; expected --n for a square problem");
  p.r_star = given.whole("true-rank", p.r);
  p.rows = given.whole("rows", given.whole("n", p.rows));
  p.cols = given.whole("cols", given.whole("n", p.symmetric ? p.rows : p.cols));
  p.density = given.real("density", p.density);
  p.noise = given.real("noise", p.noise);
  p.measurement = given.text("measurement", "full");
  p.measurements = given.whole("measurements", 0);
  p.sampling = given.real("sampling", p.sampling);
  if (given.has("measurements") && p.measurements < 1)
    throw InputError(fmt::format("measurements = {}; expected measurements ≥ 1", p.measurements));
  const Index seed = given.whole("seed", 0), most = 9007199254740992;
  if (seed < 0 || seed > most) throw InputError(fmt::format("seed = {}; expected 0 ≤ seed ≤ {}", seed, most));
  p.seed = static_cast<std::uint64_t>(seed);
  return {{}, planted(p), p.noise == 0 ? Json{{"global_objective", 0.0}} : Json::object()};
}

struct KnownInstance {
  const char* name;
  const char* help;
  std::set<std::string> parameters;  ///< those that apply
  NamedInstance (*build)(const Given&);
};

const std::vector<KnownInstance>& known_instances() {
  static const std::vector<KnownInstance> list = {
      {"theorem3",
       "a spurious strict local minimum at any RIP constant δ > 0",
       {"rank", "true-rank", "asymmetric", "balance", "n", "alpha", "epsilon", "permutation", "operator"},
       build_theorem3},
      {"sharper_than_theorem3",
       "the same at the smallest δ that the first-order conditions allow",
       {"rank", "true-rank", "asymmetric", "balance", "n", "alpha", "margin", "permutation"},
       build_sharper},
      {"theorem4",
       "a spurious local minimum at δ = 0, not strict",
       {"rank", "true-rank", "asymmetric", "balance", "m", "w"},
       build_theorem4},
      {"imbalanced_clusters",
       "one large cluster split over all columns, small ones given up",
       {"m", "small", "rank", "asymmetric", "balance"},
       build_clusters},
      {"half_delta", "the unconstrained counterexample at δ = ½", {}, build_half_delta},
      {"planted",
       "a random truth, measured by any operator, with or without noise",
       {"rank", "true-rank", "asymmetric", "balance", "n", "rows", "cols", "density", "noise", "measurement",
        "measurements", "sampling", "seed"},
       build_planted},
  };
  return list;
}

}  // namespace

const std::vector<InstanceParameter>& instance_parameters() {
  using enum ParameterKind;
  static const std::vector<InstanceParameter> list = {
      {"n", "size of the matrix", whole, "N"},
      {"m", "points of the large cluster", whole, "N"},
      {"rows", "rows of the matrix (planted)", whole, "N"},
      {"cols", "columns of the matrix (planted)", whole, "N"},
      {"rank", "r, columns of the factors sought", whole, "N"},
      {"true-rank", "r⋆, columns of the truth", whole, "N"},
      {"alpha", "α, a fraction or decimal, taken exactly", text, "Q"},
      {"epsilon", "ε, a fraction or decimal, taken exactly", text, "Q"},
      {"margin", "g, the gradient at the fixed entries, taken exactly", text, "Q"},
      {"permutation", "order of the rows, e.g. 2,0,1", text, "P"},
      {"w", "a point of Theorem 4's set, e.g. 1,2,2", text, "W"},
      {"small", "sizes of the small clusters, e.g. 1,2", text, "S"},
      {"operator", "kernel (default) or printed: 𝒜 as in the paper", text, "FORM"},
      {"asymmetric", "L and R instead of U", flag, ""},
      {"balance", "λ, weight of ½‖LᵀL − RᵀR‖² (with --asymmetric)", real, "X"},
      {"density", "share of nonzeros in the true factors", real, "X"},
      {"noise", "noise relative to the measurements", real, "X"},
      {"measurement", "full, entries, power_law, gaussian, rademacher or rank_one", text, "KIND"},
      {"measurements", "how many measurements", whole, "N"},
      {"sampling", "rank_one: share of nonzeros; power_law: the exponent", real, "X"},
      {"seed", "seed of everything random", whole, "N"},
  };
  return list;
}

std::vector<InstanceName> instance_names() {
  std::vector<InstanceName> out;
  for (const KnownInstance& known : known_instances()) out.push_back({known.name, known.help});
  return out;
}

NamedInstance named_instance(std::string name, const ParameterWords& words) {
  std::replace(name.begin(), name.end(), '-', '_');
  std::string names;
  for (const KnownInstance& known : known_instances()) {
    names += (names.empty() ? "" : ", ") + std::string(known.name);
    if (name != known.name) continue;
    for (const auto& [parameter, word] : words)
      if (!known.parameters.contains(parameter))
        throw InputError(fmt::format("--{} does not apply to {}", parameter, name));
    NamedInstance out = known.build(Given(words));
    out.name = name;
    Json made = {{"name", name}};
    for (const InstanceParameter& parameter : instance_parameters())
      if (const auto found = words.find(parameter.name); found != words.end())
        made[parameter.name] = parameter.kind == ParameterKind::flag ? Json(true) : Json(found->second);
    out.problem.instance = made.dump(-1, ' ', false, Json::error_handler_t::replace);
    return out;
  }
  throw InputError("instance '" + name + "'; expected one of " + names);
}

Problem half_delta() {
  Matrix H(4, 4);     // rows and columns: E₁₁, E₁₂, E₂₁, E₂₂
  H << 1, 0, 0, 0.5,  //
      0, 1.5, 0, 0,   //
      0, 0, 1.5, 0,   //
      0.5, 0, 0, 1;
  Problem problem;
  problem.symmetric = true;
  problem.rank = 1;
  problem.measurement = std::make_shared<const DenseKernelMeasurement>(2, 2, H);
  problem.truth = Factors{Matrix(Vector::Unit(2, 0)), {}};
  problem.point = Factors{ScaledMatrix(Vector::Unit(2, 1), ExactScale::root(mpq_class(1, 2))), {}};
  problem.check();
  return problem;
}

}  // namespace orthant::paper
