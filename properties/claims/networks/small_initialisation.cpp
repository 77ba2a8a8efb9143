// General.SmallInitialisationFollowsCrossCovarianceFirst: what training from small weights does first. Proof:
// proofs-notes/general.md
#include "claims/networks/small_initialisation.h"

#include "scenarios/curve_powers.h"

namespace jepa_oracle::properties {
namespace {

RationalNetwork times(const RationalNetwork& network, const Rational& factor) {
  return moved(network, network, Rational(factor - 1));
}

void require_scaling(Judgement& judgement, const Instance& instance, const Subject& subject) {
  const auto target = RationalTarget::of(instance.objective());
  const RationalNetwork network = network_of(instance, instance.objective());
  const RationalMoments moments = moments_of(instance);
  const Rational& omega = instance.number("omega");
  const auto [field, variance] = powers_of(instance);
  const RationalMoments scaled{RationalMatrix(moments.sxx * power(omega, variance)), moments.syx};
  const RationalNetwork expected = field_of(judgement, subject, target, network, scaled);
  require_equal(judgement, "the field at all weights times omega",
                field_of(judgement, subject, target, times(network, omega), moments),
                times(expected, power(omega, field)));
}

/// What the subject's field is made of: a part without sxx and a part linear in it.
class SplitField {
 public:
  SplitField(Judgement& judgement, const Subject& subject, RationalTarget target, RationalMoments moments)
      : judgement_(judgement), subject_(subject), target_(std::move(target)), moments_(std::move(moments)) {}

  RationalNetwork of_sxx(const RationalNetwork& at) const { return moved(field(at, 2), field(at, 1), Rational(-1)); }
  RationalNetwork without_sxx(const RationalNetwork& at) const {
    return moved(times(field(at, 1), 2), field(at, 2), Rational(-1));
  }
  /// Derivative of `without_sxx` along a direction, by differences that are exact for degrees up to 2m.
  RationalNetwork slope(const RationalNetwork& at, const RationalNetwork& direction, long m) const {
    RationalNetwork sum = times(at, 0);
    for (long j = 1; j <= m; ++j) {
      Rational weight(j % 2 == 1 ? 1L : -1L, j);  // (m!)^2 / ((m-j)! (m+j)!)
      for (long i = 0; i < j; ++i) weight *= Rational(m - i, m + i + 1);
      for (const long side : {1L, -1L}) {
        sum = moved(sum, without_sxx(moved(at, direction, Rational(side * j))), Rational(side * weight));
      }
    }
    return sum;
  }

 private:
  RationalNetwork field(const RationalNetwork& at, long factor) const {
    const RationalMoments moments{RationalMatrix(moments_.sxx * Rational(factor)), moments_.syx};
    return field_of(judgement_, subject_, target_, at, moments);
  }

