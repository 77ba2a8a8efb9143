#include "output/analyze_output.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "jepa_oracle/objectives.h"
#include "output/results.h"
#include "output/text_report.h"

namespace jepa_oracle::program {
namespace {

std::string exactly(double value) { return fmt::format("{}", value); }

Json json_of(const std::optional<Range>& range) {
  return range ? Json::array({exactly(range->lower), exactly(range->upper)}) : Json(nullptr);
}
Json json_of(const std::optional<double>& value) { return value ? Json(exactly(*value)) : Json(nullptr); }
Json json_of(const Distance& distance) {
  return {{"value", exactly(distance.value)}, {"noise", json_of(distance.noise)}};
}

Json names(const std::vector<std::size_t>& indices) {
  Json list = Json::array();
  for (const std::size_t index : indices) list.push_back(feature_name(index));
  return list;
}

Json json_of(const PredictedOrder& predicted) {
  Json times = Json::object();
  for (std::size_t i = 0; i < predicted.order.times.size(); ++i) {
    times[feature_name(i)] = to_json(predicted.order.times[i]);
  }
  Json json;
  json["objective"] = name_of(predicted.objective);
  json["features"] = names(predicted.order.learned);
  json["confidence"] = Json::array();
  for (const double share : predicted.confidence) json["confidence"].push_back(exactly(share));
  json["critical_times"] = times;
  json["already_beyond"] = names(predicted.order.already_beyond);
  json["never"] = names(predicted.order.never);
  return json;
}

std::string_view name_of(ConflictWindow::State state) {
  return state == ConflictWindow::State::open ? "open" : state == ConflictWindow::State::empty ? "empty" : "undecided";
}

Json json_of(const FeatureConflict& conflict) {
  const bool open = conflict.window.state == ConflictWindow::State::open;
  return {{"influential", feature_name(conflict.influential)},
          {"noisy", feature_name(conflict.noisy)},
          {"epsilon_window",
           open ? Json::array({to_json(*conflict.window.lower), to_json(*conflict.window.upper)}) : Json(nullptr)},
          {"state", name_of(conflict.window.state)},
          {"disagree", conflict.disagree},
          {"confidence", json_of(conflict.confidence)}};
}

Json document_of(const AnalysedData& data) {
  const DataAnalysis& analysis = data.analysis;
  Json document;
  document["pairs"] = static_cast<std::uint64_t>(data.estimate.pairs());
  document["source"] = data.source;
  document["columns"] = data.estimate.columns();
  document["dropped"] = data.dropped;
  document["ignored"] = data.notes.ignored;
  document["reshaped"] = data.notes.reshaped;
  document["left_out"] = static_cast<std::int64_t>(*data.notes.left_out);
  document["divided_by"] = data.standardised.empty() ? Json(nullptr) : Json::object();
  for (const auto& [name, divisor] : data.notes.divisors) document["divided_by"][name] = exactly(divisor);
  document["warnings"] = data.warning ? Json::array({*data.warning}) : Json::array();
  document["centre"] = data.estimate.centre() == Centre::mean ? "mean" : "origin";
  document["rounding"] = exactly(data.estimate.additions() * 0x1p-53);
  document["features"] = Json::array();
  for (std::size_t i = 0; i < analysis.features.size(); ++i) {
    const AnalysedFeature& feature = analysis.features[i];
    Json direction = Json::array();
    for (const double entry : feature.estimate.direction) direction.push_back(exactly(entry));
    document["features"].push_back({{"name", feature_name(i)},
                                    {"lambda", exactly(feature.estimate.lambda)},
                                    {"lambda_interval", json_of(feature.lambda)},
                                    {"rho", exactly(feature.estimate.rho)},
                                    {"rho_interval", json_of(feature.rho)},
                                    {"variance", exactly(feature.estimate.variance)},
                                    {"overlap", json_of(feature.overlap)},
                                    {"direction", direction}});
  }
  document["groups"] = Json::array();
  for (const auto& group : analysis.groups) document["groups"].push_back(names(group));
  document["commutator"] = json_of(analysis.commutator);
  document["asymmetry"] = json_of(analysis.asymmetry);
  document["condition"] = exactly(analysis.condition);
  document["orders"] = Json::array();
  for (const PredictedOrder& order : analysis.orders) document["orders"].push_back(json_of(order));
  document["disagreeing_pairs"] = analysis.disagreeing_pairs;
  document["conflicting_pairs"] = analysis.conflicting_pairs;
  document["conflicts"] = Json::array();
  for (const FeatureConflict& conflict : analysis.conflicts) document["conflicts"].push_back(json_of(conflict));
  document["depth"] = data.request.depth.layers();
  echo(document, data.request.initialisation);
  document["fraction"] = exact_text(data.request.fraction);
  document["time"] = "flow";
  document["resamples"] = data.request.resamples;
  document["blocks"] = data.estimate.blocks().size();
  document["interval_level"] = exactly(data.request.confidence);
  document["seed"] = data.request.seed;
  return document;
}

/// Three digits, "2.39e5" and not "2.39e+05": tables are narrow.
std::string brief(double value) {
  std::string text = fmt::format("{:.3g}", value);
  const std::size_t e = text.find('e');
  if (e == std::string::npos) return text;
  const bool negative = text[e + 1] == '-';
  const std::size_t digits = text.find_first_not_of('0', e + 2);
  return fmt::format("{}e{}{}", text.substr(0, e), negative ? "-" : "", text.substr(digits));
}

std::string with_range(double value, const std::optional<Range>& range) {
  return range ? fmt::format("{} [{}, {}]", brief(value), brief(range->lower), brief(range->upper))
               : fmt::format("{:.4g}", value);
}

void show_features(TextReport& out, const AnalysedData& data) {
  const auto& features = data.analysis.features;
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < std::min(data.rows, features.size()); ++i) {
    const AnalysedFeature& feature = features[i];
    rows.push_back({std::to_string(i), with_range(feature.estimate.lambda, feature.lambda),
                    with_range(feature.estimate.rho, feature.rho), loadings(data, feature.estimate, 2)});
  }
  out.blank();
  out.table({"feature", "lambda", "rho", "largest entries"}, rows);
  if (rows.size() < features.size()) {
    out.paragraph(fmt::format("  ... and {} more (--json lists all)", features.size() - rows.size()));
  }
}

/// "0-3, 7": ranges of neighbours in one.
std::string numbers_of(const std::vector<std::size_t>& group) {
  std::string text;
  for (std::size_t k = 0; k < group.size();) {
    std::size_t end = k;
    while (end + 1 < group.size() && group[end + 1] == group[end] + 1) ++end;
    text += fmt::format("{}{}", text.empty() ? "" : ", ", group[k]);
    if (end > k) text += fmt::format("{}{}", end > k + 1 ? "-" : ", ", group[end]);
    k = end + 1;
  }
  return text;
}

void show_groups(TextReport& out, const DataAnalysis& analysis) {
  std::vector<std::string> texts;
  for (const auto& group : analysis.groups) {
    if (group.size() > 1) texts.push_back(numbers_of(group));
  }
  if (texts.empty()) return;
  out.paragraph(fmt::format("  Not distinguished: features {}. Their intervals hold for any direction in their span.",
                            fmt::join(texts, "; ")));
}

void show_order(TextReport& out, const AnalysedData& data, const PredictedOrder& predicted) {
  const LearningOrder& order = predicted.order;
  out.blank();
  out.paragraph(fmt::format("{}, predicted, first to last:", title_of(predicted.objective)));
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < std::min(data.rows, order.learned.size()); ++i) {
    const std::size_t index = order.learned[i];
    const std::string sure =
        i < predicted.confidence.size() ? fmt::format("{:.0f}%", 100 * predicted.confidence[i]) : "";
    rows.push_back({std::to_string(order.places[index]), feature_name(index), in_words(*order.times[index].time), sure,
                    loadings(data, data.analysis.features[index].estimate, 1)});
  }
  if (rows.empty()) {
    out.paragraph("  Nothing is learned.");
  } else {
    out.table({"", "feature", "critical time", "before next", "largest entry"}, rows);
  }
  if (order.learned.size() > rows.size()) {
    out.paragraph(fmt::format("  ... and {} more", order.learned.size() - rows.size()));
  }
  const auto count = [](std::size_t number) { return fmt::format("{} feature{}", number, number == 1 ? "" : "s"); };
  if (!order.already_beyond.empty()) {
    out.paragraph(fmt::format("  Not learned, because the start is already past {} of the limit: {}",
                              exact_text(data.request.fraction), count(order.already_beyond.size())));
  }
  if (!order.never.empty()) {
    out.paragraph(fmt::format("  Never, lambda <= 0: {}", count(order.never.size())));
  }
}

