# The Debian packages, one for each component of cmake/install.cmake: `cpack` in the build folder, or `make dist`.
# What they need of other packages is found by dpkg-shlibdeps; named here is what no program links to.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "The orthant authors")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_COMPONENTS_ALL library development python3)
if(ORTHANT_PROGRAMS)
  list(APPEND CPACK_COMPONENTS_ALL programs)
endif()

# Ours, and what is linked in: the digits, the charts of reports.
set(copyright)
foreach(file IN ITEMS LICENSE data/README.md src/orthant/report/web/licences.txt)
  file(READ ${file} text)
  string(APPEND copyright "${text}\n")
endforeach()
file(CONFIGURE OUTPUT copyright CONTENT "@copyright@" @ONLY)

# orthant_package(COMPONENT NAME SECTION "packages that it needs" "what it holds")
function(orthant_package component name section needed holds)
  string(TOUPPER CPACK_DEBIAN_${component} this)
  set(${this}_PACKAGE_NAME ${name} PARENT_SCOPE)
  set(${this}_PACKAGE_SECTION ${section} PARENT_SCOPE)
  set(${this}_PACKAGE_DEPENDS "${needed}" PARENT_SCOPE)
  # The first line is that of the project.
  set(${this}_DESCRIPTION "This package holds ${holds}.\n.
orthant finds nonnegative factors of X ≈ LRᵀ or X ≈ UUᵀ from several starts, certifies
each point as a local minimum, a saddle or neither, and proves it in a file that a
second program checks." PARENT_SCOPE)
  install(FILES ${PROJECT_BINARY_DIR}/copyright DESTINATION share/doc/${name} COMPONENT ${component} EXCLUDE_FROM_ALL)
endfunction()
set(same "liborthant0 (= ${PROJECT_VERSION})")
# The OpenMP build of OpenBLAS, of which libopenblas0 is one of three: cmake/dependencies.cmake.
orthant_package(programs orthant math libopenblas0-openmp "the programs orthant and orthant-verify")
orthant_package(library liborthant0 libs libopenblas0-openmp "the library")
orthant_package(development liborthant-dev libdevel "${same}, libeigen3-dev, libgmp-dev, nlohmann-json3-dev"
                "what compiling for the library needs, in C and in C++")
orthant_package(python3 python3-orthant-nmf python "${same}, python3 (>= 3.9), python3-numpy"
                "the Python module orthant_nmf")
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_RECOMMENDS  # for the archive liborthant.a
    "libfmt-dev, libopenblas-openmp-dev, libflint-dev, libflint-arb-dev, nettle-dev")
set(CPACK_DEBIAN_PYTHON3_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_PYTHON3_PACKAGE_RECOMMENDS "python3-scipy, python3-sklearn")
set(CPACK_DEBIAN_PYTHON3_PACKAGE_SUGGESTS "python3-pandas, python3-matplotlib")
set(CPACK_DEBIAN_PYTHON3_PACKAGE_CONTROL_EXTRA  # which compile, and remove what was compiled
    ${PROJECT_SOURCE_DIR}/cmake/debian/postinst ${PROJECT_SOURCE_DIR}/cmake/debian/prerm)

set(folder lib/python3/dist-packages)
install(DIRECTORY bindings/python/orthant_nmf DESTINATION ${folder} COMPONENT python3 EXCLUDE_FROM_ALL
        PATTERN __pycache__ EXCLUDE)
file(CONFIGURE OUTPUT orthant_nmf.egg-info
     CONTENT "Metadata-Version: 2.1\nName: orthant-nmf\nVersion: @PROJECT_VERSION@\n" @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/orthant_nmf.egg-info COMPONENT python3 EXCLUDE_FROM_ALL
        DESTINATION ${folder} RENAME orthant_nmf-${PROJECT_VERSION}.egg-info)
include(CPack)
