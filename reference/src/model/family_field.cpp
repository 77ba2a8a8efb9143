#include "jepa_oracle/family_field.h"

#include "jepa_oracle/descent_field.h"
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
void require_size(const Matrix<T>& moment, Index size, const std::string& where) {
  if (moment.rows() == size && moment.cols() == size) return;
  throw InvalidProblem(where, fmt::format("is {} and must be {} x {}, as many as the first layer has columns",
                                          shape_of(moment), size, size));
}

}  // namespace

template <class T>
void require_valid(const Network<T>& network, const FamilyRule<T>& rule, Index data_size) {
  const ObjectiveRow& row = row_of(rule.objective);
  require_valid(network, rule.objective, data_size);
  if (const std::string text = text_if_negative(rule.weight_decay); !text.empty()) {
    throw InvalidProblem("weight_decay", fmt::format("{} is negative: weights shrink or stay", text));
  }
  if (!row.top) return;
  const Index code = network.code_size();
  const Index outputs = outputs_of(rule.objective, code, data_size);
  const Target<T>& target = rule.target;
  const Index rows = target.is_fixed() ? target.map().rows() : target.is_data() ? data_size : code;
  const Index columns = target.is_fixed() ? target.map().cols() : data_size;
  if (rows != outputs || columns != data_size) {
    throw InvalidProblem("target", fmt::format("is {} x {} and must be {} x {}: the {} of {} predicts it from x", rows,
                                               columns, outputs, data_size, name_of(*row.top), row.title));
  }
}

template <class T>
Network<T> family_field(const FamilyRule<T>& rule, const Network<T>& network, const Moments<T>& moments) {
  require_valid(network, rule, network.layers.empty() ? 0 : network.data_size());
  require_size(moments.sxx, network.data_size(), "moments.sxx");
  require_size(moments.syx, network.data_size(), "moments.syx");
  return moved(descent_field(rule.objective, network, rule.target, moments), network, T(-rule.weight_decay));
}

template void require_valid(const Network<Rational>&, const FamilyRule<Rational>&, Index);
template Network<Rational> family_field(const FamilyRule<Rational>&, const Network<Rational>&,
                                        const Moments<Rational>&);
template void require_valid(const Network<Real>&, const FamilyRule<Real>&, Index);
template Network<Real> family_field(const FamilyRule<Real>&, const Network<Real>&, const Moments<Real>&);
template void require_valid(const Network<Interval>&, const FamilyRule<Interval>&, Index);
template Network<Interval> family_field(const FamilyRule<Interval>&, const Network<Interval>&,
                                        const Moments<Interval>&);
template void require_valid(const Network<double>&, const FamilyRule<double>&, Index);
template Network<double> family_field(const FamilyRule<double>&, const Network<double>&, const Moments<double>&);

}  // namespace jepa_oracle
