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
  return {{"layers", layers}, {"top", rows_of(network.top(), text)}};
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
  return input;
}

MatrixCase case_of(Objective objective, const std::vector<Index>& widths, std::uint64_t seed) {
  Entries entries(seed);
  MatrixCase result{objective, {}, {}};
  for (std::size_t a = 1; a < widths.size(); ++a) {
    result.network.layers.push_back(entries.matrix(widths[a], widths[a - 1]));
  }
  const Index size = widths.front();
  const Index code = widths.back();
  result.network.top_layers = {entries.matrix(outputs_of(objective, code, size), code)};
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
  return absolute(descent_field(given.objective, absolute(given.network), moments));
}

long roundings_of_field(const RationalNetwork& network) {
  long sum = network.data_size();
  for_each_matrix(network, [&sum](const RationalMatrix& layer) { sum += layer.rows(); });
  return 2 * sum + 4;
}

RationalNetwork right_field(const MatrixCase& given) {
  return descent_field(given.objective, given.network, given.moments);
}

std::vector<std::string> mutants_of_fields(const MatrixCase& given) {
  std::vector<std::string> mutants{"loss-without-half/field", "no-stop-gradient", "syx-transposed"};
  if (given.network.code_size() == given.network.data_size()) {
    mutants.insert(mutants.end(), {"mae-called-jepa", "jepa-called-mae"});
  }
  return mutants;
}

}  // namespace jepa_oracle::program
