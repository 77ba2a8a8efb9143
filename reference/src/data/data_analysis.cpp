#include "jepa_oracle/data_analysis.h"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <map>

#include "jepa_oracle/exact_rational.h"
#include "jepa_oracle/objectives.h"

namespace jepa_oracle {
namespace {

/// Everything that the resamples are asked for, kept as numbers and not as matrices.
struct Spread {
  std::vector<std::vector<double>> lambda;
  std::vector<std::vector<double>> rho;
  std::vector<double> overlap;
  std::map<Objective, std::vector<std::vector<double>>> times;  ///< logarithms: objective, feature, resample
  double commutator = 0;
  double asymmetry = 0;
  int resamples = 0;
};

Eigen::MatrixXd commutator_of(const EstimatedMoments& moments) {
  return moments.sxx * moments.syx - moments.syx * moments.sxx;
}
Eigen::MatrixXd asymmetry_of(const EstimatedMoments& moments) { return moments.syx - moments.syx.transpose(); }

/// Counts the parts of an analysis: resamples twice (features, then groups), critical times, windows.
class Parts {
 public:
  Parts(const AnalysisRequest& request, std::size_t features)
      : request_(request),
        total_(2 * static_cast<std::size_t>(request.resamples) + network_objectives().size() * features +
               request.conflicts) {}
  void one_more() { at(done_ + 1); }
  void at(std::size_t done) {
    done_ = done;
    if (request_.visit) request_.visit(std::min(done_, total_), total_);
  }
  std::size_t done() const { return done_; }

 private:
  const AnalysisRequest& request_;
  std::size_t total_;
  std::size_t done_ = 0;
};

Spread spread_of(const MomentEstimate& estimate, const std::vector<DataFeature>& features,
                 const AnalysisRequest& request, Parts& parts) {
  const std::size_t size = features.size();
  Spread spread{
      std::vector<std::vector<double>>(size), std::vector<std::vector<double>>(size), std::vector<double>(size), {}};
  for (const Objective objective : network_objectives()) spread.times[objective].resize(size);
  const EstimatedMoments moments = estimate.moments();
  const Eigen::MatrixXd commutator = commutator_of(moments);
  const Eigen::MatrixXd asymmetry = asymmetry_of(moments);
  const double epsilon = approximate_log(request.initialisation.encoder_amplitude(request.depth));
  const double fraction = approximate_log(request.fraction);
  bootstrap(estimate, features, request.resamples, request.seed, [&](const Resample& resample) {
    ++spread.resamples;
    for (std::size_t i = 0; i < size; ++i) {
      spread.lambda[i].push_back(resample.features[i].lambda);
      spread.rho[i].push_back(resample.features[i].rho);
      spread.overlap[i] += resample.overlaps[i];
      for (auto& [objective, times] : spread.times) {
        times[i].push_back(approximate_log_time(objective, request.depth, epsilon, fraction, resample.features[i]));
      }
    }
    spread.commutator += (commutator_of(resample.moments) - commutator).squaredNorm();
    spread.asymmetry += (asymmetry_of(resample.moments) - asymmetry).squaredNorm();
    parts.one_more();
  });
  return spread;
}

/// Whether a feature is learned, and before another one is, by the logarithms of their times. What starts past the
/// threshold is not learned.
bool learned_before(double first, double second) { return std::isfinite(first) && first < second; }

/// Share of resamples in which the first of two features is learned before the second.
double share_before(const std::vector<double>& first, const std::vector<double>& second) {
  std::size_t count = 0;
  for (std::size_t r = 0; r < first.size(); ++r) count += learned_before(first[r], second[r]) ? 1 : 0;
  return static_cast<double>(count) / static_cast<double>(first.size());
}

std::vector<NamedFeature> named(const std::vector<DataFeature>& features) {
  std::vector<NamedFeature> list;
  for (std::size_t i = 0; i < features.size(); ++i) {
    list.push_back({feature_name(i),
                    Feature::with_variance(exact_rational(features[i].lambda, "lambda of " + feature_name(i)),
                                           exact_rational(features[i].variance, "variance of " + feature_name(i)))});
  }
  return list;
}

PredictedOrder predicted(Objective objective, const std::vector<NamedFeature>& features, const AnalysisRequest& request,
                         const Spread& spread, Digits digits, Parts& parts) {
  const std::size_t before = parts.done();
  PredictedOrder result{
      objective,
      learning_order(objective, request.depth, request.initialisation, Threshold::fraction(request.fraction), features,
                     TimeConvention::flow, digits, [&](std::size_t found) { parts.at(before + found); }),
      {}};
  const auto& learned = result.order.learned;
  for (std::size_t i = 0; spread.resamples > 0 && i + 1 < learned.size(); ++i) {
    const auto& times = spread.times.at(objective);
    result.confidence.push_back(share_before(times[learned[i]], times[learned[i + 1]]));
  }
  return result;
}

/// Pairs in conflict, those that disagree first, then by the place of the noisy one and of the influential one.
struct Candidate {
  std::size_t influential;
  std::size_t noisy;
  bool disagree;
};

/// A conflict is a question about two objectives by name: does JEPA avoid the noisy feature where MAE does not?
constexpr Objective kAvoiding = Objective::jepa;
constexpr Objective kOther = Objective::mae;

void find_conflicts(DataAnalysis& analysis, const std::vector<NamedFeature>& features, const AnalysisRequest& request,
                    const Spread& spread, Digits digits, Parts& parts) {
  const std::vector<std::size_t>& jepa = analysis.under(kAvoiding).order.places;  // 0 for what is not learned
  const std::vector<std::size_t>& mae = analysis.under(kOther).order.places;
  std::vector<Candidate> candidates;
  for (std::size_t a = 0; a < features.size(); ++a) {
    for (std::size_t b = a + 1; b < features.size(); ++b) {  // lambda of a >= lambda of b
      if (std::min({jepa[a], jepa[b], mae[a], mae[b]}) == 0) continue;
      const bool differs = (jepa[a] < jepa[b] && mae[b] < mae[a]) || (jepa[b] < jepa[a] && mae[a] < mae[b]);
      if (differs) ++analysis.disagreeing_pairs;
      const Feature& noisy = features[a].feature;
      const Feature& influential = features[b].feature;
      if (!(influential.lambda() < noisy.lambda() && influential.rho() > noisy.rho())) continue;
      ++analysis.conflicting_pairs;
      candidates.push_back({b, a, differs && jepa[b] < jepa[a]});
    }
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& p, const Candidate& q) { return p.disagree && !q.disagree; });
  if (candidates.size() > request.conflicts) candidates.resize(request.conflicts);
  for (const Candidate& pair : candidates) {
    const Conflict conflict = Conflict::between(features[pair.influential].feature, features[pair.noisy].feature);
    FeatureConflict found{pair.influential,
                          pair.noisy,
                          conflict_window(kAvoiding, request.depth, request.fraction, conflict, digits),
                          pair.disagree,
                          {}};
    if (spread.resamples > 0) {
      int count = 0;
      for (std::size_t r = 0; r < static_cast<std::size_t>(spread.resamples); ++r) {
        const auto before = [&](Objective objective, std::size_t first, std::size_t second) {
          const auto& times = spread.times.at(objective);
          return learned_before(times[first][r], times[second][r]);
        };
        count +=
            before(kAvoiding, pair.influential, pair.noisy) && before(kOther, pair.noisy, pair.influential) ? 1 : 0;
      }
      found.confidence = static_cast<double>(count) / spread.resamples;
    }
    analysis.conflicts.push_back(std::move(found));
    parts.one_more();
  }
}

}  // namespace

