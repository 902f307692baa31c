/// Runs the program in a folder of its own and keeps what it said: stdout, stderr, exit code, seconds.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

extern char** environ;

namespace orthant::cli {

inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

using Json = nlohmann::json;

inline std::string read_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot open " + path.string());
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// "recover a.csv --rank 2" → its words.
inline std::vector<std::string> words(const std::string& line) {
  std::istringstream in(line);
  return {std::istream_iterator<std::string>(in), std::istream_iterator<std::string>()};
}

/// A folder that exists for one test.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "orthant-cli-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    root_ = pattern;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& root() const { return root_; }
  std::string path(const std::string& name) const { return (root_ / name).string(); }
  bool has(const std::string& name) const { return std::filesystem::exists(root_ / name); }
  std::string read(const std::string& name) const { return read_bytes(root_ / name); }
  Json json(const std::string& name) const { return Json::parse(read(name)); }

  void write(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name, std::ios::binary) << content;
  }

  /// Every file and folder below, with the content of files: two of these are equal when nothing was
  /// written.
  std::map<std::string, std::string> content() const {
    std::map<std::string, std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root_))
      found[entry.path().string()] = entry.is_regular_file() ? read_bytes(entry.path()) : "a folder";
    return found;
  }

 private:
  std::filesystem::path root_;
};

struct Outcome {
  int exit_code = -1;  ///< minus the signal's number when a signal ended the program
  bool timed_out = false;
  double seconds = 0;
  std::string out, err;

  /// stdout, which must hold one JSON document and nothing else.
  Json json() const { return Json::parse(out); }
};

struct Limits {
  double seconds = 240;                                  ///< the program is killed after this long
  std::optional<double> interrupt_after = std::nullopt;  ///< Ctrl-C at this time
  std::string input = "/dev/null";                       ///< standard input
};

/// Runs `PROGRAM ARGUMENTS…` in `folder`.
inline Outcome run_program(const char* program, const Folder& folder,
                           const std::vector<std::string>& arguments, const Limits& limits = {}) {
  const Folder output;  // not in `folder`: there only the program writes
  std::vector<std::string> line = {program};
  line.insert(line.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : line) argv.push_back(word.data());
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, folder.root().c_str());
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, limits.input.c_str(), O_RDONLY, 0);
  const std::string out = output.path("out"), err = output.path("err");
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), O_WRONLY | O_CREAT, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(), O_WRONLY | O_CREAT, 0600);

  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  pid_t child = -1;
  const int failed = posix_spawn(&child, program, &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error(std::string("cannot start ") + program);

  Outcome result;
  bool interrupted = false;
  int status = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    const double now = std::chrono::duration<double>(Clock::now() - begin).count();
    if (limits.interrupt_after && !interrupted && now >= *limits.interrupt_after) {
      interrupted = true;
      kill(child, SIGINT);
    }
    if (now >= limits.seconds && !result.timed_out) {
      result.timed_out = true;
      kill(child, SIGKILL);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  result.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  result.out = read_bytes(out);
  result.err = read_bytes(err);
  return result;
}

inline Outcome run(const Folder& folder, const std::vector<std::string>& arguments,
                   const Limits& limits = {}) {
  return run_program(ORTHANT_PROGRAM, folder, arguments, limits);
}

/// Runs `orthant-verify LINE` in `folder`.
inline Outcome verify(const Folder& folder, const std::string& line) {
  return run_program(ORTHANT_VERIFY_PROGRAM, folder, words(line));
}

inline Outcome run(const Folder& folder, const std::string& line, const Limits& limits = {}) {
  return run(folder, words(line), limits);
}

inline bool tells(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

/// A run that must succeed without a word on stderr.
inline Outcome run_well(const Folder& folder, const std::string& line, const Limits& limits = {}) {
  const Outcome result = run(folder, line, limits);
  EXPECT_EQ(result.exit_code, 0) << line << "\n" << result.err;
  EXPECT_EQ(result.err, "") << line;
  return result;
}

}  // namespace orthant::cli
