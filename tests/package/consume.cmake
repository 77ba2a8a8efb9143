# Steps of the test package.consumer; stops at the first that fails. Everything happens in SCRATCH, which is emptied first.
function(step what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${what} failed (${code}):\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${SCRATCH})
step("installing" ${CMAKE_COMMAND} --install ${HOUSE_BUILD} --prefix ${SCRATCH}/prefix)
step("configuring the consumer" ${CMAKE_COMMAND} -G Ninja -S ${CONSUMER} -B ${SCRATCH}/build
     -D CMAKE_PREFIX_PATH=${SCRATCH}/prefix -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_CXX_FLAGS=${FLAGS})
step("building the consumer" ${CMAKE_COMMAND} --build ${SCRATCH}/build)
step("running the consumer" ${SCRATCH}/build/consumer)

# The package must stand without the tree it came from.
file(GLOB_RECURSE files ${SCRATCH}/prefix/*.cmake)
foreach(file ${files})
  file(READ ${file} text)
  string(FIND "${text}" "${HOUSE_BUILD}" position)
  if(NOT position EQUAL -1)
    message(FATAL_ERROR "${file} names the build directory")
  endif()
endforeach()
