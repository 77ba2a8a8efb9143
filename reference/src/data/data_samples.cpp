#include <fmt/format.h>

#include "jepa_oracle/counter_random.h"
#include "jepa_oracle/data_model.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/interruption.h"

namespace jepa_oracle {
namespace {

using Column = Matrix<Rational>;

/// Draws the sources of one pair; each call is one source, in a fixed order.
class Sources {
 public:
  Sources(SourceLaw law, std::uint64_t seed, std::uint64_t number) : law_(law), random_(seed, number) {}

  Rational draw(const Rational& variance) {
    if (variance == 0) return 0;
    if (law_ == SourceLaw::gaussian) return random_.gaussian(variance).to_rational();
    const Rational value = three_point_value(variance);
    const bool positive = random_.chance(Rational(1, 2));
    if (!random_.chance(variance / (value * value))) return 0;
    return positive ? value : Rational(-value);
  }

  bool chance(const Rational& probability) { return random_.chance(probability); }

 private:
  SourceLaw law_;
  CounterRandom random_;
};

struct Pair {
  Column x;
  Column y;
};

Pair masked_pair(const DataModel& model, Sources& sources) {
  const Matrix<Rational>& mixing = model.basis();
  Column h(mixing.cols(), 1);
  for (Index i = 0; i < h.rows(); ++i) h(i, 0) = sources.draw(1);
  Pair pair{product(mixing, h), Column()};
  pair.y = pair.x;
  for (Index i = 0; i < pair.x.rows(); ++i) {
    (sources.chance(model.masked()) ? pair.x : pair.y)(i, 0) = 0;
  }
  return pair;
}

Pair pair_of(const DataModel& model, Sources& sources) {
  if (model.kind() == DataModel::Kind::masking) return masked_pair(model, sources);
  const Index size = model.size();
  Pair pair{Column(size, 1), Column(size, 1)};
  for (Index i = 0; i < size; ++i) {
    const auto f = static_cast<std::size_t>(i);
    const Rational& variance = model.signal()[f];
    const Rational earlier = sources.draw(variance);
    Rational later = earlier;
    if (model.kind() == DataModel::Kind::dynamic) {
      const Rational& g = model.persistence()[f];
      for (long step = 0; step < model.lag(); ++step) later = g * later + sources.draw(variance * (1 - g * g));
    }
    const bool noisy = model.kind() != DataModel::Kind::autoencoder;
    pair.x(i, 0) = noisy ? Rational(earlier + sources.draw(model.noise()[f])) : earlier;
    pair.y(i, 0) = noisy ? Rational(later + sources.draw(model.noise()[f])) : later;
  }
  return {product(model.basis(), pair.x), product(model.basis(), pair.y)};
}

}  // namespace

Rational three_point_value(const Rational& variance) {
  if (variance < 0) throw InvalidProblem("variance", to_fraction(variance) + " is negative");
  if (variance == 0) return 0;
  Rational unit = 1;
  while (256 * unit * unit < variance) unit *= 2;
  while (64 * unit * unit >= variance) unit /= 2;
  long m = 8;
  while (unit * unit * (m * m) < variance) ++m;
  return unit * m;
}

Samples<Rational> samples_of(const DataModel& model, SourceLaw law, std::uint64_t seed, std::uint64_t first,
                             Index count) {
  if (count < 1) throw InvalidProblem("count", fmt::format("{} is not a number of pairs: it must be >= 1", count));
  Samples<Rational> samples{Matrix<Rational>(model.size(), count), Matrix<Rational>(model.size(), count)};
  for (Index i = 0; i < count; ++i) {
    interruption_point();
    Sources sources(law, seed, first + static_cast<std::uint64_t>(i));
    const Pair pair = pair_of(model, sources);
    samples.x.col(i) = pair.x;
    samples.y.col(i) = pair.y;
  }
  return samples;
}

}  // namespace jepa_oracle
