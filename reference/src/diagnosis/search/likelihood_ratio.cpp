#include "diagnosis/search/likelihood_ratio.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace jepa_oracle {
namespace {

/// Sum of r(i) r(i + lag) within the series, over the sum of squares.
double autocorrelation(const std::vector<double>& residuals, const RecordedRun& run, std::size_t lag, double squares) {
  double sum = 0;
  std::size_t begin = 0;
  for (const RecordedSeries& series : run.series) {
    const std::size_t end = begin + series.points.size();
    for (std::size_t i = begin; i + lag < end; ++i) sum += residuals[i] * residuals[i + lag];
    begin = end;
  }
  return sum / squares;
}

}  // namespace

double correlation_length(const std::vector<double>& residuals, const RecordedRun& run) {
  constexpr std::size_t kFewestResiduals = 20;
  double squares = 0;
  for (const double residual : residuals) squares += residual * residual;
  if (residuals.size() < kFewestResiduals || !(squares > 0) || !std::isfinite(squares)) return 1;
  std::size_t longest = 0;
  for (const RecordedSeries& series : run.series) longest = std::max(longest, series.points.size());
  // Beyond a third of a series nothing averages the autocorrelation any more.
  const std::size_t last = longest / 3;
  double length = 1;
  const double first = autocorrelation(residuals, run, 1, squares);
  // White noise has autocorrelations of 1/sqrt(n), and either sign.
  if (first < 3 / std::sqrt(static_cast<double>(residuals.size()))) return 1;
  length += 2 * first;
  for (std::size_t lag = 2; lag + 1 <= last; lag += 2) {
    const double pair =
        autocorrelation(residuals, run, lag, squares) + autocorrelation(residuals, run, lag + 1, squares);
    if (pair <= 0) break;
    length += 2 * pair;
  }
  return std::clamp(length, 1.0, static_cast<double>(longest));
}

double largest_by_chance(double tries, std::size_t runs) {
  const double tail = Evidence::kSurprise / (2 * std::max(tries, 1.0));
  if (runs == 0) return boost::math::quantile(boost::math::complement(boost::math::normal(), tail));
  return boost::math::quantile(boost::math::complement(boost::math::students_t(static_cast<double>(runs)), tail));
}

OneWay one_way_of(const std::vector<double>& residuals, const RecordedRun& run) {
  constexpr std::size_t kShortest = 4;
  OneWay result;
  std::size_t begin = 0;
  for (const RecordedSeries& series : run.series) {
    const std::size_t count = series.points.size();
    for (std::size_t length = kShortest; length <= count; length *= 2) {
      for (std::size_t block = 0; block + length <= count; block += length) {
        double sum = 0;
        for (std::size_t i = 0; i < length; ++i) sum += residuals[begin + block + i];
        result.largest = std::max(result.largest, std::fabs(sum) / std::sqrt(static_cast<double>(length)));
        ++result.blocks;
      }
    }
    begin += count;
  }
  return result;
}

double Evidence::log_chance(const Misfit& true_one, const Misfit& better) const {
  if (!(better.squares < true_one.squares)) return std::log(tried);
  const double freedom = std::max(amplitudes - static_cast<double>(better.fitted), 1.0);
  const double directions = better.fitted > 1 ? 4 : 2;
  const double independent = std::max(amplitudes / correlation - directions, 1.0);
  // Noise may be larger than what was justified, and is then measured by the better one; it is never smaller.
  const double unit = std::max(better.squares / freedom, 1.0);
  const double gain = (true_one.squares - better.squares) / (unit * freedom);
  double logarithm = -0.5 * independent * std::log1p(gain);
  if (better.fitted > 1) logarithm += std::log1p(0.5 * independent * gain / (1 + gain));
  return std::log(tried) + logarithm;
}

bool Evidence::tells(const Misfit& better, const Misfit& other) const {
  return log_chance(other, better) < std::log(kSurprise);
}

}  // namespace jepa_oracle
