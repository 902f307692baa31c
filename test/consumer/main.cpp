/// A program of another project: recover, certify, prove, write a report.
#include <cstdio>
#include <orthant/orthant.hpp>

int main() {
  const double counts[] = {3, 9, 8, 2, 5, 9, 7, 9, 1, 9, 0, 7, 4, 8, 3, 3, 7, 8, 8, 7, 6, 2, 3, 2,
                           8, 6, 0, 1, 2, 9, 0, 4, 0, 4, 7, 9, 6, 6, 6, 9, 7, 2, 5, 1, 0, 2, 7, 3};
  const orthant::Data data{.matrix = orthant::data_by_rows(counts, 8, 6), .name = "counts"};
  const orthant::Recovery found = orthant::recover(data, {.rank = 3, .search = {.starts = 4}});
  orthant::write(found, "found");

  orthant::Certificate worse = orthant::certify(*found.objective, found.search.minima.back().certificate.U);
  orthant::prove_and_adopt(*found.objective, nullptr, worse, &found.best().U);
  std::printf("best %.6f %s, %s; another %.6f %s, %s\n", found.best().objective,
              to_string(found.best().verdict).data(), to_string(found.best().rigor).data(), worse.objective,
              worse.spurious == true ? "spurious" : "not spurious", to_string(worse.rigor).data());
  return found.proof && worse.spurious == true ? 0 : 1;
}
