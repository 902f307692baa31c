/// Running a command on what it is given: the middle between the C interface (job.cpp) and the library.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "orthant/documents/atlas.hpp"
#include "orthant/interface/commands.hpp"
#include "orthant/interface/inputs.hpp"
#include "orthant/interface/option_json.hpp"
#include "orthant/paper/instances/named.hpp"

namespace orthant::interface {

/// What a command found. Documents and matrices are made when they are asked for.
struct Results {
  std::map<std::string, std::function<std::string()>, std::less<>> documents;
  std::map<std::string, std::function<Matrix()>, std::less<>> matrices;
  std::function<void(const std::string& folder)> write;  ///< all that the command line writes; empty: nothing
};

/// How far a command is: told by one thread, read by another.
class JobProgress {
 public:
  void tell(double share, std::string words);
  std::pair<double, std::string> now() const;

 private:
  mutable std::mutex lock_;
  double share_ = 0;
  std::string words_;
};

struct Context {
  const char* command;
  const Inputs& inputs;
  const Given& given;
  const Budget& budget;
  JobProgress& progress;
};

Results run(const RecoverCommand& command, const Context& context);
Results run(const CertifyCommand& command, const Context& context);
Results run(const EscapeCommand& command, const Context& context);
Results run(const AtlasCommand& command, const Context& context);
Results run(const ProjectCommand& command, const Context& context);
Results run(const CopositiveCommand& command, const Context& context);
Results run(const RipCommand& command, const Context& context);
Results run(const ReproduceCommand& command, const Context& context);
Results run(const VerifyCommand& command, const Context& context);
Results run(const ReportCommand& command, const Context& context);

/// The instance `name` of paper/instances/named.hpp; the other options are its parameters.
Results run_instance(const Json& options);

// What the command line and the C interface do alike.

/// recover() with what data with held-out entries have unless it is asked otherwise (use_completion_defaults).
Recovery recover_as_asked(RecoverOptions options, Data data, const Given& given, const Budget& budget,
                          const StartObserver& observer);

/// recover_problem() of the folder `command.problem`. Throws InputError on options that are of data only.
Recovery recover_folder(const RecoverCommand& command, const Given& given, const Budget& budget,
                        const StartObserver& observer, const Inputs* inputs = nullptr);

/// atlas() of data, from `inputs` or `command.data`, or of the folder `command.problem`. Throws InputError.
AtlasDocument run_atlas(const AtlasCommand& command, const Given& given, const Inputs& inputs,
                        const Budget& budget, const AtlasObserver& observer);

/// `more` starts after those of an atlas in a folder, of its data (or of `command.data`, where that is given) and with
/// its options, but the seed where that is given.
AtlasDocument add_to_atlas(const std::string& folder, const AtlasCommand& command, const Given& given,
                           const Budget& budget, const AtlasObserver& observer);
/// Whether the rank is to be found, one column at a time (explore/staircase.hpp).
inline bool asks_for_staircase(const RecoverCommand& command) {
  return command.rank == "auto";
}
/// recover(), or recover_problem(), at the rank in which the staircase ends. Throws InputError on models that have
/// none, and on options about starts.
Recovery recover_by_staircase(RecoverOptions options, Data data, const Given& given, const Budget& budget);
Recovery recover_by_staircase(RecoverOptions options, Problem problem, const std::string& folder,
                              const Given& given, const Budget& budget);

/// Whether the model is kmeans. Throws InputError on options that do not belong to it, or only to it.
bool asks_for_clusters(const RecoverCommand& command, const Given& given);
Results run_clusters(const RecoverCommand& command, const Context& context);

/// The point that a command is about, of a problem folder or of data, and the data.
struct PointOfCommand {
  JudgedPoint point;
  Data data = {};
};
PointOfCommand point_of_command(const CertifyCommand& command, const Given& given, const Inputs& inputs);

/// Throws InputError when an option is given that says how data are read or what is fitted to them: a problem folder
/// says this itself.
void refuse_beside_problem(const std::string& folder, const Given& given);
[[noreturn]] void refuse_of_data(const std::string& option, const std::string& folder);

/// What the solution beside the factors says of them, for what is not given. Returns what the rows of the factor that
/// stays are called there; empty: nothing.
std::vector<std::string> adopt_solution(const std::string& file, const Given& given, ProjectOptions& options);

/// Throws InputError on options out of range or that exclude each other.
void check(const CopositiveCommand& command);
SymmetricMatrix read_matrix(const CopositiveCommand& command);  ///< of a file or a name
CopositiveResult decide(const RationalSymmetric& Q, const CopositiveCommand& command, const Budget& budget,
                        const std::function<void(double work, double nodes)>& progress);

/// r + r⋆, the rank of a difference of a point and the truth; 2r when no truth is given.
Index default_rip_rank(const Problem& problem);

/// An instance and what is known of it, in the place of `folder` (null where it was not written).
Json instance_document(const paper::NamedInstance& instance, const Json& folder);

}  // namespace orthant::interface
