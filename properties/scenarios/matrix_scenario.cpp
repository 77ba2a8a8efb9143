#include "scenarios/matrix_scenario.h"

#include <fmt/format.h>

#include <algorithm>

#include "jepa_oracle/portable_bits.h"

namespace jepa_oracle::properties {
namespace {

/// In how many cases the rare depths and sizes occur once each: 5 or 6 in one case of ten or so, of a depth or a size.
/// Prime to each other, so that depths, sizes and widths meet in all combinations.
constexpr std::size_t kDepthPeriod = 40;
constexpr std::size_t kSizePeriod = 41;
constexpr std::size_t kWidthPeriod = 43;

Field seed_field() {
  return {"seed",
          [](rc::Random& random) { return Rational(1 + static_cast<long>(random.next() % 9999)); },
          [](const Rational& v) { return denominator(v) == 1 && v >= 0 && v <= 9999; },
          {0, 1},
          {0, 1, 2, 3, 4, 5}};
}

long integer_of(const Instance& instance, const std::string& name) {
  return numerator(instance.number(name)).convert_to<long>();
}

RationalNetwork fitting(Judgement& judgement, const std::string& what, RationalNetwork answer,
                        const RationalNetwork& network) {
  const bool fits = same_shapes(answer, network);
  judgement.require("the " + what + " has the shapes of the network", fits);
  return fits ? answer : moved(network, network, Rational(-1));
}

bool has_width(const Instance& instance) {
  for (const auto& [name, value] : instance.numbers()) {
    if (name == "width") return true;
  }
  return false;
}

std::vector<Field> with_objective(std::vector<Field> fields) {
  fields.insert(fields.begin(), objective_field());
  return fields;
}

}  // namespace

Field matrix_depth_field(long least) {
  std::vector<long> usual;
  for (const long depth : {1L, 2L, 3L}) {
    if (depth >= least) usual.push_back(depth);
  }
  return mostly("depth", std::move(usual), {4, 5, 6}, kDepthPeriod, {least, 2, 4});
}

Field matrix_size_field(long least) {
  std::vector<long> usual;
  for (const long size : {1L, 2L, 3L}) {
    if (size >= least) usual.push_back(size);
  }
  return mostly("size", std::move(usual), {4, 5, 6}, kSizePeriod, {least, 3});
}

std::vector<Field> square_fields() {
  return {matrix_depth_field(), matrix_size_field(), seed_field(), choice("spread", {1, 2, 5}, {1, 5})};
}

std::vector<Field> matrix_fields() {
  std::vector<Field> fields = square_fields();
  fields.insert(fields.begin() + 2, mostly("width", {0, 1, 2, 3}, {}, kWidthPeriod, {1, 2}));
  return fields;
}

std::vector<Field> objective_and_matrix_fields() { return with_objective(matrix_fields()); }
std::vector<Field> objective_and_square_fields() { return with_objective(square_fields()); }

Entries::Entries(const Instance& instance, std::uint64_t purpose)
    : state_(static_cast<std::uint64_t>(integer_of(instance, "seed")) * 1000003 + purpose),
      spread_(integer_of(instance, "spread")),
      plain_(instance.number("seed") == 0) {}

std::uint64_t Entries::below(std::uint64_t bound) { return splitmix64(state_) % bound; }

Rational Entries::any() {
  const auto span = static_cast<std::uint64_t>(2 * spread_ + 1);
  return Rational(static_cast<long>(below(span)) - spread_, 2);
}

Rational Entries::positive() {
  if (plain_) return 1;
  return Rational(1 + static_cast<long>(below(static_cast<std::uint64_t>(spread_ + 1))), 2);
}

RationalMatrix Entries::matrix(Index rows, Index columns) {
  RationalMatrix result(rows, columns);
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < columns; ++j) result(i, j) = plain_ ? Rational(i == j ? 1 : 0) : any();
  }
  return result;
}

