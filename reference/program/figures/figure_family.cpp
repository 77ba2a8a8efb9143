// All objectives of the table: the curves on which a feature is learned, and by how much rho sets two features apart.
#include <fmt/format.h>

#include <algorithm>

#include "figures/figure.h"
#include "jepa_oracle/critical_time.h"
#include "jepa_oracle/fixed_point.h"
#include "jepa_oracle/objectives.h"
#include "output/results.h"
#include "output/text_report.h"

namespace jepa_oracle::program {
namespace {

const Rational kHalf(1, 2);
/// Of the curves: one feature, from layers that start at 1/20.
constexpr long kCurveDepth = 2;
constexpr int kPercents = 99;
/// Of the gaps: two starts to a decade.
constexpr int kStartDecades = 6;
constexpr long kMostTop = 4;
constexpr long kMostTopShown = 2;  ///< among all objectives

Feature curve_feature() { return Feature::with_rho(1, kHalf); }
/// Equal lambda, the larger rho first.
Feature larger_rho() { return Feature::with_rho(1, 1); }
Feature smaller_rho() { return Feature::with_rho(1, kHalf); }

/// An objective at a depth; the number of layers on top for those that have a top.
struct Member {
  Objective objective;
  Depth depth;

  bool has_top() const { return row_of(objective).top.has_value(); }
  std::string name() const {
    return has_top() ? fmt::format("{}({}, {})", title(), depth.layers(), depth.top_layers())
                     : fmt::format("{}({})", title(), depth.layers());
  }
  std::size_t row() const {
    const auto& all = all_objectives();
    return static_cast<std::size_t>(std::find(all.begin(), all.end(), objective) - all.begin());
  }

