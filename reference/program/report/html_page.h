#pragma once

#include <string>

#include "output/command_output.h"

namespace jepa_oracle::program {

/// report.html of a report of verify: one page that needs no network and no other file. A table of the claims with
/// filters, the graph of what rests on what, plots, each claim with what was seen of it, the notes with their proofs
/// (when the program was built with pandoc; else the page says that they are not included), and the run.
std::string report_page(const Json& report);

/// The same of a report of conform: standings, errors against what is allowed, failures with their call.
std::string conformance_page(const Json& report);

}  // namespace jepa_oracle::program
