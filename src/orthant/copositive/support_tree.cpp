#include "orthant/copositive/support_tree.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <numeric>
#include <thread>
#include <variant>

#include "orthant/copositive/class_bound.hpp"
#include "orthant/copositive/node.hpp"
#include "orthant/copositive/tableau.hpp"

namespace orthant {

struct SupportTree::Search {
  /// A node that waits: not looked at yet, or settled with its first `left` branches still to do.
  template <class T>
  struct Waiting {
    Tableau<T> t;
    NodeFrame frame;
    std::int64_t parent = -1;  ///< in the proof, with `slot`; of a settled node: the node itself
    std::size_t slot = 0;
    bool settled = false;
    BoundResult bound;
    std::size_t left = 0;
    double share = 1;  ///< of the whole tree, when every node's branches are given equal parts of it
  };

  using Task = std::variant<Waiting<double>, Waiting<std::int64_t>, Waiting<mpz_class>>;

  Search(const RationalSymmetric& Q_in, const TreeOptions& options_in) : Q(Q_in), options(options_in) {
    const int n = static_cast<int>(Q.order());
    recording = options.record_nodes > 0;
    proof.strict = options.strict;
    NodeFrame frame;
    frame.candidates.resize(static_cast<std::size_t>(n));
    std::iota(frame.candidates.begin(), frame.candidates.end(), 0);
    frame.compatible = bits::Table(n);
    check_budget();
    for (int i = 0; i < n; ++i) bits::fill(frame.compatible.row(i), n, [&](int j) { return j != i; });
    const auto start = [&](auto tableau) {
      Waiting<std::remove_reference_t<decltype(tableau.M[0])>> root;
      root.t = std::move(tableau);
      root.frame = std::move(frame);
      tasks.push_back(std::move(root));
    };
    if (options.arithmetic == TreeArithmetic::doubles && options.strict) {
      start(root_tableau_double(Q));
    } else if (auto narrow = root_tableau_int(Q)) {
      start(std::move(*narrow));
    } else {
      start(root_tableau_big(Q));
    }
  }

  const RationalSymmetric& Q;
  TreeOptions options;

  std::mutex mutex;  ///< over the tasks, the proof and the witnesses
  std::condition_variable changed;
  std::deque<Task> tasks;
  int busy = 0;
  std::atomic<int> hungry{0};
  std::atomic<bool> halt{false};  ///< budget exhausted, or refuted
  std::exception_ptr failure;

  std::vector<mpz_class> witness, zero;
  std::atomic<bool> zero_known{false};
  bool recording;
  TreeProof proof;
  std::atomic<std::size_t> nodes{0};
  std::atomic<double> work{0}, settled_share{0};
  double work_limit = 0;
  const Budget* budget = nullptr;

  // ---- one worker ----------------------------------------------------------------------------

  void worker() {
    const BudgetScope scope(budget);
    std::unique_lock lock(mutex);
    for (;;) {
      ++hungry;
      changed.wait(lock, [&] { return halt || !tasks.empty() || busy == 0; });
      --hungry;
      if (halt || (tasks.empty() && busy == 0)) {
        changed.notify_all();
        return;
      }
      Task task = std::move(tasks.back());
      tasks.pop_back();
      ++busy;
      lock.unlock();
      try {
        std::visit([&](auto& waiting) { explore(std::move(waiting)); }, task);
      } catch (...) {
        const std::lock_guard guard(mutex);
        failure = std::current_exception();
        halt = true;
      }
      lock.lock();
      --busy;
      changed.notify_all();
    }
  }

  template <class T>
  void push(Waiting<T> waiting) {
    const std::lock_guard guard(mutex);
    tasks.push_back(std::move(waiting));
    changed.notify_one();
  }

  void refute(std::vector<mpz_class> x) {
    const std::lock_guard guard(mutex);
    if (witness.empty()) witness = std::move(x);
    halt = true;
    changed.notify_all();
  }

  void note_zero(const std::vector<int>& S, const std::vector<int>& J) {
    if (zero_known) return;
    auto x = face_witness(Q, S, J, true);
    if (!x) return;
    const std::lock_guard guard(mutex);
    if (zero_known) return;
    zero = std::move(*x);
    zero_known = true;
  }

  bool over_budget(double added) {
    const double now = work.fetch_add(added, std::memory_order_relaxed) + added;
    const std::size_t count = nodes.fetch_add(1, std::memory_order_relaxed);
    const bool look = count % 64 == 0 || added > 1e5;
    if (now <= work_limit && !(look && budget->exhausted())) return false;
    halt = true;
    changed.notify_all();
    return true;
  }

