/// OpenBLAS picks its kernels once, when it is loaded, by the processor's model number. A release that is
/// older than the processor does not know it and falls back to SSE3 kernels: Debian 12's 0.3.21 does so on
/// Xeons of 2023 and later, and is then five times slower. OPENBLAS_CORETYPE overrides the choice.
#pragma once

#include <optional>
#include <string>

namespace orthant {

/// The core whose kernels OpenBLAS runs, e.g. "SkylakeX".
std::string blas_core();

/// The core that OpenBLAS should run when it chose one far below what the processor can do ("SkylakeX" with
/// AVX-512, "Haswell" with AVX2); nothing when its choice is fine or OPENBLAS_CORETYPE is set.
std::optional<std::string> better_blas_core();

}  // namespace orthant
