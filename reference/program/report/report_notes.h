#pragma once

#include <string>
#include <utility>
#include <vector>

namespace jepa_oracle::program {

/// The notes of proofs-notes as parts of one page, by file name, with MathML (reference/program/report/notes.cmake):
/// the heading of section "Ordering.ConflictWindow" of ordering.md has the id "note-ordering-orderingconflictwindow".
/// Empty when the program was built without pandoc.
const std::vector<std::pair<std::string, std::string>>& report_notes();

}  // namespace jepa_oracle::program
