// Problem folders of every kind: what is written reads as the same problem, to the bit, and is written as the
// same files again.

#include "orthant/files/problem_folder.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "orthant/files/npy.hpp"
#include "orthant/operators/dense_kernel.hpp"
#include "orthant/operators/dense_sensing.hpp"
#include "orthant/operators/finite_rank.hpp"
#include "orthant/operators/rank_one.hpp"
#include "refusal.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::compressed;
using testing::random_mask;
using testing::random_matrix;

std::map<std::string, std::string> bytes_of(const std::string& folder) {
  std::map<std::string, std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(entry.path(), std::ios::binary);
    out[entry.path().filename().string()] = {std::istreambuf_iterator<char>(in), {}};
  }
  return out;
}

std::vector<LowRankTerm> terms(Random& random, Index rows, Index cols) {
  const Matrix shared = random_matrix(random, rows, cols, true) / 10;
  const Matrix small = random_matrix(random, rows, cols) / 10, large = random_matrix(random, rows, cols);
  const ExactScale third = ExactScale::root(mpq_class(1, 3)), part = ExactScale::rational(mpq_class(-1, 30));
  return {{{shared, third}, small}, {{large, part}, shared}};
}

std::shared_ptr<const DataMatrix> sparse_vectors(Random& random, Index m, Index length) {
  const Matrix V = random_matrix(random, m, length, true);
  return std::make_shared<const DataMatrix>(
      DataMatrix::sparse_rows(compressed(V, random_mask(random, m, length, 0.6))));
}

std::shared_ptr<const DataMatrix> dense_vectors(Random& random, Index m, Index length) {
  return std::make_shared<const DataMatrix>(
      DataMatrix::dense_row_major(random_matrix(random, length, m, true)));
}

struct Kind {
  const char* name;
  bool measured;  ///< whether b can be given
  std::function<std::shared_ptr<const MeasurementOperator>(Random&, Index, Index)> make;
};

const Kind kinds[] = {
    {"Full", true, [](Random&, Index n, Index m) { return std::make_shared<FullMeasurement>(n, m); }},
    {"Entries", true,
     [](Random& random, Index n, Index m) {
       return std::make_shared<EntriesMeasurement>(std::make_shared<const SamplingPattern>(
           compressed(Matrix::Ones(n, m), random_mask(random, n, m, 0.6))));
     }},
    {"WeightedEntries", true,
     [](Random& random, Index n, Index m) {
       Matrix weight = random_matrix(random, n, m);
       weight.array() += 0.01;
       const Matrix omega = weight.cwiseProduct(weight);
       return std::make_shared<EntriesMeasurement>(
           std::make_shared<const SamplingPattern>(compressed(omega, random_mask(random, n, m, 0.6))));
     }},
    {"DenseSensing", true,
     [](Random& random, Index n, Index m) {
       return std::make_shared<DenseSensing>(n, m, RowMajorMatrix(random_matrix(random, 7, n * m, true)));
     }},
    {"RankOne", true,
     [](Random& random, Index n, Index m) {
       auto left = dense_vectors(random, 9, n);
       return std::make_shared<RankOneSensing>(std::move(left), dense_vectors(random, 9, m));
     }},
    {"SparseRankOne", true,
     [](Random& random, Index n, Index m) {
       auto left = sparse_vectors(random, 9, n);
       return std::make_shared<RankOneSensing>(std::move(left), sparse_vectors(random, 9, m));
     }},
    {"IdentityPlusLowRank", true,
     [](Random& random, Index n, Index m) {
       return std::make_shared<IdentityPlusLowRank>(n, m, terms(random, n, m));
     }},
    {"Kernel", false,
     [](Random& random, Index n, Index m) {
       return std::make_shared<KernelMeasurement>(n, m, terms(random, n, m));
     }},
    {"KernelMatrix", false,
     [](Random& random, Index n, Index m) {
       const Matrix root = random_matrix(random, n * m, n * m, true);
       const Matrix H = root.transpose() * root;
       return std::make_shared<DenseKernelMeasurement>(n, m, (H + H.transpose()) / 2);
     }},
};

enum class Known { measurements, truth, both };

