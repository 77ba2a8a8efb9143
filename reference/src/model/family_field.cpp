#include "jepa_oracle/family_field.h"

#include "jepa_oracle/field_formula.h"
#include "matrices/scaled_matrix.h"
#include "model/layer_chain.h"

namespace jepa_oracle {
namespace {

/// A number that is less than 0 as a text; nothing for others, and for an enclosure that may be 0.
std::string text_if_negative(const Rational& value) { return value < 0 ? exact_text(value) : ""; }
std::string text_if_negative(double value) { return value >= 0 ? "" : fmt::format("{}", value); }
std::string text_if_negative(const Real& value) { return text_if_negative(value.to_double()); }
std::string text_if_negative(const Interval& value) {
  return certainly_less(value, Interval(0)) ? text_if_negative(value.midpoint()) : "";
}

template <class T>
Matrix<T> symmetric_part(const Matrix<T>& matrix) {
  Matrix<T> result = matrix;
  for (Index i = 0; i < matrix.rows(); ++i) {
    for (Index j = 0; j < matrix.cols(); ++j) result(i, j) = T(T(matrix(i, j) + matrix(j, i)) / T(2));
  }
  return result;
}

/// The loss of the code holds |E sxx E'|^2; otherwise |E ssym E'|^2.
bool contrasts_inputs(Objective objective) {
  switch (objective) {
    case Objective::jepa:
    case Objective::mae:
    case Objective::spectral_contrastive:
      return true;
    case Objective::barlow_twins:
      break;
  }
  return false;
}

/// The layers of encoder and top in one chain under a last layer, and what they learn there: every row of the table has
/// the field of a chain whose output is to have the cross moment `cross` with inputs of the second moment `second`,
///   R = (last ... first) second - cross.
/// JEPA and MAE by definition. For the losses of the code, with nothing but the identity on top,
///   spectral  E (sxx E'E sxx) - E ssym          Barlow  (E ssym E' - I) E ssym = E (ssym E'E ssym) - E ssym
template <class M>
struct LearningChain {
  std::vector<M> below;
  M last;
  M second;
  M cross;
};

/// @param one    the identity of the code
/// @param cross  A syx, or ssym for the losses of the code
template <class M>
LearningChain<M> learning_chain(Objective objective, const std::vector<M>& layers, const std::vector<M>& top_layers,
                                const M& one, const M& code, const M& sxx, const M& cross) {
  LearningChain<M> chain{layers, top_layers.empty() ? one : top_layers.back(), sxx, cross};
  if (row_of(objective).top) {
    chain.below.insert(chain.below.end(), top_layers.begin(), top_layers.end() - 1);
    return chain;
  }
  const M& moment = contrasts_inputs(objective) ? sxx : cross;
  chain.second = product(product(moment, transposed_product(code, code)), moment);
  chain.cross = product(code, cross);
  return chain;
}

/// Directions of all layers, from W_1 to V_M.
template <class M>
std::vector<M> directions_of(const LearningChain<M>& chain, bool has_top) {
  auto field = field_formula(chain.below, chain.last, chain.second, [&](const M&) { return chain.cross; });
  if (has_top) field.layers.push_back(std::move(field.top));
  return std::move(field.layers);
}

template <class T>
std::vector<Matrix<T>> undecayed_field(Objective objective, const FamilyNetwork<T>& network, const Matrix<T>& code,
                                       const Matrix<T>& sxx, const Matrix<T>& cross) {
  const Matrix<T> one = identity<T>(network.code_size());
  return directions_of(learning_chain(objective, network.layers, network.top_layers, one, code, sxx, cross),
                       row_of(objective).top.has_value());
}

std::optional<std::vector<ScaledMatrix>> scaled(const std::vector<Matrix<Rational>>& matrices) {
  std::vector<ScaledMatrix> result;
  for (const Matrix<Rational>& matrix : matrices) {
    auto one = ScaledMatrix::of(matrix);
    if (!one) return std::nullopt;
    result.push_back(std::move(*one));
  }
  return result;
}

/// By integers, unless these would be too long.
template <>
std::vector<Matrix<Rational>> undecayed_field(Objective objective, const FamilyNetwork<Rational>& network,
                                              const Matrix<Rational>& code, const Matrix<Rational>& sxx,
                                              const Matrix<Rational>& cross) {
  const Matrix<Rational> one = identity<Rational>(network.code_size());
  const bool has_top = row_of(objective).top.has_value();
  const auto layers = scaled(network.layers);
  const auto top_layers = scaled(network.top_layers);
  const auto others = scaled({one, code, sxx, cross});
  if (!layers || !top_layers || !others) {
    return directions_of(learning_chain(objective, network.layers, network.top_layers, one, code, sxx, cross), has_top);
  }
  const auto& given = *others;
  std::vector<Matrix<Rational>> directions;
  for (const ScaledMatrix& direction : directions_of(
           learning_chain(objective, *layers, *top_layers, given[0], given[1], given[2], given[3]), has_top)) {
    directions.push_back(direction.lowest_terms());
  }
  return directions;
}

template <class T>
void require_size(const Matrix<T>& moment, Index size, const std::string& where) {
  if (moment.rows() == size && moment.cols() == size) return;
  throw InvalidProblem(where, fmt::format("is {} and must be {} x {}, as many as the first layer has columns",
                                          shape_of(moment), size, size));
}

}  // namespace

template <class T>
void require_valid(const FamilyNetwork<T>& network, const FamilyRule<T>& rule, Index data_size) {
  const ObjectiveRow& row = row_of(rule.objective);
  const Index code = code_size_of(network.layers, data_size);
  if (const std::string text = text_if_negative(rule.weight_decay); !text.empty()) {
    throw InvalidProblem("weight_decay", fmt::format("{} is negative: weights decay at a rate of 0 or more", text));
  }
  if (!row.top) {
    if (network.top_layers.empty()) return;
    throw InvalidProblem("top_layers", fmt::format("has {} layers and must be empty: the loss of {} is one of the code",
                                                   network.top_layers.size(), row.title));
  }
  if (network.top_layers.empty()) {
    throw InvalidProblem("top_layers",
                         fmt::format("is empty: the {} of {} has at least one layer", name_of(*row.top), row.title));
  }
  const Index outputs = outputs_of(rule.objective, code, data_size);
  if (outputs_of_chain(network.top_layers, "top_layers", code, "the encoder") != outputs) {
    const std::size_t last = network.top_layers.size() - 1;
    throw InvalidProblem(
        fmt::format("top_layers[{}]", last),
        fmt::format("is {} and must have {} rows: the {} of {} maps the code to {}", shape_of(network.top_layers[last]),
                    outputs, name_of(*row.top), row.title, *row.top == TopLayer::predictor ? "itself" : "the data"));
  }
  const Target<T>& target = rule.target;
  const Index rows = target.is_fixed() ? target.map().rows() : target.is_data() ? data_size : code;
  const Index columns = target.is_fixed() ? target.map().cols() : data_size;
  if (rows != outputs || columns != data_size) {
    throw InvalidProblem("target", fmt::format("is {} x {} and must be {} x {}: the {} of {} predicts it from x", rows,
                                               columns, outputs, data_size, name_of(*row.top), row.title));
  }
}

template <class T>
FamilyNetwork<T> family_field(const FamilyRule<T>& rule, const FamilyNetwork<T>& network, const Moments<T>& moments) {
  require_valid(network, rule, network.layers.empty() ? 0 : network.data_size());
  require_size(moments.sxx, network.data_size(), "moments.sxx");
  require_size(moments.syx, network.data_size(), "moments.syx");
  const Matrix<T> code = encoder(network);
  const Matrix<T> cross =
      row_of(rule.objective).top ? rule.target.cross_moment(code, moments.syx) : symmetric_part(moments.syx);
  std::vector<Matrix<T>> all = undecayed_field(rule.objective, network, code, moments.sxx, cross);
  const auto first_on_top = all.begin() + static_cast<std::ptrdiff_t>(network.layers.size());
  FamilyNetwork<T> direction{{all.begin(), first_on_top}, {first_on_top, all.end()}};
  return moved(direction, network, T(-rule.weight_decay));
}

template void require_valid(const FamilyNetwork<Rational>&, const FamilyRule<Rational>&, Index);
template FamilyNetwork<Rational> family_field(const FamilyRule<Rational>&, const FamilyNetwork<Rational>&,
                                              const Moments<Rational>&);
template void require_valid(const FamilyNetwork<Real>&, const FamilyRule<Real>&, Index);
template FamilyNetwork<Real> family_field(const FamilyRule<Real>&, const FamilyNetwork<Real>&, const Moments<Real>&);
template void require_valid(const FamilyNetwork<Interval>&, const FamilyRule<Interval>&, Index);
template FamilyNetwork<Interval> family_field(const FamilyRule<Interval>&, const FamilyNetwork<Interval>&,
                                              const Moments<Interval>&);
template void require_valid(const FamilyNetwork<double>&, const FamilyRule<double>&, Index);
template FamilyNetwork<double> family_field(const FamilyRule<double>&, const FamilyNetwork<double>&,
                                            const Moments<double>&);

}  // namespace jepa_oracle
