#include "output/picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "jepa_oracle/errors.h"

namespace jepa_oracle::program {

PictureFormat picture_format(const std::string& path, const std::string& option) {
  std::string name = path;
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  if (name.ends_with(".svg")) return PictureFormat::svg;
  if (name.ends_with(".png")) return PictureFormat::png;
  if (name.ends_with(".pdf")) return PictureFormat::pdf;
  throw InvalidProblem(option, fmt::format("\"{}\" must end in .svg, .png or .pdf", path));
}

std::string terminal_of(PictureFormat format, int width, int height, int font, bool enhanced) {
  const std::string_view text = enhanced ? "enhanced" : "noenhanced";
  switch (format) {
    case PictureFormat::svg:
      break;
    case PictureFormat::png: {
      // Twice the pixels, for print and for screens of high resolution. Not every gnuplot is built with cairo.
      const std::string look = fmt::format("size {},{} {} font 'sans,{}'", 2 * width, 2 * height, text, font);
      return fmt::format(
          "if (strstrt(GPVAL_TERMINALS, ' pngcairo ') > 0) {{ set terminal pngcairo {0} fontscale 1.5 linewidth 2 "
          "pointscale 2 background '#ffffff' }} else {{ set terminal png {0} fontscale 2 linewidth 2 background '#ffffff' "
          "}}\n",
          look);
    }
    case PictureFormat::pdf:
      return fmt::format(
          "set terminal pdfcairo size {:.2f}in,{:.2f}in {} font 'sans,{}' fontscale 0.75 "
          "background '#ffffff'\n",
          width / 96.0, height / 96.0, text, font);
  }
  return fmt::format("set terminal svg size {},{} {} background '#ffffff' font 'sans,{}'\n", width, height, text, font);
}

bool is_whole(std::string_view picture, PictureFormat format) {
  constexpr std::size_t kEnd = 64;  // the last words of every format stand in so many bytes
  const std::string_view end = picture.substr(picture.size() - std::min(picture.size(), kEnd));
  switch (format) {
    case PictureFormat::svg:
      break;
    case PictureFormat::png:
      return picture.starts_with("\x89PNG") && end.find("IEND") != std::string_view::npos;
    case PictureFormat::pdf:
      return picture.starts_with("%PDF") && end.find("%%EOF") != std::string_view::npos;
  }
  return end.find("</svg>") != std::string_view::npos;
}

}  // namespace jepa_oracle::program
