# Run as a script with NOTES (a directory), PANDOC (the program; empty where there is none) and
# OUTPUT: writes a C++ file with every note as a part of a page, its mathematics as MathML. Without pandoc there are none,
# which the configuration warns of, and the page says so.
set(entries "")
if(PANDOC)
  file(GLOB notes ${NOTES}/*.md)
  list(SORT notes COMPARE STRING)
  foreach(note IN LISTS notes)
    get_filename_component(name ${note} NAME)
    execute_process(
      COMMAND ${PANDOC} --from gfm+tex_math_dollars --to html5 --mathml
              --lua-filter ${CMAKE_CURRENT_LIST_DIR}/notes.lua ${note}
      OUTPUT_VARIABLE html RESULT_VARIABLE failed ERROR_VARIABLE said)
    if(failed)
      message(FATAL_ERROR "pandoc cannot typeset ${note}:\n${said}")
    endif()
    # A comment of TeX inside the mathematics doubles its size and is shown by no browser.
    string(REGEX REPLACE "<annotation[^>]*>[^<]*</annotation>" "" html "${html}")
    string(APPEND entries "    {\"${name}\", R\"~note~(${html})~note~\"},\n")
  endforeach()
endif()
file(WRITE ${OUTPUT}.new "#include \"report/report_notes.h\"

namespace jepa_oracle::program {

const std::vector<std::pair<std::string, std::string>>& report_notes() {
  static const std::vector<std::pair<std::string, std::string>> notes{
${entries}  };
  return notes;
}

}  // namespace jepa_oracle::program
")
file(COPY_FILE ${OUTPUT}.new ${OUTPUT} ONLY_IF_DIFFERENT)
