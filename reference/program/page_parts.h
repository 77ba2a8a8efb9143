#pragma once

#include <string>
#include <utility>
#include <vector>

#include "answer.h"

namespace jepa_oracle::program {

/// @name Parts that the pages of a report share, as HTML
/// @{
/// A text of a document.
std::string text_at(const Json& document, const char* key);
/// "a, b, c", escaped, each as code.
std::string code_list(const Json& texts);
/// Suite, sources, seed, cases, and a line that says what came out.
std::string basis_of(const Json& report, const std::string& line);
/// Time, machine and versions, and how to repeat the run.
std::string run_section(const Json& report);
/// The document around a body, with style, script and links to its sections (id, name).
std::string whole_page(const std::string& title, const std::string& body,
                       const std::vector<std::pair<std::string, std::string>>& sections);
/// @}

}  // namespace jepa_oracle::program