  /// Stores the node and tells its parent; −1 when nothing is recorded.
  std::int64_t record(std::optional<ProofNode> node, std::int64_t parent, std::size_t slot) {
    if (!recording) return -1;
    const std::lock_guard guard(mutex);
    if (!recording) return -1;
    if (!node || proof.nodes.size() >= options.record_nodes) {
      recording = false;
      proof.nodes = {};
      return -1;
    }
    const auto id = static_cast<std::int64_t>(proof.nodes.size());
    proof.nodes.push_back(std::move(*node));
    if (parent >= 0) {
      proof.nodes[parent].children[slot] = id;
    } else {
      proof.root = id;
    }
    return id;
  }

  // ---- one node ------------------------------------------------------------------------------

  /// Settles the node and everything below. When halted, puts back what is left instead.
  template <class T>
  void explore(Waiting<T> node) {
    if (!halt && !node.settled && !settle(node)) return;
    while (node.left > 0 || !node.settled) {
      if (halt) {
        push(std::move(node));
        return;
      }
      const std::size_t k = --node.left;
      const bool give_away = hungry.load(std::memory_order_relaxed) > 0 && node.frame.S.size() < 12 && k > 0;
      descend(node, k, give_away);
    }
  }

  /// False when a violation was found.
  template <class T>
  bool settle(Waiting<T>& node) {
    NodeRules<T> rules(Q, node.t, node.frame, options.strict, options.order, budget);
    const NodeOutcome outcome = rules.settle();
    if (!rules.zero_face().empty()) note_zero(node.frame.S, rules.zero_face());
    if (outcome == NodeOutcome::violated) {
      refute(rules.take_witness());
      return false;
    }
    if (recording) node.parent = record(rules.proof(), node.parent, node.slot);
    over_budget(std::is_same_v<T, mpz_class> ? 8 * rules.work() : rules.work());
    node.bound = rules.take_bound();
    node.left = node.bound.branches.size();
    if (node.left == 0) settled_share.fetch_add(node.share, std::memory_order_relaxed);
    node.settled = true;
    return true;
  }

  template <class T>
  void descend(const Waiting<T>& node, std::size_t k, bool give_away) {
    const int b = node.bound.branches[k];
    const std::vector<int> keep = child_candidates(node.frame, node.bound, k);
    const auto go = [&](auto tableau) {
      Waiting<std::remove_reference_t<decltype(tableau.M[0])>> child;
      child.t = std::move(tableau);
      child.frame = child_frame(node.frame, node.bound, k, keep);
      child.parent = node.parent;
      child.slot = k;
      child.share = node.share / static_cast<double>(node.bound.branches.size());
      if (give_away) {
        push(std::move(child));
      } else {
        explore(std::move(child));
      }
    };
    if (pivot_is_certain(node.t, b)) {
      if (auto next = pivot(node.t, b, keep)) {
        go(std::move(*next));
        return;
      }
    }
    if constexpr (std::is_same_v<T, std::int64_t>) {
      go(*pivot(widen(node.t), b, keep));
    } else if constexpr (std::is_same_v<T, double>) {
      // Positive (settle_diagonal asked exactly), but too close to zero for doubles: integers from here on.
      std::vector<int> with_b{node.frame.candidates[b]};
      for (const int j : keep) with_b.push_back(node.frame.candidates[j]);
      std::vector<int> rest(keep.size());
      std::iota(rest.begin(), rest.end(), 1);
      go(*pivot(eliminate(Q, node.frame.S, with_b), 0, rest));
    }
  }

