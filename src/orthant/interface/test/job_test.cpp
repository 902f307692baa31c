#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "orthant/files/json_document.hpp"
#include "orthant/files/read_matrix.hpp"
#include "orthant/orthant.h"
#include "orthant/recover/recover.hpp"
#include "support/random_problems.hpp"

namespace orthant::interface {
namespace {

struct Free {
  void operator()(orthant_job* job) const { orthant_free(job); }
};
using Job = std::unique_ptr<orthant_job, Free>;

Job job_of(const char* command) {
  return Job(orthant_new(command));
}

void put(const Job& job, const char* name, const Matrix& A) {
  ASSERT_EQ(orthant_dense(job.get(), name, ORTHANT_DOUBLE, A.rows(), A.cols(), 1, A.rows(), A.data()),
            ORTHANT_OK)
      << orthant_error(job.get());
}

orthant_status run(const Job& job, const std::string& options) {
  return orthant_run(job.get(), options.c_str(), nullptr, nullptr);
}

Json document(const Job& job, const char* name) {
  const char* text = orthant_document(job.get(), name);
  return text == nullptr ? Json() : Json::parse(text);
}

Matrix matrix(const Job& job, const char* name) {
  const orthant_matrix A = orthant_result(job.get(), name);
  Matrix out(A.rows, A.cols);
  for (Index i = 0; i < A.rows; ++i)
    for (Index j = 0; j < A.cols; ++j) out(i, j) = A.entries[i * A.row_stride + j * A.col_stride];
  return out;
}

/// Nonnegative, of rank 3 and a little noise.
Matrix planted() {
  const Matrix L = testing::uniform_matrix(30, 3, 1), R = testing::uniform_matrix(20, 3, 2);
  return L * R.transpose() + 0.05 * testing::uniform_matrix(30, 20, 3);
}

TEST(Job, RecoversAsTheLibraryDoes) {
  const Matrix X = planted();
  const Job job = job_of("recover");
  put(job, "data", X);
  ASSERT_EQ(run(job, R"({"rank": 3, "starts": 3, "seed": 5, "threads": 1})"), ORTHANT_OK);
  RecoverOptions options{.rank = 3, .search = {.starts = 3, .seed = 5}};
  const Recovery expected = recover(Data{.matrix = share(DataMatrix::dense(X))}, options);
  EXPECT_EQ(document(job, "solution.json")["options"]["threads"], 1) << "not those of who asks for it";
  EXPECT_EQ(matrix(job, "L"), expected.left());
  EXPECT_EQ(matrix(job, "R"), expected.right());
  const Json solution = document(job, "solution.json");
  EXPECT_EQ(solution["objective"], expected.best().objective);
  EXPECT_EQ(solution["minima"].size(), expected.search.minima.size());
  EXPECT_EQ(document(job, "certificate.json")["verdict"], to_string(expected.best().verdict));
  EXPECT_EQ(matrix(job, "minima/1/R"), expected.right());
}

TEST(Job, FindsClustersOfPointsOfAnySign) {
  Matrix X = planted();
  X.topRows(10).array() -= 20;
  const Job job = job_of("recover");
  put(job, "data", X);
  ASSERT_EQ(run(job, R"({"rank": 2, "model": "kmeans", "starts": 2})"), ORTHANT_OK)
      << orthant_error(job.get());
  const Json solution = document(job, "solution.json");
  EXPECT_EQ(solution["optimal"], true);
  EXPECT_EQ(document(job, "certificate.json"), solution["certificate"]);
  const Matrix labels = matrix(job, "labels"), centres = matrix(job, "centres");
  EXPECT_EQ(labels.topRows(10), Matrix::Ones(10, 1));
  EXPECT_EQ(labels.bottomRows(20), Matrix::Zero(20, 1));
  EXPECT_LE((centres.row(1) - X.topRows(10).colwise().mean()).norm(), 1e-12);
  const Job refused = job_of("recover");
  put(refused, "data", X);
  put(refused, "U", X);
  EXPECT_EQ(run(refused, R"({"rank": 2, "model": "kmeans"})"), ORTHANT_BAD_INPUT);
  EXPECT_STREQ(orthant_error(refused.get()), "a start with model = kmeans; expected none");
}

TEST(Job, RecoversAProblemFolder) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("orthant-problem-" + std::to_string(getpid()));
  const Job instance = job_of("instance");
  ASSERT_EQ(run(instance, R"({"name": "theorem3", "n": 2, "alpha": "1/2", "epsilon": "1/10"})"), ORTHANT_OK)
      << orthant_error(instance.get());
  ASSERT_EQ(orthant_write(instance.get(), folder.c_str()), ORTHANT_OK);
  const std::string problem = Json(folder.string()).dump();
  const Job at_point = job_of("recover");
  const Matrix spurious = Vector{{0, 0.5}};
  put(at_point, "U", spurious);
  ASSERT_EQ(run(at_point, "{\"starts\": 1, \"problem\": " + problem + "}"), ORTHANT_OK)
      << orthant_error(at_point.get());
  EXPECT_EQ(matrix(at_point, "U"), spurious);
  EXPECT_EQ(document(at_point, "certificate.json")["spurious"], true);
  EXPECT_EQ(document(at_point, "solution.json")["problem"]["recovered"], 0);
  const Job both = job_of("recover");
  put(both, "data", planted());
  EXPECT_EQ(run(both, "{\"problem\": " + problem + "}"), ORTHANT_BAD_INPUT);
  EXPECT_EQ(std::string(orthant_error(both.get())),
            "problem = " + folder.string() + " with data; expected one of them");
  std::filesystem::remove_all(folder);
}

TEST(Job, TakesDataAsTheyLieInMemory) {
  const Matrix X = planted();
  const Index n = X.rows(), m = X.cols();
  std::vector<double> objectives;
  const auto recovered = [&](const auto& put_data) {
    const Job job = job_of("recover");
    ASSERT_EQ(put_data(job.get()), ORTHANT_OK) << orthant_error(job.get());
    ASSERT_EQ(run(job, R"({"rank": 3, "starts": 1, "numeric": true})"), ORTHANT_OK)
        << orthant_error(job.get());
    objectives.push_back(document(job, "solution.json")["objective"]);
  };
  const Matrix rows = X.transpose();
  Matrix gaps = Matrix::Constant(2 * n, 2 * m, -1);  // every second row and column: no contiguous lines
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < m; ++j) gaps(2 * i, 2 * j) = X(i, j);
  std::vector<int32_t> start(n + 1), index(n * m);
  std::vector<int64_t> long_start(n + 1), long_index(n * m);
  for (Index i = 0; i <= n; ++i) long_start[i] = start[i] = static_cast<int32_t>(i * m);
  for (Index e = 0; e < n * m; ++e) index[e] = static_cast<int32_t>(e % m);
  std::vector<double> backwards(n * m);  // indices that descend, in 8 bytes
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < m; ++j) {
      long_index[i * m + j] = m - 1 - j;
      backwards[i * m + j] = X(i, m - 1 - j);
    }
  recovered(
      [&](orthant_job* job) { return orthant_dense(job, "data", ORTHANT_DOUBLE, n, m, 1, n, X.data()); });
  recovered(
      [&](orthant_job* job) { return orthant_dense(job, "data", ORTHANT_DOUBLE, n, m, m, 1, rows.data()); });
  recovered([&](orthant_job* job) {
    return orthant_dense(job, "data", ORTHANT_DOUBLE, n, m, 2, 4 * n, gaps.data());
  });
  recovered([&](orthant_job* job) {
    return orthant_csr(job, "data", ORTHANT_DOUBLE, n, m, ORTHANT_INT32, start.data(), index.data(),
                       rows.data());
  });
  recovered([&](orthant_job* job) {
    return orthant_csr(job, "data", ORTHANT_DOUBLE, n, m, ORTHANT_INT64, long_start.data(), long_index.data(),
                       backwards.data());
  });
  for (const double objective : objectives)
    EXPECT_NEAR(objective, objectives.front(), 1e-8 * objectives.front());
}

