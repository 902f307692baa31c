#include "orthant/files/copositivity_json.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "orthant/copositive/proof.hpp"
#include "proof_samples.hpp"
#include "refusal.hpp"
#include "support/sanitized.hpp"

namespace orthant {
namespace {

using SortedJson = nlohmann::json;

const std::vector<ProofSample>& samples() {
  static const std::vector<ProofSample> all = proof_samples();
  return all;
}

/// The checksum as documented, written here a second time.
SortedJson sealed(SortedJson document) {
  std::uint64_t hash = 14695981039346656037U;
  for (const unsigned char c : document["proof"].dump()) hash = (hash ^ c) * 1099511628211U;
  document["checksum"] = fmt::format("{:016x}", hash);
  return document;
}

std::string proof_refusal(const SortedJson& document) {
  const std::string message = refusal([&] { proof_from_json(document); });
  expect_one_line(message);
  return message;
}

TEST(ProofJson, ReadsBackWhatWasWritten) {
  for (const ProofSample& sample : samples()) {
    const SortedJson document = proof_json(sample.proof);
    EXPECT_EQ(sealed(document), document) << sample.name;
    const std::string text = document.dump();
    const CopositivityProof read = proof_from_json(SortedJson::parse(text));
    EXPECT_EQ(proof_json(read).dump(), text) << sample.name;
    EXPECT_EQ(find_flaw(read, sample.Q), "") << sample.name;
    EXPECT_EQ(read.strict, sample.proof.strict);
    for (const RationalSymmetric& bad : sample.not_copositive)
      EXPECT_NE(find_flaw(read, bad), "") << sample.name;
  }
}

// ---- damage --------------------------------------------------------------------------------------

/// Some value of the document: a step down from the root with every second throw.
SortedJson& some_value(SortedJson& root, std::mt19937& random) {
  SortedJson* at = &root;
  while (at->is_structured() && !at->empty() && (at == &root || random() % 8 != 0)) {
    auto child = at->begin();
    std::advance(child, static_cast<long>(random() % at->size()));
    at = &*child;
  }
  return *at;
}

void damage(SortedJson& value, std::mt19937& random) {
  const auto place = [&] { return static_cast<SortedJson::size_type>(random() % value.size()); };
  if (value.is_array() && !value.empty()) {
    const auto k = place(), l = place();
    switch (random() % 4) {
      case 0:
        value.erase(k);
        return;
      case 1:
        value.push_back(SortedJson(value[k]));
        return;
      case 2:
        std::swap(value[k], value[l]);
        return;
      default:
        value[k] = SortedJson(value[l]);
        return;
    }
  }
  if (value.is_object() && !value.empty() && random() % 2 == 0) {
    value.erase(std::next(value.begin(), static_cast<long>(place())).key());
    return;
  }
  if (value.is_boolean()) {
    value = !value.get<bool>();
    return;
  }
  if (value.is_number_integer() && random() % 8 != 0) {
    const std::int64_t old = value.get<std::int64_t>();
    // Unsigned sums wrap around: an earlier change may have left the least integer there.
    const auto plus = [](std::int64_t x, std::int64_t y) {
      return static_cast<std::int64_t>(static_cast<std::uint64_t>(x) + static_cast<std::uint64_t>(y));
    };
    const std::int64_t negated = old == INT64_MIN ? old : -old;
    const std::int64_t others[] = {plus(old, 1),    plus(old, -1), negated,  0,        1,
                                   plus(old, 1000), old / 2,       1L << 40, INT64_MIN};
    value = others[random() % std::size(others)];
    return;
  }
  if (value.is_number_float() && random() % 8 != 0) {
    const double others[] = {2 * value.get<double>(), 0.0, -1.0, 1e-300, 1e300, NAN, 1.25};
    value = others[random() % std::size(others)];
    return;
  }
  const SortedJson others[] = {nullptr, "text",    "\xff", 3.5, -1, SortedJson::array(), SortedJson::object(),
                               true,    UINT64_MAX};
  value = others[random() % std::size(others)];
}

TEST(ProofJson, DamagedTextIsRefused) {
  std::mt19937 random(1);
  int damaged = 0;
  for (const ProofSample& sample : samples()) {
    const SortedJson document = proof_json(sample.proof);
    const std::string text = document.dump();
    for (int round = 0; round < 150; ++round) {
      std::string other = text;
      const std::size_t at = random() % text.size();
      switch (random() % 4) {
        case 0:
          other[at] = "0123456789-.,[]{}\":eE ax\n\xff"[random() % 26];
          break;
        case 1:
          other.erase(at, 1 + random() % 20);
          break;
        case 2:
          other.resize(at);
          break;
        default:
          other.insert(at, 1, "0123456789,-"[random() % 12]);
      }
      const SortedJson read = SortedJson::parse(other, nullptr, false);
      if (read.is_discarded()) {
        ++damaged;
        continue;
      }
      if (read == document) continue;  // a blank between two tokens, a digit beyond those of a double
      ++damaged;
      EXPECT_NE(proof_refusal(read), "accepted") << sample.name << ", round " << round;
    }
  }
  EXPECT_GE(damaged, 1000);
}

TEST(ProofJson, DamagedValuesAreRefused) {
  std::mt19937 random(2);
  int damaged = 0;
  for (const ProofSample& sample : samples()) {
    const SortedJson document = proof_json(sample.proof);
    for (int round = 0; round < 150; ++round) {
      SortedJson other = document;
      damage(some_value(other, random), random);
      if (other == document) continue;
      ++damaged;
      EXPECT_NE(proof_refusal(other), "accepted") << sample.name << ", round " << round;
    }
  }
  EXPECT_GE(damaged, 1000);
}

/// With the right checksum a changed proof may still be one. It must not prove what is false.
TEST(ProofJson, NoForgedProofHoldsForAMatrixThatIsNotCopositive) {
  std::mt19937 random(3);
  int forged = 0, read_well = 0, still_true = 0;
  for (const ProofSample& sample : samples()) {
    const SortedJson document = proof_json(sample.proof);
    int read_here = 0;
    for (int round = 0; round < 4000 / test::thin && read_here < 100 / test::thin; ++round) {
      SortedJson other = document;
      const int changes = 1 + static_cast<int>(random() % 3);
      for (int k = 0; k < changes; ++k) damage(some_value(other["proof"], random), random);
      if (other == document) continue;
      ++forged;
      CopositivityProof proof;
      try {
        other = sealed(other);
      } catch (const SortedJson::exception&) {  // text that cannot be printed: no checksum fits
      }
      try {
        proof = proof_from_json(other);
      } catch (const InputError&) {
        continue;
      }
      ++read_well;
      ++read_here;
      for (const RationalSymmetric& bad : sample.not_copositive)
        EXPECT_NE(find_flaw(proof, bad), "") << sample.name << ", round " << round;
      still_true += find_flaw(proof, sample.Q).empty() ? 1 : 0;
    }
  }
  EXPECT_GE(read_well, 1000 / test::thin);
  RecordProperty("forged", forged);
  RecordProperty("read_well", read_well);
  RecordProperty("still_true", still_true);
}

// ---- changes that no proof survives --------------------------------------------------------------

/// Refused by the reader or by the replay; and by the replay alone, which trusts nobody.
void expect_rejected(const CopositivityProof& proof, const ProofSample& sample, const std::string& change) {
  const std::string where = sample.name + ": " + change;
  EXPECT_NE(find_flaw(proof, sample.Q), "") << where;
  try {
    EXPECT_NE(find_flaw(proof_from_json(proof_json(proof)), sample.Q), "") << where;
  } catch (const InputError& error) {
    expect_one_line(error.what());
  }
}

/// Every list of node `k` of part `p`, changed in every way.
int reject_changed_nodes(const ProofSample& sample, std::size_t p, std::size_t k) {
  int count = 0;
  const auto change = [&](const std::string& name, const std::function<void(ProofNode&)>& apply) {
    CopositivityProof proof = sample.proof;
    apply(proof.parts[p].tree.nodes[k]);
    expect_rejected(proof, sample, fmt::format("node {}: {}", k, name));
    ++count;
  };
  const ProofNode& node = sample.proof.parts[p].tree.nodes[k];
  if (!node.drops.empty()) {
    change("a drop removed", [](ProofNode& n) { n.drops.pop_back(); });
    change("the first drop removed", [](ProofNode& n) { n.drops.erase(n.drops.begin()); });
    change("a drop doubled", [](ProofNode& n) { n.drops.push_back(n.drops[0]); });
    change("a drop of no index", [](ProofNode& n) { n.drops[0].index = -1; });
    change("an unknown rule", [](ProofNode& n) { n.drops[0].rule = static_cast<DropRule>(7); });
    change("a support row that is not there", [](ProofNode& n) {
      n.drops[0].rule = DropRule::support;
      n.drops[0].row = 1 << 20;
    });
  }
  if (!node.classes.empty()) {
    change("a class removed", [](ProofNode& n) { n.classes.pop_back(); });
    change("a member removed", [](ProofNode& n) { n.classes[0].pop_back(); });
    change("a member doubled", [](ProofNode& n) { n.classes[0].push_back(n.classes[0][0]); });
    change("a member in two classes", [](ProofNode& n) { n.classes.push_back({n.classes[0][0]}); });
    change("an empty class", [](ProofNode& n) { n.classes.push_back({}); });
    change("a scale of zero", [](ProofNode& n) {
      std::size_t members = 0;
      for (const auto& group : n.classes) members += group.size();
      n.scale.assign(members, 0.0);
    });
    change("a scale too many", [](ProofNode& n) {
      std::size_t members = 1;
      for (const auto& group : n.classes) members += group.size();
      n.scale.assign(members, 1.0);
    });
  }
  if (!node.branches.empty()) {
    change("a branch removed", [](ProofNode& n) {
      n.branches.pop_back();
      n.children.pop_back();
    });
    change("a child removed", [](ProofNode& n) { n.children.pop_back(); });
    change("a branch doubled", [](ProofNode& n) {
      n.branches.push_back(n.branches[0]);
      n.children.push_back(n.children[0]);
    });
    change("a negative branch", [](ProofNode& n) { n.branches[0] = -1; });
    change("a branch beyond the order", [](ProofNode& n) { n.branches[0] = 1 << 20; });
    change("a child that is the node itself", [&](ProofNode& n) { n.children[0] = static_cast<long>(k); });
    change("a child that is the root",
           [&](ProofNode& n) { n.children[0] = sample.proof.parts[p].tree.root; });
    change("a child before the first", [](ProofNode& n) { n.children[0] = -1; });
    change("a child after the last", [](ProofNode& n) { n.children[0] = 1L << 40; });
    change("the next child", [](ProofNode& n) { n.children[0] += n.children[0] > 0 ? -1 : 1; });
    if (node.branches.size() > 1)
      change("two branches that share a child", [](ProofNode& n) { n.children[0] = n.children[1]; });
  }
  return count;
}

int reject_changed_split(const ProofSample& sample, std::size_t p) {
  int count = 0;
  const auto change = [&](const std::string& name, const std::function<void(SplitProof&)>& apply) {
    CopositivityProof proof = sample.proof;
    apply(proof.parts[p].split);
    expect_rejected(proof, sample, name);
    ++count;
  };
  for (const std::int64_t mu :
       {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 62, std::numeric_limits<std::int64_t>::max(),
        std::numeric_limits<std::int64_t>::min()})
    change(fmt::format("mu = {}", mu), [mu](SplitProof& s) { s.mu = mu; });
  change("no row of L", [](SplitProof& s) { s.L.pop_back(); });
  change("no exponent", [](SplitProof& s) { s.exponent.pop_back(); });
  change("an exponent of 2³¹ − 1",
         [](SplitProof& s) { s.exponent[0] = std::numeric_limits<std::int32_t>::max(); });
  change("a scale of −1", [](SplitProof& s) { s.scale = -1; });
  change("a scale of 2³¹ − 1", [](SplitProof& s) { s.scale = std::numeric_limits<std::int32_t>::max(); });
  for (std::size_t k = 0; k < sample.proof.parts[p].split.L.size(); k += 7) {
    change(fmt::format("L[{}] = 2³¹ − 1", k),
           [k](SplitProof& s) { s.L[k] = std::numeric_limits<std::int32_t>::max(); });
    change(fmt::format("L[{}] = −2³¹", k),
           [k](SplitProof& s) { s.L[k] = std::numeric_limits<std::int32_t>::min(); });
  }
  return count;
}

TEST(ProofJson, ChangesThatNoProofSurvives) {
  int count = 0;
  for (const ProofSample& sample : samples()) {
    const auto change = [&](const std::string& name, const std::function<void(CopositivityProof&)>& apply) {
      CopositivityProof proof = sample.proof;
      apply(proof);
      expect_rejected(proof, sample, name);
      ++count;
    };
    if (!sample.proof.strict)
      change("claims strictness", [](CopositivityProof& proof) { proof.strict = true; });
    change("no part", [](CopositivityProof& proof) { proof.parts.pop_back(); });
    change("a part twice", [](CopositivityProof& proof) { proof.parts.push_back(proof.parts[0]); });
    change("an index dropped twice",
           [](CopositivityProof& proof) { proof.dropped.push_back(proof.parts[0].indices[0]); });
    change("dropped index −1", [](CopositivityProof& proof) { proof.dropped.push_back(-1); });
    for (std::size_t p = 0; p < sample.proof.parts.size(); ++p) {
      change("an index of a part removed",
             [p](CopositivityProof& proof) { proof.parts[p].indices.pop_back(); });
      change("an index of a part doubled", [p](CopositivityProof& proof) {
        proof.parts[p].indices.back() = proof.parts[p].indices.front();
      });
      change("an index below zero", [p](CopositivityProof& proof) { proof.parts[p].indices[0] = -3; });
      change("an index beyond the order", [p](CopositivityProof& proof) {
        proof.parts[p].indices[0] = std::numeric_limits<std::int32_t>::max();
      });
      const PartProof& part = sample.proof.parts[p];
      if (part.kind == PartProof::Kind::split) {
        count += reject_changed_split(sample, p);
        continue;
      }
      change("the last node removed",
             [p](CopositivityProof& proof) { proof.parts[p].tree.nodes.pop_back(); });
      change("a node that nothing leads to", [p](CopositivityProof& proof) {
        proof.parts[p].tree.nodes.push_back(proof.parts[p].tree.nodes.back());
      });
      change("no node", [p](CopositivityProof& proof) { proof.parts[p].tree.nodes.clear(); });
      change("another root", [p](CopositivityProof& proof) { ++proof.parts[p].tree.root; });
      change("root −1", [p](CopositivityProof& proof) { proof.parts[p].tree.root = -1; });
      const std::size_t step = 1 + part.tree.nodes.size() / 12;
      for (std::size_t k = 0; k < part.tree.nodes.size(); k += step)
        count += reject_changed_nodes(sample, p, k);
    }
  }
  EXPECT_GE(count, 1000);
}

TEST(ProofJson, RefusalsNameThePlace) {
  const SortedJson document = proof_json(samples()[0].proof);
  const auto expect_said = [&](const std::function<void(SortedJson&)>& apply, const std::string& said) {
    SortedJson other = document;
    apply(other);
    const std::string message = proof_refusal(sealed(other));
    EXPECT_NE(message.find(said), std::string::npos) << "expected “" << said << "” in: " << message;
  };
  expect_said([](SortedJson& d) { d["format"] = "orthant-copositivity/2"; }, "document.format: ");
  expect_said([](SortedJson& d) { d["proof"]["order"] = 6; }, "document.proof.order: found 6; expected 5");
  expect_said([](SortedJson& d) { d["proof"]["extra"] = 6; }, "expected 4 fields and no other");
  expect_said(
      [](SortedJson& d) { d["proof"]["parts"][0]["tree"]["nodes"][1]["drops"][0][1] = "row"; },
      "document.proof.parts[0].tree.nodes[1].drops[0][1]: found \"row\"; expected an integer from 0 to 2");
  expect_said([](SortedJson& d) { d["proof"]["parts"][0]["indices"][2] = 2.5; },
              "parts[0].indices[2]: found 2.5");
  expect_said([](SortedJson& d) { d["proof"]["parts"][0]["tree"]["root"] = UINT64_MAX; },
              "found 18446744073709551615");
  SortedJson other = document;
  other["checksum"] = "0";
  EXPECT_NE(proof_refusal(other).find("the file is damaged"), std::string::npos);
  for (const SortedJson& nothing : {SortedJson(), SortedJson(3), SortedJson("text"), SortedJson::array(),
                                    SortedJson::object(), SortedJson::array({1, 2})})
    EXPECT_NE(proof_refusal(nothing), "accepted");
}

}  // namespace
}  // namespace orthant