RationalMatrix Entries::invertible(Index size) {
  RationalMatrix lower = identity<Rational>(size);
  RationalMatrix upper = identity<Rational>(size);
  if (plain_) return lower;
  for (Index i = 0; i < size; ++i) {
    upper(i, i) = positive();
    for (Index j = 0; j < i; ++j) {
      lower(i, j) = any();
      upper(j, i) = any();
    }
  }
  return product(lower, upper);
}

RationalMatrix Entries::orthogonal(Index size) {
  RationalMatrix skew = RationalMatrix::Constant(size, size, Rational(0));
  for (Index i = 0; i < size && !plain_; ++i) {
    for (Index j = 0; j < i; ++j) {
      skew(i, j) = any();
      skew(j, i) = -skew(i, j);
    }
  }
  const RationalMatrix one = identity<Rational>(size);
  return product(RationalMatrix(one - skew), inverse(RationalMatrix(one + skew)));
}

std::vector<Rational> Entries::positives(Index count) {
  std::vector<Rational> result;
  for (Index i = 0; i < count; ++i) result.push_back(positive());
  return result;
}

std::vector<Index> widths_of(const Instance& instance) {
  const Index size = integer_of(instance, "size");
  const long kind = has_width(instance) ? integer_of(instance, "width") : 0;
  Entries entries(instance, 1);
  std::vector<Index> widths{size};
  for (long a = 0; a < instance.depth().layers(); ++a) {
    const auto mixed = static_cast<Index>(1 + entries.below(static_cast<std::uint64_t>(size + 1)));
    const Index narrow = size > 1 ? size - 1 : 1;
    widths.push_back(kind == 0 ? size : kind == 1 ? narrow : kind == 2 ? size + 1 : mixed);
  }
  return widths;
}

RationalNetwork network_of(const Instance& instance, Objective objective) {
  const std::vector<Index> widths = widths_of(instance);
  Entries entries(instance, 2);
  RationalNetwork network;
  for (std::size_t a = 1; a < widths.size(); ++a) network.layers.push_back(entries.matrix(widths[a], widths[a - 1]));
  const Index outputs = outputs_of(objective, widths.back(), widths.front());
  network.top_layers = {Entries(instance, 3).matrix(outputs, widths.back())};
  return network;
}

FactoredEncoder factored_encoder_of(const Instance& instance, const std::vector<Index>& widths) {
  Entries entries(instance, 5);
  std::vector<RationalMatrix> bases;
  for (const Index width : widths) bases.push_back(entries.invertible(width));
  FactoredEncoder encoder{{}, bases.back(), bases.front(), *std::min_element(widths.begin(), widths.end())};
  for (std::size_t a = 1; a < widths.size(); ++a) {
    RationalMatrix ones = RationalMatrix::Constant(widths[a], widths[a - 1], Rational(0));
    for (Index i = 0; i < std::min(widths[a], widths[a - 1]); ++i) ones(i, i) = 1;
    encoder.layers.push_back(product(product(bases[a], ones), inverse(bases[a - 1])));
  }
  return encoder;
}

RestingJepa resting_jepa_of(const Instance& instance) {
  const std::vector<Index> widths = widths_of(instance);
  const Index size = widths.front();
  const Index code = widths.back();
  FactoredEncoder encoder = factored_encoder_of(instance, widths);
  const Index rank = encoder.rank;
  Entries entries(instance, 6);
  RationalMatrix s = entries.matrix(size, size);
  RationalMatrix v = entries.matrix(code, code);
  s.topRightCorner(rank, size - rank).setConstant(Rational(0));
  v.bottomLeftCorner(code - rank, rank).setConstant(Rational(0));
  v.topLeftCorner(rank, rank) = s.topLeftCorner(rank, rank);
  RationalMoments moments = moments_of(instance);
  const RationalMatrix regression = product(product(encoder.data_basis, s), inverse(encoder.data_basis));
  moments.syx = product(regression, moments.sxx);
  moments.syy.reset();
  RationalNetwork network{std::move(encoder.layers),
                          product(product(encoder.code_basis, v), inverse(encoder.code_basis))};
  return {std::move(network), std::move(moments)};
}

