/// What the subcommands share: flags that every one has, the end of the process, and Ctrl-C.
#pragma once

#include <CLI/CLI.hpp>
#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "orthant/core/stop.hpp"

namespace orthant::app {

enum ExitCode { success = 0, bad_input = 2, out_of_budget = 3, internal_failure = 4 };

/// --json, --out, --seed, --threads, --max-seconds, --quiet.
struct CommonFlags {
  bool json = false;
  bool quiet = false;
  std::string out;
  std::optional<long> threads;  ///< all cores when not given
  double max_seconds = std::numeric_limits<double>::infinity();
};

void add_common_flags(CLI::App& command, CommonFlags& flags);

/// Applies --threads, and refuses values out of range and an --out that is not a folder.
void begin(const CommonFlags& flags);

/// Raised by the first Ctrl-C; the second one ends the process at once.
StopRequest& interrupt_request();
void listen_for_interrupt();

/// The JSON document on stdout, and nothing else.
void print_json(const nlohmann::ordered_json& document);

/// Each subcommand: registers itself; the return value of its callback is the exit code.
void add_recover(CLI::App& program, int& exit_code, const std::string& command_line);
void add_certify(CLI::App& program, int& exit_code);
void add_copositive(CLI::App& program, int& exit_code);
void add_reproduce(CLI::App& program, int& exit_code, const std::string& command_line);
void add_instance(CLI::App& program, int& exit_code);
void add_rip(CLI::App& program, int& exit_code);
void add_landscape(CLI::App& program, int& exit_code, const std::string& command_line);

}  // namespace orthant::app