void show_conflicts(TextReport& out, const DataAnalysis& analysis, std::size_t most) {
  out.blank();
  out.paragraph(
      fmt::format("The objectives order {} pair{} of features differently. In {} pair{} one feature has the "
                  "larger lambda and the other the larger rho{}",
                  analysis.disagreeing_pairs, analysis.disagreeing_pairs == 1 ? "" : "s", analysis.conflicting_pairs,
                  analysis.conflicting_pairs == 1 ? "" : "s",
                  analysis.conflicts.empty() ? "." : "; JEPA learns the latter first for epsilon in:"));
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < std::min(most, analysis.conflicts.size()); ++i) {
    const FeatureConflict& conflict = analysis.conflicts[i];
    std::string window(name_of(conflict.window.state));
    if (conflict.window.state == ConflictWindow::State::open) {
      // Of six digits three are shown; ends of deep networks are beyond double.
      const auto end = [](const Guaranteed& number) {
        return decimal_of(number.enclosure, Digits(3)).value_or("undecided");
      };
      window = fmt::format("{} to {}", end(*conflict.window.lower), end(*conflict.window.upper));
    }
    rows.push_back({feature_name(conflict.noisy), feature_name(conflict.influential), window,
                    conflict.disagree ? "yes" : "no",
                    conflict.confidence ? fmt::format("{:.0f}%", 100 * *conflict.confidence) : ""});
  }
  if (rows.empty()) return;
  out.table({"larger lambda", "larger rho", "epsilon", "differs", "resamples"}, rows);
  if (analysis.conflicting_pairs > rows.size()) {
    out.paragraph(fmt::format("  ... and {} more", analysis.conflicting_pairs - rows.size()));
  }
}