const PredictedOrder& DataAnalysis::under(Objective objective) const {
  return *std::find_if(orders.begin(), orders.end(),
                       [&](const PredictedOrder& predicted) { return predicted.objective == objective; });
}

std::string feature_name(std::size_t index) { return fmt::format("feature {}", index); }

DataAnalysis analyse(const MomentEstimate& estimate, const AnalysisRequest& request, Digits digits) {
  require_enough_resamples(request.resamples, request.confidence, "resamples");
  estimate.require_independent_columns();
  const EstimatedMoments moments = estimate.moments();
  const std::vector<DataFeature> features = approximate_features(moments);
  Parts parts(request, features.size());
  const Spread spread = spread_of(estimate, features, request, parts);
  const bool resampled = spread.resamples > 0;

  const Mixing mixing = mixing_of(moments);
  Distance commutator{mixing.commutator, {}};
  Distance asymmetry{mixing.asymmetry, {}};
  if (const double cross = moments.syx.norm(); resampled && cross > 0) {
    commutator.noise = std::sqrt(spread.commutator / spread.resamples) / (2 * moments.sxx.norm() * cross);
    asymmetry.noise = std::sqrt(spread.asymmetry / spread.resamples) / (2 * cross);
  }
  const Eigen::VectorXd scale = moments.sxx.diagonal().cwiseSqrt();
  const Eigen::VectorXd eigenvalues = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(
                                          moments.sxx.cwiseQuotient(scale * scale.transpose()), Eigen::EigenvaluesOnly)
                                          .eigenvalues();
  const std::vector<NamedFeature> list = named(features);
  DataAnalysis analysis{{}, {}, commutator, asymmetry, eigenvalues.tail(1)(0) / eigenvalues(0), {}, 0, 0, {}};
  for (const Objective objective : network_objectives()) {
    analysis.orders.push_back(predicted(objective, list, request, spread, digits, parts));
  }
  FeatureIntervals intervals;
  if (resampled) {
    intervals = feature_intervals(estimate, features, spread.lambda, spread.rho, request.seed, request.confidence,
                                  [&parts] { parts.one_more(); });
  }
  for (std::size_t i = 0; i < features.size(); ++i) {
    AnalysedFeature feature{features[i], {}, {}, {}};
    if (resampled) {
      feature.lambda = intervals.lambda[i];
      feature.rho = intervals.rho[i];
      feature.overlap = spread.overlap[i] / spread.resamples;
    }
    analysis.features.push_back(std::move(feature));
  }
  analysis.groups = std::move(intervals.groups);
  find_conflicts(analysis, list, request, spread, digits, parts);
  return analysis;
}

}  // namespace jepa_oracle
