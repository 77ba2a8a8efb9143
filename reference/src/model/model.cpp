#include "jepa_oracle/model.h"

#include <fmt/format.h>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/nearest_name.h"
#include "jepa_oracle/objectives.h"
#include "model/member_of.h"
#include "numbers/message_text.h"

namespace jepa_oracle {
namespace {

void require_positive(const Rational& value, const std::string& where, const std::string& what) {
  if (value <= 0) throw InvalidProblem(where, fmt::format("{} is not a {}: it must be > 0", shown(value), what));
}

/// @throws InvalidProblem unless text is an integer 1..kMaxDepth, saying of what it is the number and who has them
long parse_layers(std::string_view text, std::string_view what, std::string_view who, const std::string& where) {
  const Rational value = parse_rational(text, where);
  if (denominator(value) != 1) {
    throw InvalidProblem(where, fmt::format("{} is not a depth: the number of {} is an integer", shown(value), what));
  }
  if (value < 1 || value > Depth::kMaxDepth) {
    throw InvalidProblem(where,
                         fmt::format("{} is not a depth: {} has 1 to {} layers", shown(value), who, Depth::kMaxDepth));
  }
  return static_cast<long>(numerator(value));
}

}  // namespace

std::string_view name_of(TimeConvention convention) { return convention == TimeConvention::flow ? "flow" : "paper"; }

TimeConvention parse_time_convention(std::string_view text, const std::string& where) {
  if (text == "flow") return TimeConvention::flow;
  if (text == "paper") return TimeConvention::paper;
  throw InvalidProblem(where, unknown_name("time convention", text, {"flow", "paper"}));
}

Depth::Depth(long layers, const std::string& where) : layers_(layers) {
  if (layers < 1 || layers > kMaxDepth) {
    throw InvalidProblem(where, fmt::format("{} is not a depth: an encoder has 1 to {} layers", layers, kMaxDepth));
  }
}

Depth Depth::with_top(long layers, const std::string& where) const {
  if (layers < 1 || layers > kMaxDepth) {
    throw InvalidProblem(
        where, fmt::format("{} is not a depth: a predictor or decoder has 1 to {} layers", layers, kMaxDepth));
  }
  Depth depth = *this;
  depth.top_layers_ = layers;
  return depth;
}

Depth parse_depth(std::string_view text, const std::string& where) {
  return Depth(parse_layers(text, "encoder layers", "an encoder", where), where);
}

Depth parse_top_depth(Depth depth, Objective objective, std::string_view text, const std::string& where) {
  const ObjectiveRow& row = row_of(objective);
  if (!row.top) {
    throw InvalidProblem(where,
                         fmt::format("{} has no predictor or decoder: leave the number of its layers out", row.title));
  }
  const std::string_view top = name_of(*row.top);
  return depth.with_top(parse_layers(text, fmt::format("{} layers", top), fmt::format("a {}", top), where), where);
}

Feature Feature::with_rho(const Rational& lambda, const Rational& rho, const std::string& where) {
  if (rho == 0) {
    throw InvalidProblem(member_of(where, "rho"),
                         "0 leaves the variance lambda/rho undefined: give the variance instead");
  }
  if (lambda == 0) {
    throw InvalidProblem(member_of(where, "rho"),
                         fmt::format("{} is not 0 while lambda is 0: the variance would be 0, but it "
                                     "must be > 0",
                                     shown(rho)));
  }
  if ((lambda > 0) != (rho > 0)) {
    throw InvalidProblem(member_of(where, "rho"),
                         fmt::format("{} must have the sign of lambda = {}: the variance lambda/rho must be > 0",
                                     shown(rho), shown(lambda)));
  }
  return Feature(lambda, lambda / rho, rho);
}

Feature Feature::with_variance(const Rational& lambda, const Rational& variance, const std::string& where) {
  require_positive(variance, member_of(where, "variance"), "variance");
  return Feature(lambda, variance, lambda / variance);
}

Initialisation Initialisation::of_encoder(const Rational& epsilon, const std::string& where) {
  require_positive(epsilon, where, "start");
  return Initialisation(epsilon, false);
}

Initialisation Initialisation::of_layer(const Rational& epsilon, const std::string& where) {
  require_positive(epsilon, where, "start");
  return Initialisation(epsilon, true);
}

Threshold Threshold::fraction(const Rational& fraction, const std::string& where) {
  if (fraction <= 0 || fraction >= 1) {
    throw InvalidProblem(
        where, fmt::format("{} is not a fraction of the limit: it must lie strictly between 0 and 1", shown(fraction)));
  }
  return Threshold(fraction, true);
}

Threshold Threshold::level(const Rational& level, const std::string& where) {
  require_positive(level, where, "level of the encoder amplitude");
  return Threshold(level, false);
}

void require_valid_decay(const Rational& decay, const std::string& where) {
  if (decay < 0) throw InvalidProblem(where, fmt::format("{} is negative: weights shrink or stay", shown(decay)));
}

}  // namespace jepa_oracle