 private:
  /// Short enough for a key.
  std::string_view title() const {
    const auto& row = row_of(objective);
    return row.title.size() <= 12 ? row.title : row.short_name;
  }
};

/// Every row of the table, with a top of up to `most_top` layers where it has one.
std::vector<Member> members(std::initializer_list<long> depths, long most_top) {
  std::vector<Member> all;
  for (const Objective objective : all_objectives()) {
    for (const long depth : depths) {
      const long tops = row_of(objective).top ? most_top : 1;
      for (long top = 1; top <= tops; ++top) all.push_back({objective, Depth(depth).with_top(top)});
    }
  }
  return all;
}

/// 0.1, 0.03, 0.01, ...
std::vector<Rational> layer_starts() {
  std::vector<Rational> all;
  Rational start(1, 10);
  for (int i = 1; i <= kStartDecades; ++i) {
    all.push_back(start);
    if (i < kStartDecades) all.push_back(start * 3 / 10);
    start /= 10;
  }
  return all;
}

struct Gap {
  Rational start;
  Guaranteed gap;       ///< t2 - t1
  Guaranteed relative;  ///< over t1
  Guaranteed law;
};

/// Of which of the three kinds the gap law of a member is (proofs-notes/family.md).
std::string_view kind_of(const Member& member) {
  const auto [a, m] = exponents_of(member.objective, member.depth);
  const Rational larger = limit_power_of(member.objective, larger_rho());
  if (larger == limit_power_of(member.objective, smaller_rho())) return "zero";
  return m < a - 1 ? "power" : (m == a - 1 ? "logarithm" : "bounded");
}

/// The number that `enclose(bits)` encloses, all digits correct where a few precisions decide them.
template <class Enclose>
Guaranteed certified(Digits digits, const Enclose& enclose) {
  constexpr int kTries = 6;
  Guaranteed number{digits, std::nullopt, Interval(0), std::nullopt};
  Bits bits = digits.working_bits();
  for (int i = 0; i < kTries && !number.decimal; ++i, bits *= 2) {
    number.enclosure = enclose(bits);
    number.decimal = decimal_of(number.enclosure, digits);
  }
  return number;
}

Interval time_of(const Member& member, const Feature& feature, const Rational& start, Bits bits) {
  const ScalarProblem problem{member.objective, member.depth, feature, Initialisation::of_layer(start)};
  return enclose_critical_time(problem, Threshold::fraction(kHalf), TimeConvention::flow, bits);
}

Interval gap_of(const Member& member, const Rational& start, Bits bits) {
  return time_of(member, smaller_rho(), start, bits) - time_of(member, larger_rho(), start, bits);
}

/// What the gap D tends to as the start falls (Family.GapLaw): with e = a - 1 - m and Delta the difference of 1 / w_inf^m,
/// Delta / (e w0^e) or Delta ln(1/w0); where e < 0 its limit, which exceeds D(w) by less than
/// Delta w^-e / (-e (1 - w^m / w_inf,1^m)(1 - w^m / w_inf,2^m)) at every start w.
Interval law_of(const Member& member, const Rational& start, Bits bits) {
  const auto [a, m] = exponents_of(member.objective, member.depth);
  const Rational beta1 = 1 / limit_power_of(member.objective, larger_rho());
  const Rational beta2 = 1 / limit_power_of(member.objective, smaller_rho());
  const long e = a - 1 - m;
  if (e > 0) return Interval((beta2 - beta1) / (power(start, e) * e), bits);
  if (e == 0) return Interval(beta2 - beta1, bits) * -log(Interval(start, bits));
  const Rational tiny = power(Rational(2), -bits);
  const Rational most = (beta2 - beta1) * power(tiny, -e) / (-e * (1 - beta1 * power(tiny, m)) * (1 - beta2 * power(tiny, m)));
  return gap_of(member, tiny, bits * (a + 1)) + hull(Interval(0), Interval(most, bits));
}

Gap gap_from(const Member& member, const Rational& start, Digits digits) {
  if (kind_of(member) == "zero") {
    const Guaranteed zero = Guaranteed::of_exact(0, digits);
    return {start, zero, zero, zero};
  }
  return {start, certified(digits, [&](Bits bits) { return gap_of(member, start, bits); }),
          certified(digits,
                    [&](Bits bits) {
                      return gap_of(member, start, bits) / time_of(member, larger_rho(), start, bits);
                    }),
          certified(digits, [&](Bits bits) { return law_of(member, start, bits); })};
}

struct MemberGaps {
  Member member;
  std::vector<Gap> gaps;
};

std::string cell_of(const std::optional<std::string>& decimal, bool& decided) {
  decided = decided && decimal.has_value();
  return decimal.value_or("");
}

std::string gaps_csv(const std::vector<MemberGaps>& all, bool& decided) {
  std::string text = "objective,depth,top depth,kind,start of a layer,gap,relative gap,law\n";
  for (const auto& [member, gaps] : all) {
    for (const Gap& gap : gaps) {
      text += fmt::format("{},{},{},{},{},{},{},{}\n", name_of(member.objective), member.depth.layers(),
                          member.has_top() ? fmt::format("{}", member.depth.top_layers()) : "", kind_of(member),
                          exact_text(gap.start), cell_of(gap.gap.decimal, decided), cell_of(gap.relative.decimal, decided),
                          cell_of(gap.law.decimal, decided));
    }
  }
  return text;
}

struct CurvePoint {
  Rational fraction;
  Guaranteed time;
  Guaranteed since_half;  ///< lambda w_inf^(a-1) (time - that of one half): natural units
};

struct MemberCurve {
  Member member;
  std::vector<CurvePoint> points;
};

MemberCurve curve_of(const Member& member, Digits digits) {
  const ScalarProblem problem{member.objective, member.depth, curve_feature(), Initialisation::of_layer(Rational(1, 20))};
  const auto time = [&](const Rational& fraction, Bits bits) {
    return enclose_critical_time(problem, Threshold::fraction(fraction), TimeConvention::flow, bits);
  };
  const auto [a, m] = exponents_of(member.objective, member.depth);
  const auto rate = [&, power_of_limit = a - 1, degree = static_cast<unsigned long>(m)](Bits bits) {
    const Interval limit = root(Interval(limit_power_of(member.objective, problem.feature), bits), degree);
    return Interval(problem.feature.lambda(), bits) * power(limit, power_of_limit);
  };
  MemberCurve curve{member, {}};
  for (long percent = 1; percent <= kPercents; ++percent) {
    const Rational fraction(percent, 100);
    // A start at or beyond one percent of its limit has no such time.
    if (compare_with_fraction_of_limit(member.objective, member.depth, problem.feature, problem.initial_amplitude(),
                                       fraction) >= 0) {
      continue;
    }
    curve.points.push_back(
        {fraction, certified(digits, [&](Bits bits) { return time(fraction, bits); }),
         fraction == kHalf
             ? Guaranteed::of_exact(0, digits)
             : certified(digits, [&](Bits bits) { return (time(fraction, bits) - time(kHalf, bits)) * rate(bits); })});
  }
  return curve;
}

std::string curve_csv(const std::vector<MemberCurve>& curves, bool& decided) {
  std::string text = "objective,depth,top depth,fraction of the limit,time,natural time since one half\n";
  for (const auto& [member, points] : curves) {
    for (const CurvePoint& point : points) {
      text += fmt::format("{},{},{},{},{},{}\n", name_of(member.objective), member.depth.layers(),
                          member.has_top() ? fmt::format("{}", member.depth.top_layers()) : "",
                          exact_text(point.fraction), cell_of(point.time.decimal, decided),
                          cell_of(point.since_half.decimal, decided));
    }
  }
  return text;
}

/// Colour by objective; dashes and points by the depths.
std::string style_of(const Member& member) {
  constexpr std::string_view kObjectiveColours[] = {"#d55e00", "#0072b2", "#009e73", "#cc79a7", "#000000", "#e69f00"};
  return fmt::format("lc rgb '{}'", kObjectiveColours[member.row() % std::size(kObjectiveColours)]);
}

/// dashes and shape of the points: L = 1; L = 2 with M = 1, 2, ...
constexpr std::string_view kDashes[] = {"(2,2)", "1", "(8,3)", "(8,3,2,3)", "(4,3)"};
constexpr int kShapes[] = {9, 7, 5, 11, 13};
std::size_t depths_place(const Member& member) {
  return member.depth.layers() == 1 ? 0 : static_cast<std::size_t>(member.depth.top_layers());
}

std::string curves_plot(const std::vector<MemberCurve>& curves) {
  std::vector<std::string> plots;
  std::size_t first = 0;
  for (const auto& [member, points] : curves) {
    plots.push_back(fmt::format("'curves.csv' using 6:4 skip 1 every ::{}::{} with lines {} dt {} lw 2 title '{}'", first,
                                first + points.size() - 1, style_of(member), kDashes[depths_place(member)], member.name()));
    first += points.size();
  }
  return fmt::format("plot 0.5 lc rgb '#999999' lw 1 notitle, \\\n  {}\n", fmt::join(plots, ", \\\n  "));
}

/// Points, open where the larger rho is later, on the lines of the law.
std::string gaps_plot(const std::vector<MemberGaps>& all, bool relative) {
  std::vector<std::string> plots;
  std::size_t first = 0;
  for (const auto& [member, gaps] : all) {
    const std::size_t last = first + gaps.size() - 1;
    const auto rows = fmt::format("skip 1 every ::{}::{}", first, last);
    first = last + 1;
    const bool shown = relative ? kind_of(member) == "power" : member.depth.top_layers() <= kMostTopShown;
    if (!shown) continue;
    const int shape = kShapes[depths_place(member)];
    if (kind_of(member) == "zero") {
      plots.push_back(fmt::format("NaN with points {} pt {} ps 0.8 title '{}: no gap'", style_of(member), shape,
                                  member.name()));
      continue;
    }
    const int column = relative ? 7 : 6;
    const bool later = gaps.back().gap.enclosure.midpoint() < Real(0);
    plots.push_back(fmt::format("'gaps.csv' using 5:(${0} > 0 ? ${0} : NaN) {1} with points {2} pt {3} ps 0.8 {4}", column,
                                rows, style_of(member), shape,
                                later ? "notitle" : fmt::format("title '{}'", member.name())));
    plots.push_back(fmt::format("'' using 5:(${0} < 0 ? -${0} : NaN) {1} with points {2} pt {3} ps 0.8 {4}", column, rows,
                                style_of(member), shape - 1,
                                later ? fmt::format("title '{}'", member.name()) : "notitle"));
    // Relative: the law of the gap over that of the time, 1 / ((a-1) w0^(a-1)).
    const long steep = exponents_of(member.objective, member.depth).a - 1;
    plots.push_back(fmt::format("'' using 5:(abs($8){}) {} with lines {} dt {} lw 1.2 notitle",
                                relative ? fmt::format("*{0}*$5**{0}", steep) : "", rows, style_of(member),
                                kDashes[depths_place(member)]));
  }
  return fmt::format("plot {}\n", fmt::join(plots, ", \\\n  "));
}

std::string script_of(const std::vector<MemberCurve>& curves, const std::vector<MemberGaps>& gaps) {
  std::string text = fmt::format(
      "# All objectives of the table: curves, gap laws, and the gap over the time where it diverges.\n"
      "set terminal svg size 1380,590 font 'Helvetica,13' background rgb 'white'\n"
      "set output 'family.svg'\nset datafile separator ','\n"
      "set multiplot layout 1,3 margins 0.05,0.985,0.235,0.93 spacing 0.065,0.1\n"
      "set grid lc rgb '#dddddd'\nset border lc rgb '#555555'\nset tics nomirror scale 0.5\n"
      "set title '(a) learning curves, encoder of {0} layers'\n"
      "set xlabel 'lambda w_{{inf}}^{{a-1}} (t - t_{{1/2}})' offset 0,0.4\nset ylabel 'encoder amplitude / its limit' offset 1.2,0\n"
      "set xrange [-8:4]\nset yrange [0:1.02]\nset ytics 0.25\n"
      "set key at graph 0.03,0.97 left top Left reverse samplen 2.4 spacing 1.15 font ',12'\n",
      kCurveDepth);
  text += curves_plot(curves);
  text += fmt::format(
      "set title '(b) gap of two features that differ in rho'\nset logscale xy\nset xrange [0.15:7e-{0}]\n"
      "set yrange [*:*]\nset ytics auto\nset format x '10^{{%T}}'\nset format y '10^{{%T}}'\n"
      "set xlabel 'start of a layer w_0' offset 0,0.4\nset ylabel 'lambda |t_2 - t_1|' offset 1.2,0\n"
      "set key at graph 0.5,-0.16 center top Left reverse samplen 1.2 spacing 1.05 maxrows 4 width -2 font ',11'\n"
      "set label 1 'points: the gap; lines: its law' at graph 0.04,0.95 font ',12' tc rgb '#555555'\n"
      "set label 2 'open points: the larger rho is later' at graph 0.04,0.89 font ',12' tc rgb '#555555'\n",
      kStartDecades + 1);
  text += gaps_plot(gaps, false);
  text += "unset label\nset title '(c) gap over time, where the gap diverges'\nset ylabel '(t_2 - t_1) / t_1' offset 1.2,0\n"
          "set key at graph 0.04,0.04 left bottom maxrows 8 width 0 samplen 2 spacing 1.15 font ',12'\n";
  text += gaps_plot(gaps, true);
  return text + "unset multiplot\n";
}

Json json_of(const MemberGaps& all) {
  const auto& [member, gaps] = all;
  Json json{{"objective", name_of(member.objective)}, {"depth", member.depth.layers()}};
  if (member.has_top()) json["top_depth"] = member.depth.top_layers();
  const auto [a, m] = exponents_of(member.objective, member.depth);
  json["a"] = a;
  json["m"] = m;
  json["gap_law"] = kind_of(member);
  json["gaps"] = Json::array();
  for (const Gap& gap : gaps) {
    json["gaps"].push_back({{"layer", exact_text(gap.start)},
                            {"gap", to_json(gap.gap)},
                            {"relative_gap", to_json(gap.relative)},
                            {"law", to_json(gap.law)}});
  }
  return json;
}

std::string law_in_words(const Member& member) {
  const auto [a, m] = exponents_of(member.objective, member.depth);
  const auto kind = kind_of(member);
  if (kind == "power") return fmt::format("grows like w0^-{}", a - 1 - m);
  if (kind == "logarithm") return "grows like log(1/w0)";
  return kind == "zero" ? "none" : "stays bounded";
}

}  // namespace

Figure figure_family(Digits digits, const FigureVisit& visit) {
  const std::vector<Member> of_curves = members({kCurveDepth}, kMostTopShown);
  const std::vector<Member> of_gaps = members({1, 2}, kMostTop);
  const std::size_t total = of_curves.size() + of_gaps.size();
  std::size_t done = 0;
  std::vector<MemberCurve> curves;
  for (const Member& member : of_curves) {
    curves.push_back(curve_of(member, digits));
    visit(++done, total);
  }
  std::vector<MemberGaps> all;
  for (const Member& member : of_gaps) {
    MemberGaps gaps{member, {}};
    for (const Rational& start : layer_starts()) gaps.gaps.push_back(gap_from(member, start, digits));
    all.push_back(std::move(gaps));
    visit(++done, total);
  }

  Figure figure;
  figure.script = "family.gp";
  figure.files["family.gp"] = script_of(curves, all);
  figure.files["curves.csv"] = curve_csv(curves, figure.decided);
  figure.files["gaps.csv"] = gaps_csv(all, figure.decided);
  figure.json = Json{{"format", "jepa-oracle/figure-family/1"}, {"objectives", Json::array()}};
  echo(figure.json, Threshold::fraction(kHalf));
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
  for (const MemberGaps& gaps : all) {
    figure.json["objectives"].push_back(json_of(gaps));
    if (gaps.member.depth.top_layers() > kMostTopShown) continue;
    const auto [a, m] = exponents_of(gaps.member.objective, gaps.member.depth);
    rows.push_back({gaps.member.name(), fmt::format("{}", a), fmt::format("{}", m), shown(gaps.gaps.back().gap),
                    shown(gaps.gaps.back().law), law_in_words(gaps.member)});
  }
  TextReport out;
  out.paragraph(fmt::format(
      "Two features with lambda = 1 and rho = 1 and 0.5: the time by which the second is later at half of its limit, from "
      "layers that start at w0 = 1e-{}, what the gap law says of it, and what it does as the start falls. Depths in "
      "brackets: of the encoder, and of the predictor or decoder.",
      kStartDecades));
  out.blank();
  out.table({"objective", "a", "m", "gap", "law", "as w0 falls"}, rows);
  figure.text = out.text();
  return figure;
}

}  // namespace jepa_oracle::program
