#include "report/report_graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <functional>
#include <map>

#include "report/svg_plot.h"

namespace jepa_oracle::program {
namespace {

constexpr double kLetter = 6.7;  // width of a letter of the graph's font
constexpr double kBox = 20;
constexpr double kRow = 26;
constexpr double kGap = 44;    // between layers, for the lines
constexpr double kMargin = 6;  // above the first box
constexpr int kSweeps = 12;

struct Node {
  const Json* claim;
  std::vector<std::size_t> uses;
  std::vector<std::size_t> used_by;
  std::size_t layer = 0;
  double x = 0, y = 0, width = 0;

  std::string id() const { return claim->at("id"); }
  bool is_apart() const { return uses.empty() && used_by.empty(); }
};

std::vector<Node> nodes_of(const Json& report) {
  std::vector<Node> nodes;
  std::map<std::string, std::size_t> places;
  for (const Json& claim : report.at("claims")) {
    places[claim.at("id")] = nodes.size();
    nodes.push_back({&claim, {}, {}});
  }
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    for (const Json& used : nodes[i].claim->at("uses")) {
      const auto place = places.find(used.get<std::string>());
      if (place == places.end()) continue;  // not run
      nodes[i].uses.push_back(place->second);
      nodes[place->second].used_by.push_back(i);
    }
  }
  return nodes;
}

/// Layers: one more than the highest layer of what is used. The registry has no cycle, which is tested.
std::vector<std::vector<std::size_t>> layers_of(std::vector<Node>& nodes) {
  const std::function<std::size_t(std::size_t)> layer = [&](std::size_t i) {
    std::size_t highest = 0;
    for (const std::size_t used : nodes[i].uses) highest = std::max(highest, layer(used) + 1);
    return highest;
  };
  std::vector<std::vector<std::size_t>> layers;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i].is_apart()) continue;
    nodes[i].layer = layer(i);
    if (layers.size() <= nodes[i].layer) layers.resize(nodes[i].layer + 1);
    layers[nodes[i].layer].push_back(i);
  }
  return layers;
}

/// The mean height of a node's neighbours on one side; its own where it has none.
double pull(const std::vector<Node>& nodes, std::size_t i, bool to_uses) {
  const std::vector<std::size_t>& neighbours = to_uses ? nodes[i].uses : nodes[i].used_by;
  if (neighbours.empty()) return nodes[i].y;
  double sum = 0;
  for (const std::size_t n : neighbours) sum += nodes[n].y;
  return sum / static_cast<double>(neighbours.size());
}

/// Moves everything up to the top, and over bands in which no layer has a box: parts that do not hang together drift
/// apart.
void close_gaps(std::vector<Node>& nodes, const std::vector<std::vector<std::size_t>>& layers) {
  std::vector<std::size_t> by_height;
  for (const auto& layer : layers) by_height.insert(by_height.end(), layer.begin(), layer.end());
  std::stable_sort(by_height.begin(), by_height.end(),
                   [&](std::size_t a, std::size_t b) { return nodes[a].y < nodes[b].y; });
  double before = 0, shift = 0;
  for (std::size_t k = 0; k < by_height.size(); ++k) {
    double& y = nodes[by_height[k]].y;
    shift = k == 0 ? kMargin - y : shift - std::max(0.0, y - before - kRow);
    before = y;
    y += shift;
  }
}

