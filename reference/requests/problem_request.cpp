#include "requests/problem_request.h"

#include "jepa_oracle/errors.h"
#include "jepa_oracle/moment_order.h"
#include "jepa_oracle/nearest_name.h"

namespace jepa_oracle::requests {
namespace {

Feature feature_of(const ProblemRequest& request, Spelling spelling) {
  require_one(request.rho, "rho", request.variance, "variance", spelling);
  const Rational lambda = parse_rational(request.lambda, spelled("lambda", spelling));
  try {
    if (request.rho) return Feature::with_rho(lambda, parse_rational(*request.rho, spelled("rho", spelling)), "-");
    return Feature::with_variance(lambda, parse_rational(*request.variance, spelled("variance", spelling)), "-");
  } catch (const InvalidProblem& problem) {  // a rule broken by "-.rho" is one of the parameter rho
    if (!problem.where().starts_with("-.")) throw;
    throw InvalidProblem(spelled(problem.where().substr(2), spelling), problem.rule());
  }
}

}  // namespace

ScalarProblem problem_of(const ProblemRequest& request, Spelling spelling) {
  const auto name = [spelling](std::string_view parameter) { return spelled(parameter, spelling); };
  const Objective objective = parse_objective(request.objective, name("objective"));
  const Depth layers = parse_depth(request.depth, name("depth"));
  const Depth depth =
      request.top_depth ? parse_top_depth(layers, objective, *request.top_depth, name("top_depth")) : layers;
  const Feature feature = feature_of(request, spelling);
  const Rational start = parse_rational(request.epsilon, name("epsilon"));
  if (request.epsilon_of != "encoder" && request.epsilon_of != "layer") {
    throw InvalidProblem(name("epsilon_of"), unknown_name("amplitude", request.epsilon_of, {"encoder", "layer"}));
  }
  return {objective, depth, feature,
          request.epsilon_of == "layer" ? Initialisation::of_layer(start, name("epsilon"))
                                        : Initialisation::of_encoder(start, name("epsilon"))};
}

Conflict conflict_of(const std::pair<Rational, Rational>& influential, const std::pair<Rational, Rational>& noisy,
                     Spelling spelling) {
  const auto feature = [spelling](const std::pair<Rational, Rational>& numbers, std::string_view name) {
    return Feature::with_rho(numbers.first, numbers.second, spelled(name, spelling));
  };
  const Feature first = feature(influential, "influential");
  const Feature second = feature(noisy, "noisy");
  try {
    return Conflict::between(first, second);
  } catch (const InvalidProblem& problem) {  // "influential.lambda" is half of the parameter influential
    throw InvalidProblem(spelled(problem.where(), spelling), problem.rule());
  }
}

Rational weight_decay_of(const Text& text, Spelling spelling) {
  const std::string name = spelled("weight_decay", spelling);
  const Rational decay = text ? parse_rational(*text, name) : Rational(0);
  require_valid_decay(decay, name);
  return decay;
}

Threshold threshold_of(const Text& fraction, const Text& level, Spelling spelling) {
  require_one(fraction, "fraction", level, "level", spelling);
  const std::string name = spelled(fraction ? "fraction" : "level", spelling);
  return fraction ? Threshold::fraction(parse_rational(*fraction, name), name)
                  : Threshold::level(parse_rational(*level, name), name);
}

LearningOrder order_of(const Problem& problem, Objective objective, TimeConvention convention, Digits digits,
                       const std::function<void(std::size_t)>& visit) {
  const auto& [depth, initialisation, threshold, time, objectives, features, moments, decay] = problem;
  if (!moments) {
    return learning_order(objective, depth, initialisation, threshold, features, convention, digits, visit, decay);
  }
  return moment_order(objective, depth, initialisation, threshold, *moments, convention, digits).order;
}

}  // namespace jepa_oracle::requests
