/// Step 6: a report. What `orthant recover` does, in a program: read, recover, write. The folder then holds
/// the factors, solution.json, certificate.json for `orthant-verify`, and report.html.

#include <cstdio>
#include <orthant/orthant.hpp>

int main(int argc, char** argv) {
  try {
    const orthant::Data data = orthant::read_data(argc > 1 ? argv[1] : "digits");
    const orthant::Recovery found = orthant::recover(data, {.rank = 4, .search = {.starts = 2}});
    orthant::write(found, "step-6");
    std::printf("%td × %td, rank 4: %s, %s\n", data.rows(), data.cols(),
                to_string(found.best().verdict).data(), to_string(found.best().rigor).data());
    std::printf("wrote step-6/solution.json, certificate.json and report.html%s\n",
                orthant::report::has_charts() ? "" : " (without charts)");
  } catch (const orthant::InputError& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
}
