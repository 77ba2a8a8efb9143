// Random starts: how often the feature that balanced aligned starts learn first is learned first from them.
#include <fmt/format.h>

#include <cmath>

#include "figures/figure.h"
#include "figures/start_survival.h"
#include "jepa_oracle/objectives.h"
#include "output/results.h"
#include "output/text_report.h"

namespace jepa_oracle::program {
namespace {

constexpr const char* kHeader =
    "pair,objective,depth,start,epsilon,predicted first,kept,reversed,first only,second only,mixture,neither,undecided,"
    "reached in order,reached reversed,as predicted,lower,upper\n";

/// 1/40, 1/125 and 1/500 are short decimals.
std::string epsilon_of(const StartCell& cell) { return exact_text(Rational(1, cell.inverse_epsilon)); }

std::string csv_row(const StartCell& cell) {
  const StartCounts& c = cell.counts;
  const auto [low, high] = cell.as_predicted_interval();
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{:.4f},{:.4f},{:.4f}\n", cell.pair.name,
                     name_of(cell.objective), cell.depth, name_of(cell.law), epsilon_of(cell), cell.first, c.kept,
                     c.reversed, c.first_only, c.second_only, c.mixture, c.neither, c.undecided, c.reached_in_order,
                     c.reached_reversed, static_cast<double>(c.as_predicted()) / kStarts, low, high);
}

Json json_of(const StartCell& cell) {
  const StartCounts& c = cell.counts;
  const auto [low, high] = cell.as_predicted_interval();
  return {{"pair", cell.pair.name},
          {"objective", name_of(cell.objective)},
          {"depth", cell.depth},
          {"start", name_of(cell.law)},
          {"epsilon", epsilon_of(cell)},
          {"predicted_first", cell.first},
          {"kept", c.kept},
          {"reversed", c.reversed},
          {"first_only", c.first_only},
          {"second_only", c.second_only},
          {"mixture", c.mixture},
          {"neither", c.neither},
          {"undecided", c.undecided},
          {"reached_in_order", c.reached_in_order},
          {"reached_reversed", c.reached_reversed},
          {"as_predicted_between", {fmt::format("{:.4f}", low), fmt::format("{:.4f}", high)}}};
}

/// One panel for each objective (rows) and pair (columns); a curve for each depth and law.
std::string script_of() {
  const std::vector<Objective>& objectives = network_objectives();
  std::string text = fmt::format(
      "# Share of {} random starts that learn the predicted feature first, with intervals of confidence 0.95.\n"
      "set terminal svg size 980,{} font 'Helvetica,13' background rgb 'white'\n"
      "set output 'starts.svg'\nset datafile separator ','\n{}"
      "set multiplot layout {},2 rowsfirst margins 0.075,0.985,0.09,0.94 spacing 0.07,0.14\n"
      "set logscale x\nset xrange [0.038:0.0013]\nset yrange [-0.03:1.03]\nset ytics 0.25\n"
      "set xtics ('1/40' 1.0/40, '1/125' 1.0/125, '1/500' 1.0/500)\nset grid lc rgb '#dddddd'\n"
      "set key center center Left reverse samplen 2.2 spacing 1.05 font ',11' maxrows 3\n",
      kStarts, 380 * objectives.size(), kLineStyles, objectives.size());
  const std::size_t last_row = 2 * (objectives.size() - 1);
  for (std::size_t place = 0; place < 2 * objectives.size(); ++place) {
    const Objective objective = objectives[place / 2];
    const char* pair = place % 2 == 0 ? "agreement" : "conflict";
    text += fmt::format("set title '{}: lambda and rho {}'\n", title_of(objective),
                        std::string_view(pair) == "agreement" ? "name the same feature" : "in conflict");
    text += place < last_row ? "unset xlabel\n" : "set xlabel 'start epsilon (encoder amplitude)' offset 0,0.4\n";
    text += place % 2 == 0 ? "set ylabel 'predicted feature first' offset 1,0\n" : "unset ylabel\n";
    text += place == last_row ? "set key on\n" : "unset key\n";
    std::vector<std::string> curves;
    for (const StartLaw law : {StartLaw::orthogonal, StartLaw::gaussian}) {
      for (long depth = 1; depth <= kMaxSimulatedDepth; ++depth) {
        // Moved aside a little, so that intervals do not hide each other.
        const double aside =
            std::pow(1.06, 2 * static_cast<double>(depth) - 4 + (law == StartLaw::orthogonal ? -0.5 : 0.5));
        const auto chosen =
            fmt::format("(strcol(1) eq '{}' && strcol(2) eq '{}' && $3 == {} && strcol(4) eq '{}' ? {:.4f}*$5 : NaN)",
                        pair, name_of(objective), depth, name_of(law), aside);
        curves.push_back(fmt::format(
            "'starts.csv' using {}:16:17:18 skip 1 with yerrorlines lc rgb '{}' dt {} pt {} ps 0.7 title '{}, L = {}'",
            chosen, depth == 1 ? "#0072b2" : (depth == 2 ? "#d55e00" : "#009e73"),
            law == StartLaw::orthogonal ? "1" : "(4,3)", law == StartLaw::orthogonal ? 7 : 9, name_of(law), depth));
      }
    }
    text += fmt::format("plot {}\n", fmt::join(curves, ", \\\n  "));
  }
  return text + "unset multiplot\n";
}

/// Starts that learn the predicted feature first / the other one first, for the three epsilons of one pair, objective,
/// depth and law.
std::string shares(const StartCell* cells) {
  std::string text;
  for (std::size_t i = 0; i < kInverseEpsilons.size(); ++i) {
    const StartCounts& counts = cells[i].counts;
    text += fmt::format("{}{:>3}/{}", i == 0 ? "" : " ", counts.as_predicted(), counts.other_first());
    text.resize(8 * i + 7, ' ');
  }
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

}  // namespace

Figure figure_starts(Digits, const FigureVisit& visit) {
  const std::vector<StartCell> cells = simulated_starts(visit);
  Figure figure;
  figure.script = "starts.gp";
  figure.files["starts.gp"] = script_of();
  std::string& csv = figure.files["starts.csv"];
  csv = kHeader;
  figure.json = Json{{"format", "jepa-oracle/figure-starts/1"}, {"starts", kStarts}, {"seed", kStartsSeed}};
  echo(figure.json, Threshold::fraction(Rational(1, 2)));
  figure.json["cells"] = Json::array();
  for (const StartCell& cell : cells) {
    csv += csv_row(cell);
    figure.json["cells"].push_back(json_of(cell));
  }
  std::vector<std::vector<std::string>> rows;
  const std::size_t width = kInverseEpsilons.size();
  for (std::size_t i = 0; i < cells.size(); i += 2 * width) {  // orthogonal, then gaussian
    rows.push_back({cells[i].pair.name, std::string(title_of(cells[i].objective)), fmt::format("{}", cells[i].depth),
                    shares(&cells[i]), shares(&cells[i + width])});
  }
  TextReport out;
  out.paragraph(fmt::format(
      "Of {} random initialisations, how many learn first the feature that a balanced aligned start of the "
      "same size learns first / how many the other feature; the rest learn neither, or a mixture. The "
      "three pairs of numbers are for encoders of size epsilon = 1/40, 1/125, 1/500. The features agree: "
      "(lambda, rho) = (0.8, 0.8) and (0.5, 0.5); or are in conflict: (0.9, 0.9) and (1, 0.5). Learned: the "
      "amplitude passes half of the limit and stays above it until {} times the last predicted time.",
      kStarts, kPatience));
  out.blank();
  out.table({"pair", "objective", "depth", "orthogonal", "gaussian"}, rows);
  figure.text = out.text();
  return figure;
}

}  // namespace jepa_oracle::program
