// Test vectors of whole networks: the descent field and a few steps of gradient descent, both exact.
#include <functional>

#include "jepa_oracle/descent_field.h"
#include "matrix_calculus.h"
#include "results.h"
#include "vector_file.h"

namespace jepa_oracle::program {
namespace {

using RationalMatrix = Matrix<Rational>;
using RationalNetwork = Network<Rational>;
using RationalMoments = Moments<Rational>;
using RationalTarget = Target<Rational>;

/// Entries k/4, |k| <= 7, of a stream that is the same everywhere (splitmix64).
class Entries {
 public:
  explicit Entries(std::uint64_t seed) : state_(seed) {}

  RationalMatrix matrix(Index rows, Index columns) {
    RationalMatrix result(rows, columns);
    for (Index i = 0; i < result.size(); ++i) result.data()[i] = next();
    return result;
  }

 private:
  Rational next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return Rational(static_cast<long>((z ^ (z >> 31)) % 15) - 7, 4);
  }

  std::uint64_t state_;
};

struct MatrixCase {
  Objective objective;
  RationalNetwork network;
  RationalMoments moments;
};

/// x = G z + n, y = H z: moments that are valid for every G and H.
MatrixCase case_of(Objective objective, const std::vector<Index>& widths, std::uint64_t seed) {
  Entries entries(seed);
  MatrixCase result{objective, {}, {}};
  for (std::size_t a = 1; a < widths.size(); ++a) {
    result.network.layers.push_back(entries.matrix(widths[a], widths[a - 1]));
  }
  const Index size = widths.front();
  const Index code = widths.back();
  result.network.top = entries.matrix(objective == Objective::jepa ? code : size, code);
  const RationalMatrix g = entries.matrix(size, size);
  const RationalMatrix h = entries.matrix(size, size);
  result.moments.sxx = product_transposed(g, g) + identity<Rational>(size);
  result.moments.syx = product_transposed(h, g);
  return result;
}

Json rows_of(const RationalMatrix& matrix, std::string (*text)(const Rational&)) {
  Json rows = Json::array();
  for (Index i = 0; i < matrix.rows(); ++i) {
    Json row = Json::array();
    for (Index j = 0; j < matrix.cols(); ++j) row.push_back(text(matrix(i, j)));
    rows.push_back(row);
  }
  return rows;
}

Json json_of(const RationalNetwork& network, std::string (*text)(const Rational&) = exact_text) {
  Json layers = Json::array();
  for (const RationalMatrix& layer : network.layers) layers.push_back(rows_of(layer, text));
  return {{"layers", layers}, {"top", rows_of(network.top, text)}};
}

Json input_of(const MatrixCase& given) {
  Json input = {{"objective", name_of(given.objective)}};
  input.update(json_of(given.network, float32_text));
  input["sxx"] = rows_of(given.moments.sxx, float32_text);
  input["syx"] = rows_of(given.moments.syx, float32_text);
  return input;
}

RationalMatrix absolute(const RationalMatrix& matrix) {
  return matrix.unaryExpr([](const Rational& x) { return Rational(boost::multiprecision::abs(x)); });
}

RationalNetwork absolute(const RationalNetwork& network) {
  RationalNetwork result;
  for (const RationalMatrix& layer : network.layers) result.layers.push_back(absolute(layer));
  result.top = absolute(network.top);
  return result;
}

/// The field with every term made positive: what rounding errors of the field are measured by. No term cancels: the
/// residual adds E syx instead of subtracting it.
RationalNetwork field_of_magnitudes(const MatrixCase& given) {
  const RationalMoments moments{absolute(given.moments.sxx), -absolute(given.moments.syx)};
  return absolute(descent_field(given.objective, absolute(given.network), moments));
}

/// Roundings that one product of the field meets at most, in whatever order it is multiplied: every inner index of
/// V E sxx E' twice, one subtraction, and a few scalings.
long roundings_of_field(const RationalNetwork& network) {
  long sum = network.data_size() + network.top.rows();
  for (const RationalMatrix& layer : network.layers) sum += layer.rows();
  return 2 * sum + 4;
}

std::string rounded_text(const Rational& value) { return decimal_of(value, Digits(kMistakenDigits)); }

struct Wrong {
  std::string flag;
  RationalNetwork answer;
};

RationalNetwork scaled(const RationalNetwork& network, const Rational& factor) {
  return moved(network, network, Rational(factor - 1));
}

/// What is computed instead, by one mistake, from the same arguments.
using Field = std::function<RationalNetwork(const MatrixCase&)>;

RationalNetwork right_field(const MatrixCase& given) {
  return descent_field(given.objective, given.network, given.moments);
}

std::vector<std::pair<std::string, Field>> mistaken_fields(const MatrixCase& given) {
  std::vector<std::pair<std::string, Field>> fields{
      {"LossWithoutHalf", [](const MatrixCase& c) { return scaled(right_field(c), 2); }},
      {"MeanOverOutputs",
       [](const MatrixCase& c) {
         return scaled(right_field(c), Rational(1, static_cast<long>(c.network.top.rows())));
       }},
      {"Ascends", [](const MatrixCase& c) { return scaled(right_field(c), -1); }},
      {"SyxTransposed",
       [](const MatrixCase& c) {
         return right_field({c.objective, c.network, {c.moments.sxx, RationalMatrix(c.moments.syx.transpose())}});
       }},
      {"SxxIgnored", [](const MatrixCase& c) {
         return right_field({c.objective, c.network, {identity<Rational>(c.moments.size()), c.moments.syx}});
       }}};
  if (given.network.code_size() == given.network.data_size()) {
    fields.emplace_back("OtherObjective", [](const MatrixCase& c) {
      const Objective other = c.objective == Objective::jepa ? Objective::mae : Objective::jepa;
      return right_field({other, c.network, c.moments});
    });
  }
  if (given.objective == Objective::jepa) {
    fields.emplace_back("TargetWithGradient", [](const MatrixCase& c) {
      RationalMoments moments = c.moments;
      moments.syy = moments.sxx;  // views of one law
      return moved(right_field(c), properties::stop_gradient_term(c.network, moments), Rational(-1));
    });
  }
  if (given.network.layers.front().rows() == given.network.data_size()) {
    fields.emplace_back("LayerTransposed", [](const MatrixCase& c) {
      RationalNetwork direction = right_field(c);
      direction.layers.front() = RationalMatrix(direction.layers.front().transpose());
      return direction;
    });
  }
  return fields;
}

bool same(const RationalNetwork& a, const RationalNetwork& b) { return json_of(a) == json_of(b); }

void add_field(VectorFile& file, const MatrixCase& given, const std::vector<std::string>& edges) {
  const RationalNetwork right = right_field(given);
  std::vector<Mistaken> mistaken;
  for (const auto& [flag, field] : mistaken_fields(given)) {
    const RationalNetwork wrong = field(given);
    if (!same(wrong, right)) mistaken.push_back({flag, json_of(wrong, rounded_text)});
  }
  file.valid(input_of(given), json_of(right),
             {{"roundings", roundings_of_field(given.network)},
              {"magnitude", json_of(field_of_magnitudes(given), rounded_text)}},
             mistaken, edges);
}

MatrixCase after(const MatrixCase& given, const Field& field, const Rational& rate, long steps) {
  MatrixCase state = given;
  for (long step = 0; step < steps; ++step) state.network = moved(state.network, field(state), rate);
  return state;
}

/// The layers move first, and the top sees them moved.
MatrixCase after_in_turn(const MatrixCase& given, const Rational& rate, long steps) {
  MatrixCase state = given;
  for (long step = 0; step < steps; ++step) {
    RationalNetwork next = moved(state.network, right_field(state), rate);
    next.top = state.network.top;
    state.network = next;
    state.network.top = moved(next, right_field(state), rate).top;
  }
  return state;
}

/// Heavy ball: 9/10 of the last step is added to each.
RationalNetwork with_momentum(const MatrixCase& given, const Rational& rate, long steps) {
  MatrixCase state = given;
  RationalNetwork before = given.network;
  for (long step = 0; step < steps; ++step) {
    const RationalNetwork last = moved(state.network, before, Rational(-1));
    before = state.network;
    state.network = moved(moved(state.network, right_field(state), rate), last, Rational(9, 10));
  }
  return state.network;
}

/// The target is the encoder before training, for ever.
RationalNetwork with_frozen_target(const MatrixCase& given, const Rational& rate, long steps) {
  const RationalTarget target = RationalTarget::fixed(encoder(given.network));
  const Field field = [&](const MatrixCase& c) { return descent_field(c.network, target, c.moments); };
  return after(given, field, rate, steps).network;
}

void add_descent(VectorFile& file, const MatrixCase& given, const Rational& rate, long steps) {
  const RationalNetwork right = after(given, right_field, rate, steps).network;
  std::vector<std::pair<std::string, RationalNetwork>> wrong;
  for (const auto& [flag, field] : mistaken_fields(given)) {
    if (flag == "MeanOverOutputs" || flag == "Ascends" || flag == "SxxIgnored" || flag == "LayerTransposed") continue;
    wrong.emplace_back(flag, after(given, field, rate, steps).network);
  }
  wrong.emplace_back("InTurn", after_in_turn(given, rate, steps).network);
  wrong.emplace_back("Momentum", with_momentum(given, rate, steps));
  wrong.emplace_back("OneStepLess", after(given, right_field, rate, steps - 1).network);
  if (given.objective == Objective::jepa) wrong.emplace_back("FrozenTarget", with_frozen_target(given, rate, steps));
  std::vector<Mistaken> mistaken;
  for (const auto& [flag, network] : wrong) {
    if (!same(network, right)) mistaken.push_back({flag, json_of(network, rounded_text)});
  }
  MatrixCase majorant{given.objective, absolute(given.network), given.moments};
  long roundings = 0;
  for (long step = 0; step < steps; ++step) {
    majorant.network = moved(majorant.network, field_of_magnitudes(majorant), rate);
    // A product of the field holds 2L + 1 weights, each with the roundings of the steps before.
    roundings = (2 * given.network.depth() + 1) * roundings + roundings_of_field(given.network) + 2;
  }
  Json input = input_of(given);
  input["rate"] = float32_text(rate);
  input["steps"] = steps;
  file.valid(input, json_of(right), {{"roundings", roundings}, {"magnitude", json_of(majorant.network, rounded_text)}},
             mistaken);
}

std::vector<Flag> flags_of_fields() {
  return {{"OtherObjective", "objective", "jepa is trained on the data, or mae on its own code",
           "the field of the other objective: a loss mean((V W x - y)^2) is mae, whatever it is called"},
          {"LossWithoutHalf", "convention", "the loss has no 1/2 in front", "everything is twice as fast"},
          {"TargetWithGradient", "objective",
           "the target E y of jepa is differentiated too; computed for E[y y'] = E[x x']",
           "the encoder is drawn to codes that are easy to predict, and may collapse"},
          {"SyxTransposed", "equation", "E[x y'] stands for E[y x']", "wrong wherever the views are not exchangeable"}};
}

}  // namespace

