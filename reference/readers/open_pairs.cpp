#include "readers/open_pairs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

#include "jepa_oracle/errors.h"
#include "readers/csv_pairs.h"
#include "readers/input_file.h"
#include "readers/npy_pairs.h"

namespace jepa_oracle::data {
namespace {

enum class Kind { csv, npy, npz };

/// By the first bytes, so that a wrong name does no harm.
Kind kind_of(const std::string& path) {
  InputFile file(path, "data");
  char start[6] = {};
  const std::string_view text(start, file.read(start, sizeof start));
  if (text.starts_with("\x93NUMPY")) return Kind::npy;
  if (text.starts_with("PK\x03\x04") || text.starts_with("PK\x05\x06")) return Kind::npz;
  if (path.ends_with(".npy")) throw InvalidProblem(path, "is not an .npy array: it does not start with \\x93NUMPY");
  if (path.ends_with(".npz")) throw InvalidProblem(path, "is not an .npz archive: it does not start with PK");
  return Kind::csv;
}

NpyTable npy_of(const NpzArchive& archive, const std::string& path, const std::string& array) {
  return open_npy(archive.open(array), fmt::format("{}, array {}", path, array));
}

/// Opens files as one reading asks for it, and notes what is found.
class Opening {
 public:
  Opening(const Selection& selection, ReadingNotes& notes) : selection_(selection), notes_(notes) {}

  std::unique_ptr<TableSource> table(const std::string& path) const {
    if (auto given = GivenTables::open(path)) return with_missing(std::move(given));
    if (auto array = GivenTables::open_array(path)) return plain(open_npy(std::move(array), path));
    switch (kind_of(path)) {
      case Kind::csv:
        return open_csv(path, names_of(path), missing(), &notes_.ignored);
      case Kind::npy:
        return plain(open_npy(open_file_bytes(path), path));
      case Kind::npz:
        break;
    }
    const NpzArchive archive(path);
    const auto& arrays = archive.arrays();
    const bool named = std::find(arrays.begin(), arrays.end(), "data") != arrays.end();
    if (!named && arrays.size() != 1) {
      throw InvalidProblem(path, fmt::format("has {} arrays ({}); expected one, or one called data", arrays.size(),
                                             fmt::join(arrays, ", ")));
    }
    return plain(npy_of(archive, path, named ? "data" : arrays.front()));
  }

  std::unique_ptr<PairSource> ready_pairs(const std::string& path) const {
    if (auto array = GivenTables::open_array(path)) return paired_views(open_npy(std::move(array), path), path);
    switch (kind_of(path)) {
      case Kind::csv:
        return open_csv_pairs(path, names_of(path), missing(), notes_.ignored);
      case Kind::npy:
        return paired_views(open_npy(open_file_bytes(path), path), path);
      case Kind::npz:
        break;
    }
    const NpzArchive archive(path);
    for (const char* const needed : {"x", "y"}) {
      if (std::find(archive.arrays().begin(), archive.arrays().end(), needed) == archive.arrays().end()) {
        throw InvalidProblem(path,
                             fmt::format("has no array {} (it has: {}): pairs are the arrays x and y; a table needs "
                                         "--masking, --lag or --views",
                                         needed, fmt::join(archive.arrays(), ", ")));
      }
    }
    return paired_tables(plain(npy_of(archive, path, "x")), plain(npy_of(archive, path, "y")));
  }

 private:
  Missing missing() const { return selection_.drop_missing ? Missing::read : Missing::refused; }

  ChooseColumns names_of(const std::string& path) const {
    if (selection_.columns.all()) return {};
    return [this, path](const std::vector<std::string>& names) {
      std::vector<std::string> chosen;
      for (const Index i : selection_.columns.of(names, path)) chosen.push_back(names[static_cast<std::size_t>(i)]);
      return chosen;
    };
  }

