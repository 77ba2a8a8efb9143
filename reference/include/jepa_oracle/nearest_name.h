#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jepa_oracle {

/// The name that a mistyped text most likely stands for: the fewest characters to insert, leave out, replace or exchange
/// with the next, upper and lower case alike, and no more than one in three of the text; the first of several.
/// @returns nothing when none is that near
std::optional<std::string> nearest_name(std::string_view text, const std::vector<std::string>& names);

/// " (did you mean NAME?)", or nothing.
std::string did_you_mean(std::string_view text, const std::vector<std::string>& names);

/// What is wrong with a text that is none of a few names, of a long text the first 40 characters:
///   unknown objective "jep" (did you mean jepa?); expected one of jepa, mae
/// @param what  what is named ("objective")
std::string unknown_name(std::string_view what, std::string_view text, const std::vector<std::string>& names);

}  // namespace jepa_oracle
