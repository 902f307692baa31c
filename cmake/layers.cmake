# One static library and one test program per folder of src/orthant, and of checker/. The link line is the
# architecture: a layer sees the headers of what it links and test/layers checks the includes.
function(orthant_layer name)
  set(room ${PROJECT_SOURCE_DIR}/src/orthant/${name})
  if(name STREQUAL "checker")
    set(room ${PROJECT_SOURCE_DIR}/checker)
  endif()
  file(GLOB sources CONFIGURE_DEPENDS ${room}/*.cpp ${room}/[!t]*/*.cpp)
  # Two files behind one header: x.cpp with an optional dependency and no_x.cpp without it.
  if(ORTHANT_REPORT)
    list(FILTER sources EXCLUDE REGEX "/no_charts\\.cpp$")
  else()
    list(FILTER sources EXCLUDE REGEX "/charts\\.cpp$")
  endif()
  if(ORTHANT_SANITIZE)
    list(FILTER sources EXCLUDE REGEX "/pages\\.cpp$")
  else()
    list(FILTER sources EXCLUDE REGEX "/no_pages\\.cpp$")
  endif()
  foreach(left_out IN LISTS ORTHANT_FORMATS_LEFT_OUT)
    list(FILTER sources EXCLUDE REGEX "/files/${left_out}$")
  endforeach()
  # Compiled once for each instruction set, so never together.
  set(alone ${sources})
  list(FILTER alone INCLUDE REGEX "/isa_[^/]*$")
  list(FILTER sources EXCLUDE REGEX "/isa_[^/]*$")
  set(bytes ${ORTHANT_UNIT_BYTES})
  if(name STREQUAL "prove")
    math(EXPR bytes "${bytes} / 2")  # Eigen's expressions in long double: twice as dear as others
  endif()
  if(ORTHANT_FUZZ AND name MATCHES "^(base|simd|linalg|operators|objectives|files|checker)$")
    set(bytes 0)  # what reads hostile input and what is below it: file by file, so that each includes what it uses
  endif()
  set(public PUBLIC)
  if(sources)
    orthant_add(library orthant_${name} ${bytes} ${sources})
    target_sources(orthant_${name} PRIVATE ${alone})
  else()  # headers only
    add_library(orthant_${name} INTERFACE)
    set(public INTERFACE)
  endif()
  # 3 where the long loops are, 2 where -O1 was measurably slower, 1 for what mostly calls those.
  if(NOT sources)
  elseif(name MATCHES "^(linalg|solvers)$")
    orthant_optimise(orthant_${name} 3)
  elseif(name MATCHES "^(operators|objectives|copositive|certify|files|prove|kmeans|checker)$")
    orthant_optimise(orthant_${name} 2)
  else()
    orthant_optimise(orthant_${name} 1)
  endif()
  target_include_directories(orthant_${name} ${public} ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/src
                                                        ${PROJECT_SOURCE_DIR}/include)
  target_link_libraries(orthant_${name} ${public} orthant_flags)
  if(sources)
    set_property(GLOBAL APPEND PROPERTY ORTHANT_LAYERS ${name})
  endif()
  foreach(lower IN LISTS ARGN)
    target_link_libraries(orthant_${name} ${public} orthant_${lower})
  endforeach()
  if(ORTHANT_TESTS)
    file(GLOB tests CONFIGURE_DEPENDS ${room}/test/*_test.cpp)
    if(tests)
      set_property(GLOBAL APPEND PROPERTY ORTHANT_TESTED_LAYERS ${name})
      set_property(GLOBAL PROPERTY ORTHANT_TESTS_OF_${name} ${tests})
    endif()
  endif()
endfunction()

# The bundled digits: unpacked at configure time, linked into the library as bytes.
function(orthant_bundle_digits target)
  set(packed ${PROJECT_SOURCE_DIR}/data/digits.npy.gz)
  set(unpacked ${PROJECT_BINARY_DIR}/data/digits.npy)
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/data)
  # Only when it is missing or out of date, so that configuring again rebuilds nothing.
  if(${packed} IS_NEWER_THAN ${unpacked})
    execute_process(COMMAND gzip -dc ${packed} OUTPUT_FILE ${unpacked}.part
                    COMMAND_ERROR_IS_FATAL ANY)
    file(RENAME ${unpacked}.part ${unpacked})
  endif()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${packed})
  orthant_embed(${target} orthant_digits_npy ${unpacked})
endfunction()

# Links the bytes of FILE as `extern "C" const unsigned char SYMBOL[]` and `SYMBOL_end[]`.
function(orthant_embed target symbol file)
  set(assembly ${PROJECT_BINARY_DIR}/embedded/${symbol}.S)
  file(GENERATE OUTPUT ${assembly} CONTENT
"    .section .rodata
    .global ${symbol}
    .global ${symbol}_end
    .balign 16
${symbol}:
    .incbin \"${file}\"
${symbol}_end:
    .byte 0
    .section .note.GNU-stack,\"\",%progbits
")
  set_source_files_properties(${assembly} PROPERTIES OBJECT_DEPENDS ${file} GENERATED TRUE)
  target_sources(${target} PRIVATE ${assembly})
endfunction()

# The instruction set of each simd/isa_*.cpp; these come after -march=native and win.
function(orthant_simd_flags)
  set(level -O3)
  if(ORTHANT_SANITIZE)
    set(level -O1)
  endif()
  set(avx512)
  set(avx2)
  set(portable)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|amd64|AMD64")
    set(avx512 -march=skylake-avx512 -mprefer-vector-width=512)
    set(avx2 -march=haswell)
    set(portable -march=x86-64)
  endif()
  foreach(set IN ITEMS avx512 avx2 portable)
    set_source_files_properties(${PROJECT_SOURCE_DIR}/src/orthant/simd/isa_${set}.cpp
                                PROPERTIES COMPILE_OPTIONS "${level};${${set}}")
  endforeach()
endfunction()
