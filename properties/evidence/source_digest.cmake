# The digest of the sources: SHA256 of the lines of sha256sum for every file that a verdict may rest on (the library, the
# program, the claims, the notes and proofs, the regressions), sorted by path. It is computed from the tree alone, so a
# tarball has the digest of its commit. In a clean clone this gives the same:
#
#   git ls-files CITATION.cff CMakeLists.txt proofs-notes properties reference tests/regressions tests/vectors/schemas |
#     LC_ALL=C sort | xargs sha256sum | sha256sum
#
# Included, it defines source_files(ROOT FILES). Run as a script with ROOT and OUTPUT, it writes OUTPUT; without OUTPUT it
# prints the digest.
function(source_files root files)
  set(patterns "")
  foreach(directory proofs-notes properties reference tests/regressions tests/vectors/schemas)
    list(APPEND patterns ${root}/${directory}/*)
  endforeach()
  set(checked CONFIGURE_DEPENDS)
  if(CMAKE_SCRIPT_MODE_FILE)
    set(checked "")
  endif()
  file(GLOB_RECURSE found LIST_DIRECTORIES false ${checked} RELATIVE ${root} ${patterns})
  list(FILTER found EXCLUDE REGEX "(^|/)(__pycache__/|\\.)|~$|\\.pyc$")
  list(APPEND found CITATION.cff CMakeLists.txt)
  list(SORT found COMPARE STRING)
  set(${files} ${found} PARENT_SCOPE)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
  source_files(${ROOT} files)
  set(lines "")
  foreach(file IN LISTS files)
    file(SHA256 ${ROOT}/${file} hash)
    string(APPEND lines "${hash}  ${file}\n")
  endforeach()
  string(SHA256 JEPA_ORACLE_SOURCE_DIGEST "${lines}")
  if(OUTPUT)
    configure_file(${CMAKE_CURRENT_LIST_DIR}/source_digest.cpp.in ${OUTPUT} @ONLY)
  else()
    execute_process(COMMAND ${CMAKE_COMMAND} -E echo ${JEPA_ORACLE_SOURCE_DIGEST})
  endif()
endif()
