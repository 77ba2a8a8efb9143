# proofs_digest(DIRECTORY DIGEST RECORD): the digest of the proofs in DIRECTORY, as DIRECTORY/check makes it (the SHA256
# of the lines of sha256sum for the files that _CoqProject lists, for itself and for the expected assumptions), and the
# text of DIRECTORY/checked.json. The build is configured anew when one of them changes. The mark "formal" is given only
# where the record names this digest.
function(proofs_digest directory digest record)
  file(STRINGS ${directory}/_CoqProject files REGEX "^[A-Za-z]+\\.v$")
  list(APPEND files _CoqProject expected-assumptions.txt)
  set(lines "")
  foreach(file IN LISTS files)
    file(SHA256 ${directory}/${file} hash)
    string(APPEND lines "${hash}  ${file}\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${directory}/${file})
  endforeach()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${directory}/checked.json)
  string(SHA256 sum "${lines}")
  file(READ ${directory}/checked.json text)
  if(NOT text MATCHES "\"sources\": \"${sum}\"")
    message(WARNING "${directory}/checked.json is the record of other proofs: no claim is marked formal. "
                    "${directory}/check --write BUILD_DIR checks the proofs and writes it.")
  endif()
  set(${digest} ${sum} PARENT_SCOPE)
  set(${record} "${text}" PARENT_SCOPE)
endfunction()
