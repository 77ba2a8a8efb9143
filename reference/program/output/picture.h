#pragma once

#include <string>
#include <string_view>

namespace jepa_oracle::program {

/// What a picture is written as: the ending of its file decides.
enum class PictureFormat { svg, png, pdf };

/// @param option  what messages call it
/// @throws InvalidProblem for an ending that is none of .svg, .png and .pdf (in any case). To be asked before the work
///         that the picture shows is done.
PictureFormat picture_format(const std::string& path, const std::string& option);

/// The first line of a gnuplot script: a terminal of `width` x `height` pixels with text of `font` pixels, in every
/// format with the same proportions. White background.
/// @param enhanced  whether _ and ^ in texts lower and raise what follows
/// The same script gives the same bytes in SVG and PNG; a PDF holds the date on which it was made.
std::string terminal_of(PictureFormat format, int width, int height, int font, bool enhanced = true);

/// Whether gnuplot wrote the picture to its end.
bool is_whole(std::string_view picture, PictureFormat format);

}  // namespace jepa_oracle::program