TEST(Job, AnEntryThatIsNanIsMissing) {
  Matrix X = planted();
  X(3, 4) = std::numeric_limits<double>::quiet_NaN();
  const Job job = job_of("recover");
  put(job, "data", X);
  ASSERT_EQ(run(job, R"({"rank": 2, "starts": 1})"), ORTHANT_OK) << orthant_error(job.get());
  EXPECT_EQ(document(job, "solution.json")["model"], "completion");
  EXPECT_EQ(document(job, "solution.json")["data"]["missing_entries"], 1);
}

TEST(Job, JudgesAndProjects) {
  const Matrix X = planted();
  const Job found = job_of("recover");
  put(found, "data", X);
  ASSERT_EQ(run(found, R"({"rank": 3, "starts": 2})"), ORTHANT_OK);
  const Matrix L = matrix(found, "L"), R = matrix(found, "R");
  const Job judged = job_of("certify");
  put(judged, "data", X);
  put(judged, "L", L);
  put(judged, "R", R);
  ASSERT_EQ(run(judged, "{}"), ORTHANT_OK) << orthant_error(judged.get());
  EXPECT_EQ(document(judged, "certificate.json")["verdict"], document(found, "certificate.json")["verdict"]);
  const Job projected = job_of("project");
  put(projected, "data", X);
  put(projected, "R", R);
  ASSERT_EQ(run(projected, "{}"), ORTHANT_OK) << orthant_error(projected.get());
  EXPECT_LT((matrix(projected, "L") - L).norm(), 1e-10 * L.norm());
}

