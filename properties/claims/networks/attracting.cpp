// FixedPoint.WhichAttract: commuting moments, L = 1, the whole Jacobian at a fixed point. Proof:
// proofs-notes/fixed-point.md
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/matrix_scenario.h"

namespace jepa_oracle::properties {
namespace {

/// Sxx = Q diag(sigma^2) Q', Syx = Q diag(lambda) Q', E = U diag(e) Q' with Q, U orthogonal; V = U diag(rho) U' (JEPA)
/// or Q diag(rho/e) U' (MAE). All entries of matrices below are in these bases.
struct Rest {
  Objective objective;
  std::vector<Rational> variance;
  std::vector<Rational> rho;
  std::vector<Rational> e;
  std::vector<Rational> v;
  RationalMatrix data_basis;  ///< Q
  RationalMatrix code_basis;  ///< U

  Index size() const { return static_cast<Index>(e.size()); }
  /// By the name: V, the rates and the conditions are derived for each objective by itself.
  bool is_jepa() const { return objective == Objective::jepa; }
  const RationalMatrix& top_rows() const { return is_jepa() ? code_basis : data_basis; }
  /// V and E with the given entries.
  RationalNetwork in_bases(const RationalMatrix& top, const RationalMatrix& layer) const {
    return {{product_transposed(product(code_basis, layer), data_basis)},
            product_transposed(product(top_rows(), top), code_basis)};
  }
  RationalMoments moments() const {
    std::vector<Rational> lambda;
    for (std::size_t i = 0; i < rho.size(); ++i) lambda.push_back(rho[i] * variance[i]);
    const auto rotated = [&](const std::vector<Rational>& values) {
      return product_transposed(product(data_basis, diagonal(values)), data_basis);
    };
    return {rotated(variance), rotated(lambda)};
  }
  /// How far an entry (i, j) of E moves the residual, by sigma_j^2: rho_i - rho_j, or v_i.
  Rational pull(std::size_t i, std::size_t j) const { return is_jepa() ? Rational(rho[i] - rho[j]) : v[i]; }
  Rational rate(std::size_t i, std::size_t j) const { return -variance[j] * (e[j] * e[j] + v[i] * pull(i, j)); }
};

Rest rest_of(const Instance& instance) {
  Entries entries(instance, 61);
  const auto size = static_cast<Index>(numerator(instance.number("size")));
  Rest rest{instance.objective(),     entries.positives(size), {}, {}, {},
            entries.orthogonal(size), entries.orthogonal(size)};
  const Rational& scale = instance.number("scale");
  for (Index i = 0; i < size; ++i) {
    rest.rho.push_back(entries.any());
    const Rational size_of_e = entries.positive() * scale;  // drawn first: factors have no order
    rest.e.push_back(entries.below(2) == 0 ? size_of_e : Rational(-size_of_e));
    rest.v.push_back(rest.is_jepa() ? rest.rho.back() : Rational(rest.rho.back() / rest.e.back()));
  }
  return rest;
}

/// Derivative of the subject's field along a direction: its entries are cubic in the weights, so differences at four
/// points give it exactly.
RationalNetwork derivative(Judgement& judgement, const Subject& subject, const Rest& rest, const RationalNetwork& at,
                           const RationalNetwork& direction) {
  const RationalMoments moments = rest.moments();
  const auto field = [&](long h) {
    return field_of(judgement, subject, RationalTarget::of(rest.objective), moved(at, direction, Rational(h)), moments);
  };
  const RationalNetwork near = moved(field(1), field(-1), Rational(-1));
  const RationalNetwork far = moved(field(2), field(-2), Rational(-1));
  // (8 near - far) / 12
  const RationalNetwork zero = moved(near, near, Rational(-1));
  return moved(moved(zero, near, Rational(2, 3)), far, Rational(-1, 12));
}

Judgement which_attract(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const Rest rest = rest_of(instance);
  const auto size = static_cast<std::size_t>(rest.size());
  const RationalNetwork point = rest.in_bases(diagonal(rest.v), diagonal(rest.e));
  const RationalNetwork here = field_of(judgement, subject, RationalTarget::of(rest.objective), point, rest.moments());
  require_zero(judgement, "dV/dt", here.top());
  require_zero(judgement, "dE/dt", here.layers.front());
  if (judgement.verdict() != Verdict::holds) return judgement;
  const RationalMatrix none = RationalMatrix::Constant(rest.size(), rest.size(), Rational(0));
  bool attracts = true;
  bool repels = false;
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j) {
      const auto entry = [&](const Rational& value) {
        RationalMatrix matrix = none;
        matrix(static_cast<Index>(i), static_cast<Index>(j)) = value;
        return matrix;
      };
      // All that moves is along (e_j, v_i) in the entries (i, j) of V and E.
      const auto along = [&](const Rational& factor) {
        return rest.in_bases(entry(factor * rest.e[j]), entry(factor * rest.v[i]));
      };
      const auto require = [&](const char* what, const RationalNetwork& direction, const Rational& factor) {
        require_equal(judgement, fmt::format("{}, entry ({}, {})", what, i + 1, j + 1),
                      derivative(judgement, subject, rest, point, direction), along(factor));
      };
      const Rational rate = rest.rate(i, j);
      require("along V", rest.in_bases(entry(Rational(1)), none), -rest.variance[j] * rest.e[j]);
      require("along E", rest.in_bases(none, entry(Rational(1))), -rest.variance[j] * rest.pull(i, j));
      require("the rate", along(Rational(1)), rate);
      require("the neutral direction", rest.in_bases(entry(rest.pull(i, j)), entry(-rest.e[j])), Rational(0));
      attracts = attracts && rate < 0;
      repels = repels || rate > 0;
    }
  }
  const bool jepa = rest.is_jepa();
  judgement.require("MAE's all attract", jepa || attracts);
  // |e_j| > |rho_j| / 2 for all j is enough: -rho_i (rho_j - rho_i) is at least -rho_j^2 / 4.
  bool large = true;
  for (std::size_t j = 0; j < size; ++j) large = large && 4 * rest.e[j] * rest.e[j] > rest.rho[j] * rest.rho[j];
  judgement.require("encoders above rho/2 attract", !jepa || !large || attracts);
  judgement.label(!jepa ? "MAE" : (attracts ? "JEPA attracts" : (repels ? "JEPA repels" : "JEPA, a rate of 0")));
  return judgement;
}

}  // namespace

std::vector<Claim> attracting_claims() {
  std::vector<Field> fields = objective_and_square_fields();
  fields[1] = choice("depth", {1});
  fields.push_back(positive("scale", -2, 1));
  return {exactly({"FixedPoint.WhichAttract", fields, which_attract, {}, {"JEPA attracts", "JEPA repels", "MAE"}})};
}

}  // namespace jepa_oracle::properties
