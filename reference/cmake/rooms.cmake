# Rooms. A room is a folder of sources: one target, which declares what its files may include. An arrow points down: an
# include of a room that is not declared fails the build (check_rooms.py), so that the CMakeLists.txt of the folders are
# the map of what stands on what.
#
#   rooms_below(ROOT LIBRARIES library... PRECOMPILED header...)
#       The rooms that are added next in this directory and below are named from ROOT in #include lines ("judge/standing.h"),
#       compile against these libraries, and share one precompiled header.
#   add_room(NAME [MAY_INCLUDE room...] [HEADERS header...] SOURCES source... [ALONE source...] [LIBRARIES library...])
#       The folder that calls it. NAME is its path below ROOT with _ for /. HEADERS: public headers of the room that have no
#       source of their name in it. Sources are compiled several at a time (CMAKE_UNITY_BUILD), for the headers cost more
#       than they do; those under ALONE are not, because they have names of their own that others of the room have too.
#   library_of_rooms(NAME)
#       The static library of all rooms added since the last one.
#   check_rooms(TARGET...)
#       Checks the includes of all rooms before TARGET... are built.
macro(rooms_below root)
  cmake_parse_arguments(ROOMS "" "" "LIBRARIES;PRECOMPILED" ${ARGN})
  get_filename_component(ROOMS_ROOT ${root} ABSOLUTE)
  string(SHA1 ROOMS_GROUP "${ROOMS_ROOT} ${ROOMS_PRECOMPILED}")
endmacro()

function(add_room name)
  cmake_parse_arguments(PARSE_ARGV 1 room "" "" "MAY_INCLUDE;HEADERS;SOURCES;ALONE;LIBRARIES")
  set(target jepa_oracle_room_${name})
  add_library(${target} OBJECT ${room_SOURCES} ${room_ALONE})
  set_source_files_properties(${room_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)  # the Python module links it
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_include_directories(${target} PRIVATE ${ROOMS_ROOT})
  target_link_libraries(${target} PRIVATE ${ROOMS_LIBRARIES} ${room_LIBRARIES})
  get_property(precompiled GLOBAL PROPERTY JEPA_ORACLE_PRECOMPILED_${ROOMS_GROUP})
  if(precompiled)
    target_precompile_headers(${target} REUSE_FROM ${precompiled})
  else()
    target_precompile_headers(${target} PRIVATE ${ROOMS_PRECOMPILED})
    set_property(GLOBAL PROPERTY JEPA_ORACLE_PRECOMPILED_${ROOMS_GROUP} ${target})
  endif()
  set_property(GLOBAL APPEND PROPERTY JEPA_ORACLE_ROOMS ${target})
  set_property(GLOBAL APPEND PROPERTY JEPA_ORACLE_ALL_ROOMS ${target})
  string(REPLACE ";" " " may "${room_MAY_INCLUDE}")
  string(REPLACE ";" " " headers "${room_HEADERS}")
  file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  set_property(GLOBAL APPEND PROPERTY JEPA_ORACLE_ROOM_LINES "${name}|${folder}|${may}|${headers}")
endfunction()

function(library_of_rooms name)
  get_property(rooms GLOBAL PROPERTY JEPA_ORACLE_ROOMS)
  set_property(GLOBAL PROPERTY JEPA_ORACLE_ROOMS "")
  list(TRANSFORM rooms REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>")
  add_library(${name} STATIC ${rooms})
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON LINKER_LANGUAGE CXX)
endfunction()

function(check_rooms)
  get_property(lines GLOBAL PROPERTY JEPA_ORACLE_ROOM_LINES)
  list(JOIN lines "\n" text)
  set(list ${CMAKE_BINARY_DIR}/rooms.txt)
  file(CONFIGURE OUTPUT ${list} CONTENT "${text}\n" @ONLY)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS
    ${PROJECT_SOURCE_DIR}/reference/*.h ${PROJECT_SOURCE_DIR}/reference/*.cpp
    ${PROJECT_SOURCE_DIR}/properties/*.h ${PROJECT_SOURCE_DIR}/properties/*.cpp)
  set(script ${PROJECT_SOURCE_DIR}/reference/cmake/check_rooms.py)
  find_package(Python3 COMPONENTS Interpreter REQUIRED)
  add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/rooms.checked
    COMMAND Python3::Interpreter -B ${script} ${PROJECT_SOURCE_DIR} ${list}
    COMMAND ${CMAKE_COMMAND} -E touch ${CMAKE_BINARY_DIR}/rooms.checked
    DEPENDS ${script} ${list} ${files} COMMENT "Includes of the rooms" VERBATIM)
  add_custom_target(jepa_oracle_rooms ALL DEPENDS ${CMAKE_BINARY_DIR}/rooms.checked)
  foreach(target ${ARGN})
    add_dependencies(${target} jepa_oracle_rooms)
  endforeach()
endfunction()
