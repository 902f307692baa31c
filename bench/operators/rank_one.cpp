// Rank-one sensing with sparse vectors: seconds of 𝒜(LRᵀ) and of the gradient of g(L,R) = ½‖𝒜(LRᵀ) − b‖².
// Usage: rank_one [ROWS [COLS [MEASUREMENTS [RANK [NONZEROS [THREADS]]]]]].
// Bytes moved are those that the arithmetic must touch at least once: indices and values of the vectors
// (12 bytes a nonzero), the gathered or scattered rows of the factors (8·rank a nonzero) and the m×rank
// products. Caches serve the second part, so the rate may exceed that of memory.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "orthant/base/random.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/linalg/threads.hpp"
#include "orthant/operators/generators.hpp"
#include "orthant/operators/observations.hpp"
#include "orthant/objectives/recovery.hpp"

using namespace orthant;

namespace {

/// Peak resident memory in MiB, since the last reset.
double peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind("VmHWM:", 0) == 0) return std::stod(line.substr(6)) / 1024;
  return 0;
}

void reset_peak_memory() {
  std::ofstream("/proc/self/clear_refs") << "5";
}

Matrix uniform(Random& random, Index rows, Index cols) {
  Matrix M(rows, cols);
  for (Index e = 0; e < M.size(); ++e) M.data()[e] = random.uniform();
  return M;
}

template <class Work>
double median_seconds(Work work) {
  std::vector<double> seconds;
  work();  // the first one also wakes the threads and maps the memory
  for (int repeat = 0; repeat < 9; ++repeat) {
    const Stopwatch clock;
    work();
    seconds.push_back(clock.seconds());
  }
  std::sort(seconds.begin(), seconds.end());
  return seconds[seconds.size() / 2];
}

void report(const char* what, double seconds, double bytes, double flops) {
  fmt::print("{:<28}{:>9.4f} s {:>8.1f} GB/s {:>8.2f} GFlop/s {:>9.0f} MiB peak\n", what, seconds,
             bytes / seconds / 1e9, flops / seconds / 1e9, peak_memory());
}

}  // namespace

int main(int argc, char** argv) {
  const auto argument = [&](int place, long otherwise) {
    return place < argc ? std::strtol(argv[place], nullptr, 10) : otherwise;
  };
  const Index n1 = argument(1, 20000), n2 = argument(2, 20000), m = argument(3, 200000), r = argument(4, 10);
  const Index nonzeros = argument(5, 25);
  set_threads(static_cast<int>(argument(6, 0)));
  fmt::print("rank-one sensing {}×{}, m = {}, rank {}, about {} nonzeros a vector, {} threads\n", n1, n2, m, r,
             nonzeros, threads());

  const Stopwatch clock;
  const double density = (static_cast<double>(nonzeros) - 0.5) / static_cast<double>(std::min(n1, n2));
  const std::shared_ptr<const RankOneSensing> A = random_rank_one(n1, n2, m, 1, density);
  Random random(2);
  const Matrix L = uniform(random, n1, r), R = uniform(random, n2, r);
  const Vector b = A->apply_product(uniform(random, n1, r), uniform(random, n2, r));
  const AsymmetricRecovery objective(std::make_shared<const MeasuredObservations>(A, b), r, 0);
  fmt::print("made in {:.1f} s; the vectors take {:.0f} MiB\n", clock.seconds(),
             static_cast<double>(A->left().bytes() + A->right().bytes()) / 1048576);

  const double stored = static_cast<double>(A->left().stored() + A->right().stored());
  const auto rank = static_cast<double>(r), measurements = static_cast<double>(m);
  const double pass = stored * (12 + 8 * rank) + 4 * 8 * rank * measurements;
  reset_peak_memory();
  double sink = 0;
  const double measure = median_seconds([&] { sink += A->apply_product(L, R).squaredNorm(); });
  report("measurements of LRᵀ", measure, pass, 2 * stored * rank);

  Matrix U(n1 + n2, r);
  U << L, R;
  // 𝒜(LRᵀ), then S R and SᵀL: each of the two is as much work again.
  const double gradient = median_seconds([&] { sink += objective.at(U)->gradient().squaredNorm(); });
  report("gradient", gradient, 3 * pass, 3 * 2 * stored * rank);
  const double value = median_seconds([&] { sink += objective.value(U); });
  report("value", value, pass, 2 * stored * rank);
  return sink > 0 ? 0 : 1;
}
