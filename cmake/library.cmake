# liborthant, shared and static, of the objects of all rooms. Its border is include/orthant: only names of the
# namespace orthant and the functions of orthant.h are visible. Names of other libraries' templates, Eigen's above all, stay inside, so that
# a program that compiles the same templates with other flags neither replaces ours nor gets them.
if(ORTHANT_SANITIZE)
  return()
endif()

set(objects)
get_property(rooms GLOBAL PROPERTY ORTHANT_LAYERS)
foreach(room IN LISTS rooms)
  list(APPEND objects $<TARGET_OBJECTS:orthant_${room}>)
endforeach()

# Itanium names: functions, then what belongs to types, thread-local and static variables, thunks.
set(border "_ZN7orthant*" "_ZNK7orthant*" "_ZT[VISTHW]N7orthant*" "_ZT[VISTHW]NK7orthant*" "_ZG[VR]N7orthant*"
           "_ZT[hv]*_N7orthant*" "_ZT[hv]*_NK7orthant*")

# And those of C, which orthant.h declares.
file(STRINGS ${PROJECT_SOURCE_DIR}/include/orthant/orthant.h declared REGEX "^ORTHANT_API ")
foreach(line IN LISTS declared)
  string(REGEX REPLACE "^[^(]*[ *](orthant_[a-z_]+)\\(.*" "\\1" name "${line}")
  list(APPEND border ${name})
endforeach()

set(exports ${PROJECT_BINARY_DIR}/liborthant.map)
list(JOIN border "; " globals)
file(CONFIGURE OUTPUT ${exports} CONTENT "{ global: ${globals}; local: *; };\n")

add_library(orthant_shared SHARED ${objects})
set_target_properties(orthant_shared PROPERTIES LINK_DEPENDS ${exports} VERSION ${PROJECT_VERSION}
                      SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
target_link_options(orthant_shared PRIVATE -Wl,--version-script=${exports} -Wl,-Bsymbolic-functions -Wl,--no-undefined)

# The archive holds one object, in which the other names have been made local; -fno-gnu-unique lets them.
set(object ${PROJECT_BINARY_DIR}/orthant-static.o)
set(keep)
foreach(pattern IN LISTS border)
  list(APPEND keep --keep-global-symbol=${pattern})
endforeach()
add_custom_command(OUTPUT ${object} DEPENDS ${objects} VERBATIM COMMAND_EXPAND_LISTS
                   COMMAND ${CMAKE_LINKER} -r --force-group-allocation -o ${object} ${objects}
                   COMMAND ${CMAKE_OBJCOPY} --wildcard ${keep} ${object}
                   COMMENT "Making the names of other libraries local")
set_source_files_properties(${object} PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
add_library(orthant_static STATIC ${object})

set(needed fmt::fmt OpenMP::OpenMP_CXX ${OPENBLAS_LIBRARY} ${FLINT_LIBRARY} ${ARB_LIBRARY} ${NETTLE_LIBRARY}
           ${ORTHANT_FORMAT_LIBRARIES})
foreach(kind IN ITEMS shared static)
  set(library orthant_${kind})
  set_target_properties(${library} PROPERTIES OUTPUT_NAME orthant LINKER_LANGUAGE CXX)
  target_compile_features(${library} INTERFACE cxx_std_20)
  target_include_directories(${library} INTERFACE
                             "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include;${PROJECT_SOURCE_DIR}/src;${PROJECT_SOURCE_DIR}>"
                             $<INSTALL_INTERFACE:include>)
  # What the public headers include.
  target_link_libraries(${library} PRIVATE ${needed}
                        PUBLIC Eigen3::Eigen nlohmann_json::nlohmann_json ${GMPXX_LIBRARY} ${GMP_LIBRARY})
endforeach()
set_target_properties(orthant_shared PROPERTIES EXPORT_NAME orthant)
add_library(orthant::orthant ALIAS orthant_shared)
add_library(orthant::orthant_static ALIAS orthant_static)
