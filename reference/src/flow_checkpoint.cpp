#include "flow_checkpoint.h"

#include <sstream>

#include "jepa_oracle/errors.h"

namespace jepa_oracle {
namespace {

constexpr const char* kWhere = "checkpoint";

/// Every matrix of a state, in one order for writing and reading.
template <class State, class Visit>
void for_each_matrix(State& state, const Visit& visit) {
  for (auto& layer : state.network.layers) visit(layer);
  visit(state.network.top);
  if (state.target_encoder) visit(*state.target_encoder);
}

template <class To, class From, class Convert>
TrainingState<To> converted(const TrainingState<From>& state, const Convert& convert) {
  TrainingState<To> result;
  for (const Matrix<From>& layer : state.network.layers) result.network.layers.push_back(convert(layer));
  result.network.top = convert(state.network.top);
  if (state.target_encoder) result.target_encoder = convert(*state.target_encoder);
  return result;
}

Matrix<Rational> exact(const Matrix<Real>& matrix) {
  Matrix<Rational> result(matrix.rows(), matrix.cols());
  for (Index i = 0; i < matrix.size(); ++i) result.data()[i] = matrix.data()[i].to_rational();
  return result;
}

class Words {
 public:
  explicit Words(const std::string& text) : stream_(text) {}
  Rational number() {
    std::string word;
    if (!(stream_ >> word)) throw InvalidProblem(kWhere, "ends too early");
    return parse_rational(word, kWhere);
  }
  long integer() { return static_cast<long>(number()); }
  void require_end() {
    std::string word;
    if (stream_ >> word) throw InvalidProblem(kWhere, "goes on after its end");
  }

 private:
  std::istringstream stream_;
};

void write(std::ostringstream& out, const IntegrationState& integration) {
  out << to_fraction(integration.origin) << ' ' << integration.steps;
  for_each_matrix(integration.state, [&out](const Matrix<Rational>& matrix) {
    for (Index i = 0; i < matrix.size(); ++i) out << ' ' << to_fraction(matrix.data()[i]);
  });
  out << '\n';
}

IntegrationState read(Words& words, const TrainingState<Real>& shapes) {
  Rational origin = words.number();
  const long steps = words.integer();
  TrainingState<Rational> state = converted<Rational>(shapes, exact);
  for_each_matrix(state, [&words](Matrix<Rational>& matrix) {
    for (Index i = 0; i < matrix.size(); ++i) matrix.data()[i] = words.number();
  });
  return {std::move(origin), steps, std::move(state)};
}

}  // namespace

IntegrationState state_of(const TaylorFlow& flow) {
  return {flow.origin(), flow.steps(), converted<Rational>(flow.state_at_origin(), exact)};
}

TrainingState<Real> rounded_state(const TrainingState<Rational>& state, Bits bits) {
  return converted<Real>(state, [bits](const Matrix<Rational>& matrix) { return rounded(matrix, bits); });
}

std::string to_checkpoint(const FlowCheckpoint& checkpoint) {
  std::ostringstream out;
  out << checkpoint.guard << ' ' << to_fraction(checkpoint.asked) << '\n';
  write(out, checkpoint.main);
  write(out, checkpoint.companion);
  return out.str();
}

FlowCheckpoint parse_flow_checkpoint(const std::string& text, const TrainingState<Real>& shapes) {
  Words words(text);
  const Bits guard = words.integer();
  constexpr Bits kMostBits = 1L << 24;
  if (guard < 0 || guard > kMostBits) throw InvalidProblem(kWhere, "its guard bits are out of range");
  Rational asked = words.number();
  IntegrationState main = read(words, shapes);
  IntegrationState companion = read(words, shapes);
  words.require_end();
  return {guard, std::move(asked), std::move(main), std::move(companion)};
}

}  // namespace jepa_oracle
