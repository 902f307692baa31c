/// orthant: nonnegative low-rank matrix recovery with proofs. A thin file per subcommand.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <new>

#include "command.hpp"
#include "orthant/base/error.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/base/version.hpp"
#include "orthant/linalg/threads.hpp"
#include "unknown_words.hpp"

namespace {

/// One line, whatever the message holds.
int fail(int code, std::string message) {
  while (!message.empty() && message.back() == '\n') message.pop_back();
  std::replace(message.begin(), message.end(), '\n', ' ');
  orthant::app::say(message);
  return code;
}

/// What is decided before main() runs, by variables of the environment, needs a new start of the same program: which
/// kernels BLAS has; and that threads of OpenMP that wait for work sleep. They spin otherwise, which gains nothing on
/// cores of their own and took most of the time where other programs have work, too. What the variables say
/// already stays, so this does not happen twice. Where a loader was started, which is the file of the process then,
/// ORTHANT_STARTED_BY names what starts it (scripts/archive.sh).
void restart_with_good_environment(char** argv) {
  const auto core = orthant::better_blas_core();
  const bool waits = std::getenv("OMP_WAIT_POLICY") != nullptr || std::getenv("GOMP_SPINCOUNT") != nullptr;
  if (!core && waits) return;
  if (core) setenv("OPENBLAS_CORETYPE", core->c_str(), 1);
  if (!waits) setenv("OMP_WAIT_POLICY", "passive", 1);
  const char* program = std::getenv("ORTHANT_STARTED_BY");
  execv(program ? program : "/proc/self/exe", argv);  // on failure: go on with what is at hand
}

/// CLI11 reports a missing subcommand before it looks at the word that is there instead, and a missing flag
/// before one that does not exist.
void require_known_line(const CLI::App& program, int argc, char** argv) {
  if (argc < 2) return;
  const std::string word = argv[1];
  if (word == "-h" || word == "--help" || word == "--version") return;
  if (word.empty() || word[0] == '-')
    throw orthant::InputError("unknown flag '" + word + "' before the subcommand");
  std::string names;
  for (const CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_name() == word) {
      const std::string unknown =
          orthant::app::unknown_words(*command, {argv + 2, argv + argc}, "orthant " + word);
      if (!unknown.empty()) throw orthant::InputError(unknown);
      return;
    }
    names += (names.empty() ? "" : ", ") + command->get_name();
  }
  throw orthant::InputError("unknown subcommand '" + word + "'; expected one of " + names +
                            " (see orthant --help)");
}

std::string joined(int argc, char** argv) {
  std::string line = "orthant";
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool plain =
        !word.empty() && word.find_first_of(" \t\n'\"\\$`*?[]{}()<>|&;!#~") == std::string::npos;
    line += ' ';
    if (plain) {
      line += word;
      continue;
    }
    line += '\'';
    for (const char c : word) line += c == '\'' ? std::string("'\\''") : std::string(1, c);
    line += '\'';
  }
  return line;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace orthant::app;
  restart_with_good_environment(argv);
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error to report, like a full disk
  CLI::App program{
      "Nonnegative low-rank matrix recovery with proofs: finds nonnegative factors and says what it found."};
  program.set_version_flag("--version", std::string("orthant ") + orthant::version);
  program.require_subcommand(1);
  int exit_code = success;
  try {
    add_recover(program, exit_code, joined(argc, argv));
    add_certify(program, exit_code);
    add_escape(program, exit_code);
    add_atlas(program, exit_code, joined(argc, argv));
    add_project(program, exit_code);
    add_predict(program, exit_code);
    add_copositive(program, exit_code);
    add_reproduce(program, exit_code, joined(argc, argv));
    add_instance(program, exit_code);
    add_rip(program, exit_code);
    add_landscape(program, exit_code, joined(argc, argv));
    add_report(program, exit_code);
    require_known_line(program, argc, argv);
    program.parse(argc, argv);
    if (std::fflush(stdout) != 0 || std::ferror(stdout))
      return fail(output_failure, "standard output: write failed");
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return program.exit(error);  // --help, --version
    return fail(bad_input, std::string(error.what()) + " (see orthant --help)");
  } catch (const orthant::InputError& error) {
    return fail(bad_input, error.what());
  } catch (const orthant::OutputError& error) {
    return fail(output_failure, error.what());
  } catch (const orthant::OutOfBudget& stop) {
    return fail(out_of_budget, std::string(stop.reason) + " before there was anything to report");
  } catch (const std::bad_alloc&) {
    return fail(internal_failure, "out of memory");
  } catch (const std::exception& error) {
    if (std::ferror(stdout)) return fail(output_failure, "standard output: write failed");
    return fail(internal_failure, std::string("internal failure: ") + error.what());
  }
  return exit_code;
}
