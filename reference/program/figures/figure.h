#pragma once

#include <functional>
#include <map>
#include <string>

#include "jepa_oracle/decimal.h"
#include "output/command_output.h"

namespace jepa_oracle::program {

/// A figure before it is drawn.
struct Figure {
  std::map<std::string, std::string> files;  ///< by name: numbers and the script that draws them
  std::string script;                        ///< name of the script among them
  Json json;                                 ///< what is certified
  std::string text;                          ///< the same for people
  bool decided = true;
};

/// Told how many of how many parts of a figure are computed, for those who wait.
using FigureVisit = std::function<void(std::size_t done, std::size_t total)>;

/// @name The figures, one file each
/// @{
Figure figure_two(Digits digits, const FigureVisit& visit);
Figure figure_window(Digits digits, const FigureVisit& visit);
/// Sampled: the digits play no part.
Figure figure_starts(Digits digits, const FigureVisit& visit);
Figure figure_decay(Digits digits, const FigureVisit& visit);
Figure figure_family(Digits digits, const FigureVisit& visit);
/// @}

/// Colours that the colour-blind can tell apart [Okabe and Ito 2008], darkest first; with a dash type each.
extern const char* const kLineStyles;

}  // namespace jepa_oracle::program
