#include "orthant/copositive/support_tree.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <variant>

#include "orthant/copositive/exact_bound.hpp"
#include "orthant/copositive/face_witness.hpp"
#include "orthant/copositive/node.hpp"
#include "orthant/copositive/tableau.hpp"

namespace orthant {

namespace {

/// A subtree that waits: everything needed to start it, the tableau included.
struct Task {
  std::variant<Tableau<double>, Tableau<std::int64_t>, Tableau<mpz_class>> tableau;
  NodeFrame frame;
  std::int64_t parent = -1;
  std::size_t slot = 0;
};

}  // namespace

struct SupportTree::Search {
  Search(const RationalSymmetric& Q_in, const TreeOptions& options_in) : Q(Q_in), options(options_in) {
    const int n = static_cast<int>(Q.order());
    recording = options.record_nodes > 0;
    proof.strict = options.strict;
    Task root;
    root.frame.candidates.resize(static_cast<std::size_t>(n));
    for (int i = 0; i < n; ++i) root.frame.candidates[static_cast<std::size_t>(i)] = i;
    root.frame.compatible = bits::Table(n);
    for (int i = 0; i < n; ++i)
      for (int j = 0; j < n; ++j)
        if (i != j) root.frame.compatible.insert(i, j);
    if (options.arithmetic == TreeArithmetic::doubles && options.strict) {
      root.tableau = root_tableau_double(Q);
    } else if (auto narrow = root_tableau_int(Q)) {
      root.tableau = std::move(*narrow);
    } else {
      root.tableau = root_tableau_big(Q);
    }
    tasks.push_back(std::move(root));
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
  std::atomic<double> work{0};
  double work_limit = 0;
  const Budget* budget = nullptr;

  // ---- one worker ----------------------------------------------------------------------------

  void worker() {
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
        std::visit([&](auto& tableau) { explore(std::move(tableau), std::move(task.frame), task.parent, task.slot); },
                   task.tableau);
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
  void push(Tableau<T> tableau, NodeFrame frame, std::int64_t parent, std::size_t slot) {
    const std::lock_guard guard(mutex);
    tasks.push_back({std::move(tableau), std::move(frame), parent, slot});
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
    if (now <= work_limit && (count % 64 != 0 || !budget->exhausted())) return false;
    halt = true;
    changed.notify_all();
    return true;
  }

  /// Stores the node and tells its parent; −1 when nothing is recorded.
  std::int64_t record(ProofNode node, std::int64_t parent, std::size_t slot) {
    if (!recording) return -1;
    const std::lock_guard guard(mutex);
    if (!recording) return -1;
    if (proof.nodes.size() >= options.record_nodes) {
      recording = false;
      proof.nodes = {};
      return -1;
    }
    const auto id = static_cast<std::int64_t>(proof.nodes.size());
    proof.nodes.push_back(std::move(node));
    if (parent >= 0) {
      proof.nodes[static_cast<std::size_t>(parent)].children[slot] = id;
    } else {
      proof.root = id;
    }
    return id;
  }

  // ---- one node ------------------------------------------------------------------------------

  /// Settles the node and everything below. When halted, pushes back what is left instead.
  template <class T>
  void explore(Tableau<T> t, NodeFrame frame, std::int64_t parent, std::size_t slot) {
    if (halt) {
      push(std::move(t), std::move(frame), parent, slot);
      return;
    }
    NodeRules<T> rules(Q, t, frame, options.strict, options.order);
    const NodeOutcome outcome = rules.settle();
    if (!rules.zero_face().empty()) note_zero(frame.S, rules.zero_face());
    if (outcome == NodeOutcome::violated) {
      refute(rules.take_witness());
      return;
    }
    const std::int64_t id = record(recording ? rules.proof() : ProofNode{}, parent, slot);
    over_budget(rules.work());
    const std::vector<int>& branches = rules.branches();
    for (std::size_t k = branches.size(); k-- > 0;) {
      const bool give_away = halt || (hungry.load(std::memory_order_relaxed) > 0 && frame.S.size() < 12 && k > 0);
      descend(t, frame, rules, k, id, give_away);
    }
  }

  template <class T>
  void descend(const Tableau<T>& t, const NodeFrame& frame, const NodeRules<T>& rules, std::size_t k,
               std::int64_t id, bool give_away) {
    const int b = rules.branches()[k];
    const std::vector<int> keep = rules.child_candidates(k);
    NodeFrame child = rules.child_frame(k, keep);
    const auto go = [&](auto&& tableau) {
      if (give_away) {
        push(std::move(tableau), std::move(child), id, k);
      } else {
        explore(std::move(tableau), std::move(child), id, k);
      }
    };
    if (rules.pivot_is_certain(b)) {
      if (auto next = pivot(t, b, keep)) {
        go(std::move(*next));
        return;
      }
    }
    if constexpr (std::is_same_v<T, std::int64_t>) {
      go(*pivot(widen(t), b, keep));
    } else if constexpr (std::is_same_v<T, double>) {
      // Positive (settle_diagonal asked exactly), but too close to zero for doubles: integers from here on.
      std::vector<int> with_b{frame.candidates[static_cast<std::size_t>(b)]};
      for (const int j : keep) with_b.push_back(frame.candidates[static_cast<std::size_t>(j)]);
      const Tableau<mpz_class> exact = eliminate(Q, frame.S, with_b);
      std::vector<int> rest(keep.size());
      for (std::size_t i = 0; i < rest.size(); ++i) rest[i] = static_cast<int>(i) + 1;
      go(*pivot(exact, 0, rest));
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

TreeStatus SupportTree::run(double work, const Budget& budget) { return search_->run(work, budget); }
const std::vector<mpz_class>& SupportTree::witness() const { return search_->witness; }
const std::vector<mpz_class>& SupportTree::zero() const { return search_->zero; }
std::size_t SupportTree::nodes() const { return search_->nodes; }
double SupportTree::work() const { return search_->work; }

std::optional<TreeProof> SupportTree::take_proof() {
  if (!search_->recording) return {};
  return std::move(search_->proof);
}

}  // namespace orthant
