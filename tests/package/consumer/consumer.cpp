// A project that uses jepa-oracle as a package: one critical time, checked against its closed form at depth 1,
// where lambda rho t = ln(s/(1-s)) - 1/s between s0 and the fraction.
#include <jepa_oracle/critical_time.h>

#include <cmath>
#include <iostream>

int main() {
  using namespace jepa_oracle;
  const ScalarProblem problem = {Objective::jepa, Depth(1), Feature::with_rho(1, Rational(1, 2)),
                                 Initialisation::of_encoder(Rational(1, 100))};
  const auto result =
      critical_time(problem, Threshold::fraction(Rational(1, 2)), TimeConvention::flow, Digits(30));
  if (result.outcome != Outcome::reached || !result.time->conclusive()) {
    std::cerr << "no time: " << name_of(result.outcome) << "\n";
    return 1;
  }
  const auto primitive = [](double s) { return std::log(s / (1 - s)) - 1 / s; };
  const double expected = 2 * (primitive(0.5) - primitive(0.02));
  const double difference = std::abs(std::stod(*result.time->decimal) / expected - 1);
  std::cout << *result.time->decimal << "\n";
  if (difference > 1e-13) {  // ten roundings of doubles and a condition below 100
    std::cerr << "expected " << expected << "\n";
    return 1;
  }
  return 0;
}
