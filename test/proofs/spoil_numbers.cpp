// Other numbers with the right hashes. Whether the claim is then false is decided here, by the objective of
// the programs at the mutated problem: f or its gradient at the point is far from what the claim allows.
// Changes in the last place are decided by the closed form: the first order held exactly, and no longer does.
#include <cmath>
#include <cstring>

#include "orthant/base/error.hpp"
#include "spoil.hpp"

namespace orthant::testing {

namespace {

using Result = std::optional<Spoiled>;

std::size_t data_begin(const std::string& bytes) {
  return 10 + static_cast<unsigned char>(bytes[8]) +
         256 * static_cast<std::size_t>(static_cast<unsigned char>(bytes[9]));
}

std::vector<double> numbers(const std::string& bytes) {
  std::vector<double> out((bytes.size() - data_begin(bytes)) / 8);
  std::memcpy(out.data(), bytes.data() + data_begin(bytes), 8 * out.size());
  return out;
}

std::string with(const std::string& bytes, const std::vector<double>& values) {
  std::string out = bytes;
  std::memcpy(out.data() + data_begin(bytes), values.data(), 8 * values.size());
  return out;
}

bool is_exact(const TrueCertificate& c) {
  return c.document["rigor"] == "exact";
}

/// Bound of ‖∇²‖ at the point (docs/certificates.md), far from tight.
double hessian_bound(const Problem& problem, double f, const Matrix& U) {
  const double weights = 4, norm = U.norm();  // ω ≤ 4
  return 2 * std::sqrt(2 * f * weights) + (4 * weights + 6 * problem.balance) * norm * norm;
}

/// True when the claim about the mutated problem and point is certainly false: the point is not feasible, f
/// is outside of the interval, or some positive entry's gradient is no rounding error.
bool certainly_false(const TrueCertificate& c) {
  try {
    const Problem problem = problem_of(c);
    const auto objective = problem.objective();
    const Matrix U = problem.stacked_point();
    const auto expansion = objective->at(U);
    const Json& claims = c.document["proof"]["claims"];
    const double f = expansion->value(), low = number(claims["objective"][0]).get_d(),
                 high = number(claims["objective"][1]).get_d();
    const double data = objective->observations().squared_norm();
    const Matrix& gradient = expansion->gradient();
    // Within the radius of an isolated minimizer f and its gradient differ from those at the point by at
    // most:
    const double reach = is_exact(c) ? 0 : number(claims["radius"]).get_d();
    const double curvature = hessian_bound(problem, f, U);
    const double slack = 1e-10 * (data + f) + reach * (gradient.norm() + curvature * reach);
    if (f < low - slack || f > high + slack) return true;
    const double steep = 1e-10 * std::sqrt(data + f) * U.norm() + 10 * curvature * reach;
    for (Index e = 0; e < U.size(); ++e) {
      if (U.data()[e] > 100 * reach && std::abs(gradient.data()[e]) > steep) return true;
      if (gradient.data()[e] < -steep) return true;
    }
    const auto witness = witness_of(c, problem);
    return witness && (objective->value(*witness) > high + slack || (witness->array() < 0).any());
  } catch (const InputError&) {
    return true;
  }
}

Result if_false(const TrueCertificate& c, const std::string& why) {
  if (!certainly_false(c)) return {};
  return spoiled(c, why);
}

/// Not the direction of a saddle: its truth is decided elsewhere.
bool is_direction(const std::string& name) {
  return name.find("direction") != std::string::npos;
}

Result number_changed(TrueCertificate c, Random& random) {
  const auto [name, bytes] = any_of(c.files, random);
  if (is_direction(name)) return {};
  std::vector<double> values = numbers(bytes);
  double& value = values[random.below(values.size())];
  switch (random.below(5)) {
    case 0:
      value = -value;
      break;
    case 1:
      value *= 1 + std::ldexp(1, -static_cast<int>(random.below(30)));
      break;
    case 2:
      value = 0;
      break;
    case 3:
      value += random.normal();
      break;
    default:
      value = std::ldexp(value, static_cast<int>(random.below(40)) - 20);
      break;
  }
  replace(c, name, with(bytes, values));
  return if_false(c, "a number of " + name + " changed");
}

Result numbers_exchanged(TrueCertificate c, Random& random) {
  const auto [name, bytes] = any_of(c.files, random);
  if (is_direction(name)) return {};
  std::vector<double> values = numbers(bytes);
  std::swap(values[random.below(values.size())], values[random.below(values.size())]);
  replace(c, name, with(bytes, values));
  return if_false(c, "two numbers of " + name + " exchanged");
}

Result scaled(TrueCertificate c, Random& random) {
  const auto [name, bytes] = any_of(c.files, random);
  if (is_direction(name)) return {};
  std::vector<double> values = numbers(bytes);
  const double factor = 1 + std::ldexp(1, -static_cast<int>(random.below(20)));
  for (double& value : values) value *= factor;
  replace(c, name, with(bytes, values));
  return if_false(c, "all numbers of " + name + " scaled");
}

Result another_file(TrueCertificate c, Random& random) {
  const auto [name, bytes] = any_of(c.files, random);
  const std::string other = any_of(c.files, random).second;
  if (is_direction(name) || other == bytes) return {};
  replace(c, name, other);
  return if_false(c, name + " with the bytes of another file");
}

Result scale_changed(TrueCertificate c, Random& random) {
  Json& factor = any_of(c.document["proof"]["problem"]["point"], random);
  if (!factor.is_object() || !factor.contains("scale")) return {};
  const char* scales[] = {"1", "2/3", "sqrt(2)", "-1/2", "sqrt(1/3)", "-sqrt(1/2)"};
  factor["scale"] = scales[random.below(6)];
  return if_false(c, "another scale of the point");
}

Result balance_changed(TrueCertificate c, Random& random) {
  Json& problem = c.document["proof"]["problem"];
  if (problem["factorization"] == "symmetric") {
    problem["balance"] = 1;
    return spoiled(c, "balance of a symmetric problem");
  }
  problem["balance"] = -std::ldexp(1, -static_cast<int>(random.below(10)));
  return spoiled(c, "negative balance");
}

Result size_changed(TrueCertificate c, Random& random) {
  const char* names[] = {"rows", "cols", "rank"};
  Json& size = c.document["proof"]["problem"][names[random.below(3)]];
  const long before = size.get<long>();
  const long sizes[] = {before + 1, before - 1, -before, 0, 1L << 31, 1L << 40, 9223372036854775807L};
  size = sizes[random.below(7)];
  return spoiled(c, "a size that the matrices do not have");
}

Result factorization_changed(TrueCertificate c, Random&) {
  Json& problem = c.document["proof"]["problem"];
  const bool symmetric = problem["factorization"] == "symmetric";
  problem["factorization"] = symmetric ? "asymmetric" : "symmetric";
  return spoiled(c, "the other factorization");
}

/// Exact methods: a positive entry e of the point one unit in the last place away. ∂f/∂u_e was 0, and
/// ∂²f/∂u_e² is far from 0.
Result ulp_of_the_point(TrueCertificate c, Random& random) {
  if (!is_exact(c) || c.document["proof"]["evidence"].value("kind", "") == "zero_residual") return {};
  const Problem problem = problem_of(c);
  const Matrix U = problem.stacked_point();
  const Json& point = c.document["proof"]["problem"]["point"];
  const std::string factor = problem.symmetric ? "U" : random.below(2) == 0 ? "L" : "R";
  const std::string name = point[factor].is_object() ? point[factor]["file"] : point[factor];
  std::vector<double> values = numbers(c.files.at(name));
  const std::size_t at = random.below(values.size());
  if (values[at] <= 0) return {};
  const Index row = static_cast<Index>(at) / U.cols(), col = static_cast<Index>(at) % U.cols();
  Matrix unit = Matrix::Zero(U.rows(), U.cols());
  unit(row + (factor == "R" ? problem.rows() : 0), col) = 1;
  if (std::abs(problem.objective()->at(U)->hessian_form(unit)) < 1e-3 * U.squaredNorm()) return {};
  values[at] = std::nextafter(values[at], random.below(2) == 0 ? 0 : 1e300);
  replace(c, name, with(c.files.at(name), values));
  return spoiled(c, "an entry of the point off by one unit in the last place: not stationary");
}

/// A measurement b_t of full observation one unit away: the gradient at row i loses δ times row j of the
/// other factor, and both rows have a positive entry in the same column.
Result ulp_of_the_data(TrueCertificate c, Random& random) {
  const Json& stored = c.document["proof"]["problem"];
  if (!is_exact(c) || !stored.contains("measurements") || stored["operator"]["kind"] != "full") return {};
  const Problem problem = problem_of(c);
  const Matrix U = problem.stacked_point();
  const std::string name = stored["measurements"];
  std::vector<double> values = numbers(c.files.at(name));
  const std::size_t at = random.below(values.size());
  const Index i = static_cast<Index>(at) / problem.cols(), j = static_cast<Index>(at) % problem.cols();
  if (U.row(i).dot(U.row(problem.symmetric ? j : problem.rows() + j)) <= 0) return {};
  values[at] = std::nextafter(values[at], random.below(2) == 0 ? -1e300 : 1e300);
  replace(c, name, with(c.files.at(name), values));
  return spoiled(c, "a measurement off by one unit in the last place: not stationary");
}

/// saddle: D = 0, or D = U with ⟨∇²f[U], U⟩ > 0, or D negative where it may not be.
Result direction_changed(TrueCertificate c, Random& random) {
  if (c.method() != "saddle") return {};
  const Json direction = c.document["proof"]["evidence"]["direction"];
  const Json point = c.document["proof"]["problem"]["point"];
  const std::uint64_t choice = random.below(2);
  for (const auto& [factor, file] : direction.items()) {
    const std::string name = file, there = point[factor];
    std::vector<double> values = numbers(c.files.at(choice == 0 ? name : there));
    if (choice == 0)
      for (double& value : values) value = 0;
    replace(c, name, with(c.files.at(name), values));
  }
  return spoiled(c, "a direction without negative curvature");
}

/// A positive direction at a row with positive multipliers: row z, first column (ν = 1/4 there).
Result direction_out_of_cone(TrueCertificate c, Random&) {
  if (c.method() != "saddle") return {};
  const Json direction = c.document["proof"]["evidence"]["direction"];
  const std::string name = *direction.begin();
  std::vector<double> values = numbers(c.files.at(name));
  values[8 * 2] = 1;
  replace(c, name, with(c.files.at(name), values));
  return spoiled(c, "a direction that enters where the gradient is positive");
}

Result index_changed(TrueCertificate c, Random& random) {
  const Json& operation = c.document["proof"]["problem"]["operator"];
  if (!operation.contains("index")) return {};
  const std::string name = operation["index"];
  std::vector<double> values = numbers(c.files.at(name));
  double& value = values[random.below(values.size())];
  const double others[] = {-1, 1e6, 0.5, 1e300, value + 1e-9};
  value = others[random.below(5)];
  replace(c, name, with(c.files.at(name), values));
  return spoiled(c, "a coordinate that is none");
}

Result index_twice(TrueCertificate c, Random& random) {
  const Json& operation = c.document["proof"]["problem"]["operator"];
  if (!operation.contains("index")) return {};
  const std::string name = operation["index"];
  std::vector<double> values = numbers(c.files.at(name));
  const std::size_t pairs = values.size() / 2, a = random.below(pairs), b = random.below(pairs);
  if (a == b) return {};
  values[2 * a] = values[2 * b], values[2 * a + 1] = values[2 * b + 1];
  replace(c, name, with(c.files.at(name), values));
  return spoiled(c, "a coordinate twice");
}

}  // namespace

std::vector<Spoiler> other_numbers() {
  return {{"number", number_changed},
          {"numbers exchanged", numbers_exchanged},
          {"scaled", scaled},
          {"another file", another_file},
          {"scale", scale_changed},
          {"balance", balance_changed},
          {"size", size_changed},
          {"factorization", factorization_changed},
          {"ulp of the point", ulp_of_the_point},
          {"ulp of the data", ulp_of_the_data},
          {"direction", direction_changed},
          {"direction out of cone", direction_out_of_cone},
          {"index", index_changed},
          {"index twice", index_twice}};
}

}  // namespace orthant::testing
