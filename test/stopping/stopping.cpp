/// Does stopping mean stopping? Runs commands that would take long, ends each by SIGINT, by SIGTERM and by
/// --max-seconds, and checks that
///
///   * the process, its children included, spends at most 2 s of processor time after the signal or the
///   limit;
///   * its exit code is a documented one (docs/output.md): 0, or 3 when there was nothing to report;
///   * with code 0 the files of --out are there and whole, and no temporary file is left;
///   * what it says on stderr is lines that start with "orthant: ".
///
///   stopping [--short] [WORD]    all commands in three ways, or one way each of those for ctest; only
///   commands
///                                whose name holds WORD
#include <sys/resource.h>

#include <cmath>
#include <cstdio>
#include <functional>
#include <numbers>
#include <random>

#include "cli/npy_bytes.hpp"
#include "cli/run.hpp"

namespace orthant::cli {
namespace {

constexpr double allowed = 2;  ///< seconds of processor time

// ---- inputs --------------------------------------------------------------------------------------

using Draw = std::function<double(long row, long col)>;

std::string matrix(long rows, long cols, const Draw& draw) {
  std::vector<double> entries;
  entries.reserve(static_cast<std::size_t>(rows * cols));
  for (long i = 0; i < rows; ++i)
    for (long j = 0; j < cols; ++j) entries.push_back(draw(i, j));
  return npy(static_cast<int>(rows), static_cast<int>(cols), entries);
}

class Inputs {
 public:
  Inputs(const Folder& folder, bool is_short) : folder_(folder) {
    const auto uniform = [&](long, long) { return share_(random_); };
    dense("dense.npy", 600, 400, uniform);
    dense("large.npy", 3000, 2000, uniform);
    if (is_short) return;
    symmetric("square.npy", 700, [&](long i, long j) { return i == j ? 1 : share_(random_); });
    // A sum of a semidefinite and a nonnegative matrix that is neither, so that only a split shows it.
    symmetric("form.npy", 1500, [&](long i, long j) {
      const double wave = std::cos(2 * std::numbers::pi * static_cast<double>((i - j) * 7) / 1500);
      return i == j ? 1.0 + 1e-6 : 0.4 * wave + 0.3 * std::max(0.0, share_(random_) - 0.6);
    });
    entries("sparse.mtx", 4000, 3000, 200000);
    entries("empty.mtx", 235886, 1000000, 20000);
  }

 private:
  void dense(const std::string& name, long rows, long cols, const Draw& draw) {
    folder_.write(name, matrix(rows, cols, draw));
  }

  void symmetric(const std::string& name, long n, const Draw& draw) {
    std::vector<double> below(static_cast<std::size_t>(n * n));
    for (long i = 0; i < n; ++i)
      for (long j = 0; j <= i; ++j)
        below[static_cast<std::size_t>(i * n + j)] = below[static_cast<std::size_t>(j * n + i)] = draw(i, j);
    folder_.write(name, npy(static_cast<int>(n), static_cast<int>(n), below));
  }

  void entries(const std::string& name, long rows, long cols, long count) {
    std::map<std::pair<long, long>, double> chosen;
    while (static_cast<long>(chosen.size()) < count)
      chosen[{static_cast<long>(share_(random_) * static_cast<double>(rows)),
              static_cast<long>(share_(random_) * static_cast<double>(cols))}] = 1 + 9 * share_(random_);
    std::ostringstream text;
    text << "%%MatrixMarket matrix coordinate real general\n" << rows << ' ' << cols << ' ' << count << '\n';
    for (const auto& [place, value] : chosen)
      text << place.first + 1 << ' ' << place.second + 1 << ' ' << value << '\n';
    folder_.write(name, text.str());
  }

