#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "orthant/base/error.hpp"
#include "orthant/documents/atlas.hpp"
#include "orthant/files/problem_folder.hpp"
#include "orthant/interface/pages.hpp"
#include "orthant/interface/run.hpp"
#include "orthant/recover/rank_survey.hpp"

namespace orthant::interface {

namespace {

/// A file or folder by its full name, so that it is found from elsewhere.
std::string full_name(const std::string& source) {
  std::error_code error;
  if (source.empty() || !std::filesystem::exists(source, error)) return source;
  const auto full = std::filesystem::absolute(source, error);
  return error ? source : full.string();
}

/// The options by which the starts can be gone on with, by name.
Json asked_of(AtlasCommand command, const Given& given) {
  if (command.data.empty() && command.problem.empty()) return nullptr;
  command.data = full_name(command.data);
  command.problem = full_name(command.problem);
  Json out = Json::object();
  const auto keep = [&](const auto& part, const auto& table) {
    for (const auto& option : table) {
      const std::string name = option.name;
      if (name != "data" && name != "problem" && !given.contains(name)) continue;
      if (name == "unseen" || name == "starts") continue;
      std::visit([&](const auto& value) { out[name] = value; }, option.value(part));
    }
  };
  each_table(command, keep);
  for (const char* name : {"data", "problem"})
    if (out[name] == "") out.erase(name);
  return out;
}

/// None in a build without.
AtlasPage atlas_page_of() {
  if (!has_pages()) return {};
  return [](const AtlasDocument& document) { return page_of(document); };
}

AtlasDocument documented(Atlas found, const AtlasCommand& command, const Given& given) {
  AtlasDocument out = atlas_document(std::move(found));
  out.asked = asked_of(command, given);
  return out;
}

}  // namespace

AtlasDocument run_atlas(const AtlasCommand& command, const Given& given, const Inputs& inputs,
                        const Budget& budget, const AtlasObserver& observer) {
  AtlasOptions options = command.options;
  if (names_several_ranks(command.rank))
    throw InputError(fmt::format("rank = {} with an atlas; expected one rank", command.rank));
  if (!command.problem.empty()) {
    if (!inputs.matrices.empty() || !command.data.empty())
      throw InputError("problem = " + command.problem + " with data; expected one of them");
    refuse_beside_problem(command.problem, given);
    if (!command.image_shape.empty())
      throw InputError(
          fmt::format("image_shape = {} with a problem folder; expected data", command.image_shape));
    const Problem problem = read_problem(command.problem);
    options.recover.rank = command.rank.empty() ? problem.rank : parse_ranks(command.rank).front();
    return documented(atlas(problem, command.problem, options, budget, observer), command, given);
  }
  if (command.rank.empty())
    throw InputError("rank is missing; expected the number of columns of the factors");
  options.recover.rank = parse_ranks(command.rank).front();
  Data data = data_of(inputs, command.data, command.reading, options.recover.model);
  if (!command.image_shape.empty()) data.image_shape = parse_image_shape(command.image_shape, data.cols());
  return documented(atlas(data, options, budget, observer), command, given);
}

AtlasDocument add_to_atlas(const std::string& folder, const AtlasCommand& command, const Given& given,
                           const Budget& budget, const AtlasObserver& observer) {
  AtlasDocument known = read_atlas(folder);
  if (!known.asked.is_object())
    throw InputError(folder +
                     ": of data that were in memory; expected an atlas of a file or a problem folder");
  AtlasCommand again;
  const Given before = set_options(again, known.asked, folder);
  for (const std::string& name : given)
    if (name != "seed" && name != "starts" && name != "unseen" && name != "within")
      throw InputError(fmt::format("{} with add; expected it of the atlas itself: its options stay", name));
  MultiStartOptions& search = again.options.recover.search;
  search.starts = command.options.recover.search.starts;
  if (given.contains("seed")) search.seed = command.options.recover.search.seed;
  search.skip = last_start(known.atlas, search.seed);
  again.options.unseen = command.options.unseen;
  again.options.barriers = 0;  // of these starts alone: not those of the whole map
  if (given.contains("within")) again.options.within = command.options.within;
  AtlasDocument more = run_atlas(again, before, {}, budget, observer);
  const double within = given.contains("within") ? command.options.within : 100 * known.atlas.trust.within;
  const std::string first_command = known.command;
  AtlasDocument out =
      atlas_document(merged(std::move(known.atlas), std::move(more.atlas), within), first_command);
  out.asked = std::move(known.asked);
  return out;
}

Results run(const AtlasCommand& command, const Context& context) {
  const auto observer = [&](Index done, Index of, const StartReport&) {
    context.progress.tell(static_cast<double>(done) / static_cast<double>(of),
                          fmt::format("{} of {} starts", done, of));
  };
  const auto document = std::make_shared<const AtlasDocument>(
      run_atlas(command, context.given, context.inputs, context.budget, observer));
  Results out;
  out.documents["atlas.json"] = [document] { return json_text(as_json(*document)); };
  for (std::size_t m = 0; m < document->atlas.minima.size(); ++m) {
    const AtlasMinimum& minimum = document->atlas.minima[m];
    for (const auto& [name, factor] : factors_of(document->atlas, minimum)) {
      out.matrices[fmt::format("minima/{}/{}", m + 1, name)] = [document, m, kept = name] {
        return factors_of(document->atlas, document->atlas.minima[m]).at(kept);
      };
      if (m == 0) out.matrices[name] = out.matrices[fmt::format("minima/1/{}", name)];
    }
  }
  out.write = [document](const std::string& folder) {
    AtlasDocument written = *document;
    orthant::write(written, folder, atlas_page_of());
  };
  return out;
}

}  // namespace orthant::interface
