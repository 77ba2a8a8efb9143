// Statements of the registry as the page shows them.
#include "report/math_text.h"

#include <gtest/gtest.h>

#include <regex>

#include "suite/registry.h"

namespace jepa_oracle::program {
namespace {

TEST(MathText, SetsLettersScriptsAndSigns) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"lambda_1 t_1 <= rho2", "λ<sub>1</sub> <i>t</i><sub>1</sub> ≤ ρ<sub>2</sub>"},
      {"w^(2L-1)", "<i>w</i><sup>2<i>L</i>−1</sup>"},
      {"u^(3-1/L) v", "<i>u</i><sup>3−1/<i>L</i></sup> <i>v</i>"},
      {"W_{a+1}'W_{a+1} - W_a W_a'",
       "<i>W</i><sub><i>a</i>+1</sub>′<i>W</i><sub><i>a</i>+1</sub> − <i>W</i><sub><i>a</i></sub> "
       "<i>W</i><sub><i>a</i></sub>′"},
      {"n^(-1/2), w0^-2L", "<i>n</i><sup>−1/2</sup>, <i>w</i><sub>0</sub><sup>−2<i>L</i></sup>"},
      {"w^-(2L-2)", "<i>w</i><sup>−(2<i>L</i>−2)</sup>"},
      {"w0 -> 0, -inf", "<i>w</i><sub>0</sub> → 0, −∞"},
      {"t2-t1 and lambda_2-lambda_1", "<i>t</i><sub>2</sub>−<i>t</i><sub>1</sub> and λ<sub>2</sub>−λ<sub>1</sub>"},
      {"d x k, L x (time)", "<i>d</i> × <i>k</i>, <i>L</i> × (time)"},
      {"dt/drho, r(mu-c)", "dt/dρ, <i>r</i>(μ−<i>c</i>)"},
      {"D(wx) >= 0", "<i>D</i>(<i>w</i><sub>×</sub>) ≥ 0"},
      {"exp(-g t) Syx'", "exp(−<i>g</i> <i>t</i>) Syx′"},
  };
  for (const auto& [text, html] : cases) EXPECT_EQ(math_html(text), html) << text;
}

TEST(MathText, LeavesWordsAlone) {
  for (const char* text : {"has a closed form", "second-hand, full-rank", "three_point", "at depth L+1 than"}) {
    const std::string html = math_html(text);
    EXPECT_EQ(std::regex_replace(html, std::regex("</?i>"), ""), text);
  }
  EXPECT_EQ(math_html("the paper's rate"), "the paper’s rate");
  EXPECT_EQ(math_html("from the code of x is JEPA"), "from the code of <i>x</i> is JEPA");
  EXPECT_EQ(math_html("V E x - y"), "<i>V</i> <i>E</i> <i>x</i> − <i>y</i>");
}

TEST(MathText, EscapesWhateverItIsGiven) {
  EXPECT_EQ(math_html("<b>&\""), "&lt;<i>b</i>&gt;&amp;&quot;");
  EXPECT_EQ(math_html("x^(<script>"), "<i>x</i><sup>&lt;script&gt;</sup>");
  for (const char* text : {"^", "_", "x^", "x_{", "x^(", "x_{a", "^(", "-", "'", "x^-", "((", "λ^2"}) {
    EXPECT_EQ(math_html(text).find("<script"), std::string::npos) << text;
  }
}

TEST(MathText, BalancesItsTagsInEveryStatement) {
  const std::regex tag("</?(i|sub|sup)>");
  for (const properties::ClaimEntry& entry : properties::registry()) {
    std::vector<std::string> texts{entry.title, entry.statement};
    texts.insert(texts.end(), entry.hypotheses.begin(), entry.hypotheses.end());
    for (const std::string& text : texts) {
      const std::string html = math_html(text);
      std::vector<std::string> open;
      for (std::sregex_iterator it(html.begin(), html.end(), tag), end; it != end; ++it) {
        if (it->str()[1] != '/') {
          open.push_back(it->str(1));
        } else {
          ASSERT_FALSE(open.empty()) << html;
          EXPECT_EQ(open.back(), it->str(1)) << html;
          open.pop_back();
        }
      }
      EXPECT_TRUE(open.empty()) << html;
      EXPECT_EQ(html.find('^'), std::string::npos) << html;
      EXPECT_FALSE(std::regex_search(html, std::regex("\\b(lambda|rho|sigma)\\b"))) << html;
    }
  }
}

}  // namespace
}  // namespace jepa_oracle::program
