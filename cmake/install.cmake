# `cmake --install`: the library, its headers, what find_package and pkg-config read, and the programs. The
# components are those of the Debian packages (cmake/packages.cmake), and `python` for the wheel.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

if(ORTHANT_SANITIZE)
  return()
endif()
if(SKBUILD)  # called by pip: one file, since a wheel has no links
  set_property(TARGET orthant_shared PROPERTY VERSION)
  install(TARGETS orthant_shared COMPONENT python LIBRARY DESTINATION orthant_nmf/lib NAMELINK_SKIP)
  return()
endif()
if(ORTHANT_PROGRAMS)
  install(TARGETS orthant orthant-verify RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT programs)
endif()

# Two sets, because the static library also needs at link time what the shared one brings itself.
install(TARGETS orthant_shared EXPORT orthant_shared LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
        COMPONENT library NAMELINK_COMPONENT development)
install(TARGETS orthant_static EXPORT orthant_static ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/orthant)
foreach(kind IN ITEMS shared static)
  install(EXPORT orthant_${kind} NAMESPACE orthant:: DESTINATION ${package} FILE orthant-${kind}.cmake
          COMPONENT development)
endforeach()
configure_file(cmake/orthant-config.cmake.in orthant-config.cmake @ONLY)
write_basic_package_version_file(orthant-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/orthant-config.cmake ${PROJECT_BINARY_DIR}/orthant-config-version.cmake
        DESTINATION ${package} COMPONENT development)

# The file finds its folder by itself, wherever the whole is moved to.
file(RELATIVE_PATH up /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/orthant.pc.in orthant.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/orthant.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)

install(CODE "set(source \"${PROJECT_SOURCE_DIR}\")
set(headers \"${CMAKE_INSTALL_INCLUDEDIR}\")
set(staged \"${PROJECT_BINARY_DIR}/headers\")" COMPONENT development)
install(SCRIPT cmake/install_headers.cmake COMPONENT development)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
