#include "matrices/eigenvalue_clusters.h"

#include <algorithm>
#include <numeric>

namespace jepa_oracle {
namespace {

std::vector<std::size_t> labels(const Centres& centres, const Interval& link) {
  std::vector<std::size_t> label(centres.size());
  std::iota(label.begin(), label.end(), std::size_t{0});
  for (std::size_t i = 0; i < label.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (label[i] == label[j] || certainly_less(link, distance(centres[i], centres[j]))) continue;
      const std::size_t merged = label[i];
      std::replace(label.begin(), label.end(), merged, label[j]);
    }
  }
  return label;
}

}  // namespace

Interval distance(const std::pair<Interval, Interval>& x, const std::pair<Interval, Interval>& y) {
  return root(square(x.first - y.first) + square(x.second - y.second), 2);
}

std::optional<EigenvalueClusters> cluster_eigenvalues(const Centres& centres, const Interval& residual) {
  const Interval link = residual * 4;
  EigenvalueClusters clusters{labels(centres, link), {}};
  const std::vector<std::size_t>& label = clusters.label;
  Real widest(0);
  for (const std::size_t own : label) {
    const auto members = static_cast<long>(std::count(label.begin(), label.end(), own));
    const Interval root_of_members = root(Interval(members).rounded_to(residual.precision()), 2);
    const Interval radius = root_of_members * (residual + link * (members - 1)) * 2;
    clusters.radii.emplace_back(radius.upper());
    widest = std::max(widest, radius.upper());
  }
  for (std::size_t i = 0; i < label.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (label[i] == label[j]) continue;
      if (!certainly_less(Interval(widest) * 2, distance(centres[i], centres[j]))) return std::nullopt;
    }
  }
  return clusters;
}

}  // namespace jepa_oracle
