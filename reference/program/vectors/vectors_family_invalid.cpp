// Inputs of objectives, layers on top and weight decay that must be refused, with what the reference says of them.
#include "vectors/vector_checks.h"

namespace jepa_oracle::program {
namespace {

void add_times(VectorFile& file) {
  const Json deep = {{"objective", "jepa"}, {"depth", "3"},        {"top_depth", "2"},  {"lambda", "1"},
                     {"rho", "0.5"},        {"epsilon", "0.0625"}, {"fraction", "0.5"}, {"weight_decay", "0.015625"},
                     {"time", "flow"}};
  file.group("critical times", {"Family.ClosedForm", "Decay.SurvivalThreshold"});
  const auto refuse = [&](const Json& changes, const std::string& flag) {
    add_refused(file, "critical_time", check_critical_time, deep, changes, flag);
  };
  for (const char* name : {"lejepa-2", "simclr", "JEPA"}) refuse({{"objective", name}}, "UnknownName");
  for (const char* depth : {"0", "-1", "1.5", "1001"}) refuse({{"top_depth", depth}}, "TopDepthOutOfRange");
  for (const char* depth : {"0", "1001"}) refuse({{"depth", depth}}, "DepthOutOfRange");
  for (const char* objective : {"spectral-contrastive", "barlow-twins"}) {
    refuse({{"objective", objective}}, "NoTop");
  }
  for (const char* decay : {"-0.015625", "-1"}) refuse({{"weight_decay", decay}}, "NegativeDecay");
  for (const char* decay : {"nan", "inf", "-inf"}) refuse({{"weight_decay", decay}}, "NotFinite");
}

void add_windows(VectorFile& file) {
  const Json window = {{"objective", "mae"},
                       {"depth", "3"},
                       {"top_depth", "2"},
                       {"fraction", "0.5"},
                       {"influential", {{"lambda", "0.875"}, {"rho", "0.875"}}},
                       {"noisy", {{"lambda", "1"}, {"rho", "0.3125"}}}};
  file.group("windows", {"Family.WindowUnderPredictorDepth"});
  const auto refuse = [&](const Json& changes, const std::string& flag) {
    add_refused(file, "window", check_window, window, changes, flag);
  };
  refuse({{"objective", "byol"}}, "UnknownName");
  refuse({{"top_depth", "0"}}, "TopDepthOutOfRange");
  refuse({{"objective", "barlow-twins"}}, "NoTop");
}

void add_networks(VectorFile& file) {
  const Json unit = square("1", "0", "0", "1");
  const Json row = Json::array({Json::array({"1", "0"})});
  const Json chain = {
      {"objective", "jepa"}, {"layers", Json::array({unit})}, {"top_layers", Json::array({unit, unit})}, {"sxx", unit},
      {"syx", unit},         {"weight_decay", "0.015625"}};
  file.group("fields", {"Family.MatrixReduction", "Decay.BalanceIsAttracting"});
  const auto refuse = [&](const Json& changes, const std::string& flag) {
    add_refused(file, "field", check_field, chain, changes, flag);
  };
  refuse({{"objective", "autoencoder"}}, "UnknownName");
  refuse({{"objective", "barlow-twins"}}, "NoTop");
  refuse({{"top_layers", Json::array()}}, "Shapes");
  refuse({{"top_layers", Json::array({row, unit})}}, "Shapes");
  refuse({{"top_layers", Json::array({unit, row})}}, "Shapes");
  refuse({{"weight_decay", "-0.015625"}}, "NegativeDecay");
}

}  // namespace

VectorFile family_invalid_vectors() {
  VectorFile file(
      "family_invalid",
      "Inputs of objectives, layers on top and weight decay that have no answer: an implementation must refuse them, "
      "not answer something.",
      {{"UnknownName", "validation", "a name that is none is taken for a default", "an answer to another question"},
       {"DepthOutOfRange", "validation", "a depth that is no number of layers is used",
        "roots and powers without sense"},
       {"TopDepthOutOfRange", "validation", "a number of layers on top that is none is used",
        "the answer for another predictor or decoder"},
       {"NoTop", "validation", "layers on top of an objective that has none are ignored",
        "the answer for another network"},
       {"NegativeDecay", "validation", "a weight decay below 0 is used", "weights that grow without bound"},
       {"NotFinite", "validation", "NaN or infinity is computed with", "NaN that spreads silently"},
       {"Shapes", "validation", "shapes are broadcast or not compared", "an answer of the wrong shape"}});
  add_times(file);
  add_windows(file);
  add_networks(file);
  return file;
}

}  // namespace jepa_oracle::program
