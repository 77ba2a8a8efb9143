// The six panels of Figure 2: amplitudes over time with guaranteed digits, and the certified order of each panel.
#include <fmt/format.h>

#include <algorithm>

#include "figures/figure.h"
#include "jepa_oracle/amplitude.h"
#include "jepa_oracle/fixed_point.h"
#include "jepa_oracle/learning_order.h"
#include "jepa_oracle/objectives.h"
#include "output/results.h"
#include "output/text_report.h"
#include "scenarios/figure_panels.h"

namespace jepa_oracle::program {
namespace {

constexpr long kDepth = 3;
constexpr int kPointsOfCurve = 220;
const Rational kLayer(1, 20);  // w0
const Rational kFraction(1, 2);

/// Panels in a row: what varies. A row for each objective.
constexpr std::size_t kColumns = 3;

struct Panel {
  char letter;
  Objective objective;
  const properties::FigurePanel* content;
  LearningOrder order;
  Rational from;
  Rational to;

  std::size_t column() const { return static_cast<std::size_t>(letter - 'a') % kColumns; }
};

Rational time_of(const CriticalTime& time) { return time.time->enclosure.midpoint().rounded_to(64).to_rational(); }

/// Two significant digits, so that the times of the table are short decimals.
Rational two_digits(const Rational& value) {
  Rational unit = 1;
  while (value >= 100 * unit) unit *= 10;
  while (value < 10 * unit) unit /= 10;
  const Rational scaled = value / unit;
  return Rational(numerator(scaled) / denominator(scaled)) * unit;
}

/// The span of times in which all features rise, with room before the first for the key and some after the last.
void set_span(Panel& panel, const Rational& first, const Rational& last) {
  const Rational spread = last - first;
  // The names of the third column are long.
  const Rational before = spread * (panel.column() == 2 ? 15 : 8) / 10;
  const Rational step = two_digits((std::min(first, before) + spread * 14 / 10) / kPointsOfCurve);
  const Rational steps = std::max(Rational(0), Rational(first - before)) / step;
  const Rational whole(numerator(steps) / denominator(steps));
  panel.from = whole * step;
  panel.to = panel.from + step * kPointsOfCurve;
}

std::vector<Panel> panels_of(Digits digits) {
  static const std::vector<properties::FigurePanel> contents = properties::figure_panels();
  const auto start = Initialisation::of_encoder(power(kLayer, kDepth));
  std::vector<Panel> panels;
  for (const Objective objective : network_objectives()) {
    for (const auto& content : contents) {
      panels.push_back({static_cast<char>('a' + panels.size()), objective, &content,
                        learning_order(objective, Depth(kDepth), start, Threshold::fraction(kFraction),
                                       content.features, TimeConvention::flow, digits),
                        0, 0});
    }
  }
  for (Panel& panel : panels) {
    const Rational first = time_of(panel.order.times[panel.order.learned.front()]);
    const Rational last = time_of(panel.order.times[panel.order.learned.back()]);
    set_span(panel, first, last);
  }
  // (e) has the span of (b), in the column where only rho varies, in units of its first time: that the features are not
  // separated is its point, where m > a - 1 (theory: MAE).
  const Panel& b = panels[1];
  const Rational b_first = time_of(b.order.times[b.order.learned.front()]);
  const Rational b_last = time_of(b.order.times[b.order.learned.back()]);
  for (std::size_t i = 1; i < panels.size(); i += kColumns) {
    const auto [a, m] = exponents_of(panels[i].objective, Depth(kDepth));
    if (m <= a - 1) continue;
    const Rational first = time_of(panels[i].order.times[panels[i].order.learned.front()]);
    set_span(panels[i], first, first * b_last / b_first);
  }
  return panels;
}

std::string cell(const std::optional<std::string>& decimal, bool& decided) {
  decided = decided && decimal.has_value();
  return decimal.value_or("");
}

/// time, then encoder amplitude and fraction of its limit for each feature.
std::string csv_of(const Panel& panel, Digits digits, bool& decided, const std::function<void(std::size_t)>& visit) {
  std::string text = "time";
  for (const NamedFeature& f : panel.content->features) text += fmt::format(",{0} amplitude,{0} fraction", f.name);
  text += '\n';
  const auto start = Initialisation::of_encoder(power(kLayer, kDepth));
  const Digits more(digits.count() + 5L);
  for (int i = 0; i <= kPointsOfCurve; ++i) {
    const Rational time = panel.from + (panel.to - panel.from) * i / kPointsOfCurve;
    visit(static_cast<std::size_t>(i));
    text += exact_text(time);
    for (const NamedFeature& f : panel.content->features) {
      const ScalarProblem problem{panel.objective, Depth(kDepth), f.feature, start};
      const Guaranteed u = amplitude(problem, time, TimeConvention::flow, digits).encoder;
      const Interval fine = amplitude(problem, time, TimeConvention::flow, more).encoder.enclosure;
      const Interval limit = encoder_limit(panel.objective, Depth(kDepth), f.feature, more).enclosure;
      text += fmt::format(",{},{}", cell(u.decimal, decided),
                          cell(decimal_of(fine / limit, digits, std::nullopt, Rational(1)), decided));
    }
    text += '\n';
  }
  return text;
}

/// The certified critical times as points on the line of the fraction, in the colours of the curves.
std::string points_of(const Panel& panel) {
  std::string text = fmt::format("$times_{} << EOD\n", panel.letter);
  for (std::size_t i = 0; i < panel.order.times.size(); ++i) {
    text += fmt::format("{:.17g},{},{}\n", time_of(panel.order.times[i]).convert_to<double>(),
                        kFraction.convert_to<double>(), i + 1);
  }
  return text + "EOD\n";
}

std::string script_of(const std::vector<Panel>& panels) {
  std::string text = fmt::format(
      "# Figure 2: encoder amplitude as a fraction of its limit over flow time; depth {}, layers start at {}.\n"
      "set terminal svg size 1260,{} font 'Helvetica,13' background rgb 'white'\n"
      "set output 'two.svg'\nset datafile separator ','\n{}",
      kDepth, exact_text(kLayer), 380 * network_objectives().size(), kLineStyles);
  for (const Panel& panel : panels) text += points_of(panel);
  text += fmt::format("set multiplot layout {},{} rowsfirst margins 0.06,0.985,0.085,0.93 spacing 0.055,0.15\n",
                      network_objectives().size(), kColumns);
  text +=
      "set yrange [0:1.08]\nset ytics 0.25\nset format x '%g'\nset grid lc rgb '#dddddd'\n"
      "set border lc rgb '#555555'\nset tics nomirror scale 0.5\n";
  for (const Panel& panel : panels) {
    // Long times are shown in thousands.
    const long unit = panel.to > 10'000 ? 1000 : 1;
    text += fmt::format("set title '({}) {}: {}'\n", panel.letter, title_of(panel.objective), panel.content->name);
    text += fmt::format("set xrange [{:.17g}:{:.17g}]\n", Rational(panel.from / unit).convert_to<double>(),
                        Rational(panel.to / unit).convert_to<double>());
    text += fmt::format("set xlabel 'flow time{}' offset 0,0.4\n", unit == 1 ? "" : " / 1000");
    const bool first_column = panel.column() == 0;
    text += first_column ? "set ylabel 'encoder amplitude / its limit' offset 1,0\n" : "unset ylabel\n";
    // Where the panel is empty: between the last two features, or before the first.
    text += fmt::format("set key at graph {} Left reverse samplen 1.6 spacing 1.1 font ',11'\n",
                        first_column ? "0.76,0.86 right top" : "0.02,0.94 left top");
    std::vector<std::string> curves;
    std::size_t column = 3;
    for (const NamedFeature& f : panel.content->features) {
      curves.push_back(fmt::format("'panel-{}.csv' using ($1/{}):{} skip 1 with lines lt {} title '{}'", panel.letter,
                                   unit, column, (column - 1) / 2, f.name));
      column += 2;
    }
    text += fmt::format(
        "plot 0.5 lc rgb '#999999' lw 1 dt 1 notitle, \\\n  {}, \\\n"
        "  $times_{} using ($1/{}):2:3 "
        "with points pt 7 ps 0.5 lc variable notitle\n",
        fmt::join(curves, ", \\\n  "), panel.letter, unit);
  }
  return text + "unset multiplot\n";
}

Json json_of(const Panel& panel) {
  Json json;
  json["panel"] = std::string(1, panel.letter);
  json["objective"] = name_of(panel.objective);
  json["varies"] = panel.content->name;
  json["numbers"] = fmt::format("panel-{}.csv", panel.letter);
  json["features"] = Json::array();
  for (std::size_t i = 0; i < panel.content->features.size(); ++i) {
    Json feature{{"name", panel.content->features[i].name}};
    echo(feature, panel.content->features[i].feature);
    feature["critical_time"] = to_json(panel.order.times[i]);
    json["features"].push_back(feature);
  }
  json["order"] = Json::array();
  for (const std::size_t i : panel.order.learned) json["order"].push_back(panel.content->features[i].name);
  json["undecided"] = Json::array();
  for (const auto& [i, j] : panel.order.undecided) {
    json["undecided"].push_back({panel.content->features[i].name, panel.content->features[j].name});
  }
  return json;
}

}  // namespace

Figure figure_two(Digits digits, const FigureVisit& visit) {
  const std::vector<Panel> panels = panels_of(digits);
  Figure figure;
  figure.script = "two.gp";
  figure.files["two.gp"] = script_of(panels);
  figure.json = Json{{"format", "jepa-oracle/figure-two/1"}, {"depth", kDepth}};
  echo(figure.json, Initialisation::of_encoder(power(kLayer, kDepth)));
  echo(figure.json, Threshold::fraction(kFraction));
  echo(figure.json, TimeConvention::flow, digits);
  figure.json["panels"] = Json::array();
  TextReport out;
  std::vector<std::vector<std::string>> rows;
  for (const Panel& panel : panels) {
    const std::size_t before = rows.size() * kPointsOfCurve;
    figure.files[fmt::format("panel-{}.csv", panel.letter)] =
        csv_of(panel, digits, figure.decided,
               [&](std::size_t points) { visit(before + points, panels.size() * kPointsOfCurve); });
    figure.json["panels"].push_back(json_of(panel));
    figure.decided = figure.decided && panel.order.undecided.empty();
    std::vector<std::string> names;
    for (const std::size_t i : panel.order.learned) names.push_back(panel.content->features[i].name);
    rows.push_back({std::string(1, panel.letter), std::string(title_of(panel.objective)),
                    fmt::format("{}", fmt::join(names, "; "))});
  }
  out.paragraph(
      fmt::format("Figure 2: features in certified order of learning, depth {}, layers start at {}, "
                  "threshold {} of the limit.",
                  kDepth, exact_text(kLayer), exact_text(kFraction)));
  out.blank();
  out.table({"panel", "objective", "order"}, rows);
  figure.text = out.text();
  return figure;
}

}  // namespace jepa_oracle::program
