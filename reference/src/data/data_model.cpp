#include "jepa_oracle/data_model.h"

#include <fmt/format.h>

#include <algorithm>

#include "jepa_oracle/errors.h"
#include "numbers/message_text.h"

namespace jepa_oracle {
namespace {

using Vector = std::vector<Rational>;

std::string entry(const char* name, std::size_t i) { return fmt::format("{}[{}]", name, i); }

void require_length(const Vector& values, std::size_t length, const char* name, const char* like) {
  if (values.size() == length) return;
  throw InvalidProblem(
      name, fmt::format("has {} entries and {} has {}; expected one for each feature", values.size(), like, length));
}

void require_not_negative(const Vector& values, const char* name) {
  if (values.empty()) throw InvalidProblem(name, "is empty; expected one entry for each feature");
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] < 0) throw InvalidProblem(entry(name, i), shown(values[i]) + " is negative: a variance must be >= 0");
  }
}

Matrix<Rational> basis_or_identity(Matrix<Rational> basis, std::size_t features) {
  const auto size = static_cast<Index>(features);
  if (basis.size() == 0) return identity<Rational>(size);
  if (basis.rows() != size || basis.cols() != size) {
    throw InvalidProblem("basis", fmt::format("is {} x {} and must be {} x {}: one column for each feature",
                                              basis.rows(), basis.cols(), size, size));
  }
  if (transposed_product(basis, basis) != identity<Rational>(size)) {
    throw InvalidProblem("basis", "is not orthogonal: B'B must be the identity");
  }
  return basis;
}

/// B diag(values) B'
Matrix<Rational> in_basis(const Matrix<Rational>& basis, const Vector& values) {
  return product_transposed(product(basis, diagonal(values)), basis);
}

Moments<Rational> masking_moments(const DataModel& model) {
  const Matrix<Rational> s = product_transposed(model.basis(), model.basis());
  const Rational& r = model.masked();
  const Rational kept = 1 - r;
  const auto size = s.rows();
  Moments<Rational> moments{s, s, s};
  for (Index i = 0; i < size; ++i) {
    for (Index j = 0; j < size; ++j) {
      // Two pixels are masked independently; one pixel is never in both views.
      const bool same = i == j;
      moments.sxx(i, j) *= same ? kept : Rational(kept * kept);
      moments.syx(i, j) *= same ? Rational(0) : Rational(r * kept);
      (*moments.syy)(i, j) *= same ? r : Rational(r * r);
    }
  }
  return moments;
}

/// mu_j = |f_j|^2 of the columns of F, after showing that they are the eigenvectors of F F' and that its diagonal is c.
std::pair<Vector, Rational> spectrum_of_mask(const Matrix<Rational>& mixing) {
  const auto refuse = [](const char* rule) {
    throw InvalidProblem("mixing", fmt::format("{}: only then are features of masked data known exactly", rule));
  };
  if (mixing.rows() != mixing.cols()) refuse("must be square");
  const Matrix<Rational> columns = transposed_product(mixing, mixing);
  const Matrix<Rational> rows = product_transposed(mixing, mixing);
  Vector eigenvalues;
  for (Index i = 0; i < columns.rows(); ++i) {
    if (columns(i, i) == 0) refuse("must have no column of zeros");
    for (Index j = 0; j < i; ++j) {
      if (columns(i, j) != 0) refuse("must have orthogonal columns");
    }
    if (rows(i, i) != rows(0, 0)) refuse("must have rows of equal length");
    eigenvalues.push_back(columns(i, i));
  }
  return {eigenvalues, rows(0, 0)};
}

}  // namespace

std::string_view name_of(DataModel::Kind kind) {
  switch (kind) {
    case DataModel::Kind::static_views:
      return "static";
    case DataModel::Kind::dynamic:
      return "dynamic";
    case DataModel::Kind::masking:
      return "masking";
    case DataModel::Kind::autoencoder:
      break;
  }
  return "autoencoder";
}

