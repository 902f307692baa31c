#include "orthant/files/copositivity_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>

#include "orthant/base/error.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/json_fields.hpp"

namespace orthant {

namespace {

using SortedJson = nlohmann::json;

constexpr const char* copositivity_format = "orthant-copositivity/1";

std::string checksum(const SortedJson& proof) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : proof.dump()) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3;
  }
  return fmt::format("{:016x}", hash);
}

// ---- writing -----------------------------------------------------------------------------------

SortedJson node_json(const ProofNode& node) {
  SortedJson drops = SortedJson::array();
  for (const Drop& drop : node.drops)
    drops.push_back(SortedJson::array({drop.index, static_cast<int>(drop.rule), drop.row}));
  return {{"drops", std::move(drops)}, {"semidefinite", node.semidefinite}, {"classes", node.classes},
          {"scale", node.scale},       {"branches", node.branches},         {"children", node.children}};
}

SortedJson part_json(const PartProof& part) {
  SortedJson out = {{"indices", part.indices}};
  if (part.kind == PartProof::Kind::split) {
    out["split"] = {{"scale", part.split.scale},
                    {"mu", part.split.mu},
                    {"exponent", part.split.exponent},
                    {"L", part.split.L}};
    return out;
  }
  SortedJson nodes = SortedJson::array();
  for (const ProofNode& node : part.tree.nodes) nodes.push_back(node_json(node));
  out["tree"] = {{"strict", part.tree.strict}, {"root", part.tree.root}, {"nodes", std::move(nodes)}};
  return out;
}

// ---- reading -----------------------------------------------------------------------------------

/// A value and the way to it, which is spelled out only when it is refused.
class Place {
 public:
  explicit Place(const SortedJson& value, const char* name = "proof") : value_(value), key_(name) {}

  [[noreturn]] void refuse(const std::string& expected) const {
    throw InputError(fmt::format("{}: found {}; expected {}", path(), found(), expected));
  }

  /// An object with exactly these keys.
  void require_keys(std::initializer_list<const char*> keys) const {
    if (!value_.is_object()) refuse("an object");
    for (const char* key : keys)
      if (!value_.contains(key)) refuse(fmt::format("a field \"{}\"", key));
    if (value_.size() != keys.size()) refuse(fmt::format("{} fields and no other", keys.size()));
  }
  bool has(const char* key) const { return value_.is_object() && value_.contains(key); }
  Place at(const char* key) const { return {value_[key], this, key, 0}; }

  std::size_t size() const {
    if (!value_.is_array()) refuse("a list");
    return value_.size();
  }
  Place at(std::size_t k) const { return {value_[k], this, nullptr, k}; }

