# Precompiled headers: most of the time to compile a file goes into reading Eigen, GMP, fmt, JSON and the
# test library. What is precompiled is only what nearly every file of the target includes; each file still
# names what it uses, and -DORTHANT_PRECOMPILE=OFF (the fuzz preset) builds without.
set(orthant_common_headers <algorithm> <cmath> <functional> <limits> <memory> <optional> <string> <vector>
    <Eigen/Core> <fmt/format.h> <gmpxx.h>)

function(orthant_precompile target)
  if(ORTHANT_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE ${orthant_common_headers} ${ARGN})
    orthant_precompile_for_ccache(${target})
  endif()
endfunction()

# The precompiled headers of another target with the same flags.
function(orthant_precompile_as target other)
  if(ORTHANT_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM ${other})
    orthant_precompile_for_ccache(${target})
  endif()
endfunction()

function(orthant_precompile_for_ccache target)
  if(CCACHE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE -fpch-preprocess)
  endif()
endfunction()
