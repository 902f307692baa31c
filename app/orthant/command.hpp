/// What the subcommands share: flags that every one has, the budget and signals, writing and printing
/// results.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <limits>
#include <optional>
#include <string>

#include "orthant/base/stop.hpp"
#include "orthant/files/json_document.hpp"

namespace orthant::app {

enum ExitCode { success = 0, bad_input = 2, out_of_budget = 3, internal_failure = 4, output_failure = 5 };

/// --json, --out, --seed, --threads, --max-seconds, --quiet.
struct CommonFlags {
  bool json = false;
  bool quiet = false;
  std::string out;
  std::optional<long> threads;  ///< all cores when not given
  double max_seconds = std::numeric_limits<double>::infinity();
};

void add_common_flags(CLI::App& command, CommonFlags& flags);

/// Applies --threads, and refuses values out of range and an --out that is no folder or cannot be written to.
void begin(const CommonFlags& flags);

/// What a search that is over may still spend on judging what it found, in seconds of processor time.
inline constexpr double finishing_seconds = 0.75;

/// --max-seconds from now on, and the signals of listen_for_signals.
Budget budget_of(const CommonFlags& flags, double grace = 0);

/// From now on the first SIGINT or SIGTERM ends the budget of budget_of; the second ends the process at once.
/// Called when the input has been read: until then a signal ends the process, which has nothing to lose.
void listen_for_signals();

/// "orthant: LINE" on stderr, as far as that can be written to.
void say(const std::string& line);

/// Runs `write` when there is --out. What cannot be written is said in one line on stderr, and what can be
/// printed still is: false, and the exit code is to be output_failure.
bool write_out(const CommonFlags& flags, const std::function<void()>& write);

/// The name of a page that is written, for the line that tells of it: whether it has charts depends on the build.
std::string page(const std::filesystem::path& path);

/// The JSON document on stdout, and nothing else.
void print_json(const nlohmann::ordered_json& document);

/// Each subcommand: registers itself; the return value of its callback is the exit code.
void add_recover(CLI::App& program, int& exit_code, const std::string& command_line);
void add_certify(CLI::App& program, int& exit_code);
void add_escape(CLI::App& program, int& exit_code);
void add_atlas(CLI::App& program, int& exit_code, const std::string& command_line);
void add_project(CLI::App& program, int& exit_code);
void add_predict(CLI::App& program, int& exit_code);
void add_copositive(CLI::App& program, int& exit_code);
void add_reproduce(CLI::App& program, int& exit_code, const std::string& command_line);
void add_instance(CLI::App& program, int& exit_code);
void add_rip(CLI::App& program, int& exit_code);
void add_report(CLI::App& program, int& exit_code);
void add_landscape(CLI::App& program, int& exit_code, const std::string& command_line);

}  // namespace orthant::app
