/// include/orthant/orthant.h: the border. No exception passes it.
#include <omp.h>

#include <atomic>
#include <condition_variable>
#include <cstring>
#include <exception>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <thread>

#include "checker/arithmetic/work.hpp"
#include "orthant/base/error.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/base/version.hpp"
#include "orthant/interface/run.hpp"
#include "orthant/linalg/threads.hpp"
#include "orthant/orthant.h"

namespace orthant::interface {

struct Registered {
  const char* name;
  const char* help;
  std::vector<const char*> matrices, names;
  Json (*options)();
  Results (*run)(const Json& options, Context context);
  bool one_thread = false;  ///< unless it is asked otherwise: threads would only wait for each other
};

namespace {

template <class Command>
Results run_command(const Json& options, Context context) {
  Command command;
  Json own = options;
  for (const auto& option : common_options) own.erase(option.name);
  const Given given = set_options(command, own, context.command);
  return run(command, Context{context.command, context.inputs, given, context.budget, context.progress});
}

Json instance_options() {
  Json out =
      Json::array({{{"name", "name"}, {"type", "text"}, {"default", nullptr}, {"help", "of the instance"}}});
  for (const paper::InstanceParameter& parameter : paper::instance_parameters()) {
    using enum paper::ParameterKind;
    std::string name = parameter.name;
    std::replace(name.begin(), name.end(), '-', '_');
    const char* type = parameter.kind == whole  ? "integer"
                       : parameter.kind == real ? "number"
                       : parameter.kind == flag ? "boolean"
                                                : "text";
    out.push_back({{"name", name}, {"type", type}, {"default", nullptr}, {"help", parameter.help}});
  }
  return out;
}

const std::vector<Registered>& commands() {
  static const std::vector<Registered> all = {
      {"recover",
       "find nonnegative factors, and say what each result is",
       {"data", "weights", "L", "R", "U"},
       {"row_names", "column_names"},
       &described_options<RecoverCommand>,
       &run_command<RecoverCommand>},
      {"certify",
       "say what a given point is",
       {"data", "weights", "L", "R", "U", "witness.L", "witness.R", "witness.U"},
       {"row_names", "column_names"},
       &described_options<CertifyCommand>,
       &run_command<CertifyCommand>},
      {"escape",
       "from a given point to a strictly lower one, and how",
       {"data", "weights", "L", "R", "U"},
       {"row_names", "column_names"},
       &described_options<EscapeCommand>,
       &run_command<EscapeCommand>},
      {"atlas",
       "the distinct minima of many starts, how often each is reached, and what they share",
       {"data", "weights"},
       {"row_names", "column_names"},
       &described_options<AtlasCommand>,
       &run_command<AtlasCommand>},
      {"project",
       "new rows on given factors, or new columns",
       {"data", "weights", "L", "R"},
       {"row_names", "column_names"},
       &described_options<ProjectCommand>,
       &run_command<ProjectCommand>},
      {"copositive",
       "decide whether xᵀQx ≥ 0 for all x ≥ 0, with proof",
       {"matrix"},
       {},
       &described_options<CopositiveCommand>,
       &run_command<CopositiveCommand>},
      {"rip",
       "the restricted isometry constant of an operator, a bracket",
       {},
       {},
       &described_options<RipCommand>,
       &run_command<RipCommand>},
      {"instance",
       "a named instance",
       {},
       {},
       &instance_options,
       [](const Json& options, Context) {
         Json own = options;
         for (const auto& option : common_options) own.erase(option.name);
         return run_instance(own);
       }},
      {"reproduce",
       "evaluate every statement of the paper, one row each",
       {},
       {},
       &described_options<ReproduceCommand>,
       &run_command<ReproduceCommand>,
       true},
      {"verify",
       "check a certificate, derived again from the data",
       {},
       {},
       &described_options<VerifyCommand>,
       &run_command<VerifyCommand>},
      {"report",
       "render a stored solution or survey of ranks again",
       {},
       {},
       &described_options<ReportCommand>,
       &run_command<ReportCommand>},
  };
  return all;
}

Json described_commands() {
  Json out = Json::array();
  for (const Registered& command : commands()) {
    Json options = command.options();
    for (const auto& option : common_options) options.push_back(described(CommonOptions(), option));
    out.push_back({{"command", command.name},
                   {"help", command.help},
                   {"matrices", command.matrices},
                   {"names", command.names},
                   {"options", std::move(options)}});
  }
  return out;
}

/// One line, whatever it holds.
std::string one_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return valid_utf8(text);
}

}  // namespace

}  // namespace orthant::interface

