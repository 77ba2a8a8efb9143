#include "output/results.h"

namespace jepa_oracle::program {

Json to_json(const Guaranteed& number) {
  Json json;
  json["value"] = number.decimal ? Json(*number.decimal) : Json(nullptr);
  // An undefined enclosure says nothing about the number: it is the whole line.
  const std::string lower = number.lower();
  const std::string upper = number.upper();
  json["lower"] = lower == "nan" ? "-inf" : lower;
  json["upper"] = upper == "nan" ? "inf" : upper;
  return json;
}

Json to_json(const Interval& enclosure, Digits digits) {
  return to_json(Guaranteed{digits, std::nullopt, enclosure, decimal_of(enclosure, digits)});
}

Json to_json(const CriticalTime& time) { return time.time ? to_json(*time.time) : Json(nullptr); }

Json to_json(const Feature& feature) {
  Json json;
  echo(json, feature);
  return json;
}

void echo(Json& document, const Feature& feature) {
  document["lambda"] = exact_text(feature.lambda());
  document["rho"] = exact_text(feature.rho());
  document["variance"] = exact_text(feature.variance());
}

void echo(Json& document, const Initialisation& initialisation) {
  document["epsilon"] = exact_text(initialisation.epsilon());
  document["epsilon_of"] = initialisation.per_layer() ? "layer" : "encoder";
}

void echo(Json& document, const ScalarProblem& problem) {
  document["objective"] = name_of(problem.objective);
  document["depth"] = problem.depth.layers();
  if (problem.depth.top_layers() > 1) document["top_depth"] = problem.depth.top_layers();
  echo(document, problem.feature);
  echo(document, problem.initialisation);
}

void echo(Json& document, const Threshold& threshold) {
  document[threshold.is_fraction() ? "fraction" : "level"] = exact_text(threshold.value());
}

void echo(Json& document, TimeConvention time, Digits digits) {
  document["time"] = name_of(time);
  document["digits"] = digits.count();
}

}  // namespace jepa_oracle::program
