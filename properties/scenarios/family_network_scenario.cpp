#include "scenarios/family_network_scenario.h"

#include <fmt/format.h>

namespace jepa_oracle::properties {
namespace {

using DualMatrix = Matrix<Dual<Rational>>;

long whole(const Instance& instance, const std::string& name) {
  return numerator(instance.number(name)).convert_to<long>();
}

Dual<Rational> sum_of_products(const DualMatrix& a, const DualMatrix& b) {
  Dual<Rational> sum(0);
  for (Index i = 0; i < a.size(); ++i) sum += a.data()[i] * b.data()[i];
  return sum;
}

/// The loss of an objective as a function of what its last layer gives: V E x, or E x for those of the code.
class LossOfOutput {
 public:
  LossOfOutput(const RationalFamilyRule& rule, const RationalMatrix& code, const RationalMoments& moments)
      : objective_(rule.objective), sxx_(constant(moments.sxx)), syx_(constant(moments.syx)) {
    if (row_of(objective_).top) target_ = constant(product(rule.target.map_given(code), moments.syx));
  }

  Dual<Rational> of(const DualMatrix& output) const {
    switch (objective_) {
      case Objective::jepa:
      case Objective::mae:
        return sum_of_products(product(output, sxx_), output) / Dual<Rational>(2) - sum_of_products(target_, output);
      case Objective::spectral_contrastive: {
        const DualMatrix spread = product_transposed(product(output, sxx_), output);
        const DualMatrix aligned = product_transposed(product(output, syx_), output);
        return sum_of_products(spread, spread) / Dual<Rational>(4) - trace(aligned) / Dual<Rational>(2);
      }
      case Objective::barlow_twins:
        break;
    }
    const DualMatrix aligned = product_transposed(product(output, syx_), output);
    Dual<Rational> sum(0);
    for (Index i = 0; i < aligned.rows(); ++i) {
      for (Index j = 0; j < aligned.cols(); ++j) {
        const Dual<Rational> error =
            (aligned(i, j) + aligned(j, i)) / Dual<Rational>(2) - Dual<Rational>(i == j ? 1 : 0);
        sum += error * error;
      }
    }
    return sum / Dual<Rational>(4);
  }

 private:
  static Dual<Rational> trace(const DualMatrix& matrix) {
    Dual<Rational> sum(0);
    for (Index i = 0; i < matrix.rows(); ++i) sum += matrix(i, i);
    return sum;
  }

  Objective objective_;
  DualMatrix sxx_;
  DualMatrix syx_;
  DualMatrix target_;  ///< A syx
};

}  // namespace

std::vector<Field> family_fields() {
  std::vector<Field> fields = matrix_fields();
  fields.insert(fields.begin() + 1, chain_depth_field());
  // Those of family.md; another row of the table is not claimed of by itself.
  fields.insert(fields.begin(), choice("objective", {0, 1, 2, 3}, {0, 1, 2, 3}));
  return fields;
}

Field chain_depth_field() { return choice("top_depth", {1, 2, 3, 4}, {1, 3}); }

Objective family_objective_of(const Instance& instance) { return instance.objective_among(all_objectives()); }

long chain_depth_of(const Instance& instance) { return whole(instance, "top_depth"); }

RationalNetwork chains_of(const Instance& instance, Objective objective) {
  const std::vector<Index> widths = widths_of(instance);
  Entries entries(instance, 2);
  RationalNetwork network;
  for (std::size_t a = 1; a < widths.size(); ++a) network.layers.push_back(entries.matrix(widths[a], widths[a - 1]));
  if (!row_of(objective).top) return network;
  Entries on_top(instance, 3);
  const bool as_wide_as_the_code = on_top.below(2) == 0;
  Index inputs = widths.back();
  for (long b = 1; b < chain_depth_of(instance); ++b) {
    const auto drawn = static_cast<Index>(1 + on_top.below(static_cast<std::uint64_t>(widths.back() + 1)));
    const Index rows = as_wide_as_the_code ? widths.back() : drawn;
    network.top_layers.push_back(on_top.matrix(rows, inputs));
    inputs = rows;
  }
  network.top_layers.push_back(on_top.matrix(outputs_of(objective, widths.back(), widths.front()), inputs));
  return network;
}

RationalNetwork equal_layers(Objective objective, long depth, long top_depth, const RationalMatrix& matrix) {
  const auto copies = [&matrix](long count) {
    return std::vector<RationalMatrix>(static_cast<std::size_t>(count), matrix);
  };
  return {copies(depth), copies(row_of(objective).top ? top_depth : 0)};
}

std::vector<RationalMatrix> matrices_of(const RationalNetwork& network) {
  std::vector<RationalMatrix> all = network.layers;
  all.insert(all.end(), network.top_layers.begin(), network.top_layers.end());
  return all;
}

RationalMatrix reflection(Entries& entries, Index size) {
  RationalMatrix result = identity<Rational>(size);
  RationalMatrix u(size, 1);
  for (Index i = 0; i < size; ++i) u(i, 0) = i == 0 ? entries.positive() : entries.any();
  const Rational square = product(RationalMatrix(u.transpose()), u)(0, 0);
  for (Index i = 0; i < size; ++i) {
    for (Index j = 0; j < size; ++j) result(i, j) -= 2 * u(i, 0) * u(j, 0) / square;
  }
  return result;
}

RationalMatrix antisymmetric(Entries& entries, Index size) {
  const RationalMatrix any = entries.matrix(size, size);
  return any - any.transpose();
}

RationalNetwork family_field_of(Judgement& judgement, const Subject& subject, const RationalFamilyRule& rule,
                                const RationalNetwork& network, const RationalMoments& moments) {
  RationalNetwork answer = subject.family_field(rule, network, moments);
  const bool fits = same_shapes(answer, network);
  judgement.require("the field has the shapes of the network", fits);
  return fits ? answer : moved(network, network, Rational(-1));
}

RationalNetwork minus_gradient_of_loss(const RationalFamilyRule& rule, const RationalNetwork& network,
                                       const RationalMoments& moments) {
  const LossOfOutput loss(rule, encoder(network), moments);
  const std::vector<RationalMatrix> matrices = matrices_of(network);
  std::vector<RationalMatrix> below{identity<Rational>(network.data_size())};
  for (const RationalMatrix& matrix : matrices) below.push_back(product(matrix, below.back()));
  const RationalMatrix& output = below.back();
  RationalNetwork result = network;
  RationalMatrix above = identity<Rational>(output.rows());
  for (std::size_t i = matrices.size(); i > 0; --i) {
    const std::size_t depth = network.layers.size();
    RationalMatrix& to = i > depth ? result.top_layers[i - 1 - depth] : result.layers[i - 1];
    for (Index row = 0; row < to.rows(); ++row) {
      for (Index column = 0; column < to.cols(); ++column) {
        // The output is linear in one weight: `above` times what moves in the matrix times `below`.
        DualMatrix moving = constant(output);
        for (Index p = 0; p < output.rows(); ++p) {
          for (Index q = 0; q < output.cols(); ++q) {
            moving(p, q) = Dual<Rational>(output(p, q), Rational(above(p, row) * below[i - 1](column, q)));
          }
        }
        to(row, column) = -loss.of(moving).derivative();
      }
    }
    above = product(above, matrices[i - 1]);
  }
  return result;
}

}  // namespace jepa_oracle::properties
