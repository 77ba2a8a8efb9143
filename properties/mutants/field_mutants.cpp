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

Mutant mutant(std::string name, std::string mistake, Field field, Step step = euler) {
  auto subject = std::make_shared<FieldMutant>();
  subject->label = name;
  subject->altered = std::move(field);
  subject->stepped = std::move(step);
  return {std::move(name), std::move(mistake), std::move(subject), overridden_questions<FieldMutant>()};
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
      mutant("field-mae-called-jepa", "JEPA predicts the data y instead of the code of y",
             [](const auto& t, const auto& n, const auto& m) {
               return reference(in_place_of_the_encoder(t, n, 1), n, m);
             }),
      mutant("field-frozen-target", "JEPA's target is the encoder before training",
             [](const auto& t, const auto& n, const auto& m) {
               return reference(in_place_of_the_encoder(t, n, Rational(1, 8)), n, m);
             }),
      mutant("field-without-stop-gradient", "JEPA differentiates its target too",
             [](const auto& t, const auto& n, const auto& m) {
               RationalNetwork direction = reference(t, n, m);
               if (!t.is_current_encoder()) return direction;
               RationalMoments with_syy = m;
               if (!m.syy) with_syy.syy = m.sxx;
               return moved(direction, properties::stop_gradient_term(n, with_syy), Rational(-1));
             }),
      mutant("field-of-loss-without-half", "the loss has no 1/2: everything runs twice as fast",
             [](const auto& t, const auto& n, const auto& m) { return scaled(reference(t, n, m), 2); }),
      mutant("field-mean-over-dimension", "the loss is a mean over the components",
             [](const auto& t, const auto& n, const auto& m) {
               return scaled(reference(t, n, m), Rational(1, static_cast<long>(n.top.rows())));
             }),
      mutant("field-summed-over-data", "the moments are sums over as many samples as dimensions, squared",
             [](const auto& t, const auto& n, const auto& m) {
               return scaled(reference(t, n, m), Rational(static_cast<long>(m.size() * m.size() + 1)));
             }),
      mutant("field-ascends", "the sign of the gradient is kept",
             [](const auto& t, const auto& n, const auto& m) { return scaled(reference(t, n, m), -1); }),
  };
}

std::vector<Mutant> wrong_algebra() {
  return {
      mutant("field-transposed-layer", "the derivative of the first layer is stored by columns",
             [](const auto& t, const auto& n, const auto& m) {
               RationalNetwork direction = reference(t, n, m);
               direction.layers.front() = RationalMatrix(direction.layers.front().transpose());
               return direction;
             }),
      mutant("field-swapped-views", "E[x y'] stands for E[y x']",
             [](const auto& t, const auto& n, const auto& m) {
               return reference(t, n, RationalMoments{m.sxx, RationalMatrix(m.syx.transpose()), m.syy});
             }),
      mutant("field-of-whitened-data", "sxx is taken for the identity",
             [](const auto& t, const auto& n, const auto& m) {
               return reference(t, n, RationalMoments{identity<Rational>(m.size()), m.syx, m.syy});
             }),
      mutant("field-of-variances-only", "the off-diagonal entries of sxx are ignored",
             [](const auto& t, const auto& n, const auto& m) {
               RationalMoments altered = m;
               for (Index i = 0; i < m.size(); ++i) {
                 for (Index j = 0; j < m.size(); ++j) altered.sxx(i, j) = i == j ? m.sxx(i, j) : Rational(0);
               }
               return reference(t, n, altered);
             }),
      mutant("field-without-predictor", "back-propagation skips the predictor",
             [](const auto& t, const auto& n, const auto& m) {
               RationalNetwork direction = reference(t, n, m);
               if (n.top.rows() != n.top.cols()) return direction;
               const RationalMatrix error = residual(n, t, m);
               for (long a = 1; a <= n.depth(); ++a) {
                 direction.layers[static_cast<std::size_t>(a - 1)] =
                     -product_transposed(transposed_product(properties::above(n, a), error), properties::below(n, a));
               }
               return direction;
             }),
      mutant("field-missing-layer", "back-propagation to the first layer skips the layers above it",
             [](const auto& t, const auto& n, const auto& m) {
               RationalNetwork direction = reference(t, n, m);
               if (n.layers.front().rows() == n.code_size()) {
                 direction.layers.front() = -transposed_product(n.top, residual(n, t, m));
               }
               return direction;
             }),
      mutant("field-stale-top", "the layers see the top after its step",
             [](const auto& t, const auto& n, const auto& m) {
               RationalNetwork direction = reference(t, n, m);
               RationalNetwork later = n;
               later.top += direction.top;
               direction.layers = reference(t, later, m).layers;
               return direction;
             }),
      mutant("field-quasi-static-top", "the layers see the top at its optimum for the encoder",
             [](const auto& t, const auto& n, const auto& m) {
               RationalNetwork direction = reference(t, n, m);
               const RationalMatrix code = encoder(n);
               if (code.rows() != code.cols()) return direction;
               try {
                 RationalNetwork optimal = n;
                 optimal.top = product(product(t.cross_moment(code, m.syx), inverse(m.sxx)), inverse(code));
                 direction.layers = reference(t, optimal, m).layers;
               } catch (const InvalidProblem&) {  // a singular encoder has no such top
               }
               return direction;
             }),
      mutant("field-top-towards-identity", "a penalty pulls the top towards the identity",
             [](const auto& t, const auto& n, const auto& m) {
               RationalNetwork direction = reference(t, n, m);
               direction.top += scaled(RationalMatrix(eye(n.top.rows(), n.top.cols()) - n.top), Rational(1, 10));
               return direction;
             }),
      mutant("field-slow-top", "the top learns at half the rate of the encoder",
             [](const auto& t, const auto& n, const auto& m) {
               RationalNetwork direction = reference(t, n, m);
               direction.top = scaled(direction.top, Rational(1, 2));
               return direction;
             }),
      mutant("field-slow-first-layer", "the first layer learns at half the rate of the others",
             [](const auto& t, const auto& n, const auto& m) {
               RationalNetwork direction = reference(t, n, m);
               direction.layers.front() = scaled(direction.layers.front(), Rational(1, 2));
               return direction;
             }),
  };
}