using namespace orthant;
using namespace orthant::interface;

struct orthant_job {
  const Registered* command = nullptr;
  Inputs inputs;
  Results results;
  bool has_run = false;
  std::string error, result_names;
  std::map<std::string, std::string, std::less<>> documents;
  std::map<std::string, Matrix, std::less<>> matrices;

  /// What `body` throws as a status, with its line in `error`.
  template <class Body>
  orthant_status guarded(const Body& body) noexcept {
    try {
      error.clear();
      body();
      return ORTHANT_OK;
    } catch (const InputError& thrown) {
      return failed(ORTHANT_BAD_INPUT, thrown.what());
    } catch (const OutputError& thrown) {
      return failed(ORTHANT_OUTPUT_FAILURE, thrown.what());
    } catch (const OutOfBudget& stop) {
      return failed(ORTHANT_OUT_OF_BUDGET, std::string(stop.reason) + " before there was anything to report");
    } catch (const std::bad_alloc&) {
      return failed(ORTHANT_INTERNAL_FAILURE, "out of memory");
    } catch (const std::exception& thrown) {
      return failed(ORTHANT_INTERNAL_FAILURE, std::string("internal failure: ") + thrown.what());
    } catch (...) {
      return failed(ORTHANT_INTERNAL_FAILURE, "internal failure");
    }
  }

  void require_input(const char* name, const std::vector<const char*>& known) const {
    const auto same = [&](const char* one) { return name != nullptr && std::strcmp(one, name) == 0; };
    if (std::any_of(known.begin(), known.end(), same)) return;
    std::string expected;
    for (const char* one : known) expected += (expected.empty() ? "" : ", ") + std::string(one);
    throw InputError("input '" + std::string(name == nullptr ? "" : name) + "' of " + command->name +
                     "; expected " + (expected.empty() ? "none" : "one of " + expected));
  }

  void put(const char* name, DataMatrix matrix) {
    inputs.matrices.erase(name);
    inputs.matrices.emplace(name, std::move(matrix));
  }

 private:
  orthant_status failed(orthant_status status, std::string_view line) noexcept {
    try {
      error = one_line(std::string(line));
    } catch (...) {
      error.clear();
    }
    return status;
  }
};

namespace {

/// `body` on a job, where there is one.
template <class Body>
orthant_status guarded(orthant_job* job, const Body& body) noexcept {
  return job == nullptr ? ORTHANT_BAD_INPUT : job->guarded(body);
}

struct Calling {
  double max_seconds = std::numeric_limits<double>::infinity();
  int threads = 0;
};

Calling calling_of(const Json& options, int threads_of_caller, bool one_thread) {
  CommonOptions common;
  for (const auto& option : common_options)
    if (options.contains(option.name) && !options[option.name].is_null())
      set_option(common, option, options[option.name]);
  if (common.threads) check_options(common, std::span(common_options).first(1));
  if (common.max_seconds && !(*common.max_seconds > 0))
    throw InputError("max_seconds = " + std::to_string(*common.max_seconds) + "; expected max_seconds > 0");
  Calling out;
  out.threads = static_cast<int>(common.threads.value_or(one_thread ? 1 : threads_of_caller));
  out.max_seconds = common.max_seconds.value_or(out.max_seconds);
  return out;
}

/// What a search that is over may still spend on judging what it found, as on the command line.
constexpr double finishing_seconds = 0.75;

/// Waits for `done`, and tells the caller ten times a second; true when told to stop.
class Waiting {
 public:
  void end() {
    const std::lock_guard guard(lock_);
    done_ = true;
    changed_.notify_all();
  }

  void tell(const JobProgress& progress, orthant_progress callback, void* context, StopRequest& stop) {
    std::unique_lock guard(lock_);
    while (!changed_.wait_for(guard, std::chrono::milliseconds(100), [&] { return done_; })) {
      guard.unlock();
      const auto [share, words] = progress.now();
      if (callback(context, share, words.c_str()) != 0) stop.raise();
      guard.lock();
    }
  }

