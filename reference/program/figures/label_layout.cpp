#include "figures/label_layout.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace jepa_oracle::program {
namespace {

constexpr double kPad = 2;    ///< free pixels between labels
constexpr double kPoint = 4;  ///< half the size of a point
constexpr double kDistances[] = {6, 16, 28, 42, 60, 80, 105, 135};
constexpr int kDirections = 24;

struct Box {
  Spot centre;
  double half_width;
  double half_height;

  bool overlaps(const Box& other) const {
    return std::abs(centre.x - other.centre.x) < half_width + other.half_width + kPad &&
           std::abs(centre.y - other.centre.y) < half_height + other.half_height + kPad;
  }
};

struct Line {
  Spot from;
  Spot to;
};

/// By steps shorter than a label is high.
bool crosses(const Line& line, const Box& box) {
  constexpr int kSteps = 40;
  for (int i = 0; i <= kSteps; ++i) {
    const double share = static_cast<double>(i) / kSteps;
    const Box at{
        {line.from.x + share * (line.to.x - line.from.x), line.from.y + share * (line.to.y - line.from.y)}, 0, 0};
    if (at.overlaps(box)) return true;
  }
  return false;
}

class Layout {
 public:
  Layout(const std::vector<Spot>& points, double height, Spot area) : height_(height), area_(area) {
    for (const Spot& point : points) points_.push_back({point, kPoint, kPoint});
  }

  std::optional<PlacedLabel> place(std::size_t index, double width) {
    const Spot point = points_[index].centre;
    for (const double distance : kDistances) {
      for (int k = 0; k < kDirections; ++k) {
        // From the upper right on, as one reads.
        const double turn = std::numbers::pi / 4 - 2 * std::numbers::pi * k / kDirections;
        const Box box{
            {point.x + (distance + width / 2) * std::cos(turn), point.y + (distance + height_ / 2) * std::sin(turn)},
            width / 2,
            height_ / 2};
        const Line line{point, box.centre};
        const bool led = distance > kDistances[0];
        if (!has_room(index, box, led ? &line : nullptr)) continue;
        boxes_.push_back(box);
        if (led) lines_.push_back(line);
        return PlacedLabel{box.centre, led};
      }
    }
    return std::nullopt;
  }

 private:
  bool has_room(std::size_t index, const Box& box, const Line* line) const {
    if (box.centre.x - box.half_width < 0 || box.centre.x + box.half_width > area_.x) return false;
    if (box.centre.y - box.half_height < 0 || box.centre.y + box.half_height > area_.y) return false;
    for (std::size_t i = 0; i < points_.size(); ++i) {
      if (box.overlaps(points_[i]) && (i != index || line != nullptr)) return false;
    }
    const auto covers = [&](const Box& other) {
      return box.overlaps(other) || (line != nullptr && crosses(*line, other));
    };
    const auto is_crossed = [&](const Line& other) { return crosses(other, box); };
    return std::none_of(boxes_.begin(), boxes_.end(), covers) && std::none_of(lines_.begin(), lines_.end(), is_crossed);
  }

  double height_;
  Spot area_;
  std::vector<Box> points_;
  std::vector<Box> boxes_;
  std::vector<Line> lines_;
};

}  // namespace

std::vector<std::optional<PlacedLabel>> placed_labels(const std::vector<Spot>& points,
                                                      const std::vector<double>& widths, double height, Spot area) {
  Layout layout(points, height, area);
  std::vector<std::optional<PlacedLabel>> placed;
  for (std::size_t i = 0; i < widths.size(); ++i) placed.push_back(layout.place(i, widths[i]));
  return placed;
}

}  // namespace jepa_oracle::program
