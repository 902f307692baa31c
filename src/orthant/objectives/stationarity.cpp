#include "orthant/objectives/stationarity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace orthant {

Matrix projected_gradient_of(const Matrix& U, const Matrix& gradient) {
  return (U.array() > 0).select(gradient.array(), gradient.array().min(0.0)).matrix();
}

double gradient_scale(const Objective& objective, const Matrix& U) {
  return std::max(objective.gradient_scale(U), std::numeric_limits<double>::min());
}

double projected_gradient_norm(const Matrix& U, const Matrix& gradient) {
  const auto norm_in = [&](double unit) {
    double squared = 0;
    for (Index k = 0; k < U.cols(); ++k) {
      for (Index i = 0; i < U.rows(); ++i) {
        const double g = (U(i, k) > 0 ? gradient(i, k) : std::min(gradient(i, k), 0.0)) / unit;
        squared += g * g;
      }
    }
    return unit * std::sqrt(squared);
  };
  const double norm = norm_in(1);
  if (norm > 1e-140 && norm < 1e140) return norm;
  const double largest = projected_gradient_of(U, gradient).cwiseAbs().maxCoeff();
  return largest > 0 && std::isfinite(largest) ? norm_in(largest) : largest;
}

double squared_slope_errors(Index rank, const double* u, const double* plus, const double* slope) {
  double weight = 0, errors = 0;
  for (Index k = 0; k < rank; ++k) weight += u[k] * (2 * plus[k] - slope[k]);
  for (Index k = 0; k < rank; ++k) {
    const double terms = 2 * plus[k] - slope[k];
    double error = 0;
    if (slope[k] < 0) {
      error = slope[k] / terms;
    } else if (u[k] > 0 && slope[k] != 0) {
      error = u[k] * slope[k] / weight;
    }
    errors += error * error <= 1 ? error * error : 1;
  }
  return errors;
}

double stationarity(const Objective& objective, const Matrix& U, const Matrix& gradient) {
  return objective.stationarity(U, gradient);
}

double free_stationarity(const Objective& objective, const Matrix& U, const Matrix& gradient) {
  return gradient.norm() / gradient_scale(objective, U);
}

namespace {

/// ‖v‖; twice as fast as stableNorm where nothing over- or underflows.
template <class Column>
double norm_of(const Column& v) {
  const double norm = v.norm();
  return norm > 1e-140 && norm < 1e140 ? norm : v.stableNorm();
}

}  // namespace

Vector balance_columns(MatrixRef U, Index left_rows) {
  Vector ratios = Vector::Ones(U.cols());
#pragma omp parallel for schedule(static) if (U.size() > 50000)
  for (Index k = 0; k < U.cols(); ++k) {
    auto l = U.col(k).head(left_rows);
    auto r = U.col(k).tail(U.rows() - left_rows);
    const double left = norm_of(l), right = norm_of(r);
    if (left == 0 || right == 0) continue;
    const double ratio = right / left;
    ratios(k) = ratio > 0 && std::isfinite(ratio) ? std::sqrt(ratio) : std::sqrt(right) / std::sqrt(left);
    l *= ratios(k);
    r /= ratios(k);
  }
  return ratios;
}

void balance(const Objective& objective, Matrix& U) {
  if (objective.has_scaling_freedom()) balance_columns(U, objective.observations().rows());
}

double largest_entry_gain(const Expansion& expansion, const Matrix& U) {
  const Matrix& G = expansion.gradient();
  double largest = 0;
  Matrix block;
  for (Index i = 0; i < U.rows(); ++i) {
    if (!expansion.row_block(i, block)) return 0;
    for (Index k = 0; k < U.cols(); ++k) {
      const double u = U(i, k), g = G(i, k), h = block(k, k);
      if (!(h > 0)) continue;
      largest = std::max(largest, u < g / h ? u * (g - h * u / 2) : g * g / (2 * h));
    }
  }
  return largest;
}

namespace {

double norm_of(const ConstVectorRef& x, ColumnNorm norm) {
  switch (norm) {
    case ColumnNorm::none:
      return 1;
    case ColumnNorm::l1:
      return x.lpNorm<1>();
    case ColumnNorm::l2:
      return x.stableNorm();
    case ColumnNorm::max:
      return x.lpNorm<Eigen::Infinity>();
  }
  return 1;
}

}  // namespace

void normalise_columns(MatrixRef U, Index left_rows, Side side, ColumnNorm norm) {
  for (Index k = 0; k < U.cols(); ++k) {
    auto l = U.col(k).head(left_rows);
    auto r = U.col(k).tail(U.rows() - left_rows);
    if (l.isZero(0) || r.isZero(0)) continue;
    const double size = side == Side::left ? norm_of(l, norm) : norm_of(r, norm);
    if (side == Side::left) {
      l /= size;
      r *= size;
    } else {
      l *= size;
      r /= size;
    }
  }
}

}  // namespace orthant
