/// The point that `certify` and `escape` are about.
#pragma once

#include <filesystem>

#include "data_flags.hpp"
#include "orthant/base/error.hpp"

namespace orthant::app {

/// Of a problem folder, or of data with --factors. Throws InputError.
inline interface::PointOfCommand point_of(interface::CertifyCommand asked, const interface::Given& given,
                                          const std::string& command, const std::string& out) {
  if (is_problem(asked.data)) {
    refuse_folder_of_problem(asked.data, out);
    asked.problem = std::exchange(asked.data, "");
  } else if (asked.factors.empty()) {
    std::error_code ignored;
    if (asked.data != "digits" && asked.data != "-" && !std::filesystem::exists(asked.data, ignored))
      throw InputError(asked.data +
                       ": no such file or folder; expected a problem folder, or DATA with --factors DIR");
    throw InputError(command + " DATA needs the point to judge; expected --factors DIR");
  }
  return interface::point_of_command(asked, given, {});
}

}  // namespace orthant::app
