// Implementations of the descent field of whole networks, each one mistake away from the reference.
#include <algorithm>
#include <functional>

#include "jepa_oracle/descent_field.h"
#include "jepa_oracle/errors.h"
#include "mutants/field_flow.h"
#include "mutants/mutants.h"
#include "scenarios/matrix_calculus.h"

namespace jepa_oracle::mutants {
namespace {

using properties::RationalMatrix;
using properties::RationalMoments;
using properties::RationalNetwork;
using properties::RationalTarget;
using Field = NetworkField;
using Step = std::function<RationalNetwork(const Field&, const RationalTarget&, const RationalNetwork&,
                                           const RationalMoments&, const Rational&)>;
using Flow = std::function<std::vector<Network<Real>>(const Field&, const TargetRule&, const RationalNetwork&,
                                                      const RationalMoments&, const std::vector<Rational>&, Digits)>;

RationalNetwork reference(const RationalTarget& target, const RationalNetwork& network,
                          const RationalMoments& moments) {
  return descent_field(network, target, moments);
}

RationalNetwork euler(const Field& field, const RationalTarget& target, const RationalNetwork& network,
                      const RationalMoments& moments, const Rational& rate) {
  return moved(network, field(target, network, moments), rate);
}

/// Flow of the mutant's own field.
std::vector<Network<Real>> own_flow(const Field& field, const TargetRule& rule, const RationalNetwork& start,
                                    const RationalMoments& moments, const std::vector<Rational>& times, Digits) {
  return extrapolated_flow(field, rule, start, moments, times);
}

/// Steps and flows along its own field unless told otherwise.
struct FieldMutant : properties::ReferenceSubject {
  std::string label;
  Field altered = reference;
  Step stepped = euler;
  Flow flowing = own_flow;

