#pragma once

namespace jepa_oracle::program {

/// @name Files of the project that are built in, as text
/// @{
extern const char* const kCitationDocument;    ///< CITATION.cff
extern const char* const kReferencesDocument;  ///< proofs-notes/references.bib
/// @}

}  // namespace jepa_oracle::program
