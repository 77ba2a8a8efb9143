#include "vectors/vector_networks.h"

#include "jepa_oracle/objectives.h"
#include "jepa_oracle/portable_bits.h"
#include "output/results.h"

namespace jepa_oracle::program {
namespace {

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
  Rational next() { return Rational(static_cast<long>(splitmix64(state_) % 15) - 7, 4); }

  std::uint64_t state_;
};

Json rows_of(const RationalMatrix& matrix, std::string (*text)(const Rational&)) {
  Json rows = Json::array();
  for (Index i = 0; i < matrix.rows(); ++i) {
    Json row = Json::array();
    for (Index j = 0; j < matrix.cols(); ++j) row.push_back(text(matrix(i, j)));
    rows.push_back(row);
  }
  return rows;
}

Json texts_of(const RationalNetwork& network, std::string (*text)(const Rational&)) {
  Json layers = Json::array();
  for (const RationalMatrix& layer : network.layers) layers.push_back(rows_of(layer, text));
  Json texts = {{"layers", layers}};
  if (network.top_layers.size() == 1) texts["top"] = rows_of(network.top(), text);
  if (network.top_layers.size() > 1) {
    for (const RationalMatrix& layer : network.top_layers) texts["top_layers"].push_back(rows_of(layer, text));
  }
  return texts;
}

std::string rounded_text(const Rational& value) { return decimal_of(value, Digits(kMistakenDigits)); }

RationalMatrix absolute(const RationalMatrix& matrix) {
  return matrix.unaryExpr([](const Rational& x) { return Rational(boost::multiprecision::abs(x)); });
}

}  // namespace

Json MatrixCase::input() const {
  Json input = {{"objective", name_of(objective)}};
  input.update(texts_of(network, float32_text));
  input["sxx"] = rows_of(moments.sxx, float32_text);
  input["syx"] = rows_of(moments.syx, float32_text);
  if (weight_decay != 0) input["weight_decay"] = float32_text(weight_decay);
  return input;
}

MatrixCase case_of(Objective objective, const std::vector<Index>& widths, std::uint64_t seed,
                   const std::vector<Index>& top_widths) {
  Entries entries(seed);
  MatrixCase result{objective, {}, {}};
  for (std::size_t a = 1; a < widths.size(); ++a) {
    result.network.layers.push_back(entries.matrix(widths[a], widths[a - 1]));
  }
  const Index size = widths.front();
  if (row_of(objective).top) {
    Index below = widths.back();
    for (const Index width : top_widths) {
      result.network.top_layers.push_back(entries.matrix(width, below));
      below = width;
    }
    result.network.top_layers.push_back(entries.matrix(outputs_of(objective, widths.back(), size), below));
  }
  const RationalMatrix g = entries.matrix(size, size);
  const RationalMatrix h = entries.matrix(size, size);
  result.moments.sxx = product_transposed(g, g) + identity<Rational>(size);
  result.moments.syx = product_transposed(h, g);
  return result;
}

Json json_of(const RationalNetwork& network) { return texts_of(network, exact_text); }

Json rounded_json_of(const RationalNetwork& network) { return texts_of(network, rounded_text); }

bool same(const RationalNetwork& a, const RationalNetwork& b) { return json_of(a) == json_of(b); }

RationalNetwork absolute(const RationalNetwork& network) {
  return converted<Rational>(network, [](const RationalMatrix& layer) { return absolute(layer); });
}

RationalNetwork field_of_magnitudes(const MatrixCase& given) {
  const RationalMoments moments{absolute(given.moments.sxx), -absolute(given.moments.syx)};
  const RationalNetwork weights = absolute(given.network);
  return moved(absolute(descent_field(given.objective, weights, moments)), weights, given.weight_decay);
}

long roundings_of_field(const MatrixCase& given) {
  long sum = given.network.data_size();
  for_each_matrix(given.network, [&sum](const RationalMatrix& layer) { sum += layer.rows(); });
  const bool has_top = row_of(given.objective).top.has_value();
  return (has_top ? 2 * sum : 4 * sum + 2) + (given.weight_decay != 0 ? 2 : 0) + 4;
}

long weights_in_a_product(const MatrixCase& given) {
  const long layers = given.network.depth();
  const auto on_top = static_cast<long>(given.network.top_layers.size());
  return row_of(given.objective).top ? 2 * (layers + on_top) - 1 : 4 * layers - 1;
}

RationalNetwork right_field(const MatrixCase& given) {
  return family_field(given.rule(), given.network, given.moments);
}

std::vector<std::string> mutants_of_fields(const MatrixCase& given) {
  std::vector<std::string> mutants{"loss-without-half/field", "no-stop-gradient", "syx-transposed"};
  if (given.network.code_size() == given.network.data_size()) {
    mutants.insert(mutants.end(), {"mae-called-jepa", "jepa-called-mae"});
  }
  return mutants;
}

std::pair<long, RationalNetwork> roundings_of_descent(const MatrixCase& given, const Rational& rate, long steps) {
  MatrixCase majorant = given;
  majorant.network = absolute(given.network);
  long roundings = 0;
  for (long step = 0; step < steps; ++step) {
    majorant.network = moved(majorant.network, field_of_magnitudes(majorant), rate);
    // Each weight of a product has the roundings of the steps before.
    roundings = weights_in_a_product(given) * roundings + roundings_of_field(given) + 2;
  }
  return {roundings, majorant.network};
}

}  // namespace jepa_oracle::program
