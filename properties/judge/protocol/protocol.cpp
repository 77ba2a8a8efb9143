#include "judge/protocol/protocol.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <iterator>
#include <string_view>
#include <utility>

namespace jepa_oracle::properties {
namespace {

using Json = nlohmann::ordered_json;

constexpr long kDoubleBits = 53;

/// Writes JSON as text: a tree of it would take as long as the comparison of the answer.
class Writer {
 public:
  explicit Writer(const NumberFormat& format) : format_(format) {}
  std::string text() { return std::move(text_); }

  void operator()(const FieldQuestion& q) {
    open('{');
    matrices(q.objective, q.network, q.moments);
    decay(q.weight_decay);
    close('}');
  }
  void operator()(const DescendQuestion& q) {
    open('{');
    matrices(q.objective, q.network, q.moments);
    decay(q.weight_decay);
    key("rate");
    number(q.rate);
    integer("steps", q.steps);
    integer("every", q.every);
    close('}');
  }
  void operator()(const TimeQuestion& q) {
    open('{');
    scalar(q.problem, q.convention);
    key("fraction");
    number(q.fraction);
    close('}');
  }
  void operator()(const AmplitudeQuestion& q) {
    open('{');
    scalar(q.problem, q.convention);
    numbers("at", q.at);
    close('}');
  }

  void result(const Question& question, const Answer& answer) {
    open('{');
    if (const auto* value = std::get_if<Rational>(&answer)) {
      if (std::holds_alternative<TimeQuestion>(question)) {
        key("time");
        number(*value);
      } else {
        numbers("encoder", *value);
      }
    } else if (const auto& states = std::get<std::vector<RecordedStep>>(answer);
               std::holds_alternative<FieldQuestion>(question)) {
      network(states.front().network);
    } else {
      key("trajectory");
      open('[');
      for (const RecordedStep& state : states) {
        element();
        open('{');
        integer("step", state.step);
        network(state.network);
        close('}');
      }
      close(']');
    }
    close('}');
  }

 private:
  void open(char bracket) {
    text_ += bracket;
    is_first_ = true;
  }
  void close(char bracket) {
    text_ += bracket;
    is_first_ = false;
  }
  void element() {
    if (!is_first_) text_ += ',';
    is_first_ = false;
  }
  void key(std::string_view name) {
    element();
    fmt::format_to(std::back_inserter(text_), "\"{}\":", name);
  }
  void integer(std::string_view name, long value) {
    key(name);
    fmt::format_to(std::back_inserter(text_), "{}", value);
  }
  void word(std::string_view name, std::string_view value) {
    key(name);
    fmt::format_to(std::back_inserter(text_), "\"{}\"", value);
  }
  /// An array of one.
  void numbers(std::string_view name, const Rational& value) {
    key(name);
    text_ += '[';
    number(value);
    text_ += ']';
  }

  void number(const Rational& value) {
    mpq_srcptr exact = value.backend().data();
    if (mpz_cmp_ui(mpq_denref(exact), 1) == 0 && mpz_cmpabs_ui(mpq_numref(exact), 1'000'000) < 0) {
      fmt::format_to(std::back_inserter(text_), FMT_COMPILE("{}"), mpz_get_si(mpq_numref(exact)));
      return;
    }
    const bool read_as_double = !format_.is_exact() && format_.bits <= kDoubleBits;
    if (const auto held = exact_double(value); read_as_double && held) {
      const std::size_t begin = text_.size();
      fmt::format_to(std::back_inserter(text_), FMT_COMPILE("{}"), *held);
      if (text_.find_first_of(".e", begin) == std::string::npos) text_ += ".0";  // no integer of unlimited size
      return;
    }
    // The decimals of 2^-n are n: a long fraction is written as one, which is read where they would not be.
    constexpr std::size_t kLong = 100'000;
    const bool is_long = mpz_sizeinbase(mpq_numref(exact), 2) + mpz_sizeinbase(mpq_denref(exact), 2) > kLong;
    const auto decimal = is_long ? std::nullopt : to_exact_decimal(value);
    fmt::format_to(std::back_inserter(text_), "\"{}\"", decimal ? *decimal : to_fraction(value));
  }

  void matrix(const Matrix<Rational>& matrix) {
    open('[');
    for (Index i = 0; i < matrix.rows(); ++i) {
      element();
      open('[');
      for (Index j = 0; j < matrix.cols(); ++j) {
        element();
        number(matrix(i, j));
      }
      close(']');
    }
    close(']');
  }
  void matrix(std::string_view name, const Matrix<Rational>& value) {
    key(name);
    matrix(value);
  }
  void network(const Network<Rational>& network) {
    matrices("layers", network.layers);
    if (network.top_layers.size() == 1) {
      matrix("top", network.top());
    } else if (!network.top_layers.empty()) {
      matrices("top_layers", network.top_layers);
    }
  }
  void matrices(std::string_view name, const std::vector<Matrix<Rational>>& values) {
    key(name);
    open('[');
    for (const auto& value : values) {
      element();
      matrix(value);
    }
    close(']');
  }
  /// What older subjects do not know is left out where it is nothing.
  void decay(const Rational& weight_decay) {
    if (weight_decay == 0) return;
    key("weight_decay");
    number(weight_decay);
  }
  void matrices(Objective objective, const Network<Rational>& weights, const Moments<Rational>& moments) {
    word("objective", name_of(objective));
    network(weights);
    matrix("sxx", moments.sxx);
    matrix("syx", moments.syx);
  }
  void scalar(const ScalarProblem& problem, TimeConvention convention) {
    word("objective", name_of(problem.objective));
    integer("depth", problem.depth.layers());
    if (problem.depth.top_layers() > 1) integer("top_depth", problem.depth.top_layers());
    key("lambda");
    number(problem.feature.lambda());
    key("rho");
    number(problem.feature.rho());
    key("epsilon");
    number(problem.initial_amplitude());
    word("time", name_of(convention));
  }

  const NumberFormat& format_;
  std::string text_;
  bool is_first_ = true;
};

}  // namespace

Json describe_json(const Description& description) {
  Json accuracy = Json::object();
  for (const auto& [method, stated] : description.accuracy) {
    accuracy[method] = exact_text(stated);
  }
  Json document{{"name", description.name},
                {"version", description.version},
                {"dtype", description.format.name},
                {"capabilities", description.capabilities},
                {"accuracy", accuracy}};
  // Reports of those who train what everybody does stay as they were.
  if (description.objectives != network_objectives()) {
    document["objectives"] = Json::array();
    for (const Objective objective : description.objectives) document["objectives"].push_back(name_of(objective));
  }
  if (description.top_depth != 1) document["top_depth"] = description.top_depth;
  if (description.weight_decay) document["weight_decay"] = true;
  return document;
}

std::string params_text(const Question& question, const NumberFormat& format) {
  Writer writer(format);
  std::visit(writer, question);
  return writer.text();
}

Json params_of(const Question& question, const NumberFormat& format) {
  return Json::parse(params_text(question, format));
}

Json result_of(const Question& question, const Answer& answer, const NumberFormat& format) {
  Writer writer(format);
  writer.result(question, answer);
  return Json::parse(writer.text());
}

}  // namespace jepa_oracle::properties
