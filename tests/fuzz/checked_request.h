#pragma once

#include <string>

namespace jepa_oracle::fuzz {

/// Puts a line to the function behind `jepa-oracle answer` and looks at what comes back, whatever the line is:
///   one line, a response of JSON-RPC 2.0 with the id of the request and either a result or an error; nothing only for
///   a notification
///   an error of a known code that is no error of the program itself, with a short message in our own words
///   a result only for matrices whose shapes fit, found out here without the program's own checks, and with the shapes
///   and finite numbers that the protocol says
/// @returns what is wrong with the response; empty when nothing is
std::string complaint_about(const std::string& line);

}  // namespace jepa_oracle::fuzz
