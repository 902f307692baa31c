/// A complete document for the tests: three starts, two minima, every field filled.
#pragma once

#include <nlohmann/json.hpp>

#include "orthant/linalg/matrix.hpp"

namespace orthant::testing {

inline nlohmann::json sample_solution() {
  return nlohmann::json::parse(R"({
    "format": "orthant-solution/1", "version": "0.1.0",
    "command": "orthant recover digits --rank 2 --starts 3 --seed 0",
    "data": {"name": "digits", "rows": 1797, "cols": 6, "stored": 10782, "storage": "dense", "observed": "all",
             "norm": 2628.119, "empty_rows": 0, "empty_cols": 1},
    "model": "nmf", "rank": 2, "balance": 0.0,
    "options": {"solver": "hals", "seed": 0, "starts": 3, "stationarity": 1e-12, "max_seconds": null},
    "objective": 364109.46465969144, "relative_error": 0.3247026825795101, "stationarity": 7.031e-13,
    "best_start": 2,
    "starts": [
      {"start": 1, "status": "stationary", "iterations": 1370, "objective": 368652.99, "stationarity": 9e-13,
       "seconds": 0.31, "minimum": 1,
       "trace": {"iteration": [0, 10, 20], "seconds": [0.0, 0.1, 0.2], "objective": [500000.0, 370000.0, 368652.99],
                 "stationarity": [0.1, 0.001, 9e-13]}},
      {"start": 2, "status": "stationary", "iterations": 900, "objective": 364109.46465969144,
       "stationarity": 7.031e-13, "seconds": 0.2, "minimum": 0,
       "trace": {"iteration": [0, 10, 20], "seconds": [0.0, 0.1, 0.2],
                 "objective": [490000.0, 365000.0, 364109.46465969144], "stationarity": [0.2, 0.01, 7e-13]}},
      {"start": 3, "status": "time_limit", "iterations": 12, "objective": 400000.0, "stationarity": 0.01,
       "seconds": 0.1, "minimum": null,
       "trace": {"iteration": [0, 10], "seconds": [0.0, 0.1], "objective": [510000.0, 400000.0],
                 "stationarity": [0.2, 0.01]}}],
    "minima": [
      {"objective": 364109.46465969144, "gap": 0.0, "relative_gap": 0.0, "hits": 1, "starts": [2],
       "verdict": "strict_local_minimizer", "rigor": "numeric", "spurious": null, "modulus": 3.1},
      {"objective": 368652.99, "gap": 4543.5, "relative_gap": 0.012478, "hits": 1, "starts": [1],
       "verdict": "strict_local_minimizer", "rigor": "verified", "spurious": true, "modulus": 4.2}],
    "components": [{"weight": 5.6, "share": 0.7}, {"weight": 3.3, "share": 0.3}],
    "saddles": 0, "unfinished": 1,
    "certificate": {"verdict": "strict_local_minimizer", "rigor": "numeric", "spurious": null,
      "first_order": {"stationarity": 7.031e-13, "min_multiplier": 5.05e-4, "max_free_gradient": 1e-9},
      "critical_cone": {"free": 12973, "nonnegative": 30, "fixed": 5607, "near_tolerance": 0},
      "second_order": {"modulus": 3.1, "scaling": "orbit", "method": "schur", "copositive": "strict", "order": 450},
      "escape": null, "reasons": ["the reduced Hessian is positive definite"], "seconds": 0.21},
    "spectra": {"singular_values": [2200.1, 500.2, 3.0], "hessian": [3.1, 4.5, 9.9], "hessian_of": "schur"},
    "files": {"L": "L.npy", "R": "R.npy", "certificate": "certificate.json"},
    "seconds": {"read": 0.01, "solve": 6.1, "certify": 0.2, "total": 6.5}
  })");
}

inline Matrix sample_components() {
  Matrix R(6, 2);
  R << 0, 3, 1, 0, 2, 0, 0, 1, 5, 0, 1, 1;
  return R;
}

}  // namespace orthant::testing
