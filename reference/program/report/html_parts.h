#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "output/command_output.h"

namespace jepa_oracle::program {

/// @name Parts that the pages of a report share, as HTML
/// @{
/// A text of a document.
std::string text_at(const Json& document, const char* key);
/// "a, b, c", escaped, each as code.
std::string code_list(const Json& texts);
/// An id of CamelCase words, which may break before each of them: "Ordering.<wbr>Conflict<wbr>Window".
std::string breakable(const std::string& id);
/// How many claims came out how, each in the colour of the class that `class_of` gives it.
std::string counts_of(const Json& report, const std::function<std::string(std::string)>& class_of);
/// Suite, sources, seed and cases.
std::string basis_of(const Json& report);
/// Time, machine and versions, and how to repeat the run.
std::string run_section(const Json& report);
/// The document around a body, with style, script and links to its sections (id, name).
std::string whole_page(const std::string& title, const std::string& body,
                       const std::vector<std::pair<std::string, std::string>>& sections);
/// @}

}  // namespace jepa_oracle::program