TEST(Job, ShowsTheWayDownFromASaddle) {
  // The smaller one of two singular values is fitted.
  const Matrix X = Matrix{{2.0, 0.0}, {0.0, 1.0}}, one = Matrix{{0.0}, {1.0}};
  const Job job = job_of("certify");
  put(job, "data", X);
  put(job, "L", one);
  put(job, "R", one);
  ASSERT_EQ(run(job, "{}"), ORTHANT_OK) << orthant_error(job.get());
  EXPECT_EQ(document(job, "certificate.json")["verdict"], "saddle");
  const Matrix L = matrix(job, "escape/L"), R = matrix(job, "escape/R");
  ASSERT_EQ(L.rows(), 2);
  const auto misfit = [&](double t) { return (X - (one + t * L) * (one + t * R).transpose()).squaredNorm(); };
  EXPECT_LT(std::min(misfit(0.01), misfit(-0.01)), misfit(0));
}

struct Refused {
  const char *command, *options, *line;
};
void PrintTo(const Refused& refused, std::ostream* out) {
  *out << refused.command << ' ' << refused.options;
}
class JobRefusal : public ::testing::TestWithParam<Refused> {};

TEST_P(JobRefusal, IsOneLine) {
  const auto& [command, options, line] = GetParam();
  const Matrix X = planted();
  const Job job = job_of(command);
  if (std::string(command) == "recover" || std::string(command) == "certify") put(job, "data", X);
  EXPECT_EQ(run(job, options), ORTHANT_BAD_INPUT);
  EXPECT_EQ(std::string(orthant_error(job.get())), line);
  EXPECT_EQ(orthant_document(job.get(), "solution.json"), nullptr);
}

