#pragma once

namespace jepa_oracle::properties {

/// @name Files of the project that are built in, as text
/// @{
extern const char* const kClaimsDocument;       ///< proofs-notes/claims.json
extern const char* const kProofsDocument;       ///< proofs-notes/coq/checked.json
extern const char* const kRegressionsDocument;  ///< tests/regressions/regressions.json
extern const char* const kTightestDocument;     ///< tests/regressions/tightest.json
/// @}

/// Digest of the proofs in proofs-notes/coq, made as the script check there makes it (properties/proofs_digest.cmake).
extern const char* const kProofsDigest;

}  // namespace jepa_oracle::properties
