#include "orthant/recover/line_names.hpp"

#include "orthant/files/input_file.hpp"

namespace orthant {

std::vector<Index> order_by_name(const NamedLines& data, const NamedLines& factors, const char* what) {
  if (data.names.empty() || factors.names.empty() || data.names == factors.names) return {};
  const LineNames known(factors.names, static_cast<Index>(factors.names.size()));
  std::vector<bool> taken(factors.names.size(), false);
  std::vector<Index> out;
  for (const std::string& name : data.names) {
    const Index at = known.find(name);
    if (at < 0)
      refuse(data.file,
             fmt::format("{} {} is {}, which the factors do not have; expected the {} {}s of {}, from {} on",
                         what, out.size() + 1, quote(name), factors.names.size(), what, factors.file,
                         quote(factors.names.front())));
    if (taken[static_cast<std::size_t>(at)])
      refuse(data.file, fmt::format("{} {} is {} again; expected the names of {}, in the order there", what,
                                    out.size() + 1, quote(name), factors.file));
    taken[static_cast<std::size_t>(at)] = true;
    out.push_back(at);
  }
  for (std::size_t k = 0; k < taken.size(); ++k)
    if (!taken[k])
      refuse(data.file, fmt::format("there is no {} {}; expected the {} {}s of {}", what,
                                    quote(factors.names[k]), factors.names.size(), what, factors.file));
  return out;
}

}  // namespace orthant
