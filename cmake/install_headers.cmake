# The headers that a program needs: those of include/orthant, and by following their includes those of
# src/orthant that they show. Run by `cmake --install`, with `source` and `headers`; or as a check of the
# headers alone:
#
#   cmake -Dsource=… -P cmake/install_headers.cmake
#
# Fails on an include of anything else than the standard library and what a user must have.
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)
cmake_path(ABSOLUTE_PATH source NORMALIZE)
file(GLOB todo RELATIVE ${source}/include ${source}/include/orthant/*.hpp)
set(done)
# That of C includes nothing of ours.
if(DEFINED headers)
  file(INSTALL ${source}/include/orthant/orthant.h DESTINATION ${CMAKE_INSTALL_PREFIX}/${headers}/orthant)
endif()
while(todo)
  list(POP_FRONT todo header)
  list(APPEND done ${header})
  foreach(folder IN ITEMS include src .)
    if(EXISTS ${source}/${folder}/${header})
      set(path ${source}/${folder}/${header})
      break()
    endif()
  endforeach()
  # The checker's own, which stand beside src/ in the tree, go below orthant/ too.
  string(REGEX REPLACE "^checker/" "orthant/checker/" installed ${header})
  file(READ ${path} text)
  if(DEFINED headers)
    string(REPLACE "#include \"checker/" "#include \"orthant/checker/" text "${text}")
    file(WRITE ${staged}/${installed} "${text}")
    cmake_path(GET installed PARENT_PATH folder)
    file(INSTALL ${staged}/${installed} DESTINATION ${CMAKE_INSTALL_PREFIX}/${headers}/${folder})
  endif()
  string(REGEX MATCHALL "#include [<\"][^>\"]+" lines "${text}")
  list(TRANSFORM lines REPLACE "^#include [<\"]" "")
  list(TRANSFORM lines REPLACE "^orthant/checker/" "checker/")
  foreach(included IN LISTS lines)
    if(EXISTS ${source}/include/${included} OR EXISTS ${source}/src/${included}
       OR (included MATCHES "^checker/" AND EXISTS ${source}/${included}))
      if(NOT included IN_LIST done AND NOT included IN_LIST todo)
        list(APPEND todo ${included})
      endif()
    elseif(NOT included MATCHES "^(Eigen/.*|gmpxx\\.h|nlohmann/.*|[a-z_]+)$")
      message(FATAL_ERROR "${header} includes ${included}; expected the standard library, Eigen, gmpxx.h or nlohmann/")
    endif()
  endforeach()
endwhile()
list(LENGTH done count)
message(STATUS "headers: ${count}")
cmake_policy(POP)
