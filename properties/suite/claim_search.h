#pragma once

#include <string>

namespace jepa_oracle::properties {

/// " (did you mean Ordering.ConflictWindow?)", for the id or family nearest to a mistyped one; an id may lack its
/// family. Nothing when none is near, and for what is one.
std::string meant_claim(const std::string& text);

/// Whether every word is in the text, upper and lower case and "-" and " " alike.
bool mentions(const std::string& text, const std::string& words);

}  // namespace jepa_oracle::properties
