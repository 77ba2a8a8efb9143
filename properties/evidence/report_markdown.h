#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace jepa_oracle::properties {

/// What a verdict of this report amounts to, by the evidence kinds of its claims, weaker ones included: "A claim holds
/// when every case was decided: 38 claims by exact arithmetic (exact), 2 by statistics (sampled)."
std::string meaning_of_evidence(const nlohmann::ordered_json& report);

/// The short form of a report to paste, from its document (report_of or conformance_report): what was judged, which
/// sources, seed and cases, a table of the claims, what did not come out as expected with its instance, and the command
/// that repeats it. Markdown; nothing of the "run" block is in it.
/// @{
std::string report_markdown(const nlohmann::ordered_json& report);
std::string conformance_markdown(const nlohmann::ordered_json& report);
/// @}

}  // namespace jepa_oracle::properties
