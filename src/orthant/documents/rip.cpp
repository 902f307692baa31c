#include "orthant/documents/rip.hpp"

#include <cmath>

#include "orthant/documents/output_folder.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/npy.hpp"

namespace orthant {

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, KernelSymmetry>& symmetry) {
  fields("holds", symmetry.holds);
  fields("asymmetry", symmetry.asymmetry);
}

namespace {

/// √(2/(hi + lo)), by which 𝒜 is best scaled, where both ends are known.
std::optional<double> best_scale(const RipResult& result) {
  const double sum = result.largest_lower + result.smallest_upper;
  if (!result.attained || !(sum > 0)) return std::nullopt;
  return std::sqrt(2 / sum);
}

}  // namespace

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, RipDocument>& document) {
  auto& result = document.result;
  fields.format(rip_format);
  fields("rank", result.rank);
  fields("lower", result.lower);
  fields("upper", result.upper);
  fields("attained", result.attained);
  fields("scaled_lower", result.scaled_lower);
  fields("scaled_upper", result.scaled_upper);
  fields("upper_is_estimate", result.upper_is_estimate);
  fields.section("largest", [&](auto& end) {
    end("lower", result.largest_lower);
    end("upper", result.largest_upper);
  });
  fields.section("smallest", [&](auto& end) {
    end("lower", result.smallest_lower);
    end("upper", result.smallest_upper);
  });
  fields.derived("best_scale", best_scale(result));
  fields("stopped", result.stopped);
  if (document.symmetry_asked) fields("symmetry", document.symmetry);
  fields("seconds", document.seconds);
}

KernelSymmetry kernel_symmetry(const SymmetryCheck& check) {
  KernelSymmetry out{std::nullopt, check.asymmetry};
  if (check.fails()) out.holds = false;
  if (check.holds()) out.holds = true;
  return out;
}

Json as_json(const RipDocument& document) {
  return as_json<RipDocument>(document);
}

RipDocument read_rip(const std::string& file) {
  const Json json = read_json_file(file);
  const JsonPlace place(json, on_one_line(file));
  RipDocument out;
  out.symmetry_asked = place.has("symmetry");
  read_json(place, out);
  for (double* upper : {&out.result.upper, &out.result.scaled_upper, &out.result.largest_upper})
    if (std::isnan(*upper)) *upper = std::numeric_limits<double>::infinity();
  return out;
}

void write(const RipDocument& document, const std::string& folder) {
  const OutputFolder out(folder);
  const RipResult& result = document.result;
  write_npy(out.path("largest_L.npy"), result.largest.point.L);
  write_npy(out.path("largest_R.npy"), result.largest.point.R);
  write_npy(out.path("smallest_L.npy"), result.smallest.point.L);
  write_npy(out.path("smallest_R.npy"), result.smallest.point.R);
  out.write_json("rip.json", as_json(document));
}

}  // namespace orthant
