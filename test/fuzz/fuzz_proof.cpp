/// Any proof.json of `orthant copositive`, about matrices of which the truth is known: what the checker
/// accepts is true.
///
/// An input is the text of proof.json. It is checked as it stands, and as a proof about each of the matrices
/// below, with the right hash, order and checksum: a proof about one is tried on its neighbours, which differ
/// by as little as 2⁻²⁰ in one entry and are not what it is. Half of the mutations are of the document: another integer,
/// another order, a node of a tree left out.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <nlohmann/json.hpp>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "check_input.hpp"
#include "checker/copositive/copositivity.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* bytes, std::size_t length, std::size_t longest);

namespace {

using namespace orthant;
using Json = nlohmann::json;

constexpr long order = 5, unit = 1L << 20;

enum class Truth { negative_somewhere, zero_at_least, positive };

/// In units of 2⁻²⁰.
using Square = std::array<std::array<long, order>, order>;

struct Known {
  std::string name;
  Truth truth;
  Square Q;

  std::string csv() const {
    std::string out;
    for (const auto& row : Q)
      for (long j = 0; j < order; ++j) {
        const long common = std::gcd(row[j], unit), q = unit / common;
        out += std::to_string(row[j] / common) + (q == 1 ? "" : "/" + std::to_string(q));
        out += j + 1 < order ? ',' : '\n';
      }
    return out;
  }
};

/// What xᵀQx is at the x of {0, 1, 2}⁵, x ≠ 0, does not contradict the table, and shows every zero and every
/// negative value that it speaks of.
void demand_table_holds(const Known& known) {
  long lowest = unit;
  std::array<long, order> x{};
  for (long code = 1; code < 243; ++code) {
    for (long i = 0, rest = code; i < order; ++i, rest /= 3) x[i] = rest % 3;
    long value = 0;
    for (long i = 0; i < order; ++i)
      for (long j = 0; j < order; ++j) value += x[i] * known.Q[i][j] * x[j];
    lowest = std::min(lowest, value);
  }
  demand(known.truth == (lowest < 0    ? Truth::negative_somewhere
                         : lowest == 0 ? Truth::zero_at_least
                                       : Truth::positive));
}

std::vector<Known> known_matrices() {
  // Horn's; the Laplacian of a path, semidefinite; and one in parts, the last index of which has no negative
  // entry. Each has zeros xᵀQx = 0, so that the least change of what they rest on makes it negative there.
  constexpr Square horn = {
      {{1, -1, 1, 1, -1}, {-1, 1, -1, 1, 1}, {1, -1, 1, -1, 1}, {1, 1, -1, 1, -1}, {-1, 1, 1, -1, 1}}};
  constexpr Square path = {
      {{1, -1, 0, 0, 0}, {-1, 2, -1, 0, 0}, {0, -1, 2, -1, 0}, {0, 0, -1, 2, -1}, {0, 0, 0, -1, 1}}};
  constexpr Square parts = {
      {{1, -1, 0, 0, 3}, {-1, 1, 0, 0, 1}, {0, 0, 2, -1, 0}, {0, 0, -1, 2, 0}, {3, 1, 0, 0, 0}}};
  std::vector<Known> out;
  std::size_t last = 0;
  const auto add = [&](const char* name, Truth truth, Square Q, long diagonal) {
    for (auto& row : Q)
      for (long& entry : row) entry *= unit;
    for (long i = 0; i < order; ++i) Q[i][i] += diagonal;
    last = out.size();
    out.push_back({std::string(name) + ".csv", truth, Q});
  };
  // The last one, less by that much at (i, j) and (j, i).
  const auto add_lower = [&](const std::vector<std::array<long, 2>>& entries, long by = 1) {
    const Known of = out[last];
    for (const auto& [i, j] : entries) {
      Known& changed = out.emplace_back(of);
      changed.name = std::to_string(i) + "-" + std::to_string(j) + "-" + of.name;
      changed.truth = Truth::negative_somewhere;
      changed.Q[i][j] -= by;
      if (i != j) changed.Q[j][i] -= by;
    }
  };
  add("horn", Truth::zero_at_least, horn, 0);
  add_lower({{0, 0}, {0, 1}, {0, 2}, {3, 4}});
  add("path", Truth::zero_at_least, path, 0);
  add_lower({{0, 1}, {0, 4}, {4, 4}});
  add("parts", Truth::zero_at_least, parts, 0);
  add_lower({{0, 1}, {1, 1}, {4, 4}});
  add_lower({{2, 4}}, unit);  // beside a zero on the diagonal
  add("strict-horn", Truth::positive, horn, unit / 8);
  add("strict-path", Truth::positive, path, unit / 4);
  for (const Known& known : out) demand_table_holds(known);
  return out;
}

const std::vector<Known>& all_known() {
  static const std::vector<Known> all = known_matrices();
  return all;
}

const InMemory& all_files() {
  static const InMemory files = [] {
    InMemory out;
    for (const Known& known : all_known()) out.all[known.name] = known.csv();
    return out;
  }();
  return files;
}

bool is_proof(const Json& document) {
  return document.is_object() && document.contains("proof") && document["proof"].is_object() &&
         document["proof"].contains("claims") && document["proof"]["claims"].is_object();
}

/// The document as a proof about that matrix.
std::string about(Json document, const Known& known) {
  Json& proof = document["proof"];
  proof["matrix"] = known.name;
  proof["files"] = {{known.name, checker::sha256(all_files().all.at(known.name))}};
  proof["claims"]["order"] = order;
  document["checksum"] = checker::copositivity_checksum(proof);
  return dumped(document);
}

void demand_true(const Json& proof, Truth truth) {
  const std::string& verdict = proof["claims"]["verdict"].get_ref<const std::string&>();
  if (verdict == "not_copositive") return demand(truth == Truth::negative_somewhere);
  demand(truth != Truth::negative_somewhere);
  if (verdict == "strictly_copositive") return demand(truth == Truth::positive);
  demand(verdict == "copositive");
  if (proof["evidence"].contains("zero")) demand(truth == Truth::zero_at_least);
}

// ---- mutations of the document --------------------------------------------------------------------

void collect(Json& json, std::vector<Json*>& out) {
  out.push_back(&json);
  if (json.is_structured())
    for (Json& each : json) collect(each, out);
}

template <class List>
auto& any_of(List& list, std::minstd_rand& random) {
  return list[random() % std::size(list)];
}

/// One value below the proof becomes another.
void change(Json& proof, std::minstd_rand& random) {
  std::vector<Json*> places;
  for (const char* part : {"claims", "evidence"})
    if (proof.contains(part)) collect(proof[part], places);
  Json& place = *any_of(places, random);
  if (place.is_boolean()) {
    place = !place.get<bool>();
  } else if (place.is_number_integer()) {
    const auto value = place.get<std::uint64_t>(), any = static_cast<std::uint64_t>(random());
    const std::uint64_t few[] = {value + 1, value - 1, any % order, std::uint64_t(-1), any};
    place = static_cast<std::int64_t>(any_of(few, random));
  } else if (place.is_string()) {
    const char* words[] = {"not_copositive", "copositive", "strictly_copositive", "0", "1", "2", "-1"};
    place = any_of(words, random);
  } else if (place.is_array() && !place.empty()) {
    const std::size_t i = random() % place.size(), j = random() % place.size();
    switch (random() % 4) {
      case 0:
        place.erase(i);
        break;
      case 1:
        place.push_back(Json(place[i]));
        break;
      case 2:
        std::swap(place[i], place[j]);
        break;
      default:
        place[i] = Json(*any_of(places, random));
    }
  } else {
    place = Json(*any_of(places, random));
  }
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* bytes, std::size_t length, std::size_t longest,
                                               unsigned seed) {
  std::minstd_rand random(seed);
  if (random() % 2 == 0) return LLVMFuzzerMutate(bytes, length, longest);
  Json document = parse_shallow({reinterpret_cast<const char*>(bytes), length});
  if (!is_proof(document)) return LLVMFuzzerMutate(bytes, length, longest);
  for (unsigned left = 1 + random() % 3; left > 0; --left) change(document["proof"], random);
  const std::string text = dumped(document);
  if (text.size() > longest) return LLVMFuzzerMutate(bytes, length, longest);
  std::memcpy(bytes, text.data(), text.size());
  return text.size();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t length) {
  constexpr double work = 1e8;
  const std::string text(reinterpret_cast<const char*>(bytes), length);
  demand_answer(text, all_files(), work);
  const Json document = parse_shallow(text);
  if (!is_proof(document)) return 0;
  for (const Known& known : all_known())
    if (demand_answer(about(document, known), all_files(), work).accepted)
      demand_true(document["proof"], known.truth);
  return 0;
}