 private:
  std::mutex lock_;
  std::condition_variable changed_;
  bool done_ = false;
};

void run_job(orthant_job& job, const Json& options, orthant_progress callback, void* context) {
  const Calling calling = calling_of(options, threads(), job.command->one_thread);
  StopRequest stop;
  JobProgress progress;
  Waiting waiting;
  std::exception_ptr thrown;
  std::optional<OutOfBudget> out_of_budget;
  std::thread worker([&] {
    try {
      set_threads(calling.threads);
      const Budget budget(calling.max_seconds, &stop, finishing_seconds);
      const BudgetScope scope(budget);
      job.results = job.command->run(options, Context{job.command->name, job.inputs, {}, budget, progress});
    } catch (const OutOfBudget& ended) {
      out_of_budget = ended;
    } catch (...) {
      thrown = std::current_exception();
    }
    checker::release_thread_memory();
    waiting.end();
  });
  if (callback != nullptr) waiting.tell(progress, callback, context, stop);
  worker.join();
  if (out_of_budget) throw OutOfBudget(*out_of_budget);
  if (thrown) std::rethrow_exception(thrown);
}

template <class Value>
DataMatrix compressed(const char* name, const orthant_job&, bool by_rows, Index rows, Index cols,
                      orthant_integer integer, const void* start, const void* index, const void* entries) {
  const auto* values = static_cast<const Value*>(entries);
  if (integer == ORTHANT_INT32)
    return sparse_input<Value, std::int32_t>(name,
                                             {rows, cols, by_rows, static_cast<const std::int32_t*>(start),
                                              static_cast<const std::int32_t*>(index), values});
  if (integer == ORTHANT_INT64)
    return sparse_input<Value, std::int64_t>(name,
                                             {rows, cols, by_rows, static_cast<const std::int64_t*>(start),
                                              static_cast<const std::int64_t*>(index), values});
  throw InputError(std::string(name) + ": integer type " + std::to_string(integer) +
                   "; expected ORTHANT_INT32 or ORTHANT_INT64");
}

orthant_status put_compressed(orthant_job* job, const char* name, orthant_type type, bool by_rows,
                              int64_t rows, int64_t cols, orthant_integer integer, const void* start,
                              const void* index, const void* entries) {
  return guarded(job, [&] {
    job->require_input(name, job->command->matrices);
    if (type != ORTHANT_DOUBLE && type != ORTHANT_FLOAT)
      throw InputError(std::string(name) + ": type " + std::to_string(type) +
                       "; expected ORTHANT_DOUBLE or ORTHANT_FLOAT");
    job->put(name, type == ORTHANT_DOUBLE
                       ? compressed<double>(name, *job, by_rows, rows, cols, integer, start, index, entries)
                       : compressed<float>(name, *job, by_rows, rows, cols, integer, start, index, entries));
  });
}

}  // namespace

