#include "command.hpp"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "option_flags.hpp"
#include "orthant/base/error.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/linalg/threads.hpp"
#include "orthant/report/report.hpp"

namespace orthant::app {

void add_common_flags(CLI::App& command, CommonFlags& flags) {
  command.add_flag("--json", flags.json, "print one JSON document on stdout and nothing else");
  command.add_flag("--quiet", flags.quiet, "print nothing but errors");
  command.add_option("--out", flags.out, "folder to write the results to")->type_name("DIR");
  number_only<long>(command.add_option("--threads", flags.threads, "threads to use (default: all cores)"))
      ->type_name("T");
  number_only<double>(
      command.add_option("--max-seconds", flags.max_seconds, "stop after this long, with the best so far"))
      ->type_name("S");
}

namespace {

/// The nearest part of the path that exists must be a folder in which files can be made: everything below it
/// can be made then.
void require_possible_folder(const std::string& out) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const fs::path whole = fs::absolute(out, ignored);
  struct stat status {};
  if (stat(whole.c_str(), &status) != 0 && errno != ENOENT && errno != ENOTDIR)
    throw InputError(on_one_line(out) + ": " + std::strerror(errno) + "; expected another name for --out");
  for (fs::path path = whole; !path.empty(); path = path.parent_path()) {
    const std::string place = path == whole ? "" : on_one_line(path.string()) + " ";
    if (fs::is_directory(path, ignored)) {
      // Made and removed: permissions do not say it all (read-only file systems, /proc).
      std::string probe = (path / ".orthant-XXXXXX").string();
      if (mkdtemp(probe.data()) != nullptr && rmdir(probe.c_str()) == 0) return;
      throw InputError(on_one_line(out) + ": " + place + "cannot be written to: " + std::strerror(errno) +
                       "; expected a folder that can for --out");
    }
    if (fs::exists(fs::symlink_status(path, ignored))) {
      throw InputError(on_one_line(out) + ": " + place +
                       "is not a folder; expected a folder or a new name for --out");
    }
    if (path == path.parent_path()) return;
  }
}

StopRequest& stop_request() {
  static StopRequest request;
  return request;
}

}  // namespace

void begin(const CommonFlags& flags) {
  if (flags.threads && (*flags.threads < 1 || *flags.threads > 1024)) {
    throw InputError("threads = " + std::to_string(*flags.threads) + "; expected 1 ≤ threads ≤ 1024");
  }
  if (!(flags.max_seconds > 0)) {
    throw InputError("max_seconds = " + std::to_string(flags.max_seconds) + "; expected max_seconds > 0");
  }
  if (!flags.out.empty()) require_possible_folder(flags.out);
  set_threads(static_cast<int>(flags.threads.value_or(0)));
}

Budget budget_of(const CommonFlags& flags, double grace) {
  return Budget(flags.max_seconds, &stop_request(), grace);
}

void listen_for_signals() {
  stop_request();  // constructed before any signal can arrive
  for (const int signal : {SIGINT, SIGTERM})
    std::signal(signal, [](int) {
      stop_request().raise();
      std::signal(SIGINT, SIG_DFL);
      std::signal(SIGTERM, SIG_DFL);
    });
}

void say(const std::string& line) {
  std::fputs(("orthant: " + line + "\n").c_str(), stderr);
}

bool write_out(const CommonFlags& flags, const std::function<void()>& write) {
  if (flags.out.empty()) return true;
  try {
    write();
    return true;
  } catch (const OutputError& error) {
    say(error.what());
    return false;
  }
}

std::string page(const std::filesystem::path& path) {
  return path.string() + (report::has_charts() ? "" : " (no charts: this build has no chart libraries)");
}

void print_json(const nlohmann::ordered_json& document) {
  const std::string text = json_text(document);
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fputc('\n', stdout);
}

}  // namespace orthant::app