  void note(const NpyTable& npy) const {
    if (!npy.reshaped.empty()) notes_.reshaped.push_back(fmt::format("{}: {}", npy.table->name(), npy.reshaped));
  }

  std::unique_ptr<TableSource> with_missing(std::unique_ptr<TableSource> table) const {
    if (selection_.drop_missing) table->allow_missing();
    return table;
  }

  /// The columns chosen, with or without missing values as asked for.
  std::unique_ptr<TableSource> selected(std::unique_ptr<TableSource> table) const {
    if (!selection_.columns.all()) {
      std::vector<Index> chosen = selection_.columns.of(table->columns(), table->name());
      table = chosen_columns(std::move(table), std::move(chosen));
    }
    return with_missing(std::move(table));
  }

  std::unique_ptr<TableSource> plain(NpyTable npy) const {
    if (npy.pair_width != 0) {
      throw InvalidProblem(npy.table->name(),
                           "has 2 as the length of its second axis, as pairs of shape (n, 2, d) have, and one table of "
                           "shape (n, d) is needed: where it is one, save a.reshape(len(a), -1)");
    }
    note(npy);
    return selected(std::move(npy.table));
  }

  std::unique_ptr<PairSource> paired_views(NpyTable npy, const std::string& path) const {
    if (npy.pair_width == 0) {
      throw InvalidProblem(path,
                           "is one table: pairs have shape (n, 2, d), or two files, x and y; a table needs "
                           "--masking, --lag or --views");
    }
    note(npy);
    const std::vector<std::string> both = npy.table->columns();
    const std::vector<std::string> names(both.begin(), both.begin() + npy.pair_width);
    if (selection_.columns.all()) return split_table(with_missing(std::move(npy.table)), names);
    const std::vector<Index> chosen = selection_.columns.of(names, path);
    std::vector<std::string> kept;
    std::vector<Index> columns = chosen;
    for (const Index i : chosen) {
      kept.push_back(names[static_cast<std::size_t>(i)]);
      columns.push_back(i + npy.pair_width);
    }
    return split_table(with_missing(chosen_columns(std::move(npy.table), std::move(columns))), std::move(kept));
  }

  const Selection& selection_;
  ReadingNotes& notes_;
};

std::unique_ptr<PairSource> views_of(std::unique_ptr<TableSource> table, const Views& views, bool standardise,
                                     ReadingNotes& notes) {
  if (standardise) {
    const ColumnStatistics statistics = column_statistics(*table);
    std::vector<double> divisors = views.centre == Centre::mean ? statistics.deviations : statistics.sizes;
    for (std::size_t j = 0; j < divisors.size(); ++j) {
      if (!(divisors[j] > 0)) divisors[j] = 1;
      notes.divisors.emplace_back(table->columns()[j], divisors[j]);
    }
    table = divided_columns(std::move(table), std::move(divisors));
  }
  if (views.lag) return lagged_views(std::move(table), *views.lag);
  if (views.noise) return noisy_views(std::move(table), *views.noise, views.seed);
  std::vector<double> centre(static_cast<std::size_t>(table->width()), 0.0);
  if (views.centre == Centre::mean) centre = column_statistics(*table).means;
  return masked_views(std::move(table), *views.masking, views.seed, std::move(centre));
}

}  // namespace

std::unique_ptr<PairSource> open_pairs(const std::vector<std::string>& paths, const Views& views,
                                       const Selection& selection, ReadingNotes& notes) {
  const Opening opening(selection, notes);
  std::unique_ptr<PairSource> pairs;
  if (views.any()) {
    pairs = views_of(opening.table(paths.front()), views, selection.standardise, notes);
  } else if (paths.size() == 1) {
    pairs = opening.ready_pairs(paths.front());
  } else {
    pairs = paired_tables(opening.table(paths[0]), opening.table(paths[1]));
  }
  return selection.drop_missing ? complete_pairs(std::move(pairs), notes.left_out) : std::move(pairs);
}

}  // namespace jepa_oracle::data
