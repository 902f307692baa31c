/// How often the recommended rank is the planted one, and what is said of structureless noise.
///
///   bench_planted_rank [INSTANCES] [FOLDS] [FOLD_STARTS] [entries|blocks]
///
/// X = max(0, LRᵀ + noise), six parts, noise of 5 % of the root mean square of LRᵀ; uniform, exponential and sparse
/// factors (half zeros), several sizes. Then noise alone: uniform, exponential, Poisson. Ranks 2 to 12.
#include <fmt/format.h>

#include <cstdlib>
#include <string>

#include "orthant/base/random.hpp"
#include "orthant/recover/rank_choice.hpp"

using namespace orthant;

namespace {

double drawn(Random& random, const std::string& kind) {
  if (kind == "uniform") return random.uniform();
  const double exponential = -std::log(1 - random.uniform());
  return kind == "sparse" && random.uniform() < 0.5 ? 0 : exponential;
}

Matrix drawn(Random& random, Index rows, Index cols, const std::string& kind) {
  Matrix out(rows, cols);
  for (double& x : out.reshaped()) x = drawn(random, kind);
  return out;
}

Matrix planted(Random& random, Index rows, Index cols, Index rank, const std::string& kind, double noise) {
  Matrix X = drawn(random, rows, rank, kind) * drawn(random, rank, cols, kind);
  const double level = noise * X.norm() / std::sqrt(static_cast<double>(X.size()));
  for (double& x : X.reshaped()) x = std::max(0.0, x + level * random.normal());
  return X;
}

Matrix structureless(Random& random, Index rows, Index cols, const std::string& kind) {
  Matrix X(rows, cols);
  for (double& x : X.reshaped()) {
    if (kind != "poisson") {
      x = drawn(random, kind);
      continue;
    }
    double product = 1;  // Knuth's, mean 3
    for (x = -1; product > std::exp(-3.0); ++x) product *= random.uniform();
  }
  return X;
}

RankChoice choice_for(Matrix X, const CrossValidationOptions& options) {
  const Data data{.matrix = share(DataMatrix::dense(std::move(X)))};
  std::vector<Index> ranks;
  for (Index r = 1; r <= 12; ++r) ranks.push_back(r);
  const Stopwatch clock;
  const CrossValidation validation = cross_validate(data, {}, ranks, options);
  if (std::getenv("VERBOSE") != nullptr) {
    for (Index c = 0; c < validation.loss.cols(); ++c) {
      fmt::print("    {:2}:", ranks[static_cast<size_t>(c)]);
      for (const double loss : validation.loss.col(c)) fmt::print(" {:10.4g}", loss);
      fmt::print("\n");
    }
  }
  RankChoice out = choose_rank(validation, 2);
  out.sentence += fmt::format(" ({:.1f} s)", clock.seconds());
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const int instances = argc > 1 ? std::atoi(argv[1]) : 20;
  CrossValidationOptions options;
  if (argc > 2) options.folds = std::atol(argv[2]);
  if (argc > 3) options.fold_starts = std::atol(argv[3]);
  if (argc > 4) options.validation = from_word<Validation>(argv[4]).value_or(Validation::automatic);
  constexpr std::pair<Index, Index> sizes[] = {{200, 100}, {60, 40}, {400, 50}, {100, 100}, {1000, 30}};
  const std::string kinds[] = {"uniform", "exponential", "sparse"}, noises[] = {"uniform", "exponential", "poisson"};
  int right = 0, unclear = 0;
  for (int k = 0; k < instances; ++k) {
    Random random(static_cast<std::uint64_t>(k), 61);
    const auto [rows, cols] = sizes[k % std::size(sizes)];
    const std::string& kind = kinds[k % 3];
    options.seed = k;
    const RankChoice choice = choice_for(planted(random, rows, cols, 6, kind, 0.05), options);
    right += choice.rank == 6;
    fmt::print("{:4} × {:<4} {:12} {}\n", rows, cols, kind, choice.sentence);
    std::fflush(stdout);
  }
  for (int k = 0; k < instances; ++k) {
    Random random(static_cast<std::uint64_t>(k), 62);
    const auto [rows, cols] = sizes[k % std::size(sizes)];
    const std::string& kind = noises[k % 3];
    options.seed = k;
    const RankChoice choice = choice_for(structureless(random, rows, cols, kind), options);
    unclear += !choice.rank;
    fmt::print("{:4} × {:<4} {:12} {}\n", rows, cols, kind, choice.sentence);
    std::fflush(stdout);
  }
  fmt::print("planted rank 6: right in {} of {}; structureless: not clear in {} of {}\n", right, instances, unclear,
             instances);
}