DataModel DataModel::static_views(Vector signal, Vector noise, Matrix<Rational> basis) {
  require_not_negative(signal, "signal");
  require_length(noise, signal.size(), "noise", "signal");
  require_not_negative(noise, "noise");
  for (std::size_t i = 0; i < signal.size(); ++i) {
    if (signal[i] + noise[i] == 0) {
      throw InvalidProblem(entry("signal", i), "is 0 and so is its noise: each feature must vary");
    }
  }
  DataModel model;
  model.kind_ = Kind::static_views;
  model.basis_ = basis_or_identity(std::move(basis), signal.size());
  model.signal_ = std::move(signal);
  model.noise_ = std::move(noise);
  return model;
}

DataModel DataModel::dynamic(Vector signal, Vector persistence, Vector noise, long lag, Matrix<Rational> basis) {
  DataModel model = static_views(std::move(signal), std::move(noise), std::move(basis));
  require_length(persistence, model.signal_.size(), "persistence", "signal");
  for (std::size_t i = 0; i < persistence.size(); ++i) {
    if (persistence[i] < -1 || persistence[i] > 1) {
      throw InvalidProblem(entry("persistence", i),
                           shown(persistence[i]) + " lies outside [-1, 1]: a stationary process has |g| <= 1");
    }
  }
  if (lag < 1 || lag > kMaxLag) {
    throw InvalidProblem("lag", fmt::format("{} is outside the range 1 to {}", lag, kMaxLag));
  }
  model.kind_ = Kind::dynamic;
  model.persistence_ = std::move(persistence);
  model.lag_ = lag;
  return model;
}

DataModel DataModel::masking(Matrix<Rational> mixing, const Rational& masked) {
  if (mixing.size() == 0) throw InvalidProblem("mixing", "is empty: at least one pixel and one source are needed");
  for (Index i = 0; i < mixing.rows(); ++i) {
    if ((mixing.row(i).array() == Rational(0)).all()) {
      throw InvalidProblem(fmt::format("mixing[{}]", i), "is a row of zeros: each pixel must vary");
    }
  }
  if (masked <= 0 || masked >= 1) {
    throw InvalidProblem("masked", shown(masked) + " lies outside (0, 1): the probability that a pixel is masked");
  }
  DataModel model;
  model.kind_ = Kind::masking;
  model.basis_ = std::move(mixing);
  model.masked_ = masked;
  return model;
}

DataModel DataModel::autoencoder(Vector variance, Matrix<Rational> basis) {
  require_not_negative(variance, "variance");
  for (std::size_t i = 0; i < variance.size(); ++i) {
    if (variance[i] == 0) throw InvalidProblem(entry("variance", i), "is 0: each feature must vary");
  }
  DataModel model;
  model.kind_ = Kind::autoencoder;
  model.basis_ = basis_or_identity(std::move(basis), variance.size());
  model.signal_ = std::move(variance);
  return model;
}

Moments<Rational> moments_of(const DataModel& model) {
  if (model.kind() == DataModel::Kind::masking) return masking_moments(model);
  Vector lambdas;
  Vector variances;
  for (const Feature& feature : features_of(model)) {
    lambdas.push_back(feature.lambda());
    variances.push_back(feature.variance());
  }
  const Matrix<Rational> sxx = in_basis(model.basis(), variances);
  return {sxx, in_basis(model.basis(), lambdas), sxx};
}

std::vector<Feature> features_of(const DataModel& model) {
  std::vector<Feature> features;
  if (model.kind() == DataModel::Kind::masking) {
    const Rational& r = model.masked();
    const Rational kept = 1 - r;
    const auto [eigenvalues, pixel] = spectrum_of_mask(model.basis());
    for (const Rational& mu : eigenvalues) {
      features.push_back(Feature::with_variance(r * kept * (mu - pixel), kept * kept * mu + r * kept * pixel));
    }
    return features;
  }
  const bool dynamic = model.kind() == DataModel::Kind::dynamic;
  const bool noisy = model.kind() != DataModel::Kind::autoencoder;
  for (std::size_t i = 0; i < model.signal().size(); ++i) {
    const Rational& a = model.signal()[i];
    const Rational lambda = dynamic ? Rational(power(model.persistence()[i], model.lag()) * a) : a;
    features.push_back(Feature::with_variance(lambda, noisy ? Rational(a + model.noise()[i]) : a));
  }
  return features;
}

}  // namespace jepa_oracle
