#include "orthant/prove/bundle.hpp"

#include <fmt/format.h>

#include "checker/read/files.hpp"
#include "orthant/base/error.hpp"
#include "orthant/files/matrix_reference.hpp"
#include "orthant/files/npy.hpp"

namespace orthant {

void Bundle::dense(const std::string& name, const ConstMatrixRef& A) {
  const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rows = A;
  numbers(name, {rows.rows(), rows.cols(), rows.data(), nullptr});
}

void Bundle::numbers(const std::string& name, const RowMajorNumbers& A) {
  std::string bytes = npy_header(static_cast<std::uint64_t>(A.rows), static_cast<std::uint64_t>(A.cols));
  bytes.append(reinterpret_cast<const char*>(A.first),
               static_cast<std::size_t>(A.rows * A.cols) * sizeof(double));
  files_.insert_or_assign(name, std::move(bytes));
}

void Bundle::sparse(const std::string& name, const CompressedLines&) {
  throw InputError(name + ": sparse; expected dense numbers in a certificate");
}

nlohmann::ordered_json Bundle::hashes() const {
  nlohmann::ordered_json out = nlohmann::ordered_json::object();
  for (const auto& [name, bytes] : files_) out[name] = checker::sha256(bytes);
  return out;
}

nlohmann::ordered_json factors_json(const Factors& factors, bool symmetric, const std::string& suffix,
                                    Bundle& bundle) {
  const auto write = [&](const ScaledMatrix& A, const std::string& name) {
    return write_scaled_matrix(A, name + suffix + ".npy", bundle);
  };
  if (symmetric) return {{"U", write(factors.L, "U")}};
  return {{"L", write(factors.L, "L")}, {"R", write(factors.R, "R")}};
}

std::string fraction(const mpq_class& q) {
  return q.get_str();
}
std::string fraction(double x) {
  return mpq_class(x).get_str();
}

}  // namespace orthant