RationalNetwork invertible_network_of(const Instance& instance) {
  const Index size = integer_of(instance, "size");
  if (has_width(instance) && integer_of(instance, "width") == 2) {
    std::vector<Index> widths(static_cast<std::size_t>(instance.depth().layers()) + 1, size + 1);
    widths.front() = widths.back() = size;
    return {factored_encoder_of(instance, widths).layers, Entries(instance, 3).matrix(size, size)};
  }
  Entries entries(instance, 2);
  RationalNetwork network;
  for (long a = 0; a < instance.depth().layers(); ++a) network.layers.push_back(entries.invertible(size));
  network.top_layers = {Entries(instance, 3).matrix(size, size)};
  return network;
}

RationalMoments moments_of(const Instance& instance) {
  const Index size = integer_of(instance, "size");
  Entries entries(instance, 4);
  const RationalMatrix g = entries.matrix(size, size);
  const RationalMatrix h = entries.matrix(size, size);
  return {RationalMatrix(product_transposed(g, g) + identity<Rational>(size)), product_transposed(h, g),
          product_transposed(h, h)};
}

RationalNetwork field_of(Judgement& judgement, const Subject& subject, const RationalTarget& target,
                         const RationalNetwork& network, const RationalMoments& moments) {
  return fitting(judgement, "field", subject.field(target, network, moments), network);
}

RationalNetwork step_of(Judgement& judgement, const Subject& subject, const RationalTarget& target,
                        const RationalNetwork& network, const RationalMoments& moments, const Rational& rate) {
  return fitting(judgement, "step", subject.step(target, network, moments, rate), network);
}

Claim exactly(Claim claim) {
  claim.evidence = "exact";
  return claim;
}

bool is_zero(const RationalMatrix& matrix) {
  for (Index i = 0; i < matrix.size(); ++i) {
    if (matrix.data()[i] != 0) return false;
  }
  return true;
}

void require_equal(Judgement& judgement, const std::string& what, const RationalMatrix& a, const RationalMatrix& b) {
  if (a.rows() != b.rows() || a.cols() != b.cols()) {
    judgement.require(
        fmt::format("{} has the shape {} x {} (it is {} x {})", what, b.rows(), b.cols(), a.rows(), a.cols()), false);
    return;
  }
  for (Index i = 0; i < a.rows(); ++i) {
    for (Index j = 0; j < a.cols(); ++j) {
      if (a(i, j) != b(i, j)) return judgement.require_equal(fmt::format("{} ({}, {})", what, i, j), a(i, j), b(i, j));
    }
  }
}

void require_equal(Judgement& judgement, const std::string& what, const RationalNetwork& a, const RationalNetwork& b) {
  const std::size_t top_layers = a.top_layers.size();
  if (a.layers.size() != b.layers.size() || top_layers != b.top_layers.size()) {
    judgement.require(fmt::format("{} has {} layers and {} on top (it has {} and {})", what, b.layers.size(),
                                  b.top_layers.size(), a.layers.size(), top_layers),
                      false);
    return;
  }
  for (std::size_t i = 0; i < a.layers.size(); ++i) {
    require_equal(judgement, fmt::format("{}, layer {}", what, i + 1), a.layers[i], b.layers[i]);
  }
  for (std::size_t i = 0; i < top_layers; ++i) {
    const std::string name = top_layers == 1 ? what + ", top" : fmt::format("{}, layer {} on top", what, i + 1);
    require_equal(judgement, name, a.top_layers[i], b.top_layers[i]);
  }
}

void require_zero(Judgement& judgement, const std::string& what, const RationalMatrix& matrix) {
  require_equal(judgement, what, matrix, RationalMatrix::Constant(matrix.rows(), matrix.cols(), Rational(0)));
}

}  // namespace jepa_oracle::properties
