#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace jepa_oracle::program {

/// Runs gnuplot on a script, without a shell and without the user's settings, and gives back what it draws. The same
/// script gives the same bytes: locale C, SVG without dates.
/// @param directory  where the script finds the files it names
/// @throws OutputError (at "gnuplot") when gnuplot is not installed or refuses the script
std::string drawn_by_gnuplot(const std::string& script, const std::filesystem::path& directory = ".");

/// A text as a gnuplot string. Single quotes: in double ones gnuplot runs what stands between backquotes.
std::string gnuplot_text(std::string_view text);

}  // namespace jepa_oracle::program