Problem random_problem(const Kind& kind, bool symmetric, Known known, std::uint64_t seed) {
  Random random(seed);
  Problem problem;
  problem.symmetric = symmetric;
  problem.rank = 2;
  problem.balance = symmetric ? 0 : 0.1;
  const Index rows = 4, cols = symmetric ? 4 : 3;
  problem.measurement = kind.make(random, rows, cols);
  const auto factors = [&](Index rank) {
    Factors out{ScaledMatrix(random_matrix(random, rows, rank), ExactScale::root(mpq_class(1, 2))), {}};
    if (!symmetric) out.R = random_matrix(random, cols, rank);
    return out;
  };
  if (known != Known::measurements) problem.truth = factors(3);
  if (known != Known::truth) {
    problem.measurements = random_matrix(random, problem.measurement->measurements(), 1, true);
    problem.instance = R"({"name":"z","a":[1,{"b":0.1}]})";
  }
  if (seed % 2 == 0) problem.point = factors(2);
  return problem;
}

void expect_same(const std::optional<Factors>& a, const std::optional<Factors>& b) {
  ASSERT_EQ(a.has_value(), b.has_value());
  if (!a) return;
  EXPECT_EQ(a->L.entries, b->L.entries);
  EXPECT_EQ(a->R.entries, b->R.entries);
  EXPECT_EQ(a->L.scale, b->L.scale);
  EXPECT_EQ(a->R.scale, b->R.scale);
}

void expect_round_trip(const Problem& problem) {
  const TemporaryFolder place;
  write_problem(place.path("a/b"), problem);
  const Problem back = read_problem(place.path("a/b"));
  EXPECT_EQ(back.symmetric, problem.symmetric);
  EXPECT_EQ(back.rank, problem.rank);
  EXPECT_EQ(back.balance, problem.balance);
  EXPECT_EQ(back.instance, problem.instance);
  EXPECT_EQ(back.measurements, problem.measurements);
  expect_same(back.truth, problem.truth);
  expect_same(back.point, problem.point);
  ASSERT_EQ(back.measurement->kind(), problem.measurement->kind());
  Random random(5);
  const Matrix X = random_matrix(random, problem.rows(), problem.cols(), true);
  EXPECT_EQ(back.measurement->apply(X), problem.measurement->apply(X));
  const Matrix U = random_matrix(random, problem.objective()->rows(), problem.rank);
  const auto before = problem.objective()->at(U), after = back.objective()->at(U);
  EXPECT_EQ(after->value(), before->value());
  EXPECT_EQ(after->gradient(), before->gradient());

  write_problem(place.path("again"), back);
  EXPECT_EQ(bytes_of(place.path("again")), bytes_of(place.path("a/b")));
}

class ProblemFolder : public ::testing::TestWithParam<Kind> {};

TEST_P(ProblemFolder, RoundTripIsExact) {
  for (const bool symmetric : {true, false})
    for (const std::uint64_t seed : {1U, 2U}) {
      SCOPED_TRACE(symmetric ? "symmetric" : "asymmetric");
      expect_round_trip(random_problem(GetParam(), symmetric, Known::truth, seed));
      if (!GetParam().measured) continue;
      expect_round_trip(random_problem(GetParam(), symmetric, Known::measurements, seed));
      expect_round_trip(random_problem(GetParam(), symmetric, Known::both, seed));
    }
}

INSTANTIATE_TEST_SUITE_P(Kinds, ProblemFolder, ::testing::ValuesIn(kinds),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(ProblemFolderFiles, IdenticalTermsShareOne) {
  const TemporaryFolder place;
  write_problem(place.path("p"), random_problem(kinds[7], true, Known::truth, 1));
  const auto files = bytes_of(place.path("p"));
  EXPECT_TRUE(files.contains("term_1_left.npy"));
  EXPECT_FALSE(files.contains("term_2_right.npy"));
}

TEST(ProblemFolderFiles, MeasurementsOfEntriesComeInAnyOrder) {
  const TemporaryFolder folder;
  // 𝒜(X)_t = w_t X_{i_t j_t} for X = LRᵀ with L = (1, 2, 3), R = (1, 10), listed neither by rows nor by
  // columns.
  Matrix index(4, 2);
  index << 2, 1, 0, 0, 2, 0, 1, 1;
  write_npy(folder.path("index.npy"), index);
  write_npy(folder.path("w.npy"), Vector{{1, 2, 3, 4}});
  write_npy(folder.path("b.npy"), Vector{{30, 2, 9, 80}});
  write_npy(folder.path("L.npy"), Vector{{1, 2, 3}});
  write_npy(folder.path("R.npy"), Vector{{1, 10}});
  folder.write("problem.json", R"({"format": "orthant-problem/1", "factorization": "asymmetric", "rows": 3,
    "cols": 2, "rank": 1, "operator": {"kind": "entries", "index": "index.npy", "weight": {"file": "w.npy"}},
    "measurements": "b.npy", "point": {"L": "L.npy", "R": {"file": "R.npy", "scale": "1"}}})");
  const Problem problem = read_problem(folder.path(""));
  EXPECT_EQ(*problem.measurements, (Vector{{2, 80, 9, 30}}));
  EXPECT_EQ(problem.objective()->value(problem.stacked_point()), 0);
}

