#include "jepa_oracle/moment_estimate.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/interruption.h"

namespace jepa_oracle {
namespace {

/// Of a second moment: terms that are not normal numbers are off by 2^-1075, less than 2^-74 of it.
constexpr double kSmallestMoment = 0x1p-1000;

}  // namespace

MomentSums MomentSums::zero(Index width) {
  return {0, Eigen::VectorXd::Zero(width), Eigen::VectorXd::Zero(width), Eigen::MatrixXd::Zero(width, width),
          Eigen::MatrixXd::Zero(width, width)};
}

void MomentSums::add(const MomentSums& other, double weight) {
  pairs += weight * other.pairs;
  x += weight * other.x;
  y += weight * other.y;
  xx += weight * other.xx;
  yx += weight * other.yx;
}

MomentEstimate::MomentEstimate(PairSource& source, Centre centre, Index least_rows, Index blocks)
    : name_(source.name()), columns_(source.columns()), centre_(centre), rows_per_block_(least_rows) {
  const Index width = source.width();
  if (width > kMaxWidth) {
    throw InvalidProblem(name_, fmt::format("has {} columns: at most {} are analysed", width, kMaxWidth));
  }
  const double bytes_per_block = 16.0 * static_cast<double>(width) * static_cast<double>(width);
  most_blocks_ = 2 * std::clamp(static_cast<Index>(kBlockBytes / bytes_per_block / 2), Index{4}, blocks);
  current_ = MomentSums::zero(width);
  yy_ = block_yy_ = Eigen::MatrixXd::Zero(width, width);
  read(source, least_rows);
  const double needed = static_cast<double>(width) + (centre == Centre::mean ? 1 : 0);
  if (blocks_.empty()) throw InvalidProblem(name_, "holds no pairs");
  total_ = MomentSums::zero(width);
  for (const MomentSums& block : blocks_) total_.add(block);
  if (total_.pairs < needed) {
    throw InvalidProblem(name_, fmt::format("{} pair{} of {} columns: sxx is singular with fewer than {} pairs",
                                            total_.pairs, total_.pairs == 1 ? "" : "s", width, needed));
  }
  require_normal(total_);
  if (!total_.xx.allFinite() || !total_.yx.allFinite() || !yy_.allFinite()) {
    throw InvalidProblem(name_, "holds values so large that the sums of their squares overflow: scale the columns");
  }
}

void MomentEstimate::require_normal(const MomentSums& sums) const {
  for (Index j = 0; j < sums.xx.rows(); ++j) {
    const bool is_zero = sums.xx(j, j) == 0 && sums.x(j) == 0;
    if (is_zero || !(sums.xx(j, j) < kSmallestMoment * sums.pairs)) continue;
    throw InvalidProblem(name_, fmt::format("column {} varies so little that its squares underflow: scale the columns",
                                            columns_[static_cast<std::size_t>(j)]));
  }
}

void MomentEstimate::read(PairSource& source, Index least_rows) {
  const Index width = source.width();
  // A block of a few hundred kilobytes: large enough for the file system, small enough for the cache.
  const Index rows = kChunk * std::clamp<Index>(64 / std::max<Index>(width, 1), 1, 8);
  RowMatrix x(rows, width);
  RowMatrix y(rows, width);
  rows_per_block_ = least_rows;
  for (Index count = rows; count == rows;) {
    interruption_point();
    count = source.read(x, y);
    if (count > 0 && shift_x_.size() == 0) {
      shift_x_ = x.row(0);
      shift_y_ = y.row(0);
    }
    if (count == 0) break;
    x.topRows(count).rowwise() -= shift_x_;
    y.topRows(count).rowwise() -= shift_y_;
    for (Index first = 0; first < count;) {
      const auto room = rows_per_block_ - static_cast<Index>(current_.pairs);
      const Index taken = std::min({count - first, room, kChunk});
      add_chunk(x, y, first, taken);
      first += taken;
      if (taken == room) finish_block();
    }
  }
  if (current_.pairs > 0) {
    current_.xx = current_.xx.selfadjointView<Eigen::Lower>();
    blocks_.push_back(std::move(current_));
    yy_ += block_yy_;
  }
  yy_ = Eigen::MatrixXd(yy_.selfadjointView<Eigen::Lower>());
}

void MomentEstimate::add_chunk(RowMatrix& x, RowMatrix& y, Index first, Index rows) {
  const auto x_rows = x.middleRows(first, rows);
  const auto y_rows = y.middleRows(first, rows);
  current_.pairs += static_cast<double>(rows);
  current_.x += x_rows.colwise().sum().transpose();
  current_.y += y_rows.colwise().sum().transpose();
  current_.xx.selfadjointView<Eigen::Lower>().rankUpdate(x_rows.transpose());
  current_.yx.noalias() += y_rows.transpose() * x_rows;
  block_yy_.selfadjointView<Eigen::Lower>().rankUpdate(y_rows.transpose());
}

void MomentEstimate::finish_block() {
  const Index width = current_.x.size();
  current_.xx = Eigen::MatrixXd(current_.xx.selfadjointView<Eigen::Lower>());
  blocks_.push_back(std::move(current_));
  current_ = MomentSums::zero(width);
  yy_ += block_yy_;
  block_yy_.setZero();
  if (static_cast<Index>(blocks_.size()) < most_blocks_) return;
  std::vector<MomentSums> joined;
  for (std::size_t i = 0; i < blocks_.size(); i += 2) {
    blocks_[i].add(blocks_[i + 1]);
    joined.push_back(std::move(blocks_[i]));
  }
  blocks_ = std::move(joined);
  rows_per_block_ *= 2;
}

double MomentEstimate::additions() const {
  const double chunks = std::ceil(static_cast<double>(rows_per_block_) / static_cast<double>(kChunk));
  return static_cast<double>(kChunk) + chunks + std::ceil(std::log2(total_.pairs + 1)) +
         static_cast<double>(blocks_.size());
}

std::vector<EstimatedMoments> MomentEstimate::moments(const Eigen::MatrixXd& weights) const {
  std::vector<MomentSums> sums(static_cast<std::size_t>(weights.cols()), MomentSums::zero(total_.x.size()));
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    for (std::size_t r = 0; r < sums.size(); ++r) {
      sums[r].add(blocks_[i], weights(static_cast<Index>(i), static_cast<Index>(r)));
    }
  }
  std::vector<EstimatedMoments> moments;
  for (const MomentSums& sum : sums) moments.push_back(moments_of(sum));
  return moments;
}

Eigen::MatrixXd MomentEstimate::target_moments() const {
  const Eigen::VectorXd y = total_.y / total_.pairs;
  Eigen::MatrixXd syy = yy_ / total_.pairs - y * y.transpose();
  if (centre_ == Centre::origin) {
    const Eigen::VectorXd mean_y = y + shift_y_.transpose();
    syy += mean_y * mean_y.transpose();
  }
  return syy;
}

EstimatedMoments MomentEstimate::moments_of(const MomentSums& sums) const {
  const Eigen::VectorXd x = sums.x / sums.pairs;
  const Eigen::VectorXd y = sums.y / sums.pairs;
  EstimatedMoments moments{sums.xx / sums.pairs - x * x.transpose(), sums.yx / sums.pairs - y * x.transpose()};
  if (centre_ == Centre::origin) {
    const Eigen::VectorXd mean_x = x + shift_x_.transpose();
    const Eigen::VectorXd mean_y = y + shift_y_.transpose();
    moments.sxx += mean_x * mean_x.transpose();
    moments.syx += mean_y * mean_x.transpose();
  }
  return moments;
}

}  // namespace jepa_oracle
