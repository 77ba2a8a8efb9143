#include <fmt/format.h>
#include <fmt/ranges.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/moment_estimate.h"

namespace jepa_oracle {
namespace {

constexpr std::size_t kNamesShown = 8;

std::string names_of(const std::vector<std::string>& columns, const std::vector<Index>& indices) {
  std::vector<std::string> names;
  for (const Index index : indices) {
    if (names.size() == kNamesShown) break;
    names.push_back(columns[static_cast<std::size_t>(index)]);
  }
  const std::string more =
      indices.size() > names.size() ? fmt::format(", and {} more", indices.size() - names.size()) : std::string();
  return fmt::format("{}{}", fmt::join(names, ", "), more);
}

/// Columns of the correlation matrix taken in turn; each is a combination of those before it, or adds a direction.
struct Combination {
  Index column;
  std::vector<Index> of;
};

/// @param entry_error  bound of the error of every entry of `correlation`
std::vector<Combination> combinations(const Eigen::MatrixXd& correlation, double entry_error) {
  std::vector<Combination> found;
  std::vector<Index> chosen;
  Eigen::MatrixXd factor = Eigen::MatrixXd::Zero(correlation.rows(), correlation.cols());  // Cholesky of the chosen
  for (Index k = 0; k < correlation.cols(); ++k) {
    const auto size = static_cast<Index>(chosen.size());
    Eigen::VectorXd row(size);
    for (Index i = 0; i < size; ++i) row(i) = correlation(k, chosen[static_cast<std::size_t>(i)]);
    const auto lower = factor.topLeftCorner(size, size).triangularView<Eigen::Lower>();
    const Eigen::VectorXd half = lower.solve(row);
    const Eigen::VectorXd coefficients = lower.transpose().solve(half);
    // What the chosen columns leave of column k; entries that are off by e move it by at most e (1 + |c|_1)^2.
    const double rest = correlation(k, k) - half.squaredNorm();
    const double spread = 1 + coefficients.lpNorm<1>();
    if (rest <= entry_error * spread * spread) {
      Combination combination{k, {}};
      for (Index i = 0; i < size; ++i) {
        if (std::abs(coefficients(i)) > 1e-6 * spread) combination.of.push_back(chosen[static_cast<std::size_t>(i)]);
      }
      found.push_back(std::move(combination));
      continue;
    }
    factor.row(size).head(size) = half.transpose();
    factor(size, size) = std::sqrt(rest);
    chosen.push_back(k);
  }
  return found;
}

}  // namespace

std::vector<Index> MomentEstimate::constant_columns() const {
  std::vector<Index> found;
  for (Index j = 0; j < total_.x.size(); ++j) {
    // Shifted by its first value, a constant column is 0 throughout.
    const bool constant = total_.xx(j, j) == 0;
    if (constant && (centre_ == Centre::mean || shift_x_(j) == 0)) found.push_back(j);
  }
  return found;
}

void MomentEstimate::drop(const std::vector<Index>& columns) {
  std::vector<Index> kept;
  std::vector<std::string> names;
  for (Index j = 0; j < total_.x.size(); ++j) {
    if (std::find(columns.begin(), columns.end(), j) != columns.end()) continue;
    kept.push_back(j);
    names.push_back(columns_[static_cast<std::size_t>(j)]);
  }
  const auto reduce = [&kept](MomentSums& sums) {
    sums = MomentSums{sums.pairs, sums.x(kept), sums.y(kept), sums.xx(kept, kept), sums.yx(kept, kept)};
  };
  for (MomentSums& block : blocks_) reduce(block);
  reduce(total_);
  yy_ = Eigen::MatrixXd(yy_(kept, kept));
  shift_x_ = Eigen::RowVectorXd(shift_x_(kept));
  shift_y_ = Eigen::RowVectorXd(shift_y_(kept));
  columns_ = std::move(names);
}

Eigen::VectorXd MomentEstimate::deviations() const {
  return ((moments().sxx.diagonal() + target_moments().diagonal()) / 2).cwiseMax(0).cwiseSqrt();
}

void MomentEstimate::divide(const Eigen::VectorXd& divisors) {
  const Eigen::MatrixXd products = divisors * divisors.transpose();
  const auto reduce = [&](MomentSums& sums) {
    sums = MomentSums{sums.pairs, sums.x.cwiseQuotient(divisors), sums.y.cwiseQuotient(divisors),
                      sums.xx.cwiseQuotient(products), sums.yx.cwiseQuotient(products)};
  };
  for (MomentSums& block : blocks_) reduce(block);
  reduce(total_);
  yy_ = Eigen::MatrixXd(yy_.cwiseQuotient(products));
  shift_x_ = Eigen::RowVectorXd(shift_x_.cwiseQuotient(divisors.transpose()));
  shift_y_ = Eigen::RowVectorXd(shift_y_.cwiseQuotient(divisors.transpose()));
}

void MomentEstimate::require_independent_columns() const {
  if (const std::vector<Index> constant = constant_columns(); !constant.empty()) {
    throw InvalidProblem(name_, fmt::format("constant column{} {}: sxx is singular", constant.size() == 1 ? "" : "s",
                                            names_of(columns_, constant)));
  }
  const Eigen::MatrixXd sxx = moments().sxx;
  const Eigen::VectorXd scale = sxx.diagonal().cwiseSqrt();
  const Eigen::MatrixXd correlation = sxx.cwiseQuotient(scale * scale.transpose());
  // Moving from the shifted sums to the centre cancels digits where the mean is far from the shift.
  const Eigen::VectorXd shifted = total_.xx.diagonal() / total_.pairs;
  const Eigen::VectorXd means = total_.x.cwiseAbs2() / (total_.pairs * total_.pairs);
  const double cancelled = ((shifted + 2 * means).cwiseQuotient(scale.cwiseAbs2())).maxCoeff();
  const double entry_error = (additions() + 8) * 0x1p-53 * std::max(1.0, cancelled);
  const std::vector<Combination> found = combinations(correlation, entry_error);
  if (found.empty()) return;
  std::vector<std::string> sentences;
  for (const Combination& combination : found) {
    if (sentences.size() == kNamesShown) break;
    sentences.push_back(fmt::format("column {} is a linear combination of {}",
                                    columns_[static_cast<std::size_t>(combination.column)],
                                    names_of(columns_, combination.of)));
  }
  if (found.size() > sentences.size()) sentences.push_back(fmt::format("and {} more", found.size() - sentences.size()));
  throw InvalidProblem(name_, fmt::format("{}: sxx is singular", fmt::join(sentences, "; ")));
}

}  // namespace jepa_oracle
