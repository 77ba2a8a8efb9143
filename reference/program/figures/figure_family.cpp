// All objectives of the table: the curves on which a feature is learned, and by how much rho sets two features apart.
#include <fmt/format.h>

#include "figures/family_numbers.h"
#include "figures/figure.h"
#include "jepa_oracle/objectives.h"
#include "output/results.h"
#include "output/text_report.h"

namespace jepa_oracle::program {
namespace {

std::string cell_of(const std::optional<std::string>& decimal, bool& decided) {
  decided = decided && decimal.has_value();
  return decimal.value_or("");
}

std::string gaps_csv(const std::vector<FamilyGaps>& all, bool& decided) {
  std::string text = "objective,depth,top depth,kind,start of a layer,gap,relative gap,law\n";
  for (const auto& [member, gaps] : all) {
    for (const FamilyGap& gap : gaps) {
      text += fmt::format("{},{},{},{},{},{},{},{}\n", name_of(member.objective), member.depth.layers(),
                          member.has_top() ? fmt::format("{}", member.depth.top_layers()) : "", gap_kind(member),
                          exact_text(gap.start), cell_of(gap.gap.decimal, decided),
                          cell_of(gap.relative.decimal, decided), cell_of(gap.law.decimal, decided));
    }
  }
  return text;
}

std::string curve_csv(const std::vector<FamilyCurve>& curves, bool& decided) {
  std::string text = "objective,depth,top depth,fraction of the limit,time,natural time since one half\n";
  for (const auto& [member, points] : curves) {
    for (const FamilyPoint& point : points) {
      text +=
          fmt::format("{},{},{},{},{},{}\n", name_of(member.objective), member.depth.layers(),
                      member.has_top() ? fmt::format("{}", member.depth.top_layers()) : "", exact_text(point.fraction),
                      cell_of(point.time.decimal, decided), cell_of(point.since_half.decimal, decided));
    }
  }
  return text;
}

/// Colour by objective; dashes and points by the depths.
std::string style_of(const FamilyMember& member) {
  constexpr std::string_view kObjectiveColours[] = {"#d55e00", "#0072b2", "#009e73", "#cc79a7", "#000000", "#e69f00"};
  return fmt::format("lc rgb '{}'", kObjectiveColours[member.row() % std::size(kObjectiveColours)]);
}

/// dashes and shape of the points: L = 1; L = 2 with M = 1, 2, ...
constexpr std::string_view kDashes[] = {"(2,2)", "1", "(8,3)", "(8,3,2,3)", "(4,3)"};
constexpr int kShapes[] = {9, 7, 5, 11, 13};
std::size_t depths_place(const FamilyMember& member) {
  return member.depth.layers() == 1 ? 0 : static_cast<std::size_t>(member.depth.top_layers());
}

std::string curves_plot(const std::vector<FamilyCurve>& curves) {
  std::vector<std::string> plots;
  std::size_t first = 0;
  for (const auto& [member, points] : curves) {
    plots.push_back(fmt::format("'curves.csv' using 6:4 skip 1 every ::{}::{} with lines {} dt {} lw 2 title '{}'",
                                first, first + points.size() - 1, style_of(member), kDashes[depths_place(member)],
                                member.name()));
    first += points.size();
  }
  return fmt::format("plot 0.5 lc rgb '#999999' lw 1 notitle, \\\n  {}\n", fmt::join(plots, ", \\\n  "));
}

/// Points, open where the larger rho is later, on the lines of the law.
std::string gaps_plot(const std::vector<FamilyGaps>& all, bool relative) {
  std::vector<std::string> plots;
  std::size_t first = 0;
  for (const auto& [member, gaps] : all) {
    const std::size_t last = first + gaps.size() - 1;
    const auto rows = fmt::format("skip 1 every ::{}::{}", first, last);
    first = last + 1;
    const bool shown = relative ? gap_kind(member) == "power" : member.depth.top_layers() <= kFamilyMostTopShown;
    if (!shown) continue;
    const int shape = kShapes[depths_place(member)];
    if (gap_kind(member) == "zero") {
      plots.push_back(
          fmt::format("NaN with points {} pt {} ps 0.8 title '{}: no gap'", style_of(member), shape, member.name()));
      continue;
    }
    const int column = relative ? 7 : 6;
    const bool later = gaps.back().gap.enclosure.midpoint() < Real(0);
    plots.push_back(fmt::format("'gaps.csv' using 5:(${0} > 0 ? ${0} : NaN) {1} with points {2} pt {3} ps 0.8 {4}",
                                column, rows, style_of(member), shape,
                                later ? "notitle" : fmt::format("title '{}'", member.name())));
    plots.push_back(fmt::format("'' using 5:(${0} < 0 ? -${0} : NaN) {1} with points {2} pt {3} ps 0.8 {4}", column,
                                rows, style_of(member), shape - 1,
                                later ? fmt::format("title '{}'", member.name()) : "notitle"));
    // Relative: the law of the gap over that of the time, 1 / ((a-1) w0^(a-1)).
    const long steep = exponents_of(member.objective, member.depth).a - 1;
    plots.push_back(fmt::format("'' using 5:(abs($8){}) {} with lines {} dt {} lw 1.2 notitle",
                                relative ? fmt::format("*{0}*$5**{0}", steep) : "", rows, style_of(member),
                                kDashes[depths_place(member)]));
  }
  return fmt::format("plot {}\n", fmt::join(plots, ", \\\n  "));
}

std::string script_of(const std::vector<FamilyCurve>& curves, const std::vector<FamilyGaps>& gaps) {
  std::string text = fmt::format(
      "# All objectives of the table: curves, gap laws, and the gap over the time where it diverges.\n"
      "set terminal svg size 1380,590 font 'Helvetica,13' background rgb 'white'\n"
      "set output 'family.svg'\nset datafile separator ','\n"
      "set multiplot layout 1,3 margins 0.05,0.985,0.235,0.93 spacing 0.065,0.1\n"
      "set grid lc rgb '#dddddd'\nset border lc rgb '#555555'\nset tics nomirror scale 0.5\n"
      "set title '(a) learning curves, encoder of {0} layers'\n"
      "set xlabel 'lambda w_{{inf}}^{{a-1}} (t - t_{{1/2}})' offset 0,0.4\nset ylabel 'encoder amplitude / its limit' "
      "offset 1.2,0\n"
      "set xrange [-8:4]\nset yrange [0:1.02]\nset ytics 0.25\n"
      "set key at graph 0.03,0.97 left top Left reverse samplen 2.4 spacing 1.15 font ',12'\n",
      kFamilyCurveDepth);
  text += curves_plot(curves);
  text += fmt::format(
      "set title '(b) gap of two features that differ in rho'\nset logscale xy\nset xrange [0.15:7e-{0}]\n"
      "set yrange [*:*]\nset ytics auto\nset format x '10^{{%T}}'\nset format y '10^{{%T}}'\n"
      "set xlabel 'start of a layer w_0' offset 0,0.4\nset ylabel 'lambda |t_2 - t_1|' offset 1.2,0\n"
      "set key at graph 0.5,-0.16 center top Left reverse samplen 1.2 spacing 1.05 maxrows 4 width -2 font ',11'\n"
      "set label 1 'points: the gap; lines: its law' at graph 0.04,0.95 font ',12' tc rgb '#555555'\n"
      "set label 2 'open points: the larger rho is later' at graph 0.04,0.89 font ',12' tc rgb '#555555'\n",
      kFamilyDecades + 1);
  text += gaps_plot(gaps, false);
  text +=
      "unset label\nset title '(c) gap over time, where the gap diverges'\nset ylabel '(t_2 - t_1) / t_1' offset "
      "1.2,0\n"
      "set key at graph 0.04,0.04 left bottom maxrows 8 width 0 samplen 2 spacing 1.15 font ',12'\n";
  text += gaps_plot(gaps, true);
  return text + "unset multiplot\n";
}

Json json_of(const FamilyGaps& all) {
  const auto& [member, gaps] = all;
  Json json{{"objective", name_of(member.objective)}, {"depth", member.depth.layers()}};
  if (member.has_top()) json["top_depth"] = member.depth.top_layers();
  const auto [a, m] = exponents_of(member.objective, member.depth);
  json["a"] = a;
  json["m"] = m;
  json["gap_law"] = gap_kind(member);
  json["gaps"] = Json::array();
  for (const FamilyGap& gap : gaps) {
    json["gaps"].push_back({{"layer", exact_text(gap.start)},
                            {"gap", to_json(gap.gap)},
                            {"relative_gap", to_json(gap.relative)},
                            {"law", to_json(gap.law)}});
  }
  return json;
}

std::string law_in_words(const FamilyMember& member) {
  const auto [a, m] = exponents_of(member.objective, member.depth);
  const auto kind = gap_kind(member);
  if (kind == "power") return fmt::format("grows like w0^-{}", a - 1 - m);
  if (kind == "logarithm") return "grows like log(1/w0)";
  return kind == "zero" ? "none" : "stays bounded";
}

}  // namespace

Figure figure_family(Digits digits, const FigureVisit& visit) {
  const std::vector<FamilyMember> of_curves = family_members({kFamilyCurveDepth}, kFamilyMostTopShown);
  const std::vector<FamilyMember> of_gaps = family_members({1, 2}, kFamilyMostTop);
  const std::size_t total = of_curves.size() + of_gaps.size();
  std::size_t done = 0;
  std::vector<FamilyCurve> curves;
  for (const FamilyMember& member : of_curves) {
    curves.push_back(family_curve(member, digits));
    visit(++done, total);
  }
  std::vector<FamilyGaps> all;
  for (const FamilyMember& member : of_gaps) {
    all.push_back(family_gaps(member, digits));
    visit(++done, total);
  }

  Figure figure;
  figure.script = "family.gp";
  figure.files["family.gp"] = script_of(curves, all);
  figure.files["curves.csv"] = curve_csv(curves, figure.decided);
  figure.files["gaps.csv"] = gaps_csv(all, figure.decided);
  figure.json = Json{{"format", "jepa-oracle/figure-family/1"}, {"objectives", Json::array()}};
  echo(figure.json, Threshold::fraction(kFamilyFraction));
  echo(figure.json, TimeConvention::flow, digits);
  for (const auto& [name, feature] : {std::pair("larger_rho", larger_rho()), std::pair("smaller_rho", smaller_rho())}) {
    figure.json[name] = Json::object();
    echo(figure.json[name], feature);
  }
  std::vector<std::vector<std::string>> rows;
  const Digits few(std::min(5, digits.count()));
  const auto shown = [&](const Guaranteed& number) {
    return number.exact ? decimal_of(*number.exact, few) : decimal_of(number.enclosure, few).value_or("undecided");
  };
  for (const FamilyGaps& gaps : all) {
    figure.json["objectives"].push_back(json_of(gaps));
    if (gaps.member.depth.top_layers() > kFamilyMostTopShown) continue;
    const auto [a, m] = exponents_of(gaps.member.objective, gaps.member.depth);
    rows.push_back({gaps.member.name(), fmt::format("{}", a), fmt::format("{}", m), shown(gaps.gaps.back().gap),
                    shown(gaps.gaps.back().law), law_in_words(gaps.member)});
  }
  TextReport out;
  out.paragraph(fmt::format(
      "Two features with lambda = 1 and rho = 1 and 0.5: the time by which the second is later at half of its limit, "
      "from "
      "layers that start at w0 = 1e-{}, what the gap law says of it, and what it does as the start falls. Depths in "
      "brackets: of the encoder, and of the predictor or decoder.",
      kFamilyDecades));
  out.blank();
  out.table({"objective", "a", "m", "gap", "law", "as w0 falls"}, rows);
  figure.text = out.text();
  return figure;
}

}  // namespace jepa_oracle::program
