#include "orthant/copositive/gallery/named.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>

#include "orthant/base/error.hpp"
#include "orthant/copositive/gallery/extreme_forms.hpp"
#include "orthant/copositive/gallery/graph.hpp"
#include "orthant/copositive/gallery/random_families.hpp"

namespace orthant::gallery {

namespace {

bool digits_only(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// The parameters of one name, in order; each is read strictly.
class Parameters {
 public:
  explicit Parameters(std::string_view text) {
    if (text.empty()) return;
    for (std::size_t first = 0; first <= text.size();) {
      const std::size_t end = std::min(text.find('-', first), text.size());
      words_.emplace_back(text.substr(first, end - first));
      first = end + 1;
    }
  }

  std::size_t size() const { return words_.size(); }

  Index integer(std::size_t k) const { return static_cast<Index>(unsigned_number(k, 9)); }
  std::uint64_t seed(std::size_t k) const { return unsigned_number(k, 18); }

  /// A decimal number without sign or exponent.
  double decimal(std::size_t k) const {
    const std::string& word = words_[k];
    double value = 0;
    const auto [end, error] =
        std::from_chars(word.data(), word.data() + word.size(), value, std::chars_format::fixed);
    if (word.empty() || error != std::errc{} || end != word.data() + word.size() ||
        word.find_first_not_of("0123456789.") != std::string::npos)
      throw InputError(fmt::format("'{}'; expected a decimal number", word));
    return value;
  }

  mpq_class fraction(std::size_t k) const { return fraction_of(words_[k]); }

  /// Digits, or digits/digits with a nonzero denominator, at most 40 characters.
  static mpq_class fraction_of(std::string_view word) {
    const std::size_t slash = word.find('/');
    const std::string_view up = word.substr(0, slash),
                           down = slash == std::string_view::npos ? "1" : word.substr(slash + 1);
    if (!digits_only(up) || !digits_only(down) || word.size() > 40 ||
        down.find_first_not_of('0') == std::string_view::npos)
      throw InputError(fmt::format("'{}'; expected a fraction such as 15/4", word));
    mpq_class value{mpz_class(std::string(up), 10), mpz_class(std::string(down), 10)};
    value.canonicalize();
    return value;
  }

 private:
  std::uint64_t unsigned_number(std::size_t k, std::size_t digits) const {
    const std::string& word = words_[k];
    if (!digits_only(word) || word.size() > digits)
      throw InputError(fmt::format("'{}'; expected an integer of at most {} digits", word, digits));
    std::uint64_t value = 0;
    std::from_chars(word.data(), word.data() + word.size(), value);
    return value;
  }

  std::vector<std::string> words_;
};

struct MatrixFamily {
  std::string_view name, parameters;
  std::size_t fewest, most;  ///< parameters
  std::string_view description;
  std::function<RationalSymmetric(const Parameters&)> make;
};

struct GraphFamily {
  std::string_view name, parameters;
  std::size_t count;
  std::string_view description;
  std::function<Graph(const Parameters&)> make;
};

const std::vector<MatrixFamily>& matrix_families() {
  static const std::vector<MatrixFamily> families{
      {"horn", "", 0, 0, "Horn's 5×5 matrix: extreme, not S + N", [](const Parameters&) { return horn(); }},
      {"hoffman-pereira", "[-N]", 0, 1, "circulant 1, −1, 1, 0, …, 0, 1, −1 of order N ≥ 5 (7)",
       [](const Parameters& p) { return p.size() == 0 ? hoffman_pereira() : hoffman_pereira(p.integer(0)); }},
      {"odd-cycle", "-N", 1, 1, "circulant 1, −1, 1, …, 1, −1 of odd order N ≥ 5",
       [](const Parameters& p) { return odd_cycle(p.integer(0)); }},
      {"hildebrand", "-T1-T2-T3-T4-T5", 5, 5, "Hildebrand's extreme 5×5 matrix, T = tan(θ/2) > 0, Σθ < π",
       [](const Parameters& p) {
         return hildebrand({p.fraction(0), p.fraction(1), p.fraction(2), p.fraction(3), p.fraction(4)});
       }},
      {"hildebrand-circulant", "-N", 1, 1, "circulant zero support set, minimal, odd N from 5 to 101",
       [](const Parameters& p) { return hildebrand_circulant(p.integer(0)); }},
      {"hildebrand-nonminimal", "-N", 1, 1, "circulant zero support set, not minimal: extreme, odd N",
       [](const Parameters& p) { return hildebrand_circulant(p.integer(0), CirculantZeros::non_minimal); }},
      {"split", "-N-SEED", 2, 2, "random GGᵀ + nonnegative, order N",
       [](const Parameters& p) { return random_split(p.integer(0), p.seed(1)); }},
      {"standard-quadratic", "-N-DENSITY-SEED", 3, 3,
       "random standard quadratic program, DENSITY of convex edges",
       [](const Parameters& p) { return standard_quadratic(p.integer(0), p.decimal(1), p.seed(2)); }},
      {"noisy-residual", "-N-RANK-SEED", 3, 3, "UUᵀ − M at a stationary point of noisy recovery, as doubles",
       [](const Parameters& p) {
         return RationalSymmetric::from_doubles(noisy_residual(p.integer(0), p.integer(1), p.seed(2)).R);
       }},
  };
  return families;
}

const std::vector<GraphFamily>& graph_families() {
  static const std::vector<GraphFamily> families{
      {"hamming", "-N-D", 2, "words of N bits at distance ≥ D",
       [](const Parameters& p) { return hamming_graph(p.integer(0), p.integer(1)); }},
      {"johnson", "-N-W-D", 3, "words of N bits and weight W at distance ≥ D",
       [](const Parameters& p) { return johnson_graph(p.integer(0), p.integer(1), p.integer(2)); }},
      {"keller", "-D", 1, "neighbourhood in the Keller graph of dimension D, 2 to 6",
       [](const Parameters& p) { return keller_graph(p.integer(0)); }},
      {"mann", "-P", 1, "Mannino's Steiner triple graph on P = 9, 27 or 81 points",
       [](const Parameters& p) { return mann_graph(p.integer(0)); }},
      {"paley", "-Q", 1, "squares modulo a prime Q ≡ 1 (mod 4)",
       [](const Parameters& p) { return paley_graph(p.integer(0)); }},
      {"random-graph", "-N-P-SEED", 3, "N vertices, every edge with probability P",
       [](const Parameters& p) { return random_graph(p.integer(0), p.decimal(1), p.seed(2)); }},
      {"brock-like", "-N-P-K-SEED", 4, "random graph that hides a clique of K vertices",
       [](const Parameters& p) {
         return brock_like_graph(p.integer(0), p.decimal(1), p.integer(2), p.seed(3));
       }},
  };
  return families;
}

/// The family with the longest name that begins the word and is followed by its end, '-' or '@'.
template <typename Family>
const Family* family_of(std::string_view word, const std::vector<Family>& families) {
  const Family* found = nullptr;
  for (const Family& family : families) {
    if (!word.starts_with(family.name)) continue;
    const std::string_view rest = word.substr(family.name.size());
    if (!rest.empty() && rest.front() != '-' && rest.front() != '@') continue;
    if (found == nullptr || family.name.size() > found->name.size()) found = &family;
  }
  return found;
}

/// The parameters of `text` = "" or "-a-b-…".
Parameters parameters_of(std::string_view text, std::string_view name, std::string_view form,
                         std::size_t fewest, std::size_t most) {
  if (text.starts_with('-') && text.size() == 1) throw InputError(fmt::format("expected {}{}", name, form));
  Parameters parameters(text.empty() ? text : text.substr(1));
  if (parameters.size() < fewest || parameters.size() > most)
    throw InputError(fmt::format("{} parameters; expected {}{}", parameters.size(), name, form));
  return parameters;
}

mpq_class clique_number_within(const Graph& graph, std::uint64_t limit) {
  const Clique clique = search_clique(graph, limit);
  if (!clique.is_maximum)
    throw InputError(fmt::format("clique number not found in {} nodes (it is ≥ {}); expected @t", limit,
                                 clique.vertices.size()));
  return mpq_class(clique.vertices.size());
}

RationalSymmetric matrix_of(const GraphFamily& family, std::string_view rest, std::uint64_t clique_nodes) {
  const std::size_t at = rest.find('@');
  std::optional<mpq_class> t;
  if (at != std::string_view::npos) t = Parameters::fraction_of(rest.substr(at + 1));
  const Parameters parameters =
      parameters_of(rest.substr(0, at), family.name, family.parameters, family.count, family.count);
  const Graph graph = family.make(parameters);
  if (!t && family.name == "mann") t = mann_clique_number(parameters.integer(0));
  if (!t) t = clique_number_within(graph, clique_nodes);
  return motzkin_straus(graph, *t);
}

RationalSymmetric matrix_of(const MatrixFamily& family, std::string_view rest) {
  if (rest.find('@') != std::string_view::npos) throw InputError("'@t'; expected only after a graph");
  return family.make(parameters_of(rest, family.name, family.parameters, family.fewest, family.most));
}

}  // namespace

std::optional<RationalSymmetric> named(std::string_view name, std::uint64_t clique_nodes) {
  const MatrixFamily* matrix = family_of(name, matrix_families());
  const GraphFamily* graph = family_of(name, graph_families());
  try {
    if (matrix != nullptr) return matrix_of(*matrix, name.substr(matrix->name.size()));
    if (graph != nullptr) return matrix_of(*graph, name.substr(graph->name.size()), clique_nodes);
  } catch (const InputError& error) {
    throw InputError(fmt::format("{}: {}", name, error.what()));
  }
  return std::nullopt;
}

std::vector<NamedForm> names() {
  std::vector<NamedForm> result;
  for (const MatrixFamily& family : matrix_families())
    result.push_back({fmt::format("{}{}", family.name, family.parameters), std::string(family.description)});
  for (const GraphFamily& family : graph_families())
    result.push_back(
        {fmt::format("{}{}[@t]", family.name, family.parameters), std::string(family.description)});
  return result;
}

}  // namespace orthant::gallery