INSTANTIATE_TEST_SUITE_P(
    , JobRefusal,
    ::testing::Values(
        Refused{"recover", "{}", "rank is missing; expected the number of columns of the factors"},
        Refused{"recover", R"({"rank": 0})", "rank = 0; expected 1 ≤ rank ≤ min(rows, cols) = 20"},
        Refused{"recover", R"({"rank": 2, "strats": 3})",
                "unknown option 'strats' of recover, the nearest is starts"},
        Refused{"recover", R"({"n_components": 2})",
                "unknown option 'n_components' of recover, the nearest is rank"},
        Refused{"recover", R"({"rank": 2, "starts": 1.5})",
                "starts = 1.5; expected a whole number of at most 64 bits"},
        Refused{"recover", R"({"rank": 2, "starts": 0})", "starts = 0; expected 1 ≤ starts ≤ 1000000"},
        Refused{"recover", R"({"rank": 2, "model": "nfm"})",
                "model = nfm; expected auto, nmf, symmetric, completion, sensing or kmeans"},
        Refused{"recover", R"({"rank": 2, "numeric": 1})", "numeric = 1; expected true or false"},
        Refused{"recover", R"({"rank": 2, "threads": 0})", "threads = 0; expected 1 ≤ threads ≤ 1024"},
        Refused{"recover", R"({"rank": 2, "max_seconds": -1})",
                "max_seconds = -1.000000; expected max_seconds > 0"},
        Refused{"recover", R"({"rank": 2, "data": "a.csv"})",
                "data = a.csv beside data in memory; expected one of them"},
        Refused{"recover", R"({"rank": 2, "window": 64})",
                "window with data in memory; expected it with a file"},
        Refused{"recover", "[1]", "options: not an object; expected one, such as {\"rank\": 3}"},
        Refused{"recover", "{\"rank\": ", "options: line 1: column 10: found the end; expected JSON"},
        Refused{"certify", "{}", "the point is missing; expected L and R, or factors: a folder"},
        Refused{"verify", "{}", "certificate is missing; expected a file or a folder"},
        Refused{
            "instance", R"({"name": "theorem5"})",
            "instance 'theorem5'; expected one of theorem3, sharper_than_theorem3, theorem4, imbalanced_clusters, "
            "half_delta, planted"}));

TEST(Job, RefusesMatricesThatHaveNoSign) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto refused = [](const Matrix& Q) {
    const Job job = job_of("copositive");
    put(job, "matrix", Q);
    EXPECT_EQ(run(job, "{}"), ORTHANT_BAD_INPUT);
    return std::string(orthant_error(job.get()));
  };
  EXPECT_EQ(refused(Matrix{{1.0, nan}, {nan, 1.0}}),
            "matrix: order 2 with an entry that is not finite; expected 1 to 5000 rows of finite numbers");
  EXPECT_EQ(refused(Matrix::Ones(2, 3)), "matrix: size 2×3; expected a square matrix");
}

TEST(Job, RefusesInputsThatAreNone) {
  const Job job = job_of("recover");
  const double one = 1;
  const auto dense = [&](const char* name, int64_t rows, int64_t cols, const void* entries) {
    EXPECT_EQ(orthant_dense(job.get(), name, ORTHANT_DOUBLE, rows, cols, cols, 1, entries),
              ORTHANT_BAD_INPUT);
    return std::string(orthant_error(job.get()));
  };
  EXPECT_EQ(dense("dta", 1, 1, &one), "input 'dta' of recover; expected one of data, weights, L, R, U");
  EXPECT_EQ(dense("data", -1, 1, &one), "data: -1 × 1; expected at most 2147483647 rows and columns");
  EXPECT_EQ(dense("data", 1, 1, nullptr), "data: no entries; expected 1 × 1");
  const int32_t start[] = {0, 2}, falling[] = {0, -1}, same[] = {1, 1}, beyond[] = {0, 2};
  const double two[] = {1, 1};
  const auto sparse = [&](const int32_t* offsets, const int32_t* index) {
    EXPECT_EQ(orthant_csr(job.get(), "data", ORTHANT_DOUBLE, 1, 2, ORTHANT_INT32, offsets, index, two),
              ORTHANT_BAD_INPUT);
    return std::string(orthant_error(job.get()));
  };
  EXPECT_EQ(sparse(start, same), "data: position 1 twice in row 0; expected every position at most once");
  EXPECT_EQ(sparse(start, beyond), "data: index 2 in row 0; expected 0 ≤ index < 2");
  EXPECT_EQ(sparse(falling, same), "data: offset 1 is -1 after 0; expected offsets that do not fall");
  EXPECT_EQ(run(job, R"({"rank": 1})"), ORTHANT_BAD_INPUT);  // none of these was taken
  EXPECT_EQ(std::string(orthant_error(job.get())),
            "data is missing; expected a matrix, or the name of a file");
  EXPECT_EQ(orthant_new("recovery"), nullptr);
  EXPECT_EQ(orthant_run(nullptr, nullptr, nullptr, nullptr), ORTHANT_BAD_INPUT);
  EXPECT_EQ(orthant_document(nullptr, "solution.json"), nullptr);
  EXPECT_EQ(std::string(orthant_error(nullptr)), "no job; expected one of orthant_new");
}

