#pragma once

#include "suite/registry.h"

namespace jepa_oracle::properties {

/// @name What a run saw of one claim, as a document that reads back to the same
/// {"id","verdict","cases","inconclusive","labels","scope","margin_bits","counterexample","undecided","missing_labels",
/// "seconds"}; numbers of instances and scopes are exact text.
/// @{
nlohmann::ordered_json result_json(const ClaimResult& result);
/// @throws InvalidProblem (at `where`) for a document that result_json does not write
ClaimResult parse_result(const nlohmann::ordered_json& document, const std::string& where);
/// @}

}  // namespace jepa_oracle::properties
