# ccache, when it is there. Paths are taken relative to the checkout, and the folder is no part of the key,
# so that a fresh clone elsewhere on the same machine compiles nothing that is known. (The price: debug
# information may name the folder in which a file was compiled first.)
find_program(ORTHANT_CCACHE ccache)
if(ORTHANT_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${ORTHANT_CCACHE})
endif()
