/// Step 5: an instance of the paper. A point that no descent leaves, though the truth fits the data exactly,
/// and the measurements are nearly isometric: in rationals, so that the verdict is exact.

#include <cstdio>
#include <orthant/orthant.hpp>

int main() {
  const orthant::Problem problem = orthant::paper::theorem3({.n = 2, .alpha = {1, 2}, .epsilon = {1, 10}});
  const auto objective = problem.objective();
  const orthant::Matrix truth = *problem.stacked_truth();

  orthant::Certificate point = orthant::certify(*objective, problem.stacked_point(), {}, &truth);
  const auto proof = orthant::prove_and_adopt(*objective, &problem, point, &truth);
  std::printf("point     %s%s, %s, objective %.5f\n", to_string(point.verdict).data(),
              point.spurious == true ? ", spurious" : "", to_string(point.rigor).data(), point.objective);
  std::printf("truth     objective %.5f\n", objective->value(truth));

  const orthant::RipResult rip = orthant::restricted_isometry(*problem.measurement, 2);
  std::printf("isometry  δ = %.6f at rank 2%s\n", rip.upper, rip.attained ? ", attained" : "");
  if (proof) orthant::write_certificate(point, proof, "theorem-3");
  return proof && point.spurious == true ? 0 : 1;
}
