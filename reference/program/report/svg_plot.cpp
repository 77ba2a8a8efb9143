#include "report/svg_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace jepa_oracle::program {
namespace {

constexpr double kWidth = 480;
constexpr double kHeight = 320;
constexpr double kLeft = 62;
constexpr double kRight = 12;
constexpr double kTop = 12;
constexpr double kBottom = 44;

using Points = std::vector<std::pair<double, double>>;

/// "10⁻⁶"
std::string power_of_ten(long exponent) {
  static const char* const kRaised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string name = exponent < 0 ? "10⁻" : "10";
  for (const char digit : std::to_string(std::labs(exponent))) name += kRaised[digit - '0'];
  return name;
}

/// From the numbers of one axis to places on the page.
class Axis {
 public:
  Axis(bool logarithmic, double begin, double end) : logarithmic_(logarithmic), begin_(begin), end_(end) {}

  void include(double value) {
    const double place = scaled(value);
    if (!std::isfinite(place)) return;
    low_ = std::min(low_, place);
    high_ = std::max(high_, place);
  }
  void widen() {
    if (low_ > high_) low_ = 0, high_ = 1;
    const double room = low_ == high_ ? 1 : 0.04 * (high_ - low_);
    if (logarithmic_ || low_ < 0) low_ -= room;  // a scale from 0 stays one from 0
    high_ += room;
  }
  double place(double value) const { return begin_ + (end_ - begin_) * (scaled(value) - low_) / (high_ - low_); }
  bool holds(double value) const { return scaled(value) >= low_ && scaled(value) <= high_; }

  /// Numbers with a short name, about five of them.
  std::vector<std::pair<double, std::string>> ticks() const {
    std::vector<std::pair<double, std::string>> found;
    double step = std::pow(10, std::floor(std::log10((high_ - low_) / 4)));
    if ((high_ - low_) / step > 16) step *= 5;
    if ((high_ - low_) / step > 8) step *= 2;
    if (logarithmic_) step = std::max(1.0, std::ceil(step));
    for (double t = std::ceil(low_ / step) * step; t <= high_ + step * 1e-9; t += step) {
      const double clean = std::abs(t) < step * 1e-9 ? 0 : t;
      found.emplace_back(logarithmic_ ? std::pow(10, clean) : clean,
                         logarithmic_ ? power_of_ten(std::lround(clean)) : fmt::format("{:.4g}", clean));
    }
    return found;
  }

 private:
  double scaled(double value) const { return logarithmic_ ? std::log10(value) : value; }

  bool logarithmic_;
  double begin_, end_;
  double low_ = std::numeric_limits<double>::infinity();
  double high_ = -std::numeric_limits<double>::infinity();
};

std::string path_of(const Points& points, const Axis& across, const Axis& up, bool continued = false) {
  std::string path;
  for (const auto& [x, y] : points) {
    if (!std::isfinite(up.place(y))) continue;  // no number there: the threshold is never reached, say
    path += fmt::format("{}{:.1f},{:.1f} ", path.empty() && !continued ? "M" : "L", across.place(x), up.place(y));
  }
  return path;
}

std::string grid(const Plot& plot, const Axis& across, const Axis& up) {
  std::string text;
  for (const auto& [value, name] : across.ticks()) {
    if (!across.holds(value)) continue;
    const double x = across.place(value);
    text += fmt::format(
        R"(<path class="grid" d="M{0:.1f},{1}V{2}"/><text x="{0:.1f}" y="{3}" text-anchor="middle">{4}</text>)", x,
        kTop, kHeight - kBottom, kHeight - kBottom + 16, name);
  }
  for (const auto& [value, name] : up.ticks()) {
    if (!up.holds(value)) continue;
    const double y = up.place(value);
    text += fmt::format(
        R"(<path class="grid" d="M{0},{1:.1f}H{2}"/><text x="{3}" y="{4:.1f}" text-anchor="end">{5}</text>)", kLeft, y,
        kWidth - kRight, kLeft - 6, y + 4, name);
  }
  text += fmt::format(R"(<path class="frame" d="M{},{}V{}H{}"/>)", kLeft, kTop, kHeight - kBottom, kWidth - kRight);
  text += fmt::format(R"(<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>)", (kLeft + kWidth - kRight) / 2,
                      kHeight - 6, escaped(plot.across));
  text += fmt::format(R"~(<text transform="translate(14 {:.1f}) rotate(-90)" text-anchor="middle">{}</text>)~",
                      (kTop + kHeight - kBottom) / 2, escaped(plot.up));
  return text;
}

/// Names of the curves with a sample of each, under the plot.
std::string legend(const Plot& plot) {
  std::string text;
  for (const Series& series : plot.series) {
    if (series.label.empty()) continue;
    text += fmt::format(
        R"(<li class="{}"><svg width="28" height="12" aria-hidden="true" class="plot"><path class="curve{}" d="M0,6H28"/></svg> {}</li>)",
        series.style, series.style.find("dashed") == std::string::npos ? "" : " dashed", escaped(series.label));
  }
  return fmt::format("<ul class=\"key\">{}</ul>", text);
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string svg_of(const Plot& plot) {
  Axis across(false, kLeft, kWidth - kRight);
  Axis up(plot.log_up, kHeight - kBottom, kTop);
  for (const Series& series : plot.series) {
    for (const Points* points : {&series.points, &series.until}) {
      for (const auto& [x, y] : *points) across.include(x), up.include(y);
    }
  }
  across.widen();
  up.widen();
  std::string curves;
  for (const Series& series : plot.series) {
    if (series.until.empty()) {
      const char* dashed = series.style.find("dashed") == std::string::npos ? "" : " dashed";
      curves += fmt::format(R"(<g class="{}"><path class="curve{}" d="{}"/></g>)", series.style, dashed,
                            path_of(series.points, across, up));
    } else {
      const Points back(series.until.rbegin(), series.until.rend());
      curves += fmt::format(R"(<g class="{}"><path class="area" d="{}{}Z"/></g>)", series.style,
                            path_of(series.points, across, up), path_of(back, across, up, true));
    }
  }
  return fmt::format(
      R"(<svg class="plot" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-labelledby="{2}-title"><title id="{2}-title">{3}</title>{4}{5}</svg>{6})",
      kWidth, kHeight, plot.id, escaped(plot.title), grid(plot, across, up), curves, legend(plot));
}

}  // namespace jepa_oracle::program