/// The first names of a list that may be long.
std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 12;
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kShown));
  return fmt::format("{}{}", fmt::join(names.begin(), end, ", "),
                     names.size() > kShown ? fmt::format(" and {} more", names.size() - kShown) : "");
}

std::string distance_text(const Distance& distance) {
  if (!distance.noise) return fmt::format("{:.3g}", distance.value);
  return fmt::format("{:.3g}; sampling noise alone would give {:.3g}", distance.value, *distance.noise);
}

}  // namespace

std::string loadings(const AnalysedData& data, const DataFeature& feature, std::size_t most) {
  std::vector<Index> columns(static_cast<std::size_t>(feature.direction.size()));
  std::iota(columns.begin(), columns.end(), Index{0});
  std::stable_sort(columns.begin(), columns.end(),
                   [&](Index a, Index b) { return std::abs(feature.direction(a)) > std::abs(feature.direction(b)); });
  std::vector<std::string> texts;
  for (const Index column : columns) {
    if (texts.size() == most) break;
    texts.push_back(
        fmt::format("{} {:.2f}", data.estimate.columns()[static_cast<std::size_t>(column)], feature.direction(column)));
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

Answer answer_of(const AnalysedData& data) {
  const DataAnalysis& analysis = data.analysis;
  TextReport out;
  out.paragraph(
      fmt::format("{} features of {} pairs, by decreasing lambda.", analysis.features.size(), data.estimate.pairs()));
  if (data.warning) {
    out.blank();
    out.paragraph("Warning: " + *data.warning);
  }
  show_features(out, data);
  show_groups(out, analysis);
  for (const PredictedOrder& order : analysis.orders) show_order(out, data, order);
  show_conflicts(out, analysis, data.rows);
  out.blank();
  out.row("pairs", data.source);
  if (!data.dropped.empty()) out.row("constant, dropped", fmt::format("{}", fmt::join(data.dropped, ", ")));
  if (!data.notes.ignored.empty()) out.row("not read", some_of(data.notes.ignored));
  for (const std::string& reshaped : data.notes.reshaped) out.row("read", reshaped);
  if (*data.notes.left_out > 0) {
    out.row("left out", fmt::format("{} pairs with a missing value", *data.notes.left_out));
  }
  if (!data.standardised.empty()) out.row("divided", data.standardised);
  out.row("moments about", data.estimate.centre() == Centre::mean ? "the mean" : "the origin");
  out.row("commutator", distance_text(analysis.commutator));
  out.row("asymmetry of syx", distance_text(analysis.asymmetry));
  out.row("condition", fmt::format("{:.3g}", analysis.condition));
  out.row("depth", std::to_string(data.request.depth.layers()));
  out.row(data.request.initialisation);
  out.row(Threshold::fraction(data.request.fraction));
  out.row(TimeConvention::flow);
  if (data.request.resamples > 0) {
    out.row("intervals", fmt::format("{:g}%, {} resamples of {} blocks, seed {}", 100 * data.request.confidence,
                                     data.request.resamples, data.estimate.blocks().size(), data.request.seed));
  } else if (data.few_blocks) {
    out.row("intervals",
            fmt::format("none: {} blocks are too few to resample; give more pairs, or blocks of fewer rows (--block)",
                        data.estimate.blocks().size()));
  }
  return {document_of(data), out.text()};
}

}  // namespace jepa_oracle::program
