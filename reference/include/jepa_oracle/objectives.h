#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jepa_oracle/model.h"

namespace jepa_oracle {

/// What the top layer is asked to predict from the code of x: y_T = A y, with A a linear map.
///   current_encoder   A = E(t), held constant when differentiating (stop-gradient)
///   frozen_encoder    A = E(0)
///   moving_average    dA/dt = beta (E - A), A(0) = E(0)
///   averaged_weights  A the product of moving averages of the layers, as BYOL has it
///   data              A = I
enum class TargetKind { current_encoder, frozen_encoder, moving_average, averaged_weights, data };
/// "current encoder", "encoder at the start", ...
std::string_view name_of(TargetKind target);

/// The matrices on top of the encoder: a predictor maps the code to the code, a decoder the code to the data.
enum class TopLayer { predictor, decoder };
std::string_view name_of(TopLayer top);

/// per_layer L + per_top_layer M + constant, L the number of encoder layers, M that of the layers on top.
struct LinearInDepth {
  long per_layer;
  long per_top_layer;
  long constant;
  long at(Depth depth) const { return per_layer * depth.layers() + per_top_layer * depth.top_layers() + constant; }
  /// Where there is one layer on top: "2L", "L+1", "1"
  std::string in_words() const;
};

/// Per feature, from balanced aligned weights, every objective of the table obeys one equation for the amplitude of a
/// layer, with integers a >= 1, m >= 1:
///   dw/dt = lambda w^a (1 - (w / w_inf)^m)                       (proofs-notes/critical-time.md)
struct Exponents {
  long a;
  long m;
  friend bool operator==(const Exponents&, const Exponents&) = default;
};

/// lambda^i rho^j: what the limit of an amplitude is a root of.
struct FeaturePower {
  long lambda;
  long rho;
  /// Of exact numbers, enclosures or approximations alike.
  template <class T>
  T of(const T& of_lambda, const T& of_rho) const {
    if (lambda == 0) return rho == 1 ? of_rho : T(power(of_rho, rho));
    return rho == 0 ? T(power(of_lambda, lambda)) : T(power(of_lambda, lambda) * power(of_rho, rho));
  }
  /// lambda / (lambda^i rho^j), where lambda may be 0, rho = lambda / variance.
  Rational saturation(const Feature& feature) const {
    const long exponent = 1 - lambda - rho;
    return (exponent == 0 ? Rational(1) : power(feature.lambda(), exponent)) * power(feature.variance(), rho);
  }
  double of_logarithms(double of_lambda, double of_rho) const {
    return static_cast<double>(lambda) * of_lambda + static_cast<double>(rho) * of_rho;
  }
  /// "rho", "lambda^-1 rho^2"
  std::string in_words() const;
};

/// One row of the table of objectives. Everything that loops over objectives - options, help, schemas, figures,
/// vectors, reports - reads this table, so that a new row appears there by itself.
struct ObjectiveRow {
  Objective objective;
  std::string_view name;           ///< in options, problems and JSON: "jepa"
  std::string_view short_name;     ///< read in its place
  std::string_view title;          ///< in sentences: "JEPA"
  std::string_view loss;           ///< as a formula
  std::string_view loss_in_words;  ///< as half a sentence
  LinearInDepth a;
  LinearInDepth m;
  FeaturePower limit_power;  ///< w_inf^m
  TargetKind target;
  std::optional<TopLayer> top;  ///< nothing on top: the loss is one of the code
};

/// In the order in which people read them.
const std::vector<Objective>& all_objectives();
/// Those of a network with a predictor or a decoder, which is what flows, descents, runs and the judge know.
const std::vector<Objective>& network_objectives();
/// All of them but one: what is trained by mistake in its place.
std::vector<Objective> objectives_other_than(Objective objective);
const ObjectiveRow& row_of(Objective objective);

/// "JEPA"
std::string_view title_of(Objective objective);
/// The names with `between` them, and `before_last` before the last: "jepa|mae", "jepa or mae".
std::string names_of(const std::vector<Objective>& objectives, std::string_view between, std::string_view before_last);
/// "jepa or mae": for sentences.
std::string choices_of(const std::vector<Objective>& objectives);
/// @throws InvalidProblem unless text is the name of one of network_objectives(); says which they are
Objective parse_network_objective(std::string_view text, const std::string& where);

/// w_inf^L, where the encoder amplitude ends, in words: "rho^L", "rho^(L/(L+1))".
std::string encoder_limit_in_words(Objective objective);

/// (a, m) at a depth.
Exponents exponents_of(Objective objective, Depth depth);
/// What limits the amplitude: dw/dt = lambda w^a - c w^(a+m), c = |lambda| / |w_inf^m|; of any lambda.
Rational saturation_of(Objective objective, const Feature& feature);
/// |w_inf^m| of a feature with lambda != 0.
Rational limit_power_of(Objective objective, const Feature& feature);
/// Of the losses of the code: the inner product is that of the inputs, E sxx E'; otherwise that of the two views,
/// E ssym E' with ssym = (syx + syx') / 2.
bool contrasts_inputs(Objective objective);
/// The top maps the code to itself.
inline bool has_predictor(Objective objective) { return row_of(objective).top == TopLayer::predictor; }
/// The target is the encoder that is trained: it moves with it, and is not differentiated.
inline bool target_moves(Objective objective) { return row_of(objective).target == TargetKind::current_encoder; }
/// What is the size, the basis, ... of the output of the top: that of the code (predictor) or of the data (decoder).
template <class Kind>
const Kind& outputs_of(Objective objective, const Kind& code, const Kind& data) {
  return has_predictor(objective) ? code : data;
}

/// The objective with another target, another gradient or another top layer than its own: what implementations train
/// instead. Per feature, with layer amplitude w, top v, u = w^L and the target amplitude T:
///   dv/dt = - r (v u s2 - lambda T) u        dw/dt = - (v u s2 - lambda T) v w^(L-1)
///   mae T = 1;  jepa T = u;  frozen_target T = u(0);  averaged_target dT/dt = beta (u - T), T(0) = u(0)
///   averaged_weights T = a^L, da/dt = beta (w - a), a(0) = w(0)
///   differentiated_target (no stop-gradient) T = u, and dw/dt = - (v^2 s2 - 2 v lambda + sy2) w^(2L-1)
///   optimal_predictor v = rho, optimal_decoder v = rho/u: the error is 0 and the encoder stands still (quasi-static)
enum class TrainingRule {
  jepa,
  mae,
  frozen_target,
  differentiated_target,
  averaged_target,
  averaged_weights,
  optimal_predictor,
  optimal_decoder
};

/// One row of the table of training variants.
struct TrainingVariant {
  TrainingRule rule;
  Objective objective;  ///< whose variant it is: the shape of the top layer
  TargetKind target;
  bool stops_gradient = true;     ///< the target is held constant when differentiating
  bool top_at_optimum = false;    ///< the top layer is held at its optimum: the encoder stands still
  std::string_view name = {};     ///< of what differs; empty: it is the objective itself
  std::string_view mistake = {};  ///< its key in the catalogue of mistakes (mistakes.h), which has the words for it
};

/// Every variant, in the order in which they are tried and shown.
inline constexpr std::array kTrainingVariants = {
    TrainingVariant{TrainingRule::jepa, Objective::jepa, TargetKind::current_encoder},
    TrainingVariant{TrainingRule::mae, Objective::mae, TargetKind::data},
    TrainingVariant{TrainingRule::frozen_target, Objective::jepa, TargetKind::frozen_encoder, true, false,
                    "frozen-target", "frozen-target"},
    TrainingVariant{TrainingRule::differentiated_target, Objective::jepa, TargetKind::current_encoder, false, false,
                    "no-stop-gradient", "no-stop-gradient"},
    TrainingVariant{TrainingRule::averaged_target, Objective::jepa, TargetKind::moving_average, true, false,
                    "averaged-target", "averaged-target"},
    TrainingVariant{TrainingRule::averaged_weights, Objective::jepa, TargetKind::averaged_weights, true, false,
                    "averaged-weights", "averaged-weights"},
    TrainingVariant{TrainingRule::optimal_predictor, Objective::jepa, TargetKind::current_encoder, true, true,
                    "optimal-predictor", "quasi-static"},
    TrainingVariant{TrainingRule::optimal_decoder, Objective::mae, TargetKind::data, true, true, "optimal-decoder",
                    "quasi-static"}};

constexpr const TrainingVariant& variant_of(TrainingRule rule) {
  return kTrainingVariants[static_cast<std::size_t>(rule)];
}

/// "jepa", "mae", "no-stop-gradient", ...
std::string_view name_of(TrainingRule rule);
/// The objective itself as a variant.
TrainingRule rule_of(Objective objective);
/// The objective, or the one whose variant it is, that has a target: it has its top layer.
Objective objective_with(TargetKind target);

/// The objective itself, and no variant of it.
constexpr bool is_objective(TrainingRule rule) { return variant_of(rule).name.empty(); }
/// The encoder stands still: neither depth nor time matter.
constexpr bool stands_still(TrainingRule rule) { return variant_of(rule).top_at_optimum; }
/// The target is a moving average, of the encoder or of its weights.
constexpr bool is_averaged(TrainingRule rule) {
  return variant_of(rule).target == TargetKind::moving_average ||
         variant_of(rule).target == TargetKind::averaged_weights;
}

}  // namespace jepa_oracle
