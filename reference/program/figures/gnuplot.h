#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "output/picture.h"

namespace jepa_oracle::program {

/// @name Runs gnuplot on a script, without a shell and without the user's settings
/// The same script gives the same bytes: locale C, SVG and PNG without dates.
/// @throws OutputError (at "gnuplot") when gnuplot is not installed, refuses the script, or leaves no whole picture
/// @{
/// The picture that the script, which sets the terminal of that format, draws on standard output.
std::string drawn_by_gnuplot(const std::string& script, PictureFormat format);
/// For a script that finds its numbers in `directory` and leaves the SVG file `picture` there.
void draw_by_gnuplot(const std::string& script, const std::filesystem::path& directory, const std::string& picture);
/// @}

/// A text as a gnuplot string. Single quotes: in double ones gnuplot runs what stands between backquotes.
std::string gnuplot_text(std::string_view text);

}  // namespace jepa_oracle::program