  std::int64_t integer(std::int64_t lower, std::int64_t upper) const {
    const bool fits =
        value_.is_number_integer() &&
        !(value_.is_number_unsigned() &&
          value_.get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
    if (!fits || value_.get<std::int64_t>() < lower || value_.get<std::int64_t>() > upper)
      refuse(fmt::format("an integer from {} to {}", lower, upper));
    return value_.get<std::int64_t>();
  }
  double positive() const {
    if (!value_.is_number() || !std::isfinite(value_.get<double>()) || value_.get<double>() <= 0)
      refuse("a positive number");
    return value_.get<double>();
  }
  bool truth() const {
    if (!value_.is_boolean()) refuse("true or false");
    return value_.get<bool>();
  }
  const std::string& text() const {
    if (!value_.is_string()) refuse("a text");
    return value_.get_ref<const std::string&>();
  }

 private:
  Place(const SortedJson& value, const Place* above, const char* key, std::size_t k)
      : value_(value), above_(above), key_(key), k_(k) {}

  std::string path() const {
    if (above_ == nullptr) return key_;
    return key_ == nullptr ? fmt::format("{}[{}]", above_->path(), k_)
                           : fmt::format("{}.{}", above_->path(), key_);
  }
  std::string found() const {
    if (value_.is_object()) return fmt::format("an object of {} fields", value_.size());
    if (value_.is_array()) return fmt::format("a list of {}", value_.size());
    if (value_.is_string()) return quote(value_.get_ref<const std::string&>());
    return value_.dump();
  }

  const SortedJson& value_;
  const Place* above_ = nullptr;
  const char* key_;
  std::size_t k_ = 0;
};

template <class Integer>
std::vector<Integer> integers(const Place& list, std::int64_t lower = std::numeric_limits<Integer>::min(),
                              std::int64_t upper = std::numeric_limits<Integer>::max()) {
  std::vector<Integer> out(list.size());
  for (std::size_t k = 0; k < out.size(); ++k)
    out[k] = static_cast<Integer>(list.at(k).integer(lower, upper));
  return out;
}

ProofNode read_node(const Place& place, std::int64_t order, std::int64_t nodes) {
  place.require_keys({"drops", "semidefinite", "classes", "scale", "branches", "children"});
  ProofNode node;
  const Place drops = place.at("drops");
  for (std::size_t k = 0; k < drops.size(); ++k) {
    const Place drop = drops.at(k);
    if (drop.size() != 3) drop.refuse("[index, rule, row]");
    const auto rule = static_cast<DropRule>(drop.at(1).integer(0, 2));
    const bool support = rule == DropRule::support;
    node.drops.push_back(
        {static_cast<std::int32_t>(drop.at(std::size_t{0}).integer(0, order - 1)), rule,
         static_cast<std::int32_t>(drop.at(2).integer(support ? 0 : -1, support ? order - 1 : -1))});
  }
  node.semidefinite = place.at("semidefinite").truth();
  std::size_t members = 0;
  const Place classes = place.at("classes");
  for (std::size_t k = 0; k < classes.size(); ++k) {
    node.classes.push_back(integers<std::int32_t>(classes.at(k), 0, order - 1));
    if (node.classes.back().empty()) classes.at(k).refuse("at least one index");
    members += node.classes.back().size();
  }
  const Place scale = place.at("scale");
  if (scale.size() != 0 && scale.size() != members)
    scale.refuse(fmt::format("none or {}, one for each member of the classes", members));
  for (std::size_t k = 0; k < scale.size(); ++k) node.scale.push_back(scale.at(k).positive());
  node.branches = integers<std::int32_t>(place.at("branches"), 0, order - 1);
  node.children = integers<std::int64_t>(place.at("children"), 0, nodes - 1);
  if (node.children.size() != node.branches.size())
    place.at("children").refuse(fmt::format("{}, one for each branch", node.branches.size()));
  return node;
}

TreeProof read_tree(const Place& place, std::int64_t order) {
  place.require_keys({"strict", "root", "nodes"});
  TreeProof tree;
  tree.strict = place.at("strict").truth();
  const Place nodes = place.at("nodes");
  const auto count = static_cast<std::int64_t>(nodes.size());
  for (std::size_t k = 0; k < nodes.size(); ++k) tree.nodes.push_back(read_node(nodes.at(k), order, count));
  tree.root = place.at("root").integer(0, count - 1);
  return tree;
}

SplitProof read_split(const Place& place, std::size_t order) {
  place.require_keys({"scale", "mu", "exponent", "L"});
  SplitProof split;
  split.scale = static_cast<std::int32_t>(place.at("scale").integer(0, 58));
  split.mu = place.at("mu").integer(1, std::numeric_limits<std::int64_t>::max());
  split.exponent = integers<std::int32_t>(place.at("exponent"), -1500, 1500);
  split.L = integers<std::int32_t>(place.at("L"));
  if (split.exponent.size() != order)
    place.at("exponent").refuse(fmt::format("{}, one for each index of the part", order));
  if (split.L.size() != order * (order + 1) / 2)
    place.at("L").refuse(fmt::format("{}, the lower triangle", order * (order + 1) / 2));
  return split;
}

PartProof read_part(const Place& place, std::int64_t order) {
  PartProof part;
  part.kind = place.has("split") ? PartProof::Kind::split : PartProof::Kind::tree;
  place.require_keys({"indices", part.kind == PartProof::Kind::split ? "split" : "tree"});
  part.indices = integers<std::int32_t>(place.at("indices"), 0, order - 1);
  if (part.kind == PartProof::Kind::split) {
    part.split = read_split(place.at("split"), part.indices.size());
  } else {
    part.tree = read_tree(place.at("tree"), static_cast<std::int64_t>(part.indices.size()));
  }
  return part;
}

CopositivityProof read_proof(const Place& place) {
  place.require_keys({"order", "strict", "dropped", "parts"});
  const std::int64_t order = place.at("order").integer(1, std::numeric_limits<std::int32_t>::max());
  CopositivityProof proof;
  proof.strict = place.at("strict").truth();
  proof.dropped = integers<std::int32_t>(place.at("dropped"), 0, order - 1);
  const Place parts = place.at("parts");
  std::size_t indices = proof.dropped.size();
  for (std::size_t k = 0; k < parts.size(); ++k) {
    proof.parts.push_back(read_part(parts.at(k), order));
    indices += proof.parts.back().indices.size();
  }
  if (static_cast<std::int64_t>(indices) != order)
    place.at("order").refuse(fmt::format("{}, the indices dropped and those of the parts", indices));
  return proof;
}

}  // namespace

SortedJson proof_json(const CopositivityProof& proof) {
  std::size_t order = proof.dropped.size();
  SortedJson parts = SortedJson::array();
  for (const PartProof& part : proof.parts) {
    order += part.indices.size();
    parts.push_back(part_json(part));
  }
  SortedJson body = {
      {"order", order}, {"strict", proof.strict}, {"dropped", proof.dropped}, {"parts", std::move(parts)}};
  std::string sum = checksum(body);
  return {{"format", copositivity_format}, {"checksum", std::move(sum)}, {"proof", std::move(body)}};
}

CopositivityProof proof_from_json(const SortedJson& document) {
  const Place whole(document, "document");
  whole.require_keys({"format", "checksum", "proof"});
  if (whole.at("format").text() != copositivity_format)
    whole.at("format").refuse(fmt::format("\"{}\"", copositivity_format));
  CopositivityProof proof = read_proof(whole.at("proof"));
  // Numbers and lists only, all finite: its text is well defined.
  if (const std::string sum = checksum(document["proof"]); whole.at("checksum").text() != sum)
    whole.at("checksum").refuse(fmt::format("\"{}\", that of the content: the file is damaged", sum));
  return proof;
}

}  // namespace orthant
