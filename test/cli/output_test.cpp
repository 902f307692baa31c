/// Where results go: an --out that cannot be written is noticed before the work, one that fails later loses
/// nothing that can be printed; names need not be UTF-8; a budget that ends says what it left out.
#include <gtest/gtest.h>

#include "refusal.hpp"

namespace orthant::cli {
namespace {

/// Long: whoever begins it does not end within ten seconds.
const std::vector<std::string> long_commands = {"recover digits --rank 30 --starts 100000",
                                                "copositive hamming-6-4 --no-split",
                                                "reproduce --only proposition-1 --starts 100000"};

void expect_out_refused(const std::string& out, const std::string& said) {
  const Folder folder;
  folder.write("file", "1");
  std::filesystem::create_symlink("nowhere/at/all", folder.root() / "dangling");
  const auto before = folder.content();
  for (const std::string& command : long_commands) {
    std::vector<std::string> line = words(command);
    line.insert(line.end(), {"--out", out});
    const Outcome result = run(folder, line, {.seconds = 10});
    EXPECT_EQ(result.exit_code, 2) << command;
    expect_one_line(result.err);
    EXPECT_NE(result.err.find(said), std::string::npos) << result.err;
    EXPECT_TRUE(folder.content() == before);
  }
}

TEST(Output, AFolderThatCannotBeIsRefusedBeforeTheWork) {
  expect_out_refused("file", "file: is not a folder");
  expect_out_refused("file/below", "is not a folder");
  expect_out_refused("dangling", "dangling: is not a folder");
  expect_out_refused(std::string(300, 'x'), "File name too long");
  expect_out_refused("/proc/orthant", "/proc cannot be written to");
  if (geteuid() == 0) return;  // permissions do not stop root
  const Folder other;
  std::filesystem::permissions(other.root(),
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  expect_out_refused(other.path("new"), "Permission denied");
  std::filesystem::permissions(other.root(), std::filesystem::perms::owner_all);
}

/// `line` where no file may grow beyond so many blocks of 512 bytes, as on a disk that is full. Two at least:
/// LLVM's OpenMP keeps a file of 1024 bytes in shared memory, named after the process. A process that is not
/// let write it leaves it empty, and a later one of the same number dies of it (SIGBUS) before its main.
Outcome run_with_small_files(const Folder& folder, int blocks, const std::string& line) {
  const std::string command = "ulimit -f " + std::to_string(blocks) + "; exec " ORTHANT_PROGRAM " " + line;
  return run_program("/bin/sh", folder, {"-c", command});
}

TEST(Output, AFullDiskLosesNothingThatCanBePrinted) {
  const Folder folder;
  folder.write("good.csv", "1,2,3\n4,5,6\n7,8,10\n2,1,0.5\n");
  const Outcome page = run_with_small_files(folder, 100, "recover good.csv --rank 2 --json --out results");
  EXPECT_EQ(page.exit_code, 5);
  expect_one_line(page.err);
  EXPECT_NE(page.err.find("results/report.html: cannot be written: File too large"), std::string::npos)
      << page.err;
  EXPECT_GT(page.json()["objective"], 0);
  EXPECT_TRUE(page.json()["files"].empty());
  EXPECT_FALSE(folder.has("results/solution.json"));
  for (const auto& [name, content] : folder.content())
    EXPECT_EQ(name.find(".tmp"), std::string::npos) << name;

  const Outcome words = run_with_small_files(folder, 100, "recover good.csv --rank 2 --out results");
  EXPECT_EQ(words.exit_code, 5);
  EXPECT_NE(words.out.find("objective"), std::string::npos);
  EXPECT_EQ(words.out.find("wrote"), std::string::npos) << words.out;
}

TEST(Output, EveryCommandSaysThatAFileCannotBeWritten) {
  for (const char* line : {"copositive split-16-1 --out o", "instance planted --n 90 --rank 2 --out o",
                           "reproduce --only lemma-5 --out o"}) {
    const Folder folder;
    const Outcome result = run_with_small_files(folder, 2, std::string(line) + " --quiet");
    EXPECT_EQ(result.exit_code, 5) << line << result.err;
  }
}

TEST(Output, AFullStandardOutputIsNoInternalFailure) {
  const Folder folder;
  const Outcome result =
      run_program("/bin/sh", folder, {"-c", "exec " ORTHANT_PROGRAM " copositive horn --json > /dev/full"});
  EXPECT_EQ(result.exit_code, 5);
  EXPECT_EQ(result.err, "orthant: standard output: write failed\n");
}

TEST(Output, NamesNeedNotBeUtf8) {
  const Folder folder;
  const std::string name = "caf\xe9.csv";
  folder.write(name, "1,2,3\n4,5,6\n7,8,10\n2,1,0.5\n");
  const Outcome result = run(folder, {"recover", name, "--rank", "2", "--out", "results"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(folder.json("results/solution.json")["data"]["name"], "caf\xef\xbf\xbd.csv");
  EXPECT_TRUE(folder.has("results/report.html"));
}

TEST(Output, ABudgetThatEndsIsNamed) {
  const Folder folder;
  const Outcome result =
      run(folder, "recover digits --rank 10 --starts 50 --threads 1 --max-seconds 0.3 --json --out o");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const Json document = result.json();
  ASSERT_FALSE(document["left_out"].empty());
  EXPECT_NE(document["left_out"][0].get<std::string>().find("not begun: the time ran out"),
            std::string::npos);
  EXPECT_NE(folder.read("o/report.html").find("not begun: the time ran out"), std::string::npos);
}

/// The elimination for this point takes longer than the limit and its grace.
TEST(Output, CertificationThatRunsOutOfTimeIsUndecided) {
  const Folder folder;
  std::vector<double> X(400 * 250);
  for (std::size_t e = 0; e < X.size(); ++e) X[e] = 1 + static_cast<double>(e * e % 101);
  folder.write("X.npy", npy(400, 250, X));
  run_well(folder, "recover X.npy --rank 15 --starts 1 --max-iterations 3 --numeric --quiet --out point");
  const Outcome result =
      run(folder, "certify X.npy --factors point --stationarity 0.99 --max-seconds 0.01 --json --out o");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const Json document = result.json();
  EXPECT_EQ(document["verdict"], "undecided");
  bool named = false;
  for (const Json& reason : document["reasons"])
    named = named || reason.get<std::string>().find("the time ran out") != std::string::npos;
  EXPECT_TRUE(named) << result.out;
  EXPECT_TRUE(folder.has("o/certificate.json"));
}

}  // namespace
}  // namespace orthant::cli
