#include "landscape_files.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "command.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/files/atomic_file.hpp"
#include "orthant/report/assets.hpp"
#include "orthant/report/landscape/landscape_page.hpp"
#include "orthant/report/landscape/landscape_spec.hpp"
#include "run_program.hpp"

namespace orthant::app {

namespace {

namespace fs = std::filesystem;

/// A program that turns one file of the temporary folder into a picture on its stdout.
struct Renderer {
  std::string file;     ///< what it makes
  std::string package;  ///< of Debian
  std::vector<std::string> words;
};

/// The line of a program's complaints that names the error; Node prints the source around it first.
std::string first_complaint(const std::string& error) {
  std::istringstream lines(error);
  std::string line, first;
  while (std::getline(lines, line)) {
    if (line.find("Error:") != std::string::npos) return line;
    if (first.empty() && line.size() < 200) first = line;
  }
  return first;
}

/// The picture, or a line that says why there is none.
std::optional<std::string> render(const Renderer& renderer, const TemporaryFolder& work, std::string& note) {
  std::optional<ProgramOutput> ran;
  try {
    ran = run_program(renderer.words, work.path());
  } catch (const OutOfBudget& stop) {
    note = fmt::format("{} is not written: {}", renderer.file, stop.reason);
    return std::nullopt;
  }
  if (!ran) {
    note = fmt::format("no {} on this machine (Debian package {}); {} is not written", renderer.words[0],
                       renderer.package, renderer.file);
    return std::nullopt;
  }
  if (ran->status != 0 || ran->output.empty()) {
    const std::string why = first_complaint(ran->error);
    note = fmt::format("{} failed (exit code {}{}{}); {} is not written", renderer.words[0], ran->status,
                       why.empty() ? "" : ": ", why, renderer.file);
    return std::nullopt;
  }
  return ran->output;
}

}  // namespace

std::vector<std::string> write_landscape(const std::string& folder, const nlohmann::ordered_json& document) {
  const fs::path out(folder);
  std::error_code ignored;
  make_output_folder(folder);
  const nlohmann::json plain = document;
  const nlohmann::json spec = landscape_spec(plain);
  write_file_atomically((out / "landscape.json").string(), document.dump() + "\n");
  const std::string spec_text = spec.dump();
  write_file_atomically((out / "landscape.vg.json").string(), spec_text + "\n");
  write_file_atomically((out / "landscape.html").string(), landscape_page(plain, spec));

  if (const Budget* budget = BudgetScope::in_force(); budget != nullptr && budget->exhausted()) {
    for (const char* file : {"landscape.svg", "landscape.png"}) fs::remove(out / file, ignored);
    return {fmt::format("landscape.svg and landscape.png are not written: {}", budget->reason())};
  }
  const TemporaryFolder work;
  const std::string script = work.path() + "/render_svg.cjs", vega = work.path() + "/vega.cjs",
                    input = work.path() + "/spec.json", svg = work.path() + "/landscape.svg";
  write_file_atomically(script, assets::render_svg());
  write_file_atomically(vega, assets::vega());
  write_file_atomically(input, spec_text);
  std::vector<std::string> notes;
  for (const Renderer& renderer :
       {Renderer{"landscape.svg", "nodejs", {"node", script, vega, input}},
        Renderer{"landscape.png", "librsvg2-bin", {"rsvg-convert", "--zoom=2", "--format=png", svg}}}) {
    const fs::path target = out / renderer.file;
    std::string note = renderer.file + " is not written, since it is made from landscape.svg";
    std::optional<std::string> picture;
    if (notes.empty()) picture = render(renderer, work, note);
    if (!picture) {
      fs::remove(target, ignored);  // not one of another landscape beside this one's files
      notes.push_back(note);
      continue;
    }
    write_file_atomically(target.string(), *picture);
    if (renderer.file == "landscape.svg") write_file_atomically(svg, *picture);
  }
  return notes;
}

}  // namespace orthant::app
