#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jepa_oracle {

/// A JSON value that keeps every number as the text it was written in: 0.1 stays 1/10.
struct JsonText {
  enum class Kind { null, boolean, number, string, array, object };

  Kind kind = Kind::null;
  std::string text;               ///< a number as written, a string without its quotes, "true" or "false"
  std::vector<std::string> keys;  ///< of an object, in the order written, distinct
  std::vector<JsonText> values;   ///< of an object or array

  /// The value of a key of an object, or nullptr.
  const JsonText* find(std::string_view key) const;
};

/// "a number", "an object", ...
std::string_view name_of(JsonText::Kind kind);

/// Parses exactly one JSON value (RFC 8259, UTF-8).
/// @throws InvalidProblem for malformed text (where: "line 3, column 7"), a duplicate key or
/// nesting
///         deeper than any format of this project (where: the path, "features[2].rho")
JsonText parse_json(std::string_view json);

}  // namespace jepa_oracle