/// The reference's field and steps, and its flow for something else.
Mutant flow_mutant(std::string name, std::string mistake, Flow flow) {
  auto subject = std::make_shared<FieldMutant>();
  subject->label = name;
  subject->flowing = std::move(flow);
  return {std::move(name), std::move(mistake), std::move(subject), overridden_questions<FieldMutant>()};
}

std::vector<Network<Real>> reference_flow(const TargetRule& rule, const RationalNetwork& start,
                                          const RationalMoments& moments, const std::vector<Rational>& times,
                                          Digits digits) {
  return properties::ReferenceSubject().flow(rule, start, moments, times, digits);
}

std::vector<Mutant> wrong_flows() {
  return {
      flow_mutant("flow-average-of-rate-one", "every moving average has the rate 1",
                  [](const Field&, TargetRule rule, const auto& n, const auto& m, const auto& times, Digits digits) {
                    if (rule.kind == TargetRule::Kind::moving_average) rule.beta = 1;
                    return reference_flow(rule, n, m, times, digits);
                  }),
      flow_mutant("flow-in-paper-time", "flow times are taken for paper times",
                  [](const Field&, const TargetRule& rule, const auto& n, const auto& m, std::vector<Rational> times,
                     Digits digits) {
                    for (Rational& time : times) time /= n.depth();
                    return reference_flow(rule, n, m, times, digits);
                  }),
      flow_mutant(
          "flow-of-diagonal-weights", "the flow takes weights off the diagonal for 0: right for aligned starts",
          [](const Field&, const TargetRule& rule, RationalNetwork n, const auto& m, const auto& times, Digits digits) {
            const auto keep = [](RationalMatrix& weights) {
              for (Index i = 0; i < weights.rows(); ++i) {
                for (Index j = 0; j < weights.cols(); ++j) weights(i, j) = i == j ? weights(i, j) : Rational(0);
              }
            };
            for (RationalMatrix& layer : n.layers) keep(layer);
            keep(n.top);
            return reference_flow(rule, n, m, times, digits);
          }),
      flow_mutant(
          "flow-of-symmetric-part", "the flow sees only the symmetric part of syx",
          [](const Field&, const TargetRule& rule, const auto& n, RationalMoments m, const auto& times, Digits digits) {
            m.syx = RationalMatrix((m.syx + m.syx.transpose()) * Rational(1, 2));
            m.syy.reset();
            return reference_flow(rule, n, m, times, digits);
          }),
  };
}

std::vector<Mutant> wrong_steps() {
  return {
      mutant("step-in-sequence", "the top steps after the layers, at their new values", reference,
             [](const Field& field, const auto& t, const auto& n, const auto& m, const Rational& rate) {
               RationalNetwork next = moved(n, field(t, n, m), rate);
               next.top = n.top;
               const RationalNetwork direction = field(t, next, m);
               next.top += scaled(direction.top, rate);
               return next;
             }),
      mutant("step-with-weight-decay", "a weight decay of 1/100 that nobody asked for", reference,
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
