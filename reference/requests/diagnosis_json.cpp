#include "requests/diagnosis_json.h"

#include <fmt/format.h>

#include <algorithm>

namespace jepa_oracle::program {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kShownInJson = 20;

/// These numbers are double arithmetic on noisy data: six digits are more than they have.
std::string number(double value) { return fmt::format("{:.6g}", value); }

/// Two amplitudes that differ in their last digits only are still to be seen to differ.
std::string all_digits(double value) { return fmt::format("{}", value); }

Json json_of(const Finding& finding, const RecordedRun& run, const DiagnosedProblem& problem) {
  const Hypothesis& hypothesis = finding.hypothesis;
  Json json;
  json["statement"] = in_words(hypothesis, problem, run.in_steps);
  json["rule"] = name_of(hypothesis.rule);
  if (!stands_still(hypothesis.rule)) {
    json["depth"] = hypothesis.depth;
    if (hypothesis.top_depth != 1) json["top_depth"] = hypothesis.top_depth;
    json["stretch"] = number(hypothesis.time_scale);
  }
  json["layer_start"] = number(hypothesis.layer_start);
  json["start_readings"] = Json::array();
  for (const StartReading reading : hypothesis.starts) json["start_readings"].push_back(name_of(reading));
  json["stretch_readings"] = Json::array();
  if (!stands_still(hypothesis.rule)) {
    for (const auto& [loss, time] : hypothesis.time_scales) {
      json["stretch_readings"].push_back({{"loss", name_of(loss)}, {"time", name_of(time)}});
    }
  }
  json["fitted"] = Json::object();
  for (const FittedNumber fitted : hypothesis.fitted) {
    json["fitted"][name_of(fitted)] = number(value_of(hypothesis, fitted));
  }
  json["residual"] = number(finding.residual);
  json["fits"] = finding.fits;
  json["expected"] = finding.expected;
  json["largest"] = number(finding.largest);
  json["largest_relative_miss"] = number(finding.largest_relative);
  json["first_miss"] = nullptr;
  if (finding.first_miss) {
    const Miss& miss = *finding.first_miss;
    json["first_miss"] = {{"feature", feature_of(miss, run, problem)},
                          {"layer", layer_of(miss, run)},
                          {run.in_steps ? "step" : "time", number(miss.moment)},
                          {"recorded", all_digits(miss.recorded)},
                          {"predicted", all_digits(miss.predicted)},
                          {"noise", number(miss.noise)}};
  }
  return json;
}

}  // namespace

std::string_view layer_of(const Miss& miss, const RecordedRun& run) {
  return run.series[miss.series].layer == RecordedSeries::Layer::encoder ? "encoder" : "top";
}

const std::string& feature_of(const Miss& miss, const RecordedRun& run, const DiagnosedProblem& problem) {
  return problem.features[run.series[miss.series].feature].name;
}

Json json_of(const Diagnosis& diagnosis, const RecordedRun& run, const DiagnosedProblem& problem) {
  Json json;
  json["format"] = "jepa-oracle/diagnosis/1";
  json["verdict"] = name_of(diagnosis.verdict);
  json["statement"] = diagnosis.sentence;
  json["observations"] = Json::array();
  for (const Observation& seen : diagnosis.observations) {
    json["observations"].push_back({{"kind", seen.kind}, {"statement", seen.statement}});
  }
  json["best"] = json_of(diagnosis.ranking.front(), run, problem);
  json["expected"] = Json::array();
  for (const Finding& finding : diagnosis.expected) json["expected"].push_back(json_of(finding, run, problem));
  json["cannot_be_told_apart"] = Json::array();
  for (const std::size_t index : diagnosis.rivals) {
    json["cannot_be_told_apart"].push_back(json_of(diagnosis.ranking[index], run, problem));
  }
  json["ranking"] = Json::array();
  for (std::size_t i = 0; i < std::min(kShownInJson, diagnosis.ranking.size()); ++i) {
    json["ranking"].push_back(json_of(diagnosis.ranking[i], run, problem));
  }
  if (diagnosis.verdict == Verdict::none_fits) {
    json["nearness"] = {{"than_expected", number(diagnosis.nearness.than_expected)},
                        {"than_rest", number(diagnosis.nearness.than_rest)},
                        {"far", diagnosis.nearness.far()}};
  }
  json["bound"] = number(diagnosis.bound);
  json["largest_of_a_fit"] = number(diagnosis.most);
  json["noise"] = {{"relative", number(diagnosis.noise.relative)}, {"absolute", number(diagnosis.noise.absolute)},
                   {"estimated", diagnosis.noise.estimated},       {"single_precision", diagnosis.single_precision},
                   {"of_training", diagnosis.training_noise},      {"correlation", number(diagnosis.correlation)}};
  if (diagnosis.batch_size) json["noise"]["batch_size"] = static_cast<long>(*diagnosis.batch_size);
  json["run"] = {{"rows", run.rows},
                 {"amplitudes", diagnosis.amplitudes},
                 {"missing_cells", run.missing_cells},
                 {"repeated_rows", run.repeated_rows},
                 {"conflicting_rows", run.conflicting_rows},
                 {"sorted", run.sorted}};
  json["hypotheses"] = diagnosis.hypotheses;
  json["discretisation"] = diagnosis.step_by_step ? "gradient descent, step by step" : "gradient flow";
  json["support"] = "not guaranteed: double precision, judged against the noise named here";
  return json;
}

}  // namespace jepa_oracle::program
