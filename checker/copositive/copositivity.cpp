#include "checker/copositive/copositivity.hpp"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "checker/read/read_problem.hpp"

namespace orthant::checker {

namespace {

constexpr std::size_t any_length = std::numeric_limits<std::size_t>::max();

template <class T>
std::vector<T> integers_field(const Json& object, const std::string& place, const char* name,
                              long low = std::numeric_limits<T>::min(),
                              long high = std::numeric_limits<T>::max()) {
  const std::string where = place + "." + name;
  std::vector<T> out;
  for (const Json& each : list_of(field(object, place, name), where, any_length))
    out.push_back(static_cast<T>(integer_of(each, where, low, high)));
  return out;
}

bool truth_field(const Json& object, const std::string& place, const char* name) {
  const Json& value = field(object, place, name);
  if (!value.is_boolean()) throw Rejected(place + "." + name + " is not true or false");
  return value.get<bool>();
}

void require_length(std::size_t length, std::size_t expected, const std::string& where) {
  if (length != expected)
    throw Rejected(where + " has " + std::to_string(length) + " elements; expected " +
                   std::to_string(expected));
}

ProofNode read_node(const Json& json, const std::string& place, long order, long nodes) {
  require_fields(json, place, {"drops", "semidefinite", "classes", "scale", "branches", "children"});
  ProofNode node;
  const std::string drops = place + ".drops", classes = place + ".classes", scale = place + ".scale";
  for (const Json& drop : list_of(json["drops"], drops, any_length)) {
    require_length(list_of(drop, drops, any_length).size(), 3, drops + " [index, rule, row]");
    const auto rule = static_cast<DropRule>(integer_of(drop[1], drops, 0, 2));
    const bool support = rule == DropRule::support;
    node.drops.push_back(
        {static_cast<std::int32_t>(integer_of(drop[0], drops, 0, order - 1)), rule,
         static_cast<std::int32_t>(integer_of(drop[2], drops, support ? 0 : -1, support ? order - 1 : -1))});
  }
  node.semidefinite = truth_field(json, place, "semidefinite");
  std::size_t members = 0;
  for (const Json& group : list_of(json["classes"], classes, any_length)) {
    auto& own = node.classes.emplace_back();
    for (const Json& index : list_of(group, classes, any_length))
      own.push_back(static_cast<std::int32_t>(integer_of(index, classes, 0, order - 1)));
    members += own.size();
  }
  for (const Json& each : list_of(json["scale"], scale, any_length)) {
    if (!each.is_number() || !(each.get<double>() > 0) || !std::isfinite(each.get<double>()))
      throw Rejected(scale + " has an element that is no positive number");
    node.scale.push_back(each.get<double>());
  }
  if (!node.scale.empty()) require_length(node.scale.size(), members, scale);
  node.branches = integers_field<std::int32_t>(json, place, "branches", 0, order - 1);
  node.children = integers_field<std::int64_t>(json, place, "children", 0, nodes - 1);
  require_length(node.children.size(), node.branches.size(), place + ".children");
  return node;
}

TreeProof read_tree(const Json& json, const std::string& place, long order) {
  require_fields(json, place, {"strict", "root", "nodes"});
  TreeProof tree;
  tree.strict = truth_field(json, place, "strict");
  const Json& nodes = list_of(json["nodes"], place + ".nodes", any_length);
  const auto count = static_cast<long>(nodes.size());
  for (const Json& node : nodes)
    tree.nodes.push_back(
        read_node(node, place + ".nodes[" + std::to_string(tree.nodes.size()) + "]", order, count));
  tree.root = integer_field(json, place, "root", 0, count - 1);
  return tree;
}

SplitProof read_split(const Json& json, const std::string& place, std::size_t order) {
  require_fields(json, place, {"scale", "mu", "exponent", "L"});
  SplitProof split;
  split.scale = static_cast<std::int32_t>(integer_field(json, place, "scale", 0, 58));
  split.mu = integer_field(json, place, "mu", 1, std::numeric_limits<std::int64_t>::max());
  split.exponent = integers_field<std::int32_t>(json, place, "exponent", -1500, 1500);
  split.L = integers_field<std::int32_t>(json, place, "L");
  require_length(split.exponent.size(), order, place + ".exponent");
  require_length(split.L.size(), order * (order + 1) / 2, place + ".L");
  return split;
}

PartProof read_part(const Json& json, const std::string& place, long order) {
  PartProof part;
  const bool split = json.is_object() && json.contains("split");
  part.kind = split ? PartProof::Kind::split : PartProof::Kind::tree;
  require_fields(json, place, {"indices", split ? "split" : "tree"});
  part.indices = integers_field<std::int32_t>(json, place, "indices", 0, order - 1);
  const std::size_t own = part.indices.size();
  if (split) {
    part.split = read_split(json["split"], place + ".split", own);
  } else {
    part.tree = read_tree(json["tree"], place + ".tree", static_cast<long>(own));
  }
  return part;
}

/// x ≥ 0 as integers in decimal.
std::vector<Rational> read_point(const Json& json, const std::string& place, long order) {
  std::vector<Rational> x;
  for (const Json& each : list_of(json, place, any_length)) {
    if (!each.is_string() || each.get_ref<const std::string&>().find('/') != std::string::npos)
      throw Rejected(place + " has an element that is no integer in decimal");
    x.push_back(rational_of(each, place));
  }
  require_length(x.size(), static_cast<std::size_t>(order), place);
  return x;
}

std::string ground(const CopositivityProof& proof) {
  std::size_t splits = 0, nodes = 0;
  for (const PartProof& part : proof.parts) {
    splits += part.kind == PartProof::Kind::split ? 1 : 0;
    nodes += part.tree.nodes.size();
  }
  std::string out;
  const auto add = [&](const std::string& words) { out += (out.empty() ? "" : ", ") + words; };
  if (!proof.dropped.empty()) add("rows without negative entries");
  if (splits > 0) add("a semidefinite plus a nonnegative matrix");
  if (nodes > 0) add("a tree of " + std::to_string(nodes) + (nodes == 1 ? " support" : " supports"));
  return out;
}

std::string check_evidence(const Json& evidence, const RationalMatrix& Q, const std::string& verdict,
                           Work& work) {
  const std::string place = "proof.evidence", matrix = "the matrix of order " + std::to_string(Q.rows());
  if (verdict == "not_copositive") {
    require_fields(evidence, place, {"witness"});
    require_witness(Q, read_point(evidence["witness"], place + ".witness", Q.rows()), false, work);
    return matrix + " is not copositive: xᵀQx < 0 at the x ≥ 0 of the proof";
  }
  const bool strict = verdict == "strictly_copositive";
  if (!strict && verdict != "copositive")
    throw Rejected("proof.claims.verdict = \"" + excerpt(verdict) +
                   "\"; expected strictly_copositive, copositive or not_copositive");
  const bool zero = !strict && evidence.is_object() && evidence.contains("zero");
  if (zero) {
    require_fields(evidence, place, {"dropped", "parts", "zero"});
  } else {
    require_fields(evidence, place, {"dropped", "parts"});
  }
  const CopositivityProof proof = read_copositivity(evidence, place, Q.rows(), strict);
  if (zero) require_witness(Q, read_point(evidence["zero"], place + ".zero", Q.rows()), true, work);
  require_copositive(proof, Q, work);
  return matrix + " is " + (strict ? "strictly copositive: xᵀQx > 0 for all x ≥ 0 but x = 0" : "") +
         (!strict ? "copositive: xᵀQx ≥ 0 for all x ≥ 0" : "") +
         (zero ? ", and xᵀQx = 0 at an x ≠ 0 of the proof" : "") + " (" + ground(proof) + ")";
}

}  // namespace

CopositivityProof read_copositivity(const Json& evidence, const std::string& place, long order, bool strict) {
  CopositivityProof proof;
  proof.strict = strict;
  proof.dropped = integers_field<std::int32_t>(evidence, place, "dropped", 0, order - 1);
  for (const Json& part : list_of(evidence["parts"], place + ".parts", any_length))
    proof.parts.push_back(
        read_part(part, place + ".parts[" + std::to_string(proof.parts.size()) + "]", order));
  return proof;
}

Json copositivity_evidence(const CopositivityProof& proof) {
  Json parts = Json::array();
  for (const PartProof& part : proof.parts) {
    Json& out = parts.emplace_back(Json{{"indices", part.indices}});
    if (part.kind == PartProof::Kind::split) {
      const SplitProof& split = part.split;
      out["split"] = {{"scale", split.scale}, {"mu", split.mu}, {"exponent", split.exponent}, {"L", split.L}};
      continue;
    }
    Json nodes = Json::array();
    for (const ProofNode& node : part.tree.nodes) {
      Json drops = Json::array();
      for (const Drop& drop : node.drops)
        drops.push_back(Json::array({drop.index, static_cast<int>(drop.rule), drop.row}));
      nodes.push_back({{"drops", std::move(drops)},
                       {"semidefinite", node.semidefinite},
                       {"classes", node.classes},
                       {"scale", node.scale},
                       {"branches", node.branches},
                       {"children", node.children}});
    }
    out["tree"] = {{"strict", part.tree.strict}, {"root", part.tree.root}, {"nodes", std::move(nodes)}};
  }
  return {{"dropped", proof.dropped}, {"parts", std::move(parts)}};
}

std::string copositivity_checksum(const Json& proof) {
  return sha256(proof.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::string check_copositivity(const Json& document, const Files& files, const OwnData* own, Work& work) {
  require_fields(document, "the document", {"format", "checksum", "proof"});
  const Json& proof = document["proof"];
  require_fields(proof, "proof", {"matrix", "files", "claims", "evidence"});
  take_fractions(proof, work);
  if (text_field(document, "the document", "checksum") != copositivity_checksum(proof))
    throw Rejected("checksum is not that of the proof: the file is damaged");
  require_fields(proof["claims"], "proof.claims", {"order", "verdict"});
  const long order = integer_field(proof["claims"], "proof.claims", "order", 1, largest_copositive_order);
  NamedFiles named(proof["files"], files);
  const std::string& name = text_field(proof, "proof", "matrix");
  const RationalMatrix Q = certified_matrix(named.bytes(name, "proof.matrix"), name, work);
  named.require_all_named();
  if (Q.rows() != order)
    throw Rejected(name + ": order " + std::to_string(Q.rows()) + "; the proof is about order " +
                   std::to_string(order));
  if (own != nullptr) require_same_matrix(Q, *own);
  return check_evidence(proof["evidence"], Q, text_field(proof["claims"], "proof.claims", "verdict"), work);
}

}  // namespace orthant::checker
