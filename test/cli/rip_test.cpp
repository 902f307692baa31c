/// orthant rip: Theorem 3's constant, what is written, refusals.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "orthant/files/problem_folder.hpp"
#include "orthant/operators/finite_rank.hpp"
#include "run.hpp"

namespace orthant::cli {
namespace {

/// Theorem 3 with n = 4, r = 2, r⋆ = 1, α = ½, ε = 0.3 as a problem folder; δ = α²√(r/r⋆ + 2ε²r).
constexpr double delta_squared = 0.0625 * (2 + 2 * 0.09 * 2);

void write_theorem_three(const Folder& folder, const std::string& name) {
  Matrix B = Matrix::Zero(4, 4), C = B, U = Matrix::Zero(4, 1);
  B.block(0, 1, 1, 2).setConstant(-0.3);
  B.block(1, 0, 2, 1).setConstant(-0.3);
  B.block(1, 1, 2, 2).setIdentity();
  C(0, 0) = 0.25;
  U(0, 0) = 1;
  Problem problem;
  problem.rank = 2;
  problem.measurement = std::make_shared<KernelMeasurement>(4, 4, std::vector<LowRankTerm>{{B, C}});
  problem.truth = orthant::Factors{U, Matrix()};
  write_problem(folder.path(name), problem);
}

TEST(Rip, FindsTheConstantOfTheoremThree) {
  const Folder folder;
  write_theorem_three(folder, "t3");
  const Json json = run_well(folder, "rip t3 --json --symmetry --out out").json();
  EXPECT_EQ(json["rank"], 3);  // r + r⋆
  EXPECT_EQ(json["attained"], true);
  EXPECT_NEAR(json["lower"], std::sqrt(delta_squared), 1e-12);
  EXPECT_EQ(json["lower"], json["upper"]);
  EXPECT_NEAR(json["scaled_upper"], std::sqrt(delta_squared), 1e-12);
  EXPECT_EQ(json["symmetry"]["holds"], true);
  EXPECT_EQ(folder.json("out/rip.json"), json);
  for (const char* name : {"largest_L", "largest_R", "smallest_L", "smallest_R"})
    EXPECT_TRUE(folder.has(std::string("out/") + name + ".npy"));
  const Json below = run_well(folder, "rip t3 --rank 1 --json").json();
  EXPECT_LT(below["lower"], std::sqrt(delta_squared) - 1e-3);
  EXPECT_EQ(below["attained"], false);
  EXPECT_NE(run_well(folder, "rip t3").out.find("attained"), std::string::npos);
}

TEST(Rip, RefusesInOneLine) {
  const Folder folder;
  write_theorem_three(folder, "t3");
  const auto before = folder.content();
  for (const char* line : {"rip", "rip none", "rip t3 --rank 0 --out out", "rip t3 --rank 5 --out out",
                           "rip t3 --starts 0 --out out", "rip t3 --seed -1", "rip t3 --rank x"}) {
    const Outcome result = run(folder, line);
    EXPECT_EQ(result.exit_code, 2) << line;
    EXPECT_EQ(result.out, "") << line;
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << line << "\n" << result.err;
  }
  EXPECT_EQ(folder.content(), before);
}

}  // namespace
}  // namespace orthant::cli