TEST(Job, SaysHowFarItIsAndStops) {
  const Matrix X = testing::uniform_matrix(300, 200, 1);
  const Job job = job_of("recover");
  put(job, "data", X);
  struct Seen {
    std::thread::id caller = std::this_thread::get_id();
    int calls = 0;
    bool other_thread = false;
  } seen;
  const auto stop = [](void* context, double share, const char* words) {
    Seen& now = *static_cast<Seen*>(context);
    now.other_thread =
        now.other_thread || now.caller != std::this_thread::get_id() || share < 0 || words == nullptr;
    return ++now.calls >= 2 ? 1 : 0;
  };
  ASSERT_EQ(orthant_run(job.get(), R"({"rank": 20, "starts": 1000, "threads": 1})", stop, &seen), ORTHANT_OK)
      << orthant_error(job.get());
  EXPECT_GE(seen.calls, 2);
  EXPECT_FALSE(seen.other_thread);
  EXPECT_FALSE(document(job, "solution.json")["left_out"].empty());
}

TEST(Job, SeveralRunAtATime) {
  const Matrix X = planted();
  std::vector<double> objectives(8);
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < objectives.size(); ++t)
      threads.emplace_back([&, t] {
        const Job job = job_of("recover");
        put(job, "data", X);
        if (run(job, R"({"rank": 3, "starts": 2, "threads": 1})") == ORTHANT_OK)
          objectives[t] = document(job, "solution.json")["objective"];
      });
  }
  EXPECT_GT(objectives.front(), 0);
  for (const double objective : objectives) EXPECT_EQ(objective, objectives.front());
}

TEST(Job, RunsInAProcessThatWasForked) {
  const Matrix X = planted();
  const Job job = job_of("recover");
  put(job, "data", X);
  ASSERT_EQ(run(job, R"({"rank": 3, "starts": 4, "threads": 2})"), ORTHANT_OK);  // OpenMP has threads here
  const pid_t child = fork();
  if (child == 0) {
    const Job again = job_of("recover");
    put(again, "data", X);
    _exit(run(again, R"({"rank": 3, "starts": 4, "threads": 2})"));
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST(Job, WritesWhatTheCommandLineWrites) {
  const Job job = job_of("recover");
  EXPECT_EQ(orthant_write(job.get(), "anywhere"), ORTHANT_BAD_INPUT);
  const Matrix X = (testing::uniform_matrix(12, 9, 1).array() - 0.5).max(0.0);
  put(job, "data", X);
  ASSERT_EQ(run(job, R"({"rank": 2, "starts": 2})"), ORTHANT_OK);
  const std::string folder = ::testing::TempDir() + "job_test_" + std::to_string(getpid());
  ASSERT_EQ(orthant_write(job.get(), folder.c_str()), ORTHANT_OK) << orthant_error(job.get());
  EXPECT_EQ(read_dense(folder + "/L.npy"), matrix(job, "L"));
  EXPECT_TRUE(std::filesystem::exists(folder + "/solution.json"));
  EXPECT_EQ(orthant_write(job.get(), "/proc/orthant"), ORTHANT_OUTPUT_FAILURE);
  const Job verified = job_of("verify");
  ASSERT_EQ(run(verified, R"({"certificate": ")" + folder + R"("})"), ORTHANT_OK)
      << orthant_error(verified.get());
  EXPECT_EQ(document(verified, "verdict.json")["accepted"], true) << document(verified, "verdict.json");
  std::filesystem::remove_all(folder);
}

TEST(Job, DescribesEveryCommand) {
  const Json commands = Json::parse(orthant_commands());
  EXPECT_EQ(commands.size(), 11);
  for (const Json& command : commands) {
    EXPECT_NE(job_of(command["command"].get<std::string>().c_str()), nullptr);
    for (const Json& option : command["options"]) EXPECT_FALSE(option["help"].get<std::string>().empty());
  }
}

}  // namespace
}  // namespace orthant::interface
