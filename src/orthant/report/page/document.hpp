/// Reading a solution document that may lack any of its fields: a field that is missing, null, of the wrong
/// type or not finite is simply absent. Paths are dotted, e.g. "certificate.second_order.modulus".
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace orthant {

/// The value at a path ("minima.0.objective"), or nullptr if there is none or it is null.
const nlohmann::json* find(const nlohmann::json& document, std::string_view path);

std::optional<double> number(const nlohmann::json& document, std::string_view path);
std::optional<bool> truth(const nlohmann::json& document, std::string_view path);

/// The string at a path, or "".
std::string text(const nlohmann::json& document, std::string_view path);

/// The array at a path, or an empty one.
const nlohmann::json& list(const nlohmann::json& document, std::string_view path);

/// Whether the best point fits the data up to rounding, so that its objective says nothing but noise.
bool exact_fit(const nlohmann::json& document);

/// Eigenvalues of the Hessian up to this size are zero up to rounding.
double flat_curvature(const nlohmann::json& document);

/// The position in `starts` of the start whose point is the best one (`best_start` counts from 1).
std::optional<std::size_t> best_start(const nlohmann::json& document);

}  // namespace orthant
