#include "report/math_text.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "report/svg_plot.h"

namespace jepa_oracle::program {
namespace {

const std::map<std::string, std::string, std::less<>> kLetters{{"alpha", "α"},
                                                               {"beta", "β"},
                                                               {"gamma", "γ"},
                                                               {"delta", "δ"},
                                                               {"epsilon", "ε"},
                                                               {"eta", "η"},
                                                               {"theta", "θ"},
                                                               {"kappa", "κ"},
                                                               {"lambda", "λ"},
                                                               {"mu", "μ"},
                                                               {"rho", "ρ"},
                                                               {"sigma", "σ"},
                                                               {"tau", "τ"},
                                                               {"phi", "φ"},
                                                               {"omega", "ω"},
                                                               {"inf", "∞"},
                                                               {"wx", "<i>w</i><sub>×</sub>"}};

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_alnum(char c) { return is_letter(c) || is_digit(c); }

class Typesetter {
 public:
  Typesetter(std::string_view text, bool inside) : text_(text), inside_(inside) {}

  std::string html() {
    while (place_ < text_.size()) step();
    return html_;
  }

 private:
  char at(std::size_t ahead) const { return place_ + ahead < text_.size() ? text_[place_ + ahead] : '\0'; }
  char before() const { return place_ > 0 ? text_[place_ - 1] : '\0'; }
  bool starts(std::string_view what) const { return text_.substr(place_, what.size()) == what; }

  void step() {
    const char c = at(0);
    if (is_letter(c)) return word();
    if (is_digit(c)) return take(1, std::string(1, c));
    if (c == '^' && is_script(1)) return script("sup");
    if (c == '_' && symbol_ && is_script(1)) return script("sub");
    if (c == '\'' && (is_alnum(before()) || before() == ')' || before() == '}')) return prime();
    for (const auto& [sign, shown] : kSigns) {
      if (starts(sign)) return take(sign.size(), std::string(shown));
    }
    if (c == '-' && is_minus()) return take(1, "−");
    symbol_ = c == ')' || c == '}';
    take(1, escaped(std::string_view(&text_[place_], 1)));
  }

  void take(std::size_t count, const std::string& html) {
    html_ += html;
    place_ += count;
  }

  /// A letter or Greek name, which may have a number as its subscript; any other word as it is.
  void word() {
    std::size_t end = place_;
    while (end < text_.size() && is_letter(text_[end])) ++end;
    const std::string name(text_.substr(place_, end - place_));
    const auto greek = kLetters.find(name);
    const bool letter = name.size() == 1 && !(is_article(name, end));
    if (name == "x" && is_product(end)) return take(1, "×");
    const auto differential = name[0] == 'd' ? kLetters.find(name.substr(1)) : kLetters.end();  // drho
    const bool matrix = name.size() <= 4 && end < text_.size() && text_[end] == '_';  // sxx_ij, not three_point
    symbol_ = greek != kLetters.end() || letter || matrix;
    take(name.size(), greek != kLetters.end()          ? greek->second
                      : differential != kLetters.end() ? "d" + differential->second
                      : letter                         ? "<i>" + name + "</i>"
                                                       : name);
    const bool indexed = greek != kLetters.end() || (letter && std::islower(static_cast<unsigned char>(name[0])) != 0);
    std::size_t digits = 0;
    while (is_digit(at(digits))) ++digits;
    if (indexed && digits > 0) {
      take(0, "<sub>" + std::string(text_.substr(place_, digits)) + "</sub>");
      place_ += digits;
    }
  }

  /// "a closed form", not the exponent a.
  bool is_article(const std::string& name, std::size_t end) const {
    return (name == "a" || name == "A") && end + 1 < text_.size() && text_[end] == ' ' && is_letter(text_[end + 1]);
  }

  /// "d x k"; a variable x has no single letter and a space before it and a letter or bracket after it.
  bool is_product(std::size_t end) const {
    return place_ >= 2 && text_[place_ - 1] == ' ' && is_alnum(text_[place_ - 2]) &&
           (place_ == 2 || !is_letter(text_[place_ - 3])) && end + 1 < text_.size() && text_[end] == ' ' &&
           (is_letter(text_[end + 1]) || text_[end + 1] == '(');
  }

  void prime() {
    if (at(1) == 's' && !is_alnum(at(2))) {
      symbol_ = false;
      return take(2, "’s");
    }
    take(1, !symbol_ && is_letter(at(1)) ? "’" : "′");
  }

  /// A minus sign, not the hyphen of a word.
  bool is_minus() const {
    if (inside_ || !is_letter(before()) || is_digit(at(1)) || at(1) == '(') return true;
    return symbol_ && !(is_letter(at(1)) && is_letter(at(2)) && !is_name_next());
  }
  bool is_name_next() const {
    std::size_t end = place_ + 1;
    while (end < text_.size() && is_letter(text_[end])) ++end;
    return kLetters.count(text_.substr(place_ + 1, end - place_ - 1)) != 0;
  }

  bool is_script(std::size_t ahead) const {
    if (at(ahead) == '-') ++ahead;
    return is_alnum(at(ahead)) || at(ahead) == '{' || at(ahead) == '(';
  }

  void script(const std::string& tag) {
    ++place_;
    std::string content;
    const bool negative = at(0) == '-';
    if (negative) content = "-", ++place_;
    if (at(0) == '{' || at(0) == '(') {
      const std::size_t end = std::min(closing() + 1, text_.size());
      content += text_.substr(place_, end - place_);
      if (!negative) content = content.substr(1, content.size() - (closing() < text_.size() ? 2 : 1));
      place_ = end;
    } else {
      while (is_alnum(at(0))) content += text_[place_++];
    }
    html_ += "<" + tag + ">" + Typesetter(content, true).html() + "</" + tag + ">";
    symbol_ = true;
  }

  /// Where the bracket that opens here is closed; the end of the text if it is not.
  std::size_t closing() const {
    long open = 0;
    for (std::size_t i = place_; i < text_.size(); ++i) {
      if (text_[i] == '(' || text_[i] == '{') ++open;
      if ((text_[i] == ')' || text_[i] == '}') && --open == 0) return i;
    }
    return text_.size();
  }

  static constexpr std::pair<std::string_view, std::string_view> kSigns[] = {{"<=", "≤"}, {">=", "≥"}, {"!=", "≠"},
                                                                             {"->", "→"}, {"<-", "←"}, {"-+", "∓"}};

  std::string_view text_;
  bool inside_;  ///< a script, where all is mathematics
  std::size_t place_ = 0;
  bool symbol_ = false;  ///< the last thing was a symbol: it can have scripts and primes
  std::string html_;
};

}  // namespace

std::string math_html(std::string_view text) { return Typesetter(text, false).html(); }

}  // namespace jepa_oracle::program
