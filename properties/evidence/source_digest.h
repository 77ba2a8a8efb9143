#pragma once

namespace jepa_oracle::properties {

/// SHA-256, in hexadecimal, of the sources that this was built from (properties/source_digest.cmake says of which, and
/// how to compute it by hand). Two programs with the same digest are to decide alike.
extern const char* const kSourceDigest;

}  // namespace jepa_oracle::properties
