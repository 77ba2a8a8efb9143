# Builds the program with another compiler than Debian's default, in build-clang. Run from the root of the sources.
execute_process(COMMAND ${CMAKE_COMMAND} --preset clang -Wno-dev --log-level=WARNING COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build --preset clang COMMAND_ERROR_IS_FATAL ANY)