  const Folder& folder_;
  std::mt19937_64 random_{1};
  std::uniform_real_distribution<double> share_{0, 1};
};

// ---- commands ------------------------------------------------------------------------------------

struct Command {
  std::string name;
  std::string line;
  double after;                    ///< seconds until it is to stop
  std::vector<std::string> files;  ///< of --out, when the exit code is 0
  bool is_short = false;           ///< run by ctest too
  std::string before{};            ///< a command that makes its input
};

const std::vector<std::string> solution = {"solution.json", "certificate.json", "report.html", "L.npy",
                                           "R.npy"};

std::vector<Command> commands() {
  const std::vector<std::string> certificate = {"certificate.json"}, rip = {"rip.json"},
                                 picture = {"landscape.json", "landscape.html"}, problem = {"problem.json"},
                                 form = {"copositivity.json"}, claims = {"reproduce.json", "reproduce.html"};
  return {
      {"many starts", "recover dense.npy --rank 20 --starts 100000", 2, solution},
      {"starts one by one", "recover dense.npy --rank 20 --starts 100000 --threads 1", 2, solution, true},
      {"certification", "recover digits --rank 40 --starts 1 --numeric", 6, solution},
      {"proof", "recover digits --rank 30 --starts 1", 1.5, solution},
      {"completion", "recover sparse.mtx --observed entries --rank 10 --starts 1000", 2, solution},
      {"symmetric",
       "recover square.npy --model symmetric --rank 10 --starts 1000",
       2,
       {"solution.json", "certificate.json", "report.html", "U.npy"}},
      {"kullback-leibler", "recover large.npy --rank 15 --loss kullback-leibler", 3, solution, true},
      {"itakura-saito", "recover large.npy --rank 10 --loss itakura-saito --solver multiplicative", 3,
       solution},
      {"large dense", "recover large.npy --rank 60 --init nndsvd", 2, solution},
      {"mostly empty", "recover empty.mtx --rank 5 --starts 1 --numeric", 4, solution},
      {"schur route", "certify large.npy --factors point --stationarity 0.99 --numeric", 1, certificate, true,
       "recover large.npy --rank 2 --starts 1 --max-iterations 3 --numeric --out point"},
      {"dense route",
       "certify square.npy --factors point --model symmetric --stationarity 0.99 --method dense", 1,
       certificate, false,
       "recover square.npy --model symmetric --rank 4 --starts 1 --max-iterations 3 --numeric --out point"},
      {"proof of a folder", "certify clusters", 1, certificate, false,
       "instance theorem4 --m 40 --rank 16 --out clusters"},
      {"support tree", "copositive brock-like-200-0.7-20-1@21", 1, form, true},
      {"split", "copositive form.npy", 3, form},
      {"draw an instance", "instance planted --n 300 --measurement gaussian --measurements 20000", 2,
       problem},
      {"large instance", "instance theorem3 --n 5000 --rank 5 --true-rank 3", 1, problem},
      {"statements", "reproduce", 1, claims},
      {"one statement", "reproduce --only proposition-1 --starts 100000", 1, claims, true},
      {"landscape", "landscape plane --grid 601", 0.3, picture, false,
       "instance theorem3 --n 60 --rank 3 --true-rank 3 --alpha 1/2 --epsilon 1/10 --out plane"},
      {"isometry", "rip sensing --symmetry", 1, rip, false,
       "instance planted --n 50 --rank 2 --measurement gaussian --measurements 4000 --out sensing"},
  };
}

// ---- one run -------------------------------------------------------------------------------------

double seconds(const timeval& t) {
  return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
}

/// Processor time of a process so far, of its children that have ended too.
double spent_by(pid_t process) {
  std::ifstream in("/proc/" + std::to_string(process) + "/stat");
  std::string line;
  std::getline(in, line);
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) return 0;
  std::istringstream fields(line.substr(name_end + 1));
  std::string skipped;
  for (int k = 3; k < 14; ++k) fields >> skipped;
  double ticks = 0, sum = 0;
  for (int k = 0; k < 4 && fields >> ticks; ++k) sum += ticks;
  return sum / static_cast<double>(sysconf(_SC_CLK_TCK));
}

struct Ended {
  bool in_time = false;  ///< before the signal or the limit
  double overtime = 0;   ///< processor time after it
  double wall = 0;
  int exit_code = -1;
  std::string err;
};

/// `signal`: 0 when the command line has the limit.
Ended run_until(const Folder& folder, const std::vector<std::string>& arguments, double after, int signal) {
  std::vector<std::string> line = {ORTHANT_PROGRAM};
  line.insert(line.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : line) argv.push_back(word.data());
  argv.push_back(nullptr);
  const Folder output;
  const std::string err = output.path("err");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, folder.root().c_str());
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(), O_WRONLY | O_CREAT, 0600);
  pid_t child = -1;
  if (posix_spawn(&child, ORTHANT_PROGRAM, &actions, nullptr, argv.data(), environ) != 0)
    throw std::runtime_error("cannot start " ORTHANT_PROGRAM);
  posix_spawn_file_actions_destroy(&actions);

  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  const auto now = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
  Ended out;
  out.in_time = true;
  int status = 0;
  rusage usage{};
  double until_then = 0, then = 0;
  while (wait4(child, &status, WNOHANG, &usage) == 0) {
    if (out.in_time && now() >= after) {
      out.in_time = false;
      until_then = spent_by(child);
      then = now();
      if (signal != 0) kill(child, signal);
    }
    if (now() > after + 60) kill(child, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  if (!out.in_time) {
    out.overtime = seconds(usage.ru_utime) + seconds(usage.ru_stime) - until_then;
    out.wall = now() - then;
  }
  out.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  out.err = read_bytes(err);
  return out;
}

std::string complaint(const Folder& folder, const Command& command, const Ended& ended) {
  if (ended.overtime > allowed) return "took too long";
  if (ended.exit_code != 0 && ended.exit_code != 3) return "exit code " + std::to_string(ended.exit_code);
  std::istringstream lines(ended.err);
  for (std::string line; std::getline(lines, line);)
    if (!line.starts_with("orthant: ")) return "said: " + line;
  const std::filesystem::path out = folder.root() / "out";
  if (ended.exit_code == 0 || command.line.starts_with("copositive"))  // undecided is an answer
    for (const std::string& file : command.files)
      if (!std::filesystem::exists(out / file)) return "no " + file;
  if (!std::filesystem::exists(out)) return {};
  for (const auto& entry : std::filesystem::directory_iterator(out)) {
    if (entry.path().extension() == ".tmp") return "left " + entry.path().string();
    if (entry.path().extension() == ".json") (void)Json::parse(read_bytes(entry.path())).size();
  }
  return {};
}

/// Whether it ended as it should; says so in one line.
bool passes(const Folder& folder, const Command& command, const char* way, int signal) {
  std::filesystem::remove_all(folder.root() / "out");
  std::vector<std::string> arguments = words(command.line + " --out out");
  if (signal == 0) {
    arguments.emplace_back("--max-seconds");
    arguments.push_back(std::to_string(command.after));
  }
  const Ended ended = run_until(folder, arguments, command.after, signal);
  const std::string wrong = complaint(folder, command, ended);
  std::printf("%-20s %-8s exit %d  %5.2f s of processor, %5.2f s after %g s  %s\n", command.name.c_str(), way,
              ended.exit_code, ended.overtime, ended.wall, command.after,
              !wrong.empty()  ? ("FAILS: " + wrong).c_str()
              : ended.in_time ? "ended before"
                              : "");
  std::fflush(stdout);
  return wrong.empty();
}

int check(bool is_short, const std::string& word) {
  const Folder folder;
  const Inputs inputs(folder, is_short);
  int failures = 0, turn = 0;
  for (const Command& command : commands()) {
    if ((is_short && !command.is_short) || command.name.find(word) == std::string::npos) continue;
    if (!command.before.empty()) run_program(ORTHANT_PROGRAM, folder, words(command.before));
    const std::pair<const char*, int> ways[] = {{"SIGINT", SIGINT}, {"SIGTERM", SIGTERM}, {"limit", 0}};
    for (int k = 0; k < 3; ++k) {
      if (is_short && k != turn % 3) continue;
      failures += passes(folder, command, ways[k].first, ways[k].second) ? 0 : 1;
    }
    ++turn;
  }
  std::printf("%d failed\n", failures);
  return failures == 0 ? 0 : 1;
}

}  // namespace
}  // namespace orthant::cli

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const bool is_short = !arguments.empty() && arguments.front() == "--short";
  const std::string word = arguments.size() > (is_short ? 1u : 0u) ? arguments.back() : "";
  return orthant::cli::check(is_short, word);
}
