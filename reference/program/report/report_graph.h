#pragma once

#include <string>

#include "output/command_output.h"

namespace jepa_oracle::program {

/// "claim-orderingconflictwindow": the id of a claim's part of the page, and its permanent anchor there.
std::string claim_anchor(const std::string& id);

/// "undermined" for a claim that rests on one that did not come out as expected, else its verdict.
std::string status_of(const Json& claim);

/// Dependencies of the claims among the claims of a report (verify): an SVG of layers from left to right, each claim
/// right of all that it uses and a link to its part of the page, coloured by status_of; a line leads from what is used
/// to what uses it, and is broken where what is used did not come out as expected. Claims without lines are listed
/// below.
std::string claim_graph_html(const Json& report);

}  // namespace jepa_oracle::program