  TreeStatus run(double more, const Budget& limits) {
    if (!witness.empty()) return TreeStatus::refuted;
    if (tasks.empty()) return TreeStatus::proved;
    work_limit = work + more;
    budget = &limits;
    halt = false;
    if (options.threads <= 1) {
      worker();
    } else {
      std::vector<std::thread> others;
      for (int k = 1; k < options.threads; ++k) others.emplace_back([this] { worker(); });
      worker();
      for (std::thread& other : others) other.join();
    }
    if (failure) std::rethrow_exception(failure);
    if (!witness.empty()) return TreeStatus::refuted;
    return tasks.empty() ? TreeStatus::proved : TreeStatus::stopped;
  }
};

SupportTree::SupportTree(const RationalSymmetric& Q, const TreeOptions& options)
    : search_(std::make_unique<Search>(Q, options)) {}
SupportTree::~SupportTree() = default;

TreeStatus SupportTree::run(double work, const Budget& budget) {
  return search_->run(work, budget);
}
const std::vector<mpz_class>& SupportTree::witness() const {
  return search_->witness;
}
const std::vector<mpz_class>& SupportTree::zero() const {
  return search_->zero;
}
std::size_t SupportTree::nodes() const {
  return search_->nodes;
}
double SupportTree::work() const {
  return search_->work;
}
double SupportTree::settled_share() const {
  return search_->settled_share;
}

std::optional<TreeProof> SupportTree::take_proof() {
  if (!search_->recording) return {};
  return std::move(search_->proof);
}

// ---- races ---------------------------------------------------------------------------------------

namespace {

/// Whether many pairs exclude each other by Q_ij ≥ √(Q_ii Q_jj), as the edges missing in a graph do.
bool looks_like_a_graph(const RationalSymmetric& Q) {
  const Tableau<double> t = root_tableau_double(Q);
  std::size_t excluded = 0;
  for (int i = 0; i < t.c; ++i)
    for (int j = 0; j < i; ++j)
      if (t.m(i, j) > 0 && t.m(i, j) * t.m(i, j) >= (1 - 1e-12) * t.m(i, i) * t.m(j, j)) ++excluded;
  return 20 * excluded > static_cast<std::size_t>(t.c) * t.c;
}

}  // namespace

Race::Race(const RationalSymmetric& Q, const RaceOptions& race) {
  const auto enter = [&](BranchOrder order, TreeArithmetic arithmetic, bool first_turn_only) {
    TreeOptions options;
    options.strict = race.strict;
    options.order = order;
    options.arithmetic = arithmetic;
    options.threads = race.threads;
    options.record_nodes = arithmetic == TreeArithmetic::doubles ? race.record_doubles : race.record_integers;
    entrants_.push_back({std::make_unique<SupportTree>(Q, options), order, arithmetic, first_turn_only});
  };
  // Short integers are as quick as doubles at first, and settle ties.
  const bool integers_first = race.strict && Q.order() <= 300 && Q.bits() <= 40;
  std::vector<BranchOrder> orders{BranchOrder::semidefinite_first, BranchOrder::least_negative_first,
                                  BranchOrder::most_negative_first};
  lead_ = looks_like_a_graph(Q) ? 4 : 1;
  if (lead_ > 1) std::reverse(orders.begin(), orders.end());
  leader_ = orders.front();
  for (const BranchOrder order : orders)
    if (integers_first) enter(order, TreeArithmetic::integers, true);
  for (const BranchOrder order : orders)
    enter(order, race.strict ? TreeArithmetic::doubles : TreeArithmetic::integers, false);
}

/// After a few turns, the order that settles the largest share of its tree per multiplication leads.
void Race::follow_the_best() {
  if (turn_ < 6e6) return;  // before that the shares mislead
  double best = 0;
  for (const Entrant& entrant : entrants_) {
    const double speed = entrant.tree->settled_share() / std::max(1.0, entrant.tree->work());
    if (speed <= best) continue;
    best = speed;
    leader_ = entrant.order;
    lead_ = 8;
  }
}

RaceResult Race::run(double work, const Budget& budget,
                     const std::function<void(double work, double nodes)>& progress) {
  RaceResult result;
  while (work > 0 && !budget.exhausted()) {
    for (Entrant& entrant : entrants_) {
      const double before = entrant.tree->work();
      const double turn = entrant.order == leader_ ? lead_ * turn_ : turn_;
      result.status = entrant.tree->run(std::min(turn, work), budget);
      work -= entrant.tree->work() - before;
      if (result.status != TreeStatus::stopped) {
        result.witness = entrant.tree->witness();
        result.zero = entrant.tree->zero();
        if (result.status == TreeStatus::proved) result.proof = entrant.tree->take_proof();
        result.arithmetic = entrant.arithmetic;
        break;
      }
      if (work <= 0 || budget.exhausted()) break;
    }
    result.nodes = result.work = 0;
    for (const Entrant& entrant : entrants_) {
      result.nodes += static_cast<double>(entrant.tree->nodes());
      result.work += entrant.tree->work();
    }
    if (result.status != TreeStatus::stopped) return result;
    if (progress) progress(result.work, result.nodes);
    std::erase_if(entrants_, [](const Entrant& entrant) { return entrant.first_turn_only; });
    follow_the_best();
    turn_ = std::min(2 * turn_, 2e9);
  }
  return result;
}

}  // namespace orthant
