/// orthant-verify: checks a certificate without the program that wrote it.

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <thread>

#include <unistd.h>

#include "../orthant/unknown_words.hpp"
#include "checker/arithmetic/bound_text.hpp"
#include "checker/check.hpp"
#include "checker/read/data_file.hpp"
#include "checker/read/files.hpp"

extern "C" const char orthant_verify_digits_npy[], orthant_verify_digits_npy_end[];

namespace {

namespace fs = std::filesystem;
namespace checker = orthant::checker;

constexpr int accepted = 0, rejected = 1, unusable = 2, unfinished = 3;

struct Flags {
  std::string certificate, data;
  double max_seconds = 600;
  bool quiet = false, json = false, plain = false;
};

int fail(std::string message) {
  for (char& c : message)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  std::fprintf(stderr, "orthant-verify: %s\n", message.c_str());
  return unusable;
}

void print(const checker::Outcome& outcome, double seconds, const Flags& flags) {
  if (!flags.json) {
    if (flags.quiet) return;
    if (outcome.accepted)
      std::printf("accepted (%s, %.1f s): %s\n", outcome.rigor.c_str(), seconds, outcome.statement.c_str());
    else
      std::printf("%s: %s\n", outcome.unfinished ? "not checked" : "rejected", outcome.reason.c_str());
    return;
  }
  const auto text = [](const std::string& s) {
    return s.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(s);
  };
  const nlohmann::ordered_json document = {
      {"accepted", outcome.accepted},   {"finished", !outcome.unfinished},
      {"reason", text(outcome.reason)}, {"statement", text(outcome.statement)},
      {"rigor", text(outcome.rigor)},   {"seconds", seconds}};
  std::printf("%s\n", document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace).c_str());
}

/// Ends the process at a signal or at the end of the time, whatever the check is doing: nothing is written
/// that could be left half done. Whoever answers first, this or the check, is the only one.
class Watch {
 public:
  explicit Watch(const Flags& flags) : flags_(flags) {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    std::thread([this] { wait(); }).detach();
  }

  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

  /// False when the process is about to end otherwise.
  bool may_answer() { return !answered_.exchange(true); }

 private:
  void wait() {
    checker::Outcome outcome;
    outcome.unfinished = true;
    outcome.reason = "interrupted";
    for (double left = flags_.max_seconds; left > 0; left = flags_.max_seconds - seconds()) {
      const timespec time{static_cast<time_t>(std::fmin(left, 1e6)),
                          static_cast<long>((left - std::floor(left)) * 1e9)};
      if (sigtimedwait(&signals_, nullptr, &time) > 0) break;
      if (seconds() < flags_.max_seconds) continue;
      char limit[32];
      std::snprintf(limit, sizeof limit, "%g", flags_.max_seconds);
      outcome.reason = std::string("the limit of ") + limit + " s (--max-seconds) is over";
      break;
    }
    if (!may_answer()) return;
    print(outcome, seconds(), flags_);
    std::fflush(stdout);
    _exit(unfinished);
  }

  const Flags& flags_;
  sigset_t signals_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::atomic<bool> answered_{false};
};

checker::OwnData read_own_data(const std::string& source) {
  std::error_code ignored;
  if (source == "digits")
    return checker::read_data({orthant_verify_digits_npy, orthant_verify_digits_npy_end}, "digits.npy");
  if (fs::is_directory(source, ignored)) return checker::read_problem_folder(source);
  return checker::read_data(checker::read_file(source, true), source);
}

int run(const Flags& flags, Watch& watch) {
  std::string path = flags.certificate;
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) path = (fs::path(path) / "certificate.json").string();
  std::string text;
  std::optional<checker::OwnData> own;
  try {
    text = checker::read_file(path, true);
    if (!flags.data.empty()) own = read_own_data(flags.data);
  } catch (const std::exception& error) {
    return fail(error.what());
  }
  const fs::path folder = fs::path(path).parent_path();
  const checker::FolderFiles files(folder.empty() ? "." : folder.string());
  checker::Outcome outcome = checker::check(text, files, own ? &*own : nullptr,
                                            {.work = 1e9 * flags.max_seconds, .plain = flags.plain});
  if (outcome.needed_seconds > 0)
    outcome.reason += " (--max-seconds; " + checker::text_at_least(outcome.needed_seconds, 15) + " may do)";
  if (!watch.may_answer()) pause();  // until the other one has answered
  if (outcome.needs_data) return fail(outcome.reason);
  print(outcome, watch.seconds(), flags);
  return outcome.accepted ? accepted : outcome.unfinished ? unfinished : rejected;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program(
      "Checks a certificate of orthant: every inequality of its proof is derived again from the data, "
      "in rationals, balls or integers. Exit code 0: accepted; 1: rejected; 2: wrong usage, or a "
      "certificate or data that cannot be read; 3: not checked to the end, for want of time or memory, or "
      "interrupted.",
      "orthant-verify");
  Flags flags;
  program.add_option("CERTIFICATE", flags.certificate, "certificate.json, or its folder")->required();
  program.add_option(
      "--data", flags.data,
      "the data that the certificate must be about, entry for entry: digits, a .npy, .mtx or .csv "
      "file, or a problem folder");
  program
      .add_option("--max-seconds", flags.max_seconds,
                  "end after this time; a check that would take more work is not begun")
      ->capture_default_str();
  program.add_flag(
      "--plain", flags.plain,
      "multiply 128-bit integers one at a time, without the processor's vectors: the same result, "
      "about twice as long");
  program.add_flag("--quiet", flags.quiet, "print nothing; the exit code says it");
  program.add_flag("--json", flags.json, "print one JSON document");
  program.set_version_flag("--version", std::string("orthant-verify ") + ORTHANT_VERSION);
  try {
    const std::string unknown =
        orthant::app::unknown_words(program, {argv + 1, argv + argc}, "orthant-verify");
    if (!unknown.empty()) return fail(unknown);
    program.parse(argc, argv);
    if (!(flags.max_seconds > 0 && flags.max_seconds < 1e9)) {
      char given[32];
      std::snprintf(given, sizeof given, "%g", flags.max_seconds);
      return fail(std::string("max_seconds = ") + given + "; expected 0 < max_seconds < 1e9");
    }
  } catch (const CLI::Success& wish) {
    return program.exit(wish);
  } catch (const CLI::ParseError& error) {
    return fail(error.what());
  }
  Watch watch(flags);
  int code = unusable;
  try {
    code = run(flags, watch);
  } catch (const std::exception& error) {
    code = fail(error.what());
  }
  // The watch may only now begin, on objects of this stack: nothing is destroyed under it.
  std::fflush(stdout);
  _exit(code);
}
