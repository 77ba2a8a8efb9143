#pragma once

#include <string>
#include <utility>
#include <vector>

namespace jepa_oracle::program {

/// One curve of a plot, or the area between two.
struct Series {
  std::string label;  ///< shown beside the plot; empty for none
  std::string style;  ///< classes of the page's style: "jepa", "mae dashed"
  std::vector<std::pair<double, double>> points;
  std::vector<std::pair<double, double>> until = {};  ///< with points: the area from the one curve to the other
};

/// A plot for a page: what it shows, and its axes.
struct Plot {
  std::string id;
  std::string title;
  std::string across, up;  ///< names of the axes
  bool log_up = false;     ///< logarithmic, with a tick at every power of ten that has room
  std::vector<Series> series = {};
};

/// An SVG of fixed proportions, with title and description for those who do not see it.
std::string svg_of(const Plot& plot);

/// Text as HTML: &, <, > and quotes escaped.
std::string escaped(std::string_view text);

}  // namespace jepa_oracle::program