extern "C" {

const char* orthant_version(void) {
  return version;
}

int orthant_abi(void) {
  return ORTHANT_ABI;
}

const char* orthant_commands(void) {
  try {
    static const std::string text = json_text(described_commands());
    return text.c_str();
  } catch (...) {
    return nullptr;
  }
}

orthant_job* orthant_new(const char* command) {
  try {
    for (const Registered& known : commands()) {
      if (command == nullptr || std::strcmp(known.name, command) != 0) continue;
      auto job = std::make_unique<orthant_job>();
      job->command = &known;
      return job.release();
    }
  } catch (...) {
  }
  return nullptr;
}

void orthant_free(orthant_job* job) {
  delete job;
}

orthant_status orthant_dense(orthant_job* job, const char* name, orthant_type type, int64_t rows,
                             int64_t cols, int64_t row_stride, int64_t col_stride, const void* entries) {
  return guarded(job, [&] {
    job->require_input(name, job->command->matrices);
    if (type == ORTHANT_DOUBLE)
      job->put(name, dense_input<double>(
                         name, {static_cast<const double*>(entries), rows, cols, row_stride, col_stride}));
    else if (type == ORTHANT_FLOAT)
      job->put(name, dense_input<float>(
                         name, {static_cast<const float*>(entries), rows, cols, row_stride, col_stride}));
    else
      throw InputError(std::string(name) + ": type " + std::to_string(type) +
                       "; expected ORTHANT_DOUBLE or ORTHANT_FLOAT");
  });
}

orthant_status orthant_csr(orthant_job* job, const char* name, orthant_type type, int64_t rows, int64_t cols,
                           orthant_integer integer, const void* start, const void* index,
                           const void* entries) {
  return put_compressed(job, name, type, true, rows, cols, integer, start, index, entries);
}

orthant_status orthant_csc(orthant_job* job, const char* name, orthant_type type, int64_t rows, int64_t cols,
                           orthant_integer integer, const void* start, const void* index,
                           const void* entries) {
  return put_compressed(job, name, type, false, rows, cols, integer, start, index, entries);
}

orthant_status orthant_names(orthant_job* job, const char* name, int64_t count, const char* const* texts) {
  return guarded(job, [&] {
    job->require_input(name, job->command->names);
    if (count < 0 || (count > 0 && texts == nullptr))
      throw InputError(std::string(name) + ": " + std::to_string(count) + " texts; expected at least 0");
    std::vector<std::string> names;
    for (int64_t k = 0; k < count; ++k) {
      if (texts[k] == nullptr)
        throw InputError(std::string(name) + ": text " + std::to_string(k) + " is missing; expected a text");
      names.push_back(valid_utf8(texts[k]));
    }
    job->inputs.names[name] = std::move(names);
  });
}

orthant_status orthant_run(orthant_job* job, const char* options, orthant_progress progress, void* context) {
  return guarded(job, [&] {
    if (job->has_run) throw InputError(std::string(job->command->name) + ": has run; expected a new job");
    const Json document = options == nullptr ? Json::object() : parse_json_document(options, "options");
    if (!document.is_object())
      throw InputError("options: not an object; expected one, such as {\"rank\": 3}");
    job->has_run = true;
    run_job(*job, document, progress, context);
  });
}

const char* orthant_error(const orthant_job* job) {
  return job == nullptr ? "no job; expected one of orthant_new" : job->error.c_str();
}

const char* orthant_results(orthant_job* job) {
  const orthant_status status = guarded(job, [&] {
    Json names = {{"documents", Json::array()}, {"matrices", Json::array()}};
    for (const auto& [name, make] : job->results.documents) names["documents"].push_back(name);
    for (const auto& [name, make] : job->results.matrices) names["matrices"].push_back(name);
    job->result_names = json_text(names);
  });
  return status == ORTHANT_OK ? job->result_names.c_str() : nullptr;
}

const char* orthant_document(orthant_job* job, const char* name) {
  const char* out = nullptr;
  guarded(job, [&] {
    const auto make = job->results.documents.find(name == nullptr ? "" : name);
    if (make == job->results.documents.end()) return;
    auto made = job->documents.find(name);
    if (made == job->documents.end()) made = job->documents.emplace(name, make->second()).first;
    out = made->second.c_str();
  });
  return out;
}

orthant_matrix orthant_result(orthant_job* job, const char* name) {
  orthant_matrix out = {nullptr, 0, 0, 0, 0};
  guarded(job, [&] {
    const auto make = job->results.matrices.find(name == nullptr ? "" : name);
    if (make == job->results.matrices.end()) return;
    auto made = job->matrices.find(name);
    if (made == job->matrices.end()) made = job->matrices.emplace(name, make->second()).first;
    const Matrix& A = made->second;
    out = {A.data(), A.rows(), A.cols(), 1, A.rows()};
  });
  return out;
}

orthant_status orthant_write(orthant_job* job, const char* folder) {
  return guarded(job, [&] {
    if (folder == nullptr || *folder == '\0') throw InputError("folder is missing; expected the name of one");
    if (!job->results.write)
      throw InputError(std::string(job->command->name) +
                       ": nothing to write; expected a job that has run well, and "
                       "writes files");
    job->results.write(folder);
  });
}

const char* orthant_better_blas(void) {
  try {
    static const std::optional<std::string> core = better_blas_core();
    return core ? core->c_str() : nullptr;
  } catch (...) {
    return nullptr;
  }
}

}  // extern "C"
