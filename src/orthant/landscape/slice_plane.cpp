#include "orthant/landscape/slice_plane.hpp"

#include <fmt/format.h>

#include <cmath>

#include "orthant/base/error.hpp"
#include "orthant/base/random.hpp"
#include "orthant/certify/critical_cone.hpp"
#include "orthant/certify/escape.hpp"
#include "orthant/objectives/stationarity.hpp"

namespace orthant {

namespace {

struct Direction {
  Matrix D;
  std::string title;
};

/// Below this share of its length, what is left of a direction after a projection is rounding.
constexpr double parallel = 1e-8;

/// The direction of the critical cone along which the form is least, about: D ← P_C(D − ∇²f[D]/‖∇²f‖)/‖·‖
/// from a random start.
Matrix approx_flattest(const Expansion& expansion, const CriticalCone& cone, std::uint64_t seed) {
  constexpr int iterations = 200;
  Random random(seed, 0xf1a7);
  Matrix start(cone.rows, cone.rank);
  for (Index e = 0; e < start.size(); ++e) start.data()[e] = random.normal();
  double norm = 0;
  Matrix D = cone.project_to_span(start);
  for (int i = 0; i < 20 && D.norm() > 0; ++i) {
    D /= D.norm();
    D = cone.project_to_span(expansion.hessian_vector(D));
    norm = D.norm();
  }
  D = cone.project(start);
  for (int i = 0; i < iterations && norm > 0 && D.norm() > 0; ++i) {
    D /= D.norm();
    D = cone.project(D - expansion.hessian_vector(D) / (1.1 * norm));
  }
  return D;
}

/// Downhill from a point that has a way down, otherwise the lowest curvature found in its critical cone.
std::optional<Direction> from_point(const Objective& objective, const Matrix& point, std::uint64_t seed) {
  const auto expansion = objective.at(point);
  if (stationarity(objective, point, expansion->gradient()) > CertifyOptions{}.stationarity)
    return Direction{-projected_gradient_of(point, expansion->gradient()), "downhill from the point"};
  const CriticalCone cone = critical_cone(objective, point, expansion->gradient());
  if (cone.free + cone.nonnegative == 0) return std::nullopt;
  CurvatureSearchOptions search;
  search.seed = seed;
  CurvatureFound found = approx_lowest_curvature(objective, *expansion, cone, search);
  if (found.curvature < 0) return Direction{std::move(found.direction), "along a way down from the point"};
  Matrix flattest = approx_flattest(*expansion, cone, seed);
  if (!(flattest.norm() > 0)) return std::nullopt;
  return Direction{std::move(flattest), "along the point’s flattest direction"};
}

/// Feasible from the point: entries that are zero there do not fall.
Direction random_direction(const Matrix& point, std::uint64_t seed) {
  Random random(seed, 0x1a2d);
  Matrix D(point.rows(), point.cols());
  for (Index e = 0; e < D.size(); ++e) {
    const double z = random.normal();
    D.data()[e] = point.data()[e] > 0 ? z : std::abs(z);
  }
  return {std::move(D), "a random direction"};
}

/// D minus its part along `first`, as long as `first`; nothing when that is all of it.
std::optional<Matrix> orthogonal(const Matrix& D, const Matrix& first) {
  const double size = D.norm();
  if (!(size > 0) || !std::isfinite(size)) return std::nullopt;
  const Matrix rest = D - D.cwiseProduct(first).sum() / first.squaredNorm() * first;
  if (rest.norm() <= parallel * size) return std::nullopt;
  return Matrix(rest * (first.norm() / rest.norm()));
}

}  // namespace

SlicePlane whole_plane(const Objective& objective) {
  const Index n = objective.rows(), r = objective.rank();
  if (n * r != 2)
    throw InputError(fmt::format("{} unknowns; expected 2 for a picture of the whole space", n * r));
  SlicePlane out;
  out.is_whole_space = true;
  out.plane = {Matrix::Zero(n, r), Matrix::Zero(n, r), Matrix::Zero(n, r)};
  out.plane.first.data()[0] = 1;
  out.plane.second.data()[1] = 1;
  out.first_title = objective.is_asymmetric() ? "L₁₁" : "U₁₁";
  out.second_title = objective.is_asymmetric() ? "R₁₁" : (n == 2 ? "U₂₁" : "U₁₂");
  return out;
}

SlicePlane plane_through(const Objective& objective, const Matrix& point, const PlaneOptions& options) {
  Matrix P = point;
  balance(objective, P);
  SlicePlane out;
  std::vector<Direction> candidates;
  std::optional<Matrix> truth;
  if (options.truth) {
    truth = *options.truth;
    balance(objective, *truth);
    truth = columns_matched(P, *truth);
  }
  if (options.first) {
    candidates.push_back({*options.first, "along the first direction given"});
  } else if (truth) {
    candidates.push_back({*truth - P, "from the point (0) to the truth (1)"});
  }
  if (options.second) {
    candidates.push_back({*options.second, "along the second direction given"});
  } else {
    if (auto found = from_point(objective, P, options.seed)) candidates.push_back(std::move(*found));
    for (const std::uint64_t k : {0, 1}) candidates.push_back(random_direction(P, options.seed + k));
  }

  const double size = std::max(P.norm(), truth ? truth->norm() : 0.0);
  for (Direction& candidate : candidates) {
    if (out.plane.first.size() == 0) {
      if (candidate.D.norm() <= 1e-6 * size || !(candidate.D.norm() > 0)) {
        if (options.first) throw InputError("direction 1 is zero; expected a direction");
        continue;  // the point is the truth
      }
      const bool as_it_is = options.first || (truth && &candidate == &candidates.front());
      out.plane.first =
          as_it_is ? candidate.D : Matrix(candidate.D * ((size > 0 ? size : 1) / candidate.D.norm()));
      out.first_title = "x, " + candidate.title;
      continue;
    }
    if (options.second && &candidate == &candidates.back()) {
      out.plane.second = candidate.D;  // as given, Slice refuses what spans no plane
      out.second_title = "y, " + candidate.title;
      break;
    }
    if (auto D = orthogonal(candidate.D, out.plane.first)) {
      out.plane.second = std::move(*D);
      out.second_title = "y, " + candidate.title;
      break;
    }
  }
  if (out.plane.second.size() == 0) throw InputError("no second direction; expected --direction-2");
  out.plane.base = P;
  out.places.push_back({"point", {0, 0}});
  if (truth && !options.first && out.first_title.find("truth") != std::string::npos)
    out.places.push_back({"truth", {1, 0}});
  return out;
}

Matrix columns_matched(const Matrix& U, const Matrix& V) {
  Matrix inner = U.transpose() * V, out(V.rows(), V.cols());
  const Index r = V.cols();
  std::vector<Index> order(static_cast<std::size_t>(r));
  Matrix left = inner;
  for (Index k = 0; k < r; ++k) {
    Index i = 0, j = 0;
    left.maxCoeff(&i, &j);
    order[static_cast<std::size_t>(i)] = j;
    left.row(i).setConstant(-std::numeric_limits<double>::infinity());
    left.col(j).setConstant(-std::numeric_limits<double>::infinity());
  }
  const auto gain = [&](Index a, Index b) {
    const Index ja = order[static_cast<std::size_t>(a)], jb = order[static_cast<std::size_t>(b)];
    return inner(a, jb) + inner(b, ja) - inner(a, ja) - inner(b, jb);
  };
  for (bool better = true; better;) {
    better = false;
    for (Index a = 0; a < r; ++a)
      for (Index b = a + 1; b < r; ++b)
        if (gain(a, b) > 1e-12 * inner.cwiseAbs().maxCoeff()) {
          std::swap(order[static_cast<std::size_t>(a)], order[static_cast<std::size_t>(b)]);
          better = true;
        }
  }
  for (Index k = 0; k < r; ++k) out.col(k) = V.col(order[static_cast<std::size_t>(k)]);
  return out;
}

}  // namespace orthant
