#pragma once

#include <string>
#include <string_view>

namespace jepa_oracle::properties {

/// SHA-256 of bytes [FIPS 180-4], as 64 hexadecimal digits: what sha256sum prints.
std::string sha256(std::string_view bytes);

/// The same bytes as base64 text [RFC 4648, section 4], padded.
std::string base64(std::string_view bytes);

}  // namespace jepa_oracle::properties
