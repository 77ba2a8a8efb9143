#pragma once

namespace jepa_oracle::program {

/// @name Parts of report.html that are files of their own (reference/program/report), built in
/// @{
extern const char* const kPageStyle;   ///< page.css
extern const char* const kPageScript;  ///< page.js
/// @}

}  // namespace jepa_oracle::program