  std::string name() const override { return label; }
  RationalNetwork field(const RationalTarget& t, const RationalNetwork& n, const RationalMoments& m) const override {
    return altered(t, n, m);
  }
  RationalNetwork step(const RationalTarget& t, const RationalNetwork& n, const RationalMoments& m,
                       const Rational& rate) const override {
    return stepped(altered, t, n, m, rate);
  }
  std::vector<Network<Real>> flow(const TargetRule& rule, const RationalNetwork& start, const RationalMoments& m,
                                  const std::vector<Rational>& times, Digits digits) const override {
    return flowing(altered, rule, start, m, times, digits);
  }
};

Mutant mutant(std::string name, Field field, Step step = euler) {
  auto subject = std::make_shared<FieldMutant>();
  subject->label = name;
  subject->altered = std::move(field);
  subject->stepped = std::move(step);
  return mutant_of(std::move(name), std::move(subject), overridden_questions<FieldMutant>());
}

RationalMatrix scaled(const RationalMatrix& m, const Rational& factor) { return m * factor; }

RationalNetwork scaled(const RationalNetwork& n, const Rational& factor) { return moved(n, n, Rational(factor - 1)); }

/// Ones on the diagonal.
RationalMatrix eye(Index rows, Index columns) {
  RationalMatrix result = RationalMatrix::Constant(rows, columns, Rational(0));
  for (Index i = 0; i < std::min(rows, columns); ++i) result(i, i) = 1;
  return result;
}

RationalTarget in_place_of_the_encoder(const RationalTarget& target, const RationalNetwork& n,
                                       const Rational& amplitude) {
  if (!target.is_current_encoder()) return target;
  return RationalTarget::fixed(scaled(eye(n.code_size(), n.data_size()), amplitude));
}

std::vector<Mutant> wrong_objectives() {
  return {
      mutant("mae-called-jepa", [](const auto& t, const auto& n,
                                   const auto& m) { return reference(in_place_of_the_encoder(t, n, 1), n, m); }),
      mutant("jepa-called-mae",
             [](const auto& t, const auto& n, const auto& m) {
               const bool fits = t.is_data() && n.code_size() == n.data_size();
               return reference(fits ? RationalTarget::current_encoder() : t, n, m);
             }),
      mutant("frozen-target/field",
             [](const auto& t, const auto& n, const auto& m) {
               return reference(in_place_of_the_encoder(t, n, Rational(1, 8)), n, m);
             }),
      mutant("no-stop-gradient",
             [](const auto& t, const auto& n, const auto& m) {
               RationalNetwork direction = reference(t, n, m);
               if (!t.is_current_encoder()) return direction;
               RationalMoments with_syy = m;
               if (!m.syy) with_syy.syy = m.sxx;
               return moved(direction, properties::stop_gradient_term(n, with_syy), Rational(-1));
             }),
      mutant("loss-without-half/field",
             [](const auto& t, const auto& n, const auto& m) { return scaled(reference(t, n, m), 2); }),
      mutant("mean-over-outputs",
             [](const auto& t, const auto& n, const auto& m) {
               return scaled(reference(t, n, m), Rational(1, static_cast<long>(n.top().rows())));
             }),
      mutant("moments-summed",
             [](const auto& t, const auto& n, const auto& m) {
               return scaled(reference(t, n, m), Rational(static_cast<long>(m.size() * m.size() + 1)));
             }),
      mutant("gradient-ascent",
             [](const auto& t, const auto& n, const auto& m) { return scaled(reference(t, n, m), -1); }),
  };
}

std::vector<Mutant> wrong_algebra() {
  return {
      mutant("first-layer-transposed",
             [](const auto& t, const auto& n, const auto& m) {
               RationalNetwork direction = reference(t, n, m);
               direction.layers.front() = RationalMatrix(direction.layers.front().transpose());
               return direction;
             }),
      mutant("syx-transposed",
             [](const auto& t, const auto& n, const auto& m) {
               return reference(t, n, RationalMoments{m.sxx, RationalMatrix(m.syx.transpose()), m.syy});
             }),
      mutant("sxx-ignored",
             [](const auto& t, const auto& n, const auto& m) {
               return reference(t, n, RationalMoments{identity<Rational>(m.size()), m.syx, m.syy});
             }),
      mutant("sxx-diagonal",
             [](const auto& t, const auto& n, const auto& m) {
               RationalMoments altered = m;
               for (Index i = 0; i < m.size(); ++i) {
                 for (Index j = 0; j < m.size(); ++j) altered.sxx(i, j) = i == j ? m.sxx(i, j) : Rational(0);
               }
               return reference(t, n, altered);
             }),
      mutant("missing-predictor",
             [](const auto& t, const auto& n, const auto& m) {
               RationalNetwork direction = reference(t, n, m);
               if (n.top().rows() != n.top().cols()) return direction;
               const RationalMatrix error = residual(n, t, m);
               for (long a = 1; a <= n.depth(); ++a) {
                 direction.layers[static_cast<std::size_t>(a - 1)] =
                     -product_transposed(transposed_product(properties::above(n, a), error), properties::below(n, a));
               }
               return direction;
             }),
      mutant("missing-layer/all-above",
             [](const auto& t, const auto& n, const auto& m) {
               RationalNetwork direction = reference(t, n, m);
               if (n.layers.front().rows() == n.code_size()) {
                 direction.layers.front() = -transposed_product(n.top(), residual(n, t, m));
               }
               return direction;
             }),
      mutant("predictor-first/field",
             [](const auto& t, const auto& n, const auto& m) {
               RationalNetwork direction = reference(t, n, m);
               RationalNetwork later = n;
               later.top() += direction.top();
               direction.layers = reference(t, later, m).layers;
               return direction;
             }),
      mutant("quasi-static",
             [](const auto& t, const auto& n, const auto& m) {
               RationalNetwork direction = reference(t, n, m);
               const RationalMatrix code = encoder(n);
               if (code.rows() != code.cols()) return direction;
               try {
                 RationalNetwork optimal = n;
                 optimal.top_layers = {product(product(t.cross_moment(code, m.syx), inverse(m.sxx)), inverse(code))};
                 direction.layers = reference(t, optimal, m).layers;
               } catch (const InvalidProblem&) {  // a singular encoder has no such top
               }
               return direction;
             }),
      mutant("predictor-penalty",
             [](const auto& t, const auto& n, const auto& m) {
               RationalNetwork direction = reference(t, n, m);
               direction.top() +=
                   scaled(RationalMatrix(eye(n.top().rows(), n.top().cols()) - n.top()), Rational(1, 10));
               return direction;
             }),
      mutant("slow-predictor",
             [](const auto& t, const auto& n, const auto& m) {
               RationalNetwork direction = reference(t, n, m);
               direction.top_layers = {scaled(direction.top(), Rational(1, 2))};
               return direction;
             }),
      mutant("slow-first-layer",
             [](const auto& t, const auto& n, const auto& m) {
               RationalNetwork direction = reference(t, n, m);
               direction.layers.front() = scaled(direction.layers.front(), Rational(1, 2));
               return direction;
             }),
  };
}

/// The reference's field and steps, and its flow for something else.
Mutant flow_mutant(std::string name, Flow flow) {
  auto subject = std::make_shared<FieldMutant>();
  subject->label = name;
  subject->flowing = std::move(flow);
  return mutant_of(std::move(name), std::move(subject), overridden_questions<FieldMutant>());
}

std::vector<Network<Real>> reference_flow(const TargetRule& rule, const RationalNetwork& start,
                                          const RationalMoments& moments, const std::vector<Rational>& times,
                                          Digits digits) {
  return properties::ReferenceSubject().flow(rule, start, moments, times, digits);
}

std::vector<Mutant> wrong_flows() {
  return {
      flow_mutant("average-rate-ignored",
                  [](const Field&, TargetRule rule, const auto& n, const auto& m, const auto& times, Digits digits) {
                    if (rule.kind == TargetRule::Kind::moving_average) rule.beta = 1;
                    return reference_flow(rule, n, m, times, digits);
                  }),
      flow_mutant("paper-time/flow",
                  [](const Field&, const TargetRule& rule, const auto& n, const auto& m, std::vector<Rational> times,
                     Digits digits) {
                    for (Rational& time : times) time /= n.depth();
                    return reference_flow(rule, n, m, times, digits);
                  }),
      flow_mutant(
          "off-diagonal-weights-ignored",
          [](const Field&, const TargetRule& rule, RationalNetwork n, const auto& m, const auto& times, Digits digits) {
            const auto keep = [](RationalMatrix& weights) {
              for (Index i = 0; i < weights.rows(); ++i) {
                for (Index j = 0; j < weights.cols(); ++j) weights(i, j) = i == j ? weights(i, j) : Rational(0);
              }
            };
            for (RationalMatrix& layer : n.layers) keep(layer);
            keep(n.top());
            return reference_flow(rule, n, m, times, digits);
          }),
      flow_mutant(
          "syx-symmetrised",
          [](const Field&, const TargetRule& rule, const auto& n, RationalMoments m, const auto& times, Digits digits) {
            m.syx = RationalMatrix((m.syx + m.syx.transpose()) * Rational(1, 2));
            m.syy.reset();
            return reference_flow(rule, n, m, times, digits);
          }),
  };
}

std::vector<Mutant> wrong_steps() {
  return {
      mutant("predictor-last", reference,
             [](const Field& field, const auto& t, const auto& n, const auto& m, const Rational& rate) {
               RationalNetwork next = moved(n, field(t, n, m), rate);
               next.top_layers = {n.top()};
               const RationalNetwork direction = field(t, next, m);
               next.top() += scaled(direction.top(), rate);
               return next;
             }),
      mutant("weight-decay", reference,
             [](const Field& field, const auto& t, const auto& n, const auto& m, const Rational& rate) {
               const RationalNetwork kept = scaled(n, 1 - rate / 100);
               return moved(kept, field(t, n, m), rate);
             }),
  };
}

}  // namespace

std::vector<Mutant> field_mutants() {
  std::vector<Mutant> mutants;
  for (auto family : {wrong_objectives, wrong_algebra, wrong_steps, wrong_flows}) {
    for (Mutant& one : family()) mutants.push_back(std::move(one));
  }
  return mutants;
}

}  // namespace jepa_oracle::mutants