TEST(ProblemFolderFiles, ScalesStayExact) {
  const TemporaryFolder folder;
  write_npy(folder.path("U.npy"), Matrix::Ones(2, 1));
  const auto scale_of = [&](const std::string& scale) {
    folder.write("problem.json", R"({"format": "orthant-problem/1", "factorization": "symmetric", "rows": 2,
      "cols": 2, "rank": 1, "operator": {"kind": "full"}, "truth": {"U": {"file": "U.npy", "scale": ")" +
                                     scale + "\"}}}");
    return read_problem(folder.path("")).truth->L.scale;
  };
  EXPECT_EQ(scale_of("1/3"), ExactScale::rational(mpq_class(1, 3)));
  EXPECT_EQ(scale_of("0.1"), ExactScale::rational(mpq_class(1, 10)));
  EXPECT_EQ(scale_of("+2e-1"), ExactScale::rational(mpq_class(1, 5)));
  EXPECT_EQ(scale_of("sqrt(1/3)"), ExactScale::root(mpq_class(1, 3)));
  EXPECT_EQ(scale_of("sqrt(4/9)"), ExactScale::rational(mpq_class(2, 3)));
  EXPECT_EQ(scale_of("0"), ExactScale::rational(0));
}

TEST(ProblemFolderFiles, ASensingMatrixOfAnyLayoutIsTheSame) {
  const TemporaryFolder folder;
  const Matrix A = (Matrix(2, 3) << 1, 2, 3, 4, 5, 6).finished();
  write_npy(folder.path("mapped.npy"), A);
  std::string bytes = bytes_of(folder.path("")).at("mapped.npy");
  folder.write("short.npy", bytes.substr(0, bytes.size() - 1));
  folder.write("columns.npy", bytes.replace(bytes.find("False"), 5, "True "));
  const RowMajorNumbers mapped = map_npy(folder.path("mapped.npy")),
                        read = map_npy(folder.path("columns.npy"));
  EXPECT_EQ(Eigen::Map<const RowMajorMatrix>(mapped.first, mapped.rows, mapped.cols), A);
  EXPECT_EQ(Eigen::Map<const RowMajorMatrix>(read.first, read.rows, read.cols),
            (Matrix(2, 3) << 1, 3, 5, 2, 4, 6).finished());
  EXPECT_NE(refusal([&] { map_npy(folder.path("short.npy")); }).find("found 47 bytes; expected 48"),
            std::string::npos);
}

TEST(ProblemFolderFiles, AnEarlierProblemIsReplaced) {
  const TemporaryFolder place;
  write_problem(place.path("p"), random_problem(kinds[0], true, Known::truth, 2));
  const Problem later = random_problem(kinds[3], false, Known::measurements, 2);
  write_problem(place.path("p"), later);
  EXPECT_EQ(read_problem(place.path("p")).measurements, later.measurements);
}

TEST(ProblemFolderFiles, AFailureLeavesNoProblemOfMixedFiles) {
  const TemporaryFolder place;
  write_problem(place.path("p"), random_problem(kinds[0], true, Known::truth, 1));
  std::filesystem::create_directory(place.path("p/U_0.npy"));  // in the way of the point
  const Problem later = random_problem(kinds[0], true, Known::truth, 4);
  EXPECT_NE(refusal([&] { write_problem(place.path("p"), later); }).find("is a folder"), std::string::npos);
  EXPECT_NE(refusal([&] { read_problem(place.path("p")); }).find("problem.json: no such file"),
            std::string::npos);
}

TEST(ProblemFolderFiles, AProblemThatDoesNotPassIsNotWritten) {
  const TemporaryFolder place;
  Problem problem = random_problem(kinds[0], true, Known::truth, 2);
  problem.rank = 1000;
  EXPECT_NE(refusal([&] { write_problem(place.path("p"), problem); }).find("rank = 1000"), std::string::npos);
  problem.rank = 2;
  problem.instance = "[1]";
  EXPECT_NE(refusal([&] { write_problem(place.path("p"), problem); }).find("instance"), std::string::npos);
  place.write("file", "x");
  problem.instance.clear();
  EXPECT_NE(refusal([&] { write_problem(place.path("file"), problem); }).find("file: cannot be written"),
            std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(place.path("p/problem.json")));
}

}  // namespace
}  // namespace orthant
