#pragma once

namespace jepa_oracle::properties {

/// @name Files of the project that are built in, as text
/// @{
extern const char* const kClaimsDocument;       ///< proofs-notes/claims.json
extern const char* const kRegressionsDocument;  ///< tests/regressions/regressions.json
/// @}

}  // namespace jepa_oracle::properties
