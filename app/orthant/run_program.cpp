#include "run_program.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "orthant/base/error.hpp"
#include "orthant/base/stop.hpp"

extern char** environ;

namespace orthant::app {

namespace {

std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// How the child ended.
int wait_for(pid_t child) {
  const Budget* budget = BudgetScope::in_force();
  int status = 0;
  for (bool killed = false;;) {
    const pid_t ended = waitpid(child, &status, WNOHANG);
    if (ended == child && !killed) return status;
    if (ended == child) throw OutOfBudget{budget->reason()};
    if (ended < 0 && errno != EINTR) return status;
    if (budget != nullptr && budget->exhausted() && !killed) killed = kill(child, SIGKILL) == 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

}  // namespace

std::optional<ProgramOutput> run_program(const std::vector<std::string>& words, const std::string& folder) {
  const std::string output = folder + "/stdout", error = folder + "/stderr";
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  constexpr int fresh = O_WRONLY | O_CREAT | O_TRUNC;
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, output.c_str(), fresh, 0600);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, error.c_str(), fresh, 0600);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, arguments[0], &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (failed == ENOENT || failed == EACCES) return std::nullopt;
  if (failed != 0) throw InputError(words[0] + ": cannot be run: " + std::strerror(failed));
  const int status = wait_for(child);
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return ProgramOutput{code, content(output), content(error)};
}

TemporaryFolder::TemporaryFolder() {
  std::error_code failed;
  const auto base = std::filesystem::temp_directory_path(failed);
  path_ = ((failed ? "/tmp" : base) / "orthant-XXXXXX").string();
  if (mkdtemp(path_.data()) == nullptr) throw InputError(path_ + ": cannot be made: " + std::strerror(errno));
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace orthant::app