  Judgement& judgement_;
  const Subject& subject_;
  RationalTarget target_;
  RationalMoments moments_;
};

/// At weights that are all U diag(w) U': the part without sxx is diagonal, lambda_i w_i^p; that of sxx has the diagonal
/// -s_ii w_i^(p+q); and along weights with one diagonal y in all matrices, whatever else they have, the first part's
/// derivative has the diagonal p lambda_i w_i^(p-1) y_i. These are the coefficients of the equation of the first order.
void require_first_order(Judgement& judgement, const Instance& instance, const Subject& subject) {
  const auto [field, variance] = powers_of(instance);
  const CrossCovariance cross = cross_covariance_of(instance, moments_of(instance).size());
  const RationalMoments moments = moments_with(instance, cross);
  const Index size = moments.size();
  Entries entries(instance, 81);
  const std::vector<Rational> amplitudes = entries.positives(size);
  const std::vector<Rational> slopes = entries.positives(size);
  const auto in_basis = [&cross](const RationalMatrix& m) {
    return product(transposed_product(cross.basis, m), cross.basis);
  };
  const auto from_basis = [&cross](const RationalMatrix& m) {
    return product_transposed(product(cross.basis, m), cross.basis);
  };
  const auto any_with_slopes = [&] {
    RationalMatrix m = entries.matrix(size, size);
    for (Index i = 0; i < size; ++i) m(i, i) = slopes[static_cast<std::size_t>(i)];
    return from_basis(m);
  };
  const auto depth = static_cast<std::size_t>(instance.depth().layers());
  const RationalMatrix layer = from_basis(diagonal(amplitudes));
  const RationalNetwork at{std::vector<RationalMatrix>(depth, layer), layer};
  RationalNetwork direction = at;
  for (RationalMatrix& m : direction.layers) m = any_with_slopes();
  direction.top_layers = {any_with_slopes()};

  const SplitField split(judgement, subject, RationalTarget::of(instance.objective()), moments);
  const RationalNetwork growth = split.without_sxx(at);
  const RationalNetwork forcing = split.of_sxx(at);
  const RationalNetwork slope = split.slope(at, direction, (field + 1) / 2);
  const RationalMatrix variances = in_basis(moments.sxx);
  std::vector<Rational> expected;
  for (std::size_t i = 0; i < cross.lambdas.size(); ++i) {
    expected.push_back(cross.lambdas[i] * power(amplitudes[i], field));
  }
  for (std::size_t a = 0; a <= depth; ++a) {
    const auto seen = [&](const RationalNetwork& n) { return in_basis(a < depth ? n.layers[a] : n.top()); };
    require_equal(judgement, "the field without sxx, in the basis of syx", seen(growth), diagonal(expected));
    const RationalMatrix forced = seen(forcing);
    const RationalMatrix turned = seen(slope);
    for (Index i = 0; i < size; ++i) {
      const auto k = static_cast<std::size_t>(i);
      judgement.require_equal("diagonal of the part of sxx", forced(i, i),
                              -variances(i, i) * power(amplitudes[k], field + variance));
      judgement.require_equal("diagonal of the derivative of the field without sxx", turned(i, i),
                              field * cross.lambdas[k] * power(amplitudes[k], field - 1) * slopes[k]);
    }
  }
}

Judgement small_initialisation(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  require_scaling(judgement, instance, subject);
  require_first_order(judgement, instance, subject);
  if (judgement.verdict() == Verdict::fails || instance.number("trajectory") == 0) return judgement;
  if (instance.depth().layers() > 2 || instance.number("size") > 3) return judgement;  // seconds, and nothing more
  require_first_phase(judgement, instance, subject);
  return judgement;
}

}  // namespace

Powers powers_of(const Instance& instance) {
  const auto [a, m] = curve_powers(instance.objective(), instance.depth());
  return {a, m};
}

CrossCovariance cross_covariance_of(const Instance& instance, Index size) {
  Entries entries(instance, 80);
  const std::vector<Rational> lower{Rational(3, 2), Rational(1), Rational(1, 2), Rational(0), Rational(-1)};
  std::vector<Rational> lambdas{Rational(2)};
  while (static_cast<Index>(lambdas.size()) < size) lambdas.push_back(lower[entries.below(lower.size())]);
  RationalMatrix basis = entries.orthogonal(size);
  RationalMatrix syx = product_transposed(product(basis, diagonal(lambdas)), basis);
  return {std::move(basis), std::move(lambdas), std::move(syx)};
}

RationalMoments moments_with(const Instance& instance, const CrossCovariance& cross) {
  return {moments_of(instance).sxx, cross.syx};
}

Claim small_initialisation_claim() {
  std::vector<Field> fields = objective_and_matrix_fields();
  fields[1] = choice("depth", {1, 2, 1, 2, 3, 4}, {1, 2});
  fields[2] = choice("size", {2, 2, 2, 3}, {2, 2});
  fields[5] = choice("spread", {1, 2}, {1, 1});
  fields.push_back(positive("omega", -1, 1));
  fields.push_back(choice("trajectory", {0, 0, 0, 0, 0, 0, 0, 1}));
  return refined({"General.SmallInitialisationFollowsCrossCovarianceFirst",
                  fields,
                  small_initialisation,
                  {},
                  {"moments that do not commute"}});
}

}  // namespace jepa_oracle::properties
