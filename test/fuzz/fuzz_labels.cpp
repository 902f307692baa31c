#include <cstdint>
#include <sstream>
#include <string>

#include "demand.hpp"
#include "orthant/base/error.hpp"
#include "orthant/files/label_lines.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t length) {
  using namespace orthant;
  std::istringstream in(std::string(reinterpret_cast<const char*>(bytes), length));
  try {
    const LabelLines read = read_label_lines(in, "x");
    demand(!read.lines.empty());
    long before = 0;
    for (const LabelLine& line : read.lines) {
      demand(line.number > before && (read.named || line.name.empty()));
      before = line.number;
    }
  } catch (const InputError& error) {
    demand_one_line(error.what());
  }
  return 0;
}
