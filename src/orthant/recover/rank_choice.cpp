#include "orthant/recover/rank_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace orthant {

namespace {

/// The 97.5 % point of Student's distribution.
double student(Index degrees) {
  constexpr double points[] = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
                               2.201,  2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086};
  constexpr Index listed = std::size(points);
  if (degrees <= listed) return points[std::max<Index>(degrees, 1) - 1];
  return 1.96 + 2.5 / static_cast<double>(degrees);  // within 0.003
}

std::string parts_in_words(Index rank) {
  return rank == 1 ? "one part" : fmt::format("{} parts", rank);
}

/// What a candidate is compared with: a rank, or (0) the mean of the data.
struct Contender {
  Index rank;
  Vector loss;  ///< log(e + ε) by fold
  double mean() const { return loss.mean(); }
};

/// Those of which every fold was fitted, ascending; rank 0 first when rank 1 is there.
std::vector<Contender> contenders(const CrossValidation& validation) {
  std::vector<Contender> out;
  if (!validation.ranks.empty() && validation.ranks.front() == 1 && validation.constant.allFinite())
    out.push_back({0, log_losses_of_mean(validation)});
  for (size_t c = 0; c < validation.ranks.size(); ++c) {
    const auto column = static_cast<Index>(c);
    if (validation.loss.col(column).allFinite())
      out.push_back({validation.ranks[c], log_losses(validation, column)});
  }
  return out;
}

std::string beaten(const Contender& by, Index smallest, Index largest) {
  const std::string asked = smallest == largest ? parts_in_words(smallest)
                                                : fmt::format("no rank from {} to {}", smallest, largest);
  return fmt::format("Not clear: {} {} held-out entries better than {}.", asked,
                     smallest == largest ? "do not predict" : "predicts",
                     by.rank == 0   ? "their mean"
                     : by.rank == 1 ? "one part does"
                                    : parts_in_words(by.rank) + " do");
}

/// "5.2 % (± 0.4)": how far below the error of one that of the other is; of root mean squares where errors are
/// squares. No powers of ten: an error above 9.5 % is a whole number.
std::string gain_in_words(const FoldDifference& gain, bool squares) {
  const double power = squares ? 0.5 : 1, left = std::exp(-power * gain.mean);
  if (left < 0.005) return "more than 99 %";
  const double error = 100 * left * power * gain.standard_error;
  return fmt::format("{:.2g} % (± {})", 100 * (1 - left),
                     error < 9.5 ? fmt::format("{:.1g}", error) : fmt::format("{:.0f}", error));
}

double nearly_nothing(const CrossValidation& validation) {
  return 1e-6 * validation.constant.mean();
}

}  // namespace

FoldDifference fold_difference(const Vector& by_fold, double share) {
  const auto folds = static_cast<double>(by_fold.size());
  if (by_fold.size() < 2) return {by_fold.size() == 0 ? 0 : by_fold.mean(), 0};
  Vector sorted = by_fold;
  std::sort(sorted.begin(), sorted.end());
  const Index half = sorted.size() / 2;
  const double median = (sorted(half) + sorted(sorted.size() - 1 - half)) / 2;
  Vector cut = by_fold;
  for (double& d : cut) d = median >= 0 ? std::min(d, 2 * median) : std::max(d, 2 * median);
  const double mean = cut.mean();
  const double variance = (cut.array() - mean).square().sum() / (folds - 1);
  return {mean, std::sqrt(variance * (1 / folds + share / (1 - share)))};
}

Vector log_losses(const CrossValidation& validation, Index column) {
  return (validation.loss.col(column).array() + nearly_nothing(validation)).log();
}

Vector log_losses_of_mean(const CrossValidation& validation) {
  return (validation.constant.array() + nearly_nothing(validation)).log();
}

RankChoice choose_rank(const CrossValidation& validation, Index smallest) {
  if (validation.folds < 2) return {{}, {}, "Not clear: nothing was held out."};
  const std::vector<Contender> all = contenders(validation);
  Index asked = 0;
  for (const Contender& one : all) asked += one.rank >= smallest;
  if (asked == 0) return {{}, {}, "Not clear: no rank was fitted in every fold."};
  const Index largest = all.back().rank;
  constexpr double nothing = 1e-3;  // a quotient of errors this near to 1 is no reason for a part
  size_t best = 0, candidate = 0;
  for (size_t c = 0; c < all.size(); ++c)
    if (all[c].mean() < all[best].mean()) best = c;
  const auto difference = [&](size_t c, size_t from) {
    return fold_difference(all[c].loss - all[from].loss, validation.share);
  };
  for (candidate = 0; candidate < best; ++candidate)
    if (const FoldDifference above = difference(candidate, best);
        above.mean <= std::max(above.standard_error, nothing))
      break;
  const Contender& chosen = all[candidate];
  if (chosen.rank < smallest) return {{}, {}, beaten(chosen, smallest, largest)};
  RankChoice out{{}, chosen.rank, ""};
  if (candidate == 0) {
    out.sentence = fmt::format("Not clear: there is nothing below rank {} to compare it with.", chosen.rank);
    return out;
  }
  const Contender& before = all[candidate - 1];
  const FoldDifference gain = difference(candidate - 1, candidate);
  const std::string than = before.rank == 0 ? "the mean of the data" : fmt::format("rank {}", before.rank);
  if (!(gain.mean > student(validation.folds - 1) * gain.standard_error)) {
    out.sentence = fmt::format(
        "Not clear: the held-out error falls slowly; at rank {} it is as small as anywhere, but only {} below that "
        "of {}, which may be chance.",
        chosen.rank, gain_in_words(gain, validation.squares), than);
    return out;
  }
  if (chosen.rank == largest && asked > 1) {
    out.sentence = fmt::format(
        "Not clear: the held-out error still falls at rank {}, the largest that was tried; larger ranks may be "
        "better.",
        largest);
    return out;
  }
  out.rank = chosen.rank;
  const std::string beyond = chosen.rank == largest ? ""
                             : best == candidate    ? ", and more parts do not lower it"
                                                    : ", and more parts lower it by no more than chance may";
  out.sentence = fmt::format("Rank {}: its held-out error is {} below that of {}{}.", chosen.rank,
                             gain_in_words(gain, validation.squares), than, beyond);
  return out;
}

}  // namespace orthant
