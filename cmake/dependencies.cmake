# Third-party libraries, each with its reason in docs/dependencies.md.
find_package(Eigen3 3.4 REQUIRED NO_MODULE GLOBAL)
find_package(nlohmann_json 3.11 REQUIRED GLOBAL)
find_package(fmt 9 REQUIRED GLOBAL)
find_package(OpenMP REQUIRED COMPONENTS CXX GLOBAL)

# The OpenMP build of OpenBLAS shares its threads with ours, so the two never multiply. Its folder
# goes into the run path: the system-wide alternative may point at another build.
find_library(OPENBLAS_LIBRARY openblas PATH_SUFFIXES openblas-openmp REQUIRED)
get_filename_component(OPENBLAS_FOLDER ${OPENBLAS_LIBRARY} DIRECTORY)
set(CMAKE_BUILD_RPATH ${OPENBLAS_FOLDER})
set(CMAKE_INSTALL_RPATH ${OPENBLAS_FOLDER})

add_library(orthant_flags INTERFACE)
target_compile_options(orthant_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                                               -Wno-sign-conversion)
target_link_libraries(orthant_flags INTERFACE fmt::fmt)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports its own AVX-512 intrinsics as uninitialised (GCC bug 105593); the fuzz build's clang still warns.
  target_compile_options(orthant_flags INTERFACE -Wno-maybe-uninitialized -Wno-uninitialized)
  # And memory of its own vectors as impossible, where Eigen's indices are inlined.
  target_compile_options(orthant_flags INTERFACE
                         "$<$<COMPILE_LANGUAGE:CXX>:-Wno-free-nonheap-object;-Wno-alloc-size-larger-than>")
  # Units take half a gigabyte anyway; collecting garbage before that costs a twentieth of the time.
  target_compile_options(orthant_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:--param=ggc-min-heapsize=500000>)
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # Without optimisation it says of every `omp simd` that it is no vector loop.
  target_compile_options(orthant_flags INTERFACE -Wno-pass-failed)
endif()
if(ORTHANT_WERROR)
  target_compile_options(orthant_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Werror>)
endif()
# One set of objects for the programs, the static and the shared library; a call within it needs no indirection.
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
target_compile_options(orthant_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fno-semantic-interposition>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(orthant_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fno-gnu-unique>)  # cmake/library.cmake
endif()
if(ORTHANT_NATIVE)
  target_compile_options(orthant_flags INTERFACE -march=native)
endif()
if(ORTHANT_SANITIZE STREQUAL "thread")
  target_compile_options(orthant_flags INTERFACE -fsanitize=thread)
  target_link_options(orthant_flags INTERFACE -fsanitize=thread)
  target_compile_definitions(orthant_flags INTERFACE ORTHANT_SANITIZED)
elseif(ORTHANT_SANITIZE)
  target_compile_options(orthant_flags INTERFACE -fsanitize=address,undefined
                         -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(orthant_flags INTERFACE -fsanitize=address,undefined)
  target_compile_definitions(orthant_flags INTERFACE ORTHANT_SANITIZED)
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    # Eigen forms, and never uses, pointers past null for blocks of empty matrices.
    target_compile_options(orthant_flags INTERFACE -fno-sanitize=pointer-overflow)
  endif()
endif()

if(ORTHANT_COVERAGE)
  target_compile_options(orthant_flags INTERFACE -fprofile-instr-generate -fcoverage-mapping)
  target_link_options(orthant_flags INTERFACE -fprofile-instr-generate)
endif()

add_library(orthant_numerics INTERFACE)
target_link_libraries(orthant_numerics INTERFACE Eigen3::Eigen ${OPENBLAS_LIBRARY} OpenMP::OpenMP_CXX)
target_compile_definitions(orthant_numerics INTERFACE EIGEN_USE_BLAS EIGEN_DONT_PARALLELIZE)

# Libraries for formats of data, each behind one source of the room files: a build without one of them refuses
# such files and says what to install.
#
#   orthant_format(NAME PACKAGE header library-names… SOURCES…)    sets ORTHANT_<NAME> for the compiler to 1 or 0
function(orthant_format name package header)
  cmake_parse_arguments(PARSE_ARGV 3 of "" "" "LIBRARY;SOURCES")
  find_path(ORTHANT_${name}_FOLDER ${header} PATH_SUFFIXES hdf5/serial)
  find_library(ORTHANT_${name}_LIBRARY NAMES ${of_LIBRARY})
  set(there 0)
  if(ORTHANT_${name}_FOLDER AND ORTHANT_${name}_LIBRARY)
    set(there 1)
    set_property(GLOBAL APPEND PROPERTY ORTHANT_FORMAT_LIBRARIES ${ORTHANT_${name}_LIBRARY})
    set_property(GLOBAL APPEND PROPERTY ORTHANT_FORMAT_FOLDERS ${ORTHANT_${name}_FOLDER})
    cmake_path(GET ORTHANT_${name}_LIBRARY STEM stem)
    string(REGEX REPLACE "^lib" " -l" flag ${stem})
    set_property(GLOBAL APPEND_STRING PROPERTY ORTHANT_FORMAT_FLAGS ${flag})
  else()
    message(STATUS "orthant: no ${package}; files that need it will be refused")
    set_property(GLOBAL APPEND PROPERTY ORTHANT_FORMATS_LEFT_OUT ${of_SOURCES})
  endif()
  set_property(GLOBAL APPEND PROPERTY ORTHANT_FORMAT_DEFINITIONS ORTHANT_${name}=${there})
endfunction()
orthant_format(ZLIB zlib1g-dev zlib.h LIBRARY z SOURCES gzip.cpp)
orthant_format(LIBZIP libzip-dev zip.h LIBRARY zip SOURCES npz.cpp)
orthant_format(HDF5 libhdf5-dev hdf5.h LIBRARY hdf5_serial hdf5 SOURCES hdf5.cpp hdf5_file.cpp)
orthant_format(PNG libpng-dev png.h LIBRARY png SOURCES png.cpp)
orthant_format(SNDFILE libsndfile1-dev sndfile.h LIBRARY sndfile SOURCES sound.cpp)
orthant_format(FFTW libfftw3-dev fftw3.h LIBRARY fftw3 SOURCES sound.cpp)
foreach(list IN ITEMS LIBRARIES FOLDERS FLAGS DEFINITIONS)
  get_property(ORTHANT_FORMAT_${list} GLOBAL PROPERTY ORTHANT_FORMAT_${list})
endforeach()
get_property(ORTHANT_FORMATS_LEFT_OUT GLOBAL PROPERTY ORTHANT_FORMATS_LEFT_OUT)

# Integers of any size: GMP for the search, FLINT for the replay of certificates.
find_library(GMP_LIBRARY gmp REQUIRED)
find_library(GMPXX_LIBRARY gmpxx REQUIRED)
find_library(FLINT_LIBRARY flint REQUIRED)
add_library(orthant_integers INTERFACE)
target_link_libraries(orthant_integers INTERFACE ${GMPXX_LIBRARY} ${GMP_LIBRARY})
add_library(orthant_flint INTERFACE)
target_link_libraries(orthant_flint INTERFACE ${FLINT_LIBRARY} ${GMP_LIBRARY})

# Balls (midpoint and radius) of any precision, and SHA-256, for the checker of certificates.
find_library(ARB_LIBRARY NAMES arb flint-arb REQUIRED)
find_library(NETTLE_LIBRARY nettle REQUIRED)
add_library(orthant_arb INTERFACE)
target_link_libraries(orthant_arb INTERFACE ${ARB_LIBRARY} orthant_flint)
