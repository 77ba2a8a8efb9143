#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "cli/commands.h"
#include "cli/options.h"
#include "output/output.h"
#include "output/output_directory.h"
#include "output/text_report.h"
#include "vectors/vector_file.h"
#include "vectors/vector_schemas.h"

namespace jepa_oracle::program {
namespace {

namespace files = std::filesystem;

struct Options {
  std::string directory;
};

std::vector<VectorFile> all_families() {
  std::vector<VectorFile> families;
  for (const auto family : {critical_time_vectors,
                            amplitude_vectors,
                            limit_vectors,
                            boundary_vectors,
                            window_vectors,
                            order_vectors,
                            field_vectors,
                            descend_vectors,
                            invalid_vectors,
                            family_critical_time_vectors,
                            family_amplitude_vectors,
                            family_limit_vectors,
                            family_boundary_vectors,
                            family_window_vectors,
                            family_order_vectors,
                            weight_decay_vectors,
                            decay_filter_vectors,
                            family_field_vectors,
                            family_descend_vectors,
                            family_invalid_vectors}) {
    families.push_back(family());
  }
  return families;
}

void write_all(const std::vector<VectorFile>& families, const files::path& target) {
  OutputDirectory temporary(target);
  const files::path schemas = temporary.path() / "schemas";
  std::error_code error;
  if (!files::create_directory(schemas, error)) throw OutputError(schemas, "cannot be written: " + error.message());
  for (const auto& [name, text] : vector_schemas()) write_file(schemas / name, text);
  for (const VectorFile& family : families) {
    write_file(temporary.path() / fmt::format("{}.json", family.family()), text_of(family.document()));
  }
  temporary.rename_to_target();
}

Answer answer(const Options& options, const Context&) {
  const files::path target = options.directory.empty() ? files::path() : output_directory(options.directory, "vectors");
  const std::vector<VectorFile> families = all_families();
  TextReport out;
  Json listed = Json::array();
  std::vector<std::vector<std::string>> rows;
  for (const VectorFile& family : families) {
    const Json document = family.document();
    Json entry;
    entry["family"] = family.family();
    entry["number_of_tests"] = family.tests();
    entry["about"] = document["about"];
    entry["flags"] = document["flags"];
    listed.push_back(entry);
    rows.push_back({family.family(), fmt::format("{}", family.tests()), document["about"].get<std::string>()});
  }
  if (!target.empty()) write_all(families, target);
  out.table({"family", "tests", "about"}, rows);
  out.blank();
  out.paragraph(target.empty() ? "Nothing is written without --output."
                               : fmt::format("Written to {}.", options.directory));
  Json document{{"format", "jepa-oracle/vector-list/1"}};
  document["directory"] = target.empty() ? Json(nullptr) : Json(options.directory);
  document["families"] = listed;
  return {document, out.text(), ExitCode::ok};
}

}  // namespace

void add_vectors(CLI::App& program, Context& context) {
  CLI::App& command = add_subcommand(program, "vectors", "Test vectors as files");
  const auto options = std::make_shared<Options>();
  add_flag(command, "--json", context.json, "One JSON document instead of a table");
  add_option(command, "--output", options->directory,
             "Write JSON files and their schemas to this new or\nempty directory (all or nothing)")
      .type_name("DIR");
  add_examples(command, {"jepa-oracle vectors"});
  set_action(command, context, options, answer);
}

}  // namespace jepa_oracle::program
