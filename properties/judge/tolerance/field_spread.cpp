#include "judge/tolerance/field_spread.h"

#include <cmath>

#include "jepa_oracle/field_formula.h"
#include "jepa_oracle/objectives.h"
#include "judge/protocol/number_format.h"
#include "judge/tolerance/slack.h"

namespace jepa_oracle::properties {
namespace {

using Doubles = Matrix<double>;

constexpr double kUnit = 0x1p-52;     // of a double, whichever way it is rounded
constexpr double kLeast = 0x1p-1074;  // what gradual underflow can lose

/// All matrices within `spread` of an exact one, the centre, of which a double and its error are known:
/// |centre - middle| <= error. All entry by entry.
struct Neighbourhood {
  Doubles middle;
  Doubles error;
  Doubles spread;

  Doubles centre_size() const { return middle.cwiseAbs() + error; }
  Neighbourhood transpose() const { return {middle.transpose(), error.transpose(), spread.transpose()}; }
  Neighbourhood operator-() const { return {-middle, error, spread}; }
};

/// AB - A0 B0 = A0 (B - B0) + (A - A0) B, for the centres as for their doubles.
Neighbourhood product(const Neighbourhood& a, const Neighbourhood& b) {
  const Doubles left = a.middle.cwiseAbs();
  const Doubles right = b.middle.cwiseAbs();
  const double roundings = kUnit * static_cast<double>(a.middle.cols());  // above gamma_n of round to nearest
  Neighbourhood result;
  result.middle = a.middle * b.middle;
  result.error = (left * b.error + a.error * (right + b.error) + roundings * (left * right)).array() +
                 kLeast * static_cast<double>(a.middle.cols());
  result.spread = (left + a.error) * b.spread + a.spread * (right + b.error + b.spread);
  return result;
}

Neighbourhood transposed_product(const Neighbourhood& a, const Neighbourhood& b) { return product(a.transpose(), b); }
Neighbourhood product_transposed(const Neighbourhood& a, const Neighbourhood& b) { return product(a, b.transpose()); }

Neighbourhood operator-(const Neighbourhood& a, const Neighbourhood& b) {
  Neighbourhood result{a.middle - b.middle, a.error + b.error, a.spread + b.spread};
  result.error += kUnit * result.middle.cwiseAbs();
  return result;
}

Neighbourhood around(const Matrix<Rational>& centre, const Doubles& radius) {
  Neighbourhood result{Doubles(centre.rows(), centre.cols()), Doubles(centre.rows(), centre.cols()), radius};
  for (Index i = 0; i < centre.size(); ++i) {
    const double middle = double_towards_zero(centre.data()[i]);
    result.middle.data()[i] = middle;
    result.error.data()[i] = kUnit * std::abs(middle) + kLeast;
  }
  return result;
}

Neighbourhood around(const Matrix<Rational>& point) { return around(point, Doubles::Zero(point.rows(), point.cols())); }

}  // namespace

Network<double> field_spread(Objective objective, const Network<Rational>& centre, const Network<double>& radius,
                             const Moments<Rational>& moments) {
  const auto neighbourhoods = [](const std::vector<Matrix<Rational>>& centres, const std::vector<Doubles>& radii) {
    std::vector<Neighbourhood> result;
    for (std::size_t i = 0; i < centres.size(); ++i) result.push_back(around(centres[i], radii[i]));
    return result;
  };
  const bool has_top = row_of(objective).top.has_value();
  const Neighbourhood sxx = around(moments.sxx);
  const Neighbourhood syx = around(has_top ? moments.syx : symmetric_part(moments.syx));
  const auto residual = [&](const Neighbourhood& prediction, const Neighbourhood& code) {
    if (has_top) return product(prediction, sxx) - (target_moves(objective) ? product(code, syx) : syx);
    const Neighbourhood& moment = contrasts_inputs(objective) ? sxx : syx;
    return product(product(product(code, moment), transposed_product(code, code)), moment) - product(code, syx);
  };
  const auto field = field_formula(neighbourhoods(centre.layers, radius.layers),
                                   neighbourhoods(centre.top_layers, radius.top_layers), residual);
  Network<double> result;
  for (const Neighbourhood& layer : field.layers) result.layers.push_back(layer.spread * kSlack);
  for (const Neighbourhood& layer : field.top_layers) result.top_layers.push_back(layer.spread * kSlack);
  return result;
}

}  // namespace jepa_oracle::properties
