#pragma once

#include <string>
#include <string_view>

namespace jepa_oracle::program {

/// Runs gnuplot on a script, without a shell and without the user's settings, and gives back what it draws.
/// @throws OutputError when gnuplot is not installed or refuses the script
std::string drawn_by_gnuplot(const std::string& script);

/// A text as a gnuplot string. Single quotes: in double ones gnuplot runs what stands between backquotes.
std::string gnuplot_text(std::string_view text);

}  // namespace jepa_oracle::program
