// {"kind": "dense_sensing", "matrix": m×(rows·cols) file}: row t is vec(A_t) by rows.
#include <fmt/format.h>

#include "orthant/files/input_file.hpp"
#include "orthant/files/operator_format.hpp"
#include "orthant/operators/dense_sensing.hpp"

namespace orthant {

namespace {

ReadOperator read_dense_sensing(const JsonPlace& place, Index rows, Index cols, const ProblemSource& source) {
  place.require_fields({"kind", "matrix"});
  const std::string name = file_name(place.at("matrix")), path = source.path(name);
  RowMajorNumbers sensing = source.numbers(name);
  if (sensing.cols != rows * cols)
    refuse(path, fmt::format("size {}×{}; expected m×{}, one column for each entry of X", sensing.rows,
                             sensing.cols, rows * cols));
  const Eigen::Map<const Matrix> transposed(sensing.first, sensing.cols, sensing.rows);
  if (!(transposed.size() == 0 || transposed.cwiseAbs().maxCoeff<Eigen::PropagateNaN>() <= largest_entry))
    require_moderate(transposed.transpose(), path);
  return {made(place,
               [&] {
                 return std::make_shared<DenseSensing>(rows, cols, sensing.rows, sensing.first,
                                                       sensing.owner);
               }),
          {}};
}

nlohmann::ordered_json write_dense_sensing(const MeasurementOperator& measurement, ProblemSink& sink) {
  const auto& sensing = as_kind<DenseSensing>(measurement).sensing();
  sink.numbers("sensing.npy", {sensing.rows(), sensing.cols(), sensing.data(), nullptr});
  return {{"kind", "dense_sensing"}, {"matrix", "sensing.npy"}};
}

}  // namespace

extern const OperatorFormat dense_sensing_format = {"dense_sensing", read_dense_sensing, write_dense_sensing};

}  // namespace orthant
