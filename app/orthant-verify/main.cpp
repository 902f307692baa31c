/// orthant-verify: checks a certificate without the program that wrote it.

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "../orthant/unknown_words.hpp"
#include "orthant/core/version.hpp"
#include "orthant/verify/check.hpp"
#include "orthant/verify/data_file.hpp"
#include "orthant/verify/folder_files.hpp"

namespace {

namespace fs = std::filesystem;
namespace verify = orthant::verify;

constexpr int accepted = 0, rejected = 1, unusable = 2;

int fail(std::string message) {
  for (char& c : message)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  std::fprintf(stderr, "orthant-verify: %s\n", message.c_str());
  return unusable;
}

void print(const verify::Outcome& outcome, double seconds, bool json) {
  if (!json) {
    if (outcome.accepted)
      std::printf("accepted (%s, %.1f s): %s\n", outcome.rigor.c_str(), seconds, outcome.statement.c_str());
    else
      std::printf("rejected: %s\n", outcome.reason.c_str());
    return;
  }
  const auto text = [](const std::string& s) {
    return s.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(s);
  };
  const nlohmann::ordered_json document = {{"accepted", outcome.accepted},
                                           {"reason", text(outcome.reason)},
                                           {"statement", text(outcome.statement)},
                                           {"rigor", text(outcome.rigor)},
                                           {"seconds", seconds}};
  std::printf("%s\n", document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace).c_str());
}

int run(std::string path, const std::string& data_path, bool quiet, bool json) {
  const auto start = std::chrono::steady_clock::now();
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) path = (fs::path(path) / "certificate.json").string();
  std::string text;
  std::optional<verify::Data> data;
  try {
    text = verify::read_file(path, true);
    if (!data_path.empty()) data = verify::read_data(verify::read_file(data_path, true), data_path);
  } catch (const std::exception& error) {
    return fail(error.what());
  }
  const fs::path folder = fs::path(path).parent_path();
  const verify::FolderFiles files(folder.empty() ? "." : folder.string());
  const verify::Outcome outcome = verify::check(text, files, data ? &*data : nullptr);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (!quiet || json) print(outcome, seconds, json);
  return outcome.accepted ? accepted : rejected;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program(
      "Checks a certificate of orthant: every inequality of its proof is derived again from the data, "
      "in rationals, balls or integers. Exit code 0: accepted; 1: rejected; 2: wrong usage, or a "
      "certificate that cannot be read.",
      "orthant-verify");
  std::string certificate, data;
  bool quiet = false, json = false;
  program.add_option("CERTIFICATE", certificate, "certificate.json, or its folder")->required();
  program.add_option("--data", data,
                     "a .npy or .mtx file that the certificate must be about, entry for entry");
  program.add_flag("--quiet", quiet, "print nothing; the exit code says it");
  program.add_flag("--json", json, "print one JSON document");
  program.set_version_flag("--version", std::string("orthant-verify ") + orthant::version);
  try {
    orthant::app::require_known_words(program, {argv + 1, argv + argc}, "orthant-verify");
    program.parse(argc, argv);
  } catch (const orthant::InputError& error) {
    return fail(error.what());
  } catch (const CLI::Success& wish) {
    return program.exit(wish);
  } catch (const CLI::ParseError& error) {
    return fail(error.what());
  }
  try {
    return run(certificate, data, quiet, json);
  } catch (const std::exception& error) {
    return fail(error.what());
  }
}
