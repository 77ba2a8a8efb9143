#include "judge/explanation/probe_questions.h"

#include <algorithm>
#include <set>

#include "jepa_oracle/objectives.h"

namespace jepa_oracle::properties {
namespace {

/// Halves of small whole numbers, never 0, with no pattern.
class Entries {
 public:
  explicit Entries(std::uint64_t seed) : state_(seed) {}

  Rational next() {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    const auto size = static_cast<long>((state_ >> 33U) % 3) + 1;
    return Rational((state_ >> 63U) == 0 ? size : -size, 2);
  }
  Matrix<Rational> matrix(Index rows, Index columns) {
    Matrix<Rational> result(rows, columns);
    for (Index i = 0; i < result.size(); ++i) result.data()[i] = next();
    return result;
  }

 private:
  std::uint64_t state_;
};

/// x = G z + n and y = H z, as in the claims.
Moments<Rational> moments_of(Entries& entries, Index size) {
  const Matrix<Rational> g = entries.matrix(size, size);
  const Matrix<Rational> h = entries.matrix(size, size);
  return {Matrix<Rational>(product_transposed(g, g) + identity<Rational>(size)), product_transposed(h, g)};
}

/// @param widths  n_0 = d, n_1, ..., n_L
/// @param hidden  widths between the layers on top, for objectives that have any
FieldQuestion field_at(Objective objective, const std::vector<Index>& widths, std::uint64_t seed,
                       const std::vector<Index>& hidden = {}) {
  Entries entries(seed);
  Network<Rational> network;
  for (std::size_t a = 1; a < widths.size(); ++a) network.layers.push_back(entries.matrix(widths[a], widths[a - 1]));
  if (row_of(objective).top) {
    Index inputs = widths.back();
    for (const Index width : hidden) {
      network.top_layers.push_back(entries.matrix(width, inputs));
      inputs = width;
    }
    network.top_layers.push_back(entries.matrix(outputs_of(objective, widths.back(), widths.front()), inputs));
  }
  return {objective, std::move(network), moments_of(entries, widths.front())};
}

FieldQuestion decayed(FieldQuestion question, const Rational& decay) {
  question.weight_decay = decay;
  return question;
}

std::vector<Question> fields(Objective objective) {
  return {field_at(objective, {2, 2, 2}, 1),
          field_at(objective, {3, 2, 2}, 2),
          field_at(objective, {2, 3, 2, 2}, 3),
          field_at(objective, {3, 3}, 4),
          field_at(objective, {2, 3}, 5),
          field_at(objective, {2, 2, 2}, 9, {2}),
          field_at(objective, {3, 2, 2}, 10, {3, 2}),
          decayed(field_at(objective, {2, 2, 2}, 11), Rational(1, 4)),
          decayed(field_at(objective, {3, 2, 2}, 12, {2}), Rational(3, 8))};
}

/// Steps so short that the weights stay of the size of the start.
std::vector<Question> descents(Objective objective) {
  const auto descent = [objective](const std::vector<Index>& widths, std::uint64_t seed, const Rational& rate,
                                   long steps, long every) {
    FieldQuestion at = field_at(objective, widths, seed);
    return DescendQuestion{objective, std::move(at.network), std::move(at.moments), rate, steps, every};
  };
  // One step with decay, so large that neither a missing factor of the rate nor a second one looks like another
  // mistake.
  const auto decayed_step = [objective](const std::vector<Index>& widths, std::uint64_t seed, const Rational& rate) {
    FieldQuestion at = field_at(objective, widths, seed);
    return DescendQuestion{objective, std::move(at.network), std::move(at.moments), rate, 1, 1, Rational(1, 4)};
  };
  const bool has_top = row_of(objective).top.has_value();
  std::vector<Question> questions{decayed_step({2, 2, 2}, 13, Rational(1, 8)),
                                  decayed_step({3, 2}, 14, Rational(3, 8))};
  if (!has_top) return questions;
  questions.push_back(descent({2, 2, 2}, 6, Rational(1, 64), 4, 1));
  questions.push_back(descent({3, 2}, 7, Rational(1, 32), 5, 1));
  questions.push_back(descent({2, 2}, 8, Rational(1, 32), 5, 2));
  return questions;
}

struct Scalars {
  long depth;
  Rational lambda;
  Rational rho;
  Rational epsilon;
  Rational place;  ///< a fraction, or a time
  TimeConvention time;
};

ScalarProblem problem_of(Objective objective, const Scalars& s) {
  return {objective, Depth(s.depth), Feature::with_rho(s.lambda, s.rho), Initialisation::of_encoder(s.epsilon)};
}

std::vector<Question> times(Objective objective) {
  std::vector<Question> questions;
  for (const auto time : {TimeConvention::flow, TimeConvention::paper}) {
    for (const Scalars& s : {Scalars{2, {5, 8}, {7, 8}, {1, 256}, {3, 8}, time},
                             {3, {3, 4}, {5, 8}, {1, 512}, {5, 8}, time},
                             {1, {7, 8}, {3, 4}, {1, 64}, {3, 4}, time},
                             {4, {5, 4}, {7, 8}, {1, 128}, {1, 4}, time}}) {
      questions.push_back(TimeQuestion{problem_of(objective, s), s.place, time});
    }
  }
  return questions;
}

std::vector<Question> amplitudes(Objective objective) {
  std::vector<Question> questions;
  for (const auto time : {TimeConvention::flow, TimeConvention::paper}) {
    for (const Scalars& s : {Scalars{2, {5, 8}, {7, 8}, {1, 16}, 4, time},
                             {3, {3, 4}, {5, 8}, {1, 16}, 8, time},
                             {1, {7, 8}, {3, 4}, {1, 64}, 5, time},
                             {4, {5, 4}, {7, 8}, {1, 16}, 2, time}}) {
      questions.push_back(AmplitudeQuestion{problem_of(objective, s), s.place, time});
    }
  }
  return questions;
}

bool is_general(const Network<Rational>& network) { return network.data_size() > 1 && network.depth() > 1; }

}  // namespace

std::vector<Question> probe_questions(const Source& source) {
  const auto& [method, objective] = source;
  if (method == "field") return fields(objective);
  if (method == "descend") return descents(objective);
  return method == "critical_time" ? times(objective) : amplitudes(objective);
}

bool tell_apart(const std::vector<Call>& calls) {
  std::set<long> depths;
  for (const Call& call : calls) {
    if (const auto* field = std::get_if<FieldQuestion>(&call.question)) {
      if (is_general(field->network)) return true;
    } else if (const auto* descent = std::get_if<DescendQuestion>(&call.question)) {
      constexpr long kSteps = 3;
      if (is_general(descent->network) && descent->every == 1 && descent->steps >= kSteps) return true;
    } else {
      depths.insert(depth_of(call.question));
    }
  }
  return depths.size() > 1;
}

}  // namespace jepa_oracle::properties