VectorFile field_vectors() {
  std::vector<Flag> flags = flags_of_fields();
  flags.insert(flags.end(),
               {{"MeanOverOutputs", "convention", "the loss is a mean over the components of the output",
                 "time is stretched by the number of components"},
                {"Ascends", "equation", "the sign of the gradient is kept", "training goes uphill"},
                {"SxxIgnored", "equation", "the data is taken for white", "right only for sxx = I"},
                {"LayerTransposed", "convention", "the derivative of the first layer is stored by columns",
                 "right only for symmetric layers"},
                {"Bottleneck", "edge case", "the code is smaller than the data", "shapes that only look alike"},
                {"Wide", "edge case", "a layer is wider than the data", "shapes that only look alike"}});
  VectorFile file("field",
                  "Direction of descent of a whole network at its weights, exact: dV/dt = -R E', dW_a/dt = -(W_L ... "
                  "W_(a+1))' V' R (W_(a-1) ... W_1)', R = V E sxx - T, T = E syx (jepa) or syx (mae).",
                  flags);
  std::uint64_t seed = 1;
  for (const Objective objective : {Objective::jepa, Objective::mae}) {
    const std::string claim =
        objective == Objective::jepa ? "Gradient.JepaFieldIsFrozenTargetDerivative" : "Gradient.MaeFieldIsGradient";
    file.group("layers as wide as the data", {claim});
    for (const std::vector<Index>& widths :
         {std::vector<Index>{1, 1}, {2, 2}, {3, 3}, {1, 1, 1}, {2, 2, 2}, {3, 3, 3}, {2, 2, 2, 2}, {2, 2, 2, 2, 2}}) {
      add_field(file, case_of(objective, widths, seed++), {});
    }
    file.group("other widths", {claim, "Gradient.SchemaShapes"});
    for (const std::vector<Index>& widths : {std::vector<Index>{2, 1}, {3, 2}, {3, 2, 2}, {3, 3, 1}}) {
      add_field(file, case_of(objective, widths, seed++), {"Bottleneck"});
    }
    for (const std::vector<Index>& widths : {std::vector<Index>{2, 3}, {1, 2, 1}, {2, 3, 2}, {2, 4, 3, 2}}) {
      add_field(file, case_of(objective, widths, seed++), {"Wide"});
    }
  }
  return file;
}

