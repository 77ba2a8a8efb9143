#include "judge/explanation/second_moment.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "jepa_oracle/descent_field.h"
#include "jepa_oracle/mistakes.h"
#include "jepa_oracle/objectives.h"
#include "judge/explanation/answer_factor.h"
#include "judge/explanation/compared_answer.h"
#include "judge/explanation/velocity_family.h"
#include "mutants/mutants.h"
#include "scenarios/matrix_calculus.h"

namespace jepa_oracle::properties {
namespace {

/// Where a velocity is asked for.
struct Place {
  Objective objective;
  const Weights& weights;
  const Moments<Rational>& moments;
};

/// Velocity at a place for a second moment S of y; affine in S.
using Velocity = std::function<Weights(const Place&, const RationalMatrix& s)>;

/// A mistake of the catalogue, for any S: a mutant has one of its own, or takes that of the moments.
struct Family {
  std::string key;
  Velocity velocity;

  std::string text() const { return what_is_wrong_by_name(key); }
};

/// The layers' part of - d/dE of 1/2 E|V E x - E y|^2 through its target E y: - (E S - V E syx').
Weights through_target(const Place& at, const RationalMatrix& s) {
  return scaled(stop_gradient_term(at.weights, {at.moments.sxx, at.moments.syx, s}), -1);
}

Weights right(const Place& at) { return descent_field(at.objective, at.weights, at.moments); }

const std::vector<Family>& families() {
  static const std::vector<Family> all{
      {"no-stop-gradient",
       [](const Place& at, const RationalMatrix& s) {
         static const auto subject = mutants::mutant_named("no-stop-gradient").subject;
         return subject->field(Target<Rational>::of(at.objective), at.weights, {at.moments.sxx, at.moments.syx, s});
       }},
      {"stop-gradient-on-code",
       [](const Place& at, const RationalMatrix& s) {
         Weights velocity = right(at);
         if (target_moves(at.objective)) velocity.layers = through_target(at, s).layers;
         return velocity;
       }},
      {"stop-gradient-on-prediction",
       [](const Place& at, const RationalMatrix& s) {
         return target_moves(at.objective) ? through_target(at, s) : right(at);
       }},
      {"symmetrised-loss", [](const Place& at, const RationalMatrix& s) {
         const Moments<Rational> exchanged{s, at.moments.syx.transpose()};
         return moved(right(at), descent_field(at.objective, at.weights, exchanged), Rational(1));
       }}};
  return all;
}

/// What the implementation may take for S.
struct Kind {
  std::string text;
  std::function<RationalMatrix(const Moments<Rational>&)> s;
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all{
      {", with sxx for E[y y']", [](const auto& m) { return m.sxx; }},
      {", with the identity for E[y y']", [](const auto& m) { return identity<Rational>(m.size()); }},
      {", with E[y y'] as if y were a linear function of x",
       [](const auto& m) { return product_transposed(product(m.syx, inverse(m.sxx)), m.syx); }},
      {", without the term of E[y y']",
       [](const auto& m) { return RationalMatrix(RationalMatrix::Constant(m.size(), m.size(), Rational(0))); }}};
  return all;
}

/// The answer of the mistake, times the factor.
std::optional<Answer> answered(const Question& question, const Family& mistake, const RationalMatrix& s,
                               const Rational& factor) {
  if (const auto* q = std::get_if<FieldQuestion>(&question)) {
    return std::vector<RecordedStep>{{0, scaled(mistake.velocity({q->objective, q->network, q->moments}, s), factor)}};
  }
  const auto* q = std::get_if<DescendQuestion>(&question);
  if (q == nullptr) return std::nullopt;
  std::vector<RecordedStep> states{{0, q->network}};
  Weights weights = q->network;
  for (long step = 1; step <= q->steps; ++step) {
    weights = moved(weights, mistake.velocity({q->objective, weights, q->moments}, s), Rational(factor * q->rate));
    if (step % q->every == 0 || step == q->steps) states.push_back({step, weights});
  }
  return states;
}

/// The velocity at the start that the answer shows.
std::optional<Weights> velocity_of(const Call& call) {
  const auto& states = std::get<std::vector<RecordedStep>>(call.answer);
  if (std::holds_alternative<FieldQuestion>(call.question)) return states.front().network;
  const auto* q = std::get_if<DescendQuestion>(&call.question);
  if (q == nullptr || states.size() < 2 || states[1].step != 1) return std::nullopt;
  return scaled(moved(states[1].network, q->network, Rational(-1)), 1 / q->rate);
}

Place place_of(const Question& question) {
  if (const auto* q = std::get_if<FieldQuestion>(&question)) return {q->objective, q->network, q->moments};
  const auto& q = std::get<DescendQuestion>(question);
  return {q.objective, q.network, q.moments};
}

/// Solves a symmetric system by elimination; an unknown that nothing determines is 0.
std::vector<Rational> solved(std::vector<std::vector<Rational>> rows, std::vector<Rational> right_side) {
  const std::size_t n = rows.size();
  std::vector<std::size_t> pivot_of(n, n);  // row that determines an unknown
  std::size_t rank = 0;
  for (std::size_t column = 0; column < n; ++column) {
    std::size_t pivot = rank;
    while (pivot < n && rows[pivot][column] == 0) ++pivot;
    if (pivot == n) continue;
    std::swap(rows[pivot], rows[rank]);
    std::swap(right_side[pivot], right_side[rank]);
    for (std::size_t i = 0; i < n; ++i) {
      if (i == rank || rows[i][column] == 0) continue;
      const Rational factor = rows[i][column] / rows[rank][column];
      for (std::size_t j = column; j < n; ++j) rows[i][j] -= factor * rows[rank][j];
      right_side[i] -= factor * right_side[rank];
    }
    pivot_of[column] = rank++;
  }
  std::vector<Rational> solution(n);
  for (std::size_t k = 0; k < n; ++k) {
    if (pivot_of[k] < n) solution[k] = right_side[pivot_of[k]] / rows[pivot_of[k]][k];
  }
  return solution;
}

/// The symmetric S for which the mistake is nearest to the velocity, by least squares.
RationalMatrix fitted(const Family& mistake, const Place& at, const Weights& velocity, const Rational& factor) {
  const Index d = at.moments.size();
  RationalMatrix s = RationalMatrix::Constant(d, d, Rational(0));
  const std::vector<Rational> base = numbers_of(std::vector<RecordedStep>{{0, mistake.velocity(at, s)}});
  const std::vector<Rational> given = numbers_of(std::vector<RecordedStep>{{0, scaled(velocity, 1 / factor)}});
  std::vector<std::vector<Rational>> directions;
  for (Index i = 0; i < d; ++i) {
    for (Index j = i; j < d; ++j) {
      s(i, j) = s(j, i) = 1;
      directions.push_back(numbers_of(std::vector<RecordedStep>{{0, mistake.velocity(at, s)}}));
      for (std::size_t k = 0; k < base.size(); ++k) directions.back()[k] -= base[k];
      s(i, j) = s(j, i) = 0;
    }
  }
  const auto dot = [](const std::vector<Rational>& a, const std::vector<Rational>& b) {
    Rational sum = 0;
    for (std::size_t k = 0; k < a.size(); ++k) sum += a[k] * b[k];
    return sum;
  };
  std::vector<Rational> missing = given;
  for (std::size_t k = 0; k < base.size(); ++k) missing[k] -= base[k];
  std::vector<std::vector<Rational>> rows(directions.size());
  std::vector<Rational> right_side;
  for (std::size_t a = 0; a < directions.size(); ++a) {
    for (const auto& other : directions) rows[a].push_back(dot(directions[a], other));
    right_side.push_back(dot(directions[a], missing));
  }
  const std::vector<Rational> entries = solved(std::move(rows), std::move(right_side));
  std::size_t next = 0;
  for (Index i = 0; i < d; ++i) {
    for (Index j = i; j < d; ++j) s(i, j) = s(j, i) = entries[next++];
  }
  return s;
}

/// Whether the mistake explains all answers with the S that `s_of` gives for each; nothing where it has none.
template <class SecondMoment>
bool explains(const Family& mistake, const Factor& factor, const std::vector<Call>& calls, const NumberFormat& format,
              const SecondMoment& s_of) {
  bool differs = false;
  for (const Call& call : calls) {
    if (!factor.fits(call.question)) return false;
    const Rational scale = factor.value(call.question);
    const std::optional<RationalMatrix> s = s_of(call, scale);
    if (!s) return false;
    const auto answer = answered(call.question, mistake, *s, scale);
    if (!answer || !agrees(call, *answer, format)) return false;
    differs = differs || !call.is_allowed();
  }
  return differs;
}

}  // namespace

std::vector<std::string> second_moment_mistakes(const std::vector<Call>& calls, const NumberFormat& format) {
  std::vector<std::string> found;
  if (calls.empty() || std::holds_alternative<Rational>(calls.front().answer)) return found;
  // What is differentiated through the target is known with one layer on top.
  if (!std::all_of(calls.begin(), calls.end(), [](const Call& call) { return is_plain(call.question); })) return found;
  for (const Factor& factor : answer_factors()) {
    if (!found.empty()) break;
    for (const Family& mistake : families()) {
      const std::size_t before = found.size();
      for (const Kind& kind : kinds()) {
        const auto s_of = [&kind](const Call& call, const Rational&) {
          return std::optional<RationalMatrix>(kind.s(place_of(call.question).moments));
        };
        if (explains(mistake, factor, calls, format, s_of)) found.push_back(mistake.text() + kind.text + factor.text);
      }
      if (found.size() > before) continue;
      const auto s_of = [&mistake](const Call& call, const Rational& scale) -> std::optional<RationalMatrix> {
        const auto velocity = velocity_of(call);
        if (!velocity) return std::nullopt;
        return fitted(mistake, place_of(call.question), *velocity, scale);
      };
      if (explains(mistake, factor, calls, format, s_of)) {
        found.push_back(mistake.text() + ", with an E[y y'] of its own" + factor.text);
      }
    }
  }
  return found;
}

}  // namespace jepa_oracle::properties
