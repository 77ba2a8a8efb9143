#include "jepa_oracle/model.h"

#include <fmt/format.h>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/nearest_name.h"
#include "model/member_of.h"
#include "numbers/message_text.h"

namespace jepa_oracle {
namespace {

void require_positive(const Rational& value, const std::string& where, const std::string& what) {
  if (value <= 0) throw InvalidProblem(where, fmt::format("{} is not a {}: it must be > 0", shown(value), what));
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

Depth parse_depth(std::string_view text, const std::string& where) {
  const Rational value = parse_rational(text, where);
  if (denominator(value) != 1) {
    throw InvalidProblem(where,
                         fmt::format("{} is not a depth: the number of encoder layers is an integer", shown(value)));
  }
  if (value < 1 || value > Depth::kMaxDepth) {
    throw InvalidProblem(
        where, fmt::format("{} is not a depth: an encoder has 1 to {} layers", shown(value), Depth::kMaxDepth));
  }
  return Depth(static_cast<long>(numerator(value)), where);
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

}  // namespace jepa_oracle
