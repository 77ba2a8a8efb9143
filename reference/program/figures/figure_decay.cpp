// Weight decay as a filter: the largest decay under which each feature is learned, over depth, JEPA beside MAE.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "figures/figure.h"
#include "jepa_oracle/learning_order.h"
#include "jepa_oracle/objectives.h"
#include "jepa_oracle/weight_decay.h"
#include "output/results.h"
#include "output/text_report.h"

namespace jepa_oracle::program {
namespace {

constexpr long kLargestDepth = 6;

struct FeatureRow {
  std::string name;
  std::vector<NamedFeature> features;  ///< in the order of rho
};

/// Five features with rho = 1, ..., 1/5: of one lambda, and of a lambda that rises while rho falls.
std::vector<FeatureRow> rows_of_features() {
  std::vector<FeatureRow> rows{{"equal lambda", {}}, {"lambda rises while rho falls", {}}};
  for (long i = 1; i <= 5; ++i) {
    const Rational rho(6 - i, 5);
    const Rational lambda(i, 5);
    rows[0].features.push_back({fmt::format("rho {}", exact_text(rho)), Feature::with_rho(1, rho)});
    rows[1].features.push_back(
        {fmt::format("rho {}, lambda {}", exact_text(rho), exact_text(lambda)), Feature::with_rho(lambda, rho)});
  }
  return rows;
}

/// One depth of one panel.
struct DepthBar {
  long depth;
  std::vector<Guaranteed> largest;  ///< decay of each feature
  std::vector<std::vector<std::size_t>>
      lost;  ///< features in the order in which a rising decay loses them; ties together
};

struct DecayPanel {
  char letter;
  Objective objective;
  const FeatureRow* row;
  std::vector<DepthBar> bars;

  std::string file() const { return fmt::format("panel-{}.csv", letter); }
};

/// Sign of the largest decay of x less that of y, exact: eta* = lambda w_inf^(a-1) c(a, m), and c is common.
int compare_largest_decays(Objective objective, Depth depth, const Feature& x, const Feature& y) {
  const auto [a, m] = exponents_of(objective, depth);
  const Rational of_lambda = power(x.lambda() / y.lambda(), m);
  const Rational of_limit = power(limit_power_of(objective, y) / limit_power_of(objective, x), a - 1);
  return of_lambda < of_limit ? -1 : (of_lambda > of_limit ? 1 : 0);
}

DepthBar bar_of(Objective objective, Depth depth, const std::vector<NamedFeature>& features, Digits digits) {
  DepthBar bar{depth.layers(), {}, {}};
  for (const NamedFeature& f : features) bar.largest.push_back(largest_decay(objective, depth, f.feature, digits));
  std::vector<std::size_t> order(features.size());
  std::iota(order.begin(), order.end(), 0);
  const auto compare = [&](std::size_t i, std::size_t j) {
    return compare_largest_decays(objective, depth, features[i].feature, features[j].feature);
  };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return compare(i, j) < 0; });
  for (const std::size_t i : order) {
    if (bar.lost.empty() || compare(bar.lost.back().front(), i) != 0) bar.lost.emplace_back();
    bar.lost.back().push_back(i);
  }
  return bar;
}

/// A row of panels for each set of features, objectives beside each other.
std::vector<DecayPanel> panels_of(Digits digits, const FigureVisit& visit) {
  static const std::vector<FeatureRow> rows = rows_of_features();
  const auto& objectives = network_objectives();
  const std::size_t total = rows.size() * objectives.size() * kLargestDepth;
  std::size_t done = 0;
  std::vector<DecayPanel> panels;
  for (const FeatureRow& row : rows) {
    for (const Objective objective : objectives) {
      panels.push_back({static_cast<char>('a' + panels.size()), objective, &row, {}});
      for (long depth = 1; depth <= kLargestDepth; ++depth) {
        panels.back().bars.push_back(bar_of(objective, Depth(depth), row.features, digits));
        visit(++done, total);
      }
    }
  }
  return panels;
}

std::string csv_of(const DecayPanel& panel, bool& decided) {
  std::string text = "depth";
  for (const NamedFeature& f : panel.row->features) text += fmt::format(",\"{}\"", f.name);
  text += '\n';
  for (const DepthBar& bar : panel.bars) {
    text += fmt::format("{}", bar.depth);
    for (const Guaranteed& decay : bar.largest) {
      decided = decided && decay.conclusive();
      text += fmt::format(",{}", decay.decimal.value_or(""));
    }
    text += '\n';
  }
  return text;
}

