/// What every refusal of the program looks like: exit code 2, one line on stderr that names the place and
/// what is wrong, nothing on stdout, nothing written, and soon.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <utility>

#include "npy_bytes.hpp"
#include "run.hpp"

namespace orthant::cli {

struct Refusal {
  std::string name;
  std::string command;
  std::vector<std::string> said;                             ///< parts of the line on stderr
  std::vector<std::pair<std::string, std::string>> files{};  ///< a name that ends in / is a folder
};

inline void PrintTo(const Refusal& refusal, std::ostream* out) {
  *out << refusal.command;
}

inline std::string name_of(const testing::TestParamInfo<Refusal>& info) {
  return info.param.name;
}

/// `recover FILE --rank 1` refuses FILE.
inline Refusal bad_file(const std::string& name, const std::string& file, const std::string& content,
                        std::vector<std::string> said) {
  said.push_back(file + ": ");
  return {name, "recover " + file + " --rank 1", std::move(said), {{file, content}}};
}

/// --json, and --out where the case has none of its own, go right behind the subcommand.
inline std::vector<std::string> with_output(const std::string& command) {
  std::vector<std::string> line = words(command);
  const std::vector<std::string> writers = {"recover", "certify", "reproduce"};
  if (line.empty() || std::find(writers.begin(), writers.end(), line.front()) == writers.end()) return line;
  std::vector<std::string> added = {"--json"};
  if (std::find(line.begin(), line.end(), "--out") == line.end())
    added.insert(added.end(), {"--out", "results"});
  line.insert(line.begin() + 1, added.begin(), added.end());
  return line;
}

inline void expect_one_line(const std::string& text) {
  EXPECT_TRUE(text.starts_with("orthant: ")) << text;
  EXPECT_TRUE(text.ends_with("\n")) << text;
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1) << text;
}

/// In a folder with good.csv (4×3), symmetric.csv (3×3), point/ (rank 2 for good.csv) and the files of the
/// case.
inline void expect_refused(const Refusal& refusal) {
  const Folder folder;
  folder.write("good.csv", "1,2,3\n4,5,6\n7,8,10\n2,1,0.5\n");
  folder.write("symmetric.csv", "2,1,0\n1,2,1\n0,1,2\n");
  folder.write("point/L.npy", npy(4, 2, {1, 2, 3, 4, 5, 6, 7, 8}));
  folder.write("point/R.npy", npy(3, 2, {1, 2, 3, 4, 5, 6}));
  for (const auto& [name, content] : refusal.files) {
    if (name.ends_with("/")) {
      std::filesystem::create_directories(folder.root() / name);
    } else {
      folder.write(name, content);
    }
  }
  const auto before = folder.content();

  const Outcome result = run(folder, with_output(refusal.command), {.seconds = 10});

  EXPECT_FALSE(result.timed_out) << "ran for more than 10 s";
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.out, "");
  expect_one_line(result.err);
  for (const std::string& part : refusal.said)
    EXPECT_NE(result.err.find(part), std::string::npos) << "expected “" << part << "” in: " << result.err;
  EXPECT_FALSE(folder.has("results"));
  EXPECT_TRUE(folder.content() == before) << "something was written";
}

}  // namespace orthant::cli
