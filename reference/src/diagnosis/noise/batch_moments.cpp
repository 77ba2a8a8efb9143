#include "diagnosis/noise/batch_moments.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace jepa_oracle {

BatchMoments::BatchMoments(const DiagnosedProblem& problem, Variances q, std::uint64_t stream, bool targets)
    : random_(0, stream),
      size_(static_cast<Index>(problem.dimension())),
      targets_(targets),
      diagonal_(std::sqrt(12 * q.diagonal)),  // uniform on an interval of length 1 has variance 1/12
      beside_(std::sqrt(12 * q.beside)),
      x_(size_),
      error_(size_),
      rho_(size_) {
  for (Index i = 0; i < size_; ++i) {
    const DiagnosedFeature& feature = problem.features[static_cast<std::size_t>(i)];
    const double target = feature.target_variance.value_or(feature.variance);
    rho_(i) = feature.lambda / feature.variance;
    x_(i) = std::sqrt(feature.variance);
    error_(i) = std::sqrt(std::max(0.0, target - rho_(i) * feature.lambda));
  }
}

void BatchMoments::operator()(Eigen::MatrixXd& sxx, Eigen::MatrixXd& syx, Eigen::MatrixXd& syy) {
  for (Index j = 0; j < size_; ++j) {
    for (Index i = 0; i <= j; ++i) {
      const double twice = i == j ? std::numbers::sqrt2 : 1;
      const double scale = i == j ? diagonal_ : beside_;
      const double common = scale * x_(i) * x_(j) * twice * next();
      const double upper = scale * error_(i) * x_(j) * next();
      const double lower = i == j ? upper : scale * error_(j) * x_(i) * next();
      sxx(i, j) += common;
      syx(i, j) += rho_(i) * common + upper;
      if (i != j) sxx(j, i) += common;
      if (i != j) syx(j, i) += rho_(j) * common + lower;
      if (!targets_) continue;
      const double own = scale * error_(i) * error_(j) * twice * next();
      const double both = rho_(i) * rho_(j) * common + rho_(j) * upper + rho_(i) * lower + own;
      syy(i, j) += both;
      if (i != j) syy(j, i) += both;
    }
  }
}

/// Uniform on (-1/2, 1/2): four numbers of 16 bits out of every 64.
double BatchMoments::next() {
  if (left_ == 0) {
    bits_ = random_.bits(position_++);
    left_ = 4;
  }
  --left_;
  const auto number = static_cast<double>(bits_ & 0xffff);
  bits_ >>= 16;
  return (number + 0.5) * 0x1p-16 - 0.5;
}

}  // namespace jepa_oracle