/// Ends of the axis of decay.
std::pair<double, double> range_of(const DecayPanel& panel) {
  double low = 1;
  double high = 0;
  for (const DepthBar& bar : panel.bars) {
    for (const Guaranteed& decay : bar.largest) {
      const double value = decay.enclosure.midpoint().to_double();
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  return {low / 2, high * 1.6};
}

std::string script_of(const std::vector<DecayPanel>& panels) {
  const std::size_t columns = network_objectives().size();
  std::string text = fmt::format(
      "# The largest weight decay under which a feature is learned from some start, over encoder depth.\n"
      "set terminal svg size {},{} font 'Helvetica,14' background rgb 'white'\n"
      "set output 'decay.svg'\nset datafile separator ','\n{}"
      "set multiplot layout {},{} rowsfirst margins 0.085,0.985,0.08,0.945 spacing 0.09,0.13\n"
      "set logscale y\nset xrange [0.45:{}.55]\nset xtics 1\nset grid ytics lc rgb '#dddddd'\n"
      "set border lc rgb '#555555'\nset tics nomirror scale 0.5\n"
      "set style fill transparent solid 0.13 noborder\n",
      490 * columns, 400 * panels.size() / columns, kLineStyles, panels.size() / columns, columns, kLargestDepth);
  for (const DecayPanel& panel : panels) {
    const std::size_t place = static_cast<std::size_t>(panel.letter - 'a');
    const auto [low, high] = range_of(panel);
    text += fmt::format("set title '({}) {}, {}'\nset yrange [{:.4g}:{:.4g}]\n", panel.letter,
                        title_of(panel.objective), panel.row->name, low, high);
    text += high / low > 1000 ? "set format y '10^{%T}'\n" : "set format y '%g'\n";
    text += place + columns < panels.size() ? "unset xlabel\n" : "set xlabel 'depth L (encoder layers)' offset 0,0.3\n";
    text += place % columns == 0 ? "set ylabel 'weight decay' offset 0.5,0\n" : "unset ylabel\n";
    // The same features in the whole row: one key, where the curves leave room.
    text +=
        place % columns == 0 ? "set key left bottom Left reverse samplen 2.4 spacing 1.1 font ',12'\n" : "unset key\n";
    text +=
        place == 1
            ? "set label 1 'below its line a feature is learned, from large' at graph 0.97,0.93 right font ',12' tc "
              "rgb '#555555'\nset label 2 'enough starts; above it, it is lost from all' at graph 0.97,0.87 right "
              "font ',12' tc rgb '#555555'\n"
            : "unset label\n";
    std::vector<std::string> boxes;
    std::vector<std::string> curves;
    for (std::size_t i = 0; i < panel.row->features.size(); ++i) {
      boxes.push_back(
          fmt::format("'{}' using 1:{}:($1-0.38):($1+0.38):({:.4g}):{} skip 1 with boxxyerror lc rgb '#0072b2' notitle",
                      panel.file(), i + 2, low, i + 2));
      curves.push_back(fmt::format("'{}' using 1:{} skip 1 with linespoints lt {} pt {} ps 0.75 title '{}'",
                                   panel.file(), i + 2, i + 1, 5 + 2 * i, panel.row->features[i].name));
    }
    text += fmt::format("plot {}, \\\n  {}\n", fmt::join(boxes, ", \\\n  "), fmt::join(curves, ", \\\n  "));
  }
  return text + "unset multiplot\n";
}

/// "rho 0.2 = rho 0.4 < rho 1"
std::string order_in_words(const DecayPanel& panel, const DepthBar& bar) {
  std::string text;
  for (const auto& tied : bar.lost) {
    for (const std::size_t i : tied) {
      const std::string rho = exact_text(panel.row->features[i].feature.rho());
      text += (text.empty() ? "" : (i == tied.front() ? " < " : " = ")) + rho;
    }
  }
  return text;
}

Json json_of(const DecayPanel& panel) {
  Json json{{"panel", std::string(1, panel.letter)},
            {"objective", name_of(panel.objective)},
            {"features", Json::array()},
            {"varies", panel.row->name},
            {"numbers", panel.file()},
            {"depths", Json::array()}};
  for (const NamedFeature& f : panel.row->features) {
    Json feature{{"name", f.name}};
    echo(feature, f.feature);
    json["features"].push_back(feature);
  }
  for (const DepthBar& bar : panel.bars) {
    Json depth{{"depth", bar.depth}, {"largest_decays", Json::array()}, {"lost", Json::array()}};
    for (const Guaranteed& decay : bar.largest) depth["largest_decays"].push_back(to_json(decay));
    for (const auto& tied : bar.lost) {
      Json names = Json::array();
      for (const std::size_t i : tied) names.push_back(panel.row->features[i].name);
      depth["lost"].push_back(names);
    }
    json["depths"].push_back(depth);
  }
  return json;
}

}  // namespace

Figure figure_decay(Digits digits, const FigureVisit& visit) {
  const std::vector<DecayPanel> panels = panels_of(digits, visit);
  Figure figure;
  figure.script = "decay.gp";
  figure.files["decay.gp"] = script_of(panels);
  figure.json = Json{{"format", "jepa-oracle/figure-decay/1"}, {"digits", digits.count()}, {"panels", Json::array()}};
  std::vector<std::vector<std::string>> rows;
  for (const DecayPanel& panel : panels) {
    figure.files[panel.file()] = csv_of(panel, figure.decided);
    figure.json["panels"].push_back(json_of(panel));
    for (const DepthBar& bar : panel.bars) {
      const Digits few(std::min(4, digits.count()));
      const auto shown = [&](std::size_t i) {
        const Guaranteed& decay = bar.largest[i];
        return decay.exact ? decimal_of(*decay.exact, few) : decimal_of(decay.enclosure, few).value_or("undecided");
      };
      rows.push_back({std::string(1, panel.letter), std::string(title_of(panel.objective)),
                      fmt::format("{}", bar.depth), shown(bar.lost.front().front()), shown(bar.lost.back().front()),
                      order_in_words(panel, bar)});
    }
  }
  TextReport out;
  out.paragraph(
      "Five features with rho = 0.2 to 1 under weight decay: the decay above which the first and the last of them is "
      "lost from every start, and their rho in the order in which a rising decay loses them. (a), (b): lambda = 1; "
      "(c), (d): lambda = 1.2 - rho.");
  out.blank();
  out.table({"panel", "objective", "depth", "first", "last", "rho in order of loss"}, rows);
  figure.text = out.text();
  return figure;
}

}  // namespace jepa_oracle::program