/// Heights: each layer in the order of the heights to which its neighbours pull it, no two closer than a row.
void place(std::vector<Node>& nodes, std::vector<std::vector<std::size_t>>& layers) {
  double x = 4;
  for (const auto& layer : layers) {
    double widest = 0;
    for (std::size_t k = 0; k < layer.size(); ++k) {
      Node& node = nodes[layer[k]];
      node.width = kLetter * static_cast<double>(node.id().size()) + 16;
      node.x = x;
      node.y = kRow * static_cast<double>(k);
      widest = std::max(widest, node.width);
    }
    x += widest + kGap;
  }
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    for (auto& layer : layers) {
      std::map<std::size_t, double> wanted;
      for (const std::size_t i : layer) wanted[i] = (pull(nodes, i, true) + pull(nodes, i, false)) / 2;
      std::stable_sort(layer.begin(), layer.end(),
                       [&](std::size_t a, std::size_t b) { return wanted.at(a) < wanted.at(b); });
      double sum = 0;
      for (std::size_t k = 0; k < layer.size(); ++k) {
        const double free = k == 0 ? -1e9 : nodes[layer[k - 1]].y + kRow;
        nodes[layer[k]].y = std::max(free, wanted.at(layer[k]));
        sum += nodes[layer[k]].y - wanted.at(layer[k]);
      }
      for (const std::size_t i : layer) nodes[i].y -= sum / static_cast<double>(layer.size());
    }
  }
  close_gaps(nodes, layers);
}

std::string class_of(const Json& claim) {
  std::string name = status_of(claim);
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

std::string line(const Node& used, const Node& user) {
  const double x0 = used.x + used.width, y0 = used.y + kBox / 2, x1 = user.x, y1 = user.y + kBox / 2;
  const double bend = (x1 - x0) / 2;
  const bool broken = !used.claim->at("as_expected").get<bool>() || !used.claim->at("undermined_by").empty();
  return fmt::format(
      R"(<path class="edge{}" data-ends="{} {}" d="M{:.1f},{:.1f}C{:.1f},{:.1f} {:.1f},{:.1f} {:.1f},{:.1f}"/>)",
      broken ? " broken" : "", used.id(), user.id(), x0, y0, x0 + bend, y0, x1 - bend, y1, x1, y1);
}

std::string box(const Node& node) {
  return fmt::format(
      R"(<a href="#{}" class="node {}" data-id="{}"><title>{}: {}</title><rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{}" rx="4"/><text x="{:.1f}" y="{:.1f}">{}</text></a>)",
      claim_anchor(node.id()), class_of(*node.claim), node.id(), escaped(node.id()), status_of(*node.claim), node.x,
      node.y, node.width, kBox, node.x + 8, node.y + 14, escaped(node.id()));
}

}  // namespace

std::string claim_anchor(const std::string& id) {
  std::string anchor = "claim-";
  for (const char c : id) {
    if (c != '.') anchor += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return anchor;
}

std::string status_of(const Json& claim) {
  if (claim.at("as_expected").get<bool>() && !claim.at("undermined_by").empty()) return "undermined";
  return claim.at("verdict");
}

std::string claim_graph_html(const Json& report) {
  std::vector<Node> nodes = nodes_of(report);
  auto layers = layers_of(nodes);
  place(nodes, layers);
  double width = 0, height = 0;
  std::string lines, boxes, apart;
  for (const Node& node : nodes) {
    if (node.is_apart()) {
      apart += fmt::format("<li><a href=\"#{}\" class=\"id {}\">{}</a></li>", claim_anchor(node.id()),
                           class_of(*node.claim), escaped(node.id()));
      continue;
    }
    width = std::max(width, node.x + node.width + 4);
    height = std::max(height, node.y + kBox + 6);
    boxes += box(node);
    for (const std::size_t used : node.uses) lines += line(nodes[used], node);
  }
  std::string html;
  if (!boxes.empty()) {
    html += fmt::format(
        "<div class=\"wide graph\" tabindex=\"0\" role=\"region\" aria-label=\"Graph of the claims\">"
        "<svg viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" height=\"{1:.0f}\">{2}{3}</svg></div>\n",
        width, height, lines, boxes);
  }
  if (!apart.empty()) {
    html += "<p>These depend on the equations alone, and no other claim uses them:</p>\n<ul class=\"apart\">" + apart +
            "</ul>\n";
  }
  return html;
}

}  // namespace jepa_oracle::program
