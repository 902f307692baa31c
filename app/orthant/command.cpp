#include "command.hpp"

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "option_flags.hpp"
#include "orthant/core/error.hpp"
#include "orthant/linalg/threads.hpp"

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

/// The nearest part of the path that exists must be a folder: everything below it can be made.
void require_possible_folder(const std::string& out) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const fs::path whole = fs::absolute(out, ignored);
  for (fs::path path = whole; !path.empty(); path = path.parent_path()) {
    if (fs::is_directory(path, ignored)) return;
    if (fs::exists(path, ignored)) {
      throw InputError(out + ": " + (path == whole ? "" : path.string() + " ") +
                       "is not a folder; expected a folder or a new name for --out");
    }
    if (path == path.parent_path()) return;
  }
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

StopRequest& interrupt_request() {
  static StopRequest request;
  return request;
}

void listen_for_interrupt() {
  interrupt_request();  // constructed before any signal can arrive
  std::signal(SIGINT, [](int) {
    interrupt_request().raise();
    std::signal(SIGINT, SIG_DFL);
  });
}

void print_json(const nlohmann::ordered_json& document) {
  const std::string text = document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fputc('\n', stdout);
}

}  // namespace orthant::app
