/// Running another program: its arguments, what it prints, how it ends.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace orthant::app {

struct ProgramOutput {
  int status = 0;      ///< exit code, or 128 + the signal that ended it
  std::string output;  ///< what it wrote on stdout
  std::string error;   ///< and on stderr
};

/// Runs words[0], looked up in PATH, with nothing on its stdin, and waits for it. Nothing when there is no
/// such program. `folder`: an existing one for what it prints. When the budget in force (core/stop.hpp) is
/// exhausted the program is killed, and OutOfBudget thrown.
std::optional<ProgramOutput> run_program(const std::vector<std::string>& words, const std::string& folder);

/// A folder of its own under the system's temporary one, removed with all that is in it at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();  ///< throws InputError when none can be made
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace orthant::app
