/// orthant instance NAME --out DIR: a named instance as a problem folder.

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "command.hpp"
#include "option_flags.hpp"
#include "orthant/base/error.hpp"
#include "orthant/files/problem_folder.hpp"
#include "orthant/interface/run.hpp"
#include "orthant/paper/instances/named.hpp"

namespace orthant::app {

namespace {

using paper::ParameterKind;

struct InstanceFlags {
  CommonFlags common;
  std::string name;
  paper::ParameterWords words;  ///< as typed
};

void print_summary(const paper::NamedInstance& instance) {
  const Problem& problem = instance.problem;
  fmt::print("{}: {} {}×{}, rank {}, operator {}\n", instance.name,
             problem.symmetric ? "symmetric" : "asymmetric", problem.rows(), problem.cols(), problem.rank,
             problem.measurement->kind());
  for (const auto& [key, value] : instance.known.items()) {
    std::string name = key;
    std::replace(name.begin(), name.end(), '_', ' ');
    fmt::print("known     {}: {}\n", name,
               value.is_number()   ? fmt::format("{:.10g}", value.get<double>())
               : value.is_string() ? value.get<std::string>()
                                   : value.dump());
  }
}

int instance_command(const InstanceFlags& flags) {
  begin(flags.common);
  if (flags.common.out.empty()) throw InputError("instance needs a folder to write; expected --out DIR");
  listen_for_signals();
  const Budget budget = budget_of(flags.common);
  const BudgetScope scope(budget);
  const paper::NamedInstance instance = paper::named_instance(flags.name, flags.words);
  const bool written = write_out(flags.common, [&] { write_problem(flags.common.out, instance.problem); });
  if (flags.common.json) {
    print_json(interface::instance_document(instance, flags.common.out));
  } else if (!flags.common.quiet) {
    print_summary(instance);
    if (written) fmt::print("wrote {}/problem.json\n", flags.common.out);
  }
  return written ? success : output_failure;
}

}  // namespace

void add_instance(CLI::App& program, int& exit_code) {
  auto flags = std::make_shared<InstanceFlags>();
  CLI::App* command = program.add_subcommand("instance", "write a named instance as a problem folder");
  std::string names;
  for (const auto& [name, help] : paper::instance_names()) names += fmt::format("\n  {:<22}{}", name, help);
  command->footer("Instances:" + names);
  command->add_option("name", flags->name, "one of the instances below")->required()->type_name("NAME");
  for (const auto& [name, help, kind, placeholder] : paper::instance_parameters()) {
    const std::string flag = std::string("--") + name, key = name;
    const auto take = [flags, key](const std::string& word) { flags->words[key] = word; };
    if (kind == ParameterKind::flag) {
      command->add_flag_function(
          flag, [take](std::int64_t) { take("true"); }, help);
      continue;
    }
    CLI::Option* option = command->add_option_function<std::string>(flag, take, help)->type_name(placeholder);
    if (kind == ParameterKind::whole) number_only<long>(option);
    if (kind == ParameterKind::real) number_only<double>(option);
  }
  add_common_flags(*command, flags->common);
  command->callback([flags, &exit_code] { exit_code = instance_command(*flags); });
}

}  // namespace orthant::app
