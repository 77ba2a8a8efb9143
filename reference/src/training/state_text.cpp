#include "jepa_oracle/state_text.h"

#include <fmt/format.h>

#include <sstream>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/exact_rational.h"

namespace jepa_oracle {
namespace {

constexpr const char* kState = "checkpoint";

/// Every matrix of a state, in one order for writing and reading.
template <class State, class Visit>
void for_each_matrix_of_state(State& state, const Visit& visit) {
  for_each_matrix(state.network, visit);
  if (state.target_encoder) visit(*state.target_encoder);
}

template <class To, class From, class Convert>
TrainingState<To> converted(const TrainingState<From>& state, const Convert& convert) {
  TrainingState<To> result;
  for (const Matrix<From>& layer : state.network.layers) result.network.layers.push_back(convert(layer));
  for (const Matrix<From>& layer : state.network.top_layers) result.network.top_layers.push_back(convert(layer));
  if (state.target_encoder) result.target_encoder = convert(*state.target_encoder);
  return result;
}

const Rational& exact(const Rational& value) { return value; }
Rational exact(const Real& value) { return value.to_rational(); }
Rational exact(double value) { return exact_rational(value, kState); }

}  // namespace

template <class T>
std::string to_exact_text(const TrainingState<T>& state) {
  std::string text;
  for_each_matrix_of_state(state, [&text](const Matrix<T>& matrix) {
    for (Index i = 0; i < matrix.size(); ++i) text += fmt::format("{} ", to_fraction(exact(matrix.data()[i])));
  });
  return text;
}

template <class T>
TrainingState<Rational> parse_exact_text(const std::string& text, const TrainingState<T>& shapes) {
  std::istringstream words(text);
  std::string word;
  TrainingState<Rational> state = converted<Rational>(
      shapes, [](const Matrix<T>& matrix) { return Matrix<Rational>(matrix.rows(), matrix.cols()); });
  for_each_matrix_of_state(state, [&](Matrix<Rational>& matrix) {
    for (Index i = 0; i < matrix.size(); ++i) {
      if (!(words >> word)) throw InvalidProblem(kState, "ends too early");
      matrix.data()[i] = parse_rational(word, kState);
    }
  });
  if (words >> word) throw InvalidProblem(kState, "goes on after its end");
  return state;
}

TrainingState<Real> rounded(const TrainingState<Rational>& state, Bits bits) {
  return converted<Real>(state, [bits](const Matrix<Rational>& matrix) { return rounded(matrix, bits); });
}

TrainingState<double> approximate(const TrainingState<Rational>& state) {
  return converted<double>(state, [](const Matrix<Rational>& matrix) { return approximate(matrix); });
}

template std::string to_exact_text(const TrainingState<Rational>&);
template std::string to_exact_text(const TrainingState<Real>&);
template std::string to_exact_text(const TrainingState<double>&);
template TrainingState<Rational> parse_exact_text(const std::string&, const TrainingState<Rational>&);
template TrainingState<Rational> parse_exact_text(const std::string&, const TrainingState<Real>&);
template TrainingState<Rational> parse_exact_text(const std::string&, const TrainingState<double>&);

}  // namespace jepa_oracle
