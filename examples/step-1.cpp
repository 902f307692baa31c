/// Step 1: solve and certify. Where does a solver end, what is that point, and what is proved of it?

#include <cstdio>
#include <orthant/orthant.hpp>

int main() {
  const double counts[] = {3, 9, 8, 2, 5, 9, 7, 9, 1, 9, 0, 7, 4, 8, 3, 3, 7, 8, 8, 7, 6, 2, 3, 2,
                           8, 6, 0, 1, 2, 9, 0, 4, 0, 4, 7, 9, 6, 6, 6, 9, 7, 2, 5, 1, 0, 2, 7, 3};
  const orthant::Data data{.matrix = orthant::data_by_rows(counts, 8, 6)};
  const auto objective = orthant::make_objective(data, {}, 3);  // ½‖X − LRᵀ‖², rank 3

  const orthant::SolveResult end = orthant::solve(*objective, orthant::random_start(*objective, 0, 1));
  std::printf("solved    objective %.6f, stationarity below 1e-12: %s\n", end.objective,
              end.stationarity < 1e-12 ? "yes" : "no");

  orthant::Certificate point = orthant::certify(*objective, end.U);
  std::printf("certified %s, %s\n", to_string(point.verdict).data(), to_string(point.rigor).data());

  const auto proof = orthant::prove_and_adopt(*objective, nullptr, point, nullptr);
  std::printf("proved    %s, %s\n", to_string(point.verdict).data(), to_string(point.rigor).data());
  return proof ? 0 : 1;
}
