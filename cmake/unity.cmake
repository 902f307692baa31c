# Several sources in one translation unit. Most of the time to compile a file of this project goes into
# reading headers and instantiating Eigen's templates, which files of one room share.
#
# CMAKE_UNITY_BUILD would do it too, but the files that it writes name their sources by absolute paths, so
# that ccache misses in every other folder, and it counts files where sizes differ tenfold. The units lie in the
# outermost build folder, so that ccache also hits where orthant is a part of another build.
#
# Files of a unit must not define the same name in their unnamed namespaces. -DORTHANT_UNITY=OFF compiles the
# libraries file by file, and so does the preset `sanitize` those of the fuzz targets: there each file must include
# what it uses.
set(ORTHANT_UNIT_BYTES 200000)  # of a library: 20 s at most; headers are a third of it
if(NOT ORTHANT_UNITY)
  set(ORTHANT_UNIT_BYTES 0)
endif()

# Replaces SOURCES by units of at most about BYTES of source each, in VARIABLE; 0: file by file.
function(orthant_unite variable target bytes)
  if(bytes EQUAL 0)
    set(${variable} ${ARGN} PARENT_SCOPE)
    return()
  endif()
  set(sizes)
  set(total 0)
  foreach(source IN LISTS ARGN)
    file(SIZE ${source} size)
    list(APPEND sizes ${size})
    math(EXPR total "${total} + ${size}")
  endforeach()
  math(EXPR count "(${total} + ${bytes} - 1) / ${bytes}")
  set(units)
  set(done 0)
  set(content)
  foreach(source size IN ZIP_LISTS ARGN sizes)
    cmake_path(RELATIVE_PATH source BASE_DIRECTORY ${PROJECT_SOURCE_DIR})
    string(APPEND content "#include \"${source}\"\n")
    math(EXPR done "${done} + ${size}")
    list(LENGTH units made)
    math(EXPR share "${done} * ${count}")
    math(EXPR full "(${made} + 1) * ${total}")
    if(share GREATER_EQUAL full)
      set(unit ${CMAKE_BINARY_DIR}/orthant-units/${target}_${made}.cpp)
      file(CONFIGURE OUTPUT ${unit} CONTENT "${content}")
      list(APPEND units ${unit})
      set(content)
    endif()
  endforeach()
  set(${variable} ${units} PARENT_SCOPE)
endfunction()

# An executable or library of the united SOURCES: orthant_add(executable NAME BYTES SOURCES…).
function(orthant_add kind target bytes)
  orthant_unite(units ${target} ${bytes} ${ARGN})
  if(kind STREQUAL "executable")
    add_executable(${target} ${units})
  else()
    add_library(${target} STATIC ${units})
  endif()
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
endfunction()

# -O3 is for loops that run long; elsewhere it only costs time to compile. LEVEL is 0, 1, 2, 3 or g; in release
# builds.
function(orthant_optimise target level)
  target_compile_options(${target} PRIVATE $<$<AND:$<CONFIG:Release>,$<COMPILE_LANGUAGE:CXX>>:-O${level}>)
endfunction()
