#pragma once

#include <string>

#include "output/command_output.h"
#include "suite/registry.h"

namespace jepa_oracle::program {

/// @name What is shown of a claim that is no longer checked, because its meaning was changed
/// @{
/// For a terminal: what it said, until when, why no longer, and what says instead what holds.
std::string retired_text(const properties::RetiredClaim& claim);
/// Section of the page of a report, with the anchors of the old claims; empty where the report has none.
std::string retired_section(const Json& report);
/// @}

}  // namespace jepa_oracle::program
