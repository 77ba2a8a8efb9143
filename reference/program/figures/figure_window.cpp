// The conflict window over depth: from which starts the influential feature is learned first.
#include <fmt/format.h>

#include "figures/figure.h"
#include "jepa_oracle/conflict_window.h"
#include "output/results.h"
#include "output/text_report.h"

namespace jepa_oracle::program {
namespace {

using State = ConflictWindow::State;

const Rational kWindowFraction(1, 2);
constexpr long kDepths[] = {1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32};

Conflict conflict() {
  return Conflict::between(Feature::with_rho(Rational(9, 10), Rational(9, 10), "influential"),
                           Feature::with_rho(1, Rational(3, 10), "noisy"));
}

std::string_view name_of(State state) {
  if (state == State::undecided) return "undecided";
  return state == State::open ? "open" : "empty";
}

constexpr const char* kScript =
    "# Starts epsilon from which JEPA reaches half of the influential feature's limit first.\n"
    "set terminal svg size 860,560 font 'Helvetica,14' background rgb 'white'\n"
    "set output 'window.svg'\nset datafile separator ','\n"
    "set title 'JEPA, features (lambda, rho) = (0.9, 0.9) and (1, 0.3), threshold 1/2 of the limit'\n"
    "set logscale xy\nset xrange [1.8:36]\nset yrange [1e-48:10]\n"
    "set xtics (2,3,4,6,8,12,16,24,32)\nset format y '10^{%T}'\nset ytics 1e6\nunset mytics\n"
    "set xlabel 'depth L (encoder layers); the window is empty at L = 1'\n"
    "set ylabel 'start epsilon (encoder amplitude)'\nset grid lc rgb '#dddddd'\n"
    "set key left bottom Left reverse opaque spacing 1.1\n"
    "set border lc rgb '#555555'\nset tics nomirror scale 0.5\n"
    "set label 'influential feature first' at 17,1e-16 center front tc rgb '#00507d'\n"
    "set label 'noisy feature first' at 5.2,1e-23 center tc rgb '#555555'\n"
    "set label 'noisy feature first, or already past the threshold' at 14.5,1e-2 center tc rgb '#555555'\n"
    "plot 'window.csv' using 1:(strcol(2) eq 'open' ? $3 : NaN):4 with filledcurves fc rgb '#56b4e9' "
    "fs transparent solid 0.4 noborder notitle, \\\n"
    "  '' using ($1 > 1 ? $1 : NaN):5 with linespoints lc rgb '#555555' dt (2,2) pt 4 ps 0.6 "
    "title 'largest start below both thresholds', \\\n"
    "  '' using 1:4 with linespoints lc rgb '#d55e00' lw 1.6 dt (8,3) pt 9 ps 0.7 title 'upper end', \\\n"
    "  '' using 1:3 with linespoints lc rgb '#0072b2' lw 1.6 pt 7 ps 0.6 title 'lower end'\n";

}  // namespace

Figure figure_window(Digits digits, const FigureVisit& visit) {
  const Conflict pair = conflict();
  Figure figure;
  figure.script = "window.gp";
  figure.files["window.gp"] = kScript;
  std::string& csv = figure.files["window.csv"];
  csv = "# depth,state,lower epsilon,upper epsilon,largest start below both thresholds\n";
  figure.json = Json{{"format", "jepa-oracle/figure-window/1"}, {"objective", name_of(Objective::jepa)}};
  echo(figure.json, Threshold::fraction(kWindowFraction));
  figure.json["digits"] = digits.count();
  for (const auto& [name, feature] : {std::pair("influential", pair.influential), std::pair("noisy", pair.noisy)}) {
    figure.json[name] = Json::object();
    echo(figure.json[name], feature);
  }
  figure.json["windows"] = Json::array();
  std::vector<std::vector<std::string>> rows;
  for (const long depth : kDepths) {
    visit(rows.size(), std::size(kDepths));
    const ConflictWindow window = conflict_window(Objective::jepa, Depth(depth), kWindowFraction, pair, digits);
    const bool open = window.state == State::open;
    figure.decided = figure.decided && window.state != State::undecided &&
                     (!open || (window.lower->conclusive() && window.upper->conclusive()));
    const Rational reach = kWindowFraction * power(pair.noisy.rho(), depth);
    csv += fmt::format("{},{},{},{},{}\n", depth, name_of(window.state), open ? window.lower->decimal.value_or("") : "",
                       open ? window.upper->decimal.value_or("") : "", decimal_of(reach, digits));
    figure.json["windows"].push_back(
        {{"depth", depth},
         {"state", name_of(window.state)},
         {"epsilon_window", open ? Json::array({to_json(*window.lower), to_json(*window.upper)}) : Json(nullptr)}});
    const Digits few(std::min(6, digits.count()));
    const auto shown = [&](const Guaranteed& end) { return decimal_of(end.enclosure, few).value_or("undecided"); };
    rows.push_back({fmt::format("{}", depth), open ? shown(*window.lower) : std::string(name_of(window.state)),
                    open ? shown(*window.upper) : ""});
  }
  TextReport out;
  out.paragraph(
      "Starts epsilon (encoder amplitude) between which JEPA learns the influential feature (lambda 0.9, rho 0.9) "
      "before the noisy one (1, 0.3), at 0.5 of the limit.");
  out.blank();
  out.table({"depth", "above", "below"}, rows);
  figure.text = out.text();
  return figure;
}

}  // namespace jepa_oracle::program
