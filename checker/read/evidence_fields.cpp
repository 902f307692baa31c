#include "checker/read/evidence_fields.hpp"

#include <nlohmann/json.hpp>

#include "checker/read/files.hpp"

namespace orthant::checker {

long integer_of(const Json& json, const std::string& name, long low, long high) {
  const auto refuse = [&] {
    return Rejected(name + ": expected an integer from " + std::to_string(low) + " to " +
                    std::to_string(high));
  };
  if (!json.is_number_integer()) throw refuse();
  if (json.is_number_unsigned() && json.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX))
    throw refuse();
  const auto value = json.get<std::int64_t>();
  if (value < low || value > high) throw refuse();
  return static_cast<long>(value);
}

Rational rational_of(const Json& json, const std::string& name) {
  if (!json.is_string()) throw Rejected(name + ": expected a fraction");
  return Rational::parse(json.get_ref<const std::string&>());
}

const Json& list_of(const Json& json, const std::string& name, std::size_t most) {
  if (!json.is_array()) throw Rejected(name + ": not a list");
  if (json.size() > most)
    throw Rejected(name + ": " + std::to_string(json.size()) + " elements; expected at most " +
                   std::to_string(most));
  return json;
}

}  // namespace orthant::checker
