#pragma once

#include <optional>
#include <vector>

namespace jepa_oracle::program {

/// A place in a picture, in pixels.
struct Spot {
  double x;
  double y;
};

/// Where a label stands: its centre, and whether a line leads to it from its point because it is not beside it.
struct PlacedLabel {
  Spot centre;
  bool led;
};

/// Places labels beside points so that no label covers another one, a point or a line that leads to a label.
/// Labels are placed in the order given, each as near to its point as there is room; one for which there is none is
/// left out.
/// @param points  the first `widths.size()` of them have labels; the others are only not to be covered
/// @param widths  of the labels
/// @param height  of every label
/// @param area    the upper right corner of the area, from (0, 0)
std::vector<std::optional<PlacedLabel>> placed_labels(const std::vector<Spot>& points,
                                                      const std::vector<double>& widths, double height, Spot area);

}  // namespace jepa_oracle::program