VectorFile descend_vectors() {
  std::vector<Flag> flags = flags_of_fields();
  flags.insert(flags.end(),
               {{"FrozenTarget", "objective", "the target is the encoder before training, for ever",
                 "the first step is right and the others are not"},
                {"InTurn", "convention", "the top moves after the layers and sees them moved",
                 "an error of the order of the squared learning rate in every step"},
                {"Momentum", "convention", "a momentum of 0.9 that nobody asked for",
                 "the first step is right; later training is up to ten times as fast"},
                {"OneStepLess", "convention", "the steps are counted from 1", "the state before the one asked for"}});
  VectorFile file("descend",
                  "Weights after a few steps of gradient descent, W <- W + rate x field, all matrices at once, exact.",
                  flags);
  std::uint64_t seed = 1001;
  for (const Objective objective : {Objective::jepa, Objective::mae}) {
    file.group("a few steps", {"Descent.FollowsFlowToFirstOrder", "Balance.DescentDefectIsSecondOrderExactly"});
    for (const auto& [widths, steps] : std::vector<std::pair<std::vector<Index>, long>>{{{1, 1}, 3},
                                                                                        {{2, 2}, 3},
                                                                                        {{3, 2}, 2},
                                                                                        {{1, 1, 1}, 2},
                                                                                        {{2, 2, 2}, 2},
                                                                                        {{2, 3, 2}, 2},
                                                                                        {{2, 2, 2, 2}, 1}}) {
      add_descent(file, case_of(objective, widths, seed++), Rational(1, 64), steps);
    }
  }
  return file;
}

}  // namespace jepa_oracle::program
