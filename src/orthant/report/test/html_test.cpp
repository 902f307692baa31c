#include "orthant/report/page/html.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "orthant/report/page/page.hpp"

namespace orthant::report {
namespace {

TEST(Html, EscapesWhatMeansSomethingToHtml) {
  EXPECT_EQ(escape("</script><b title=\"x\" id='y'>&").text,
            "&lt;/script&gt;&lt;b title=&quot;x&quot; id=&#39;y&#39;&gt;&amp;");
  EXPECT_EQ(escape("½‖X − L Rᵀ‖²").text, "½‖X − L Rᵀ‖²");
  EXPECT_EQ(escape(std::string("a\0b", 3)).text,
            "a\xEF\xBF\xBD"
            "b");
}

TEST(Html, MarkupEscapesEveryArgumentThatIsNotHtml) {
  const std::string name = "<i>";
  EXPECT_EQ(markup("<p title='{}'>{}{}</p>", name, Html{"<b>x</b>"}, 3).text,
            "<p title='&lt;i&gt;'><b>x</b>3</p>");
  EXPECT_EQ(markup("{}", std::string("{}")).text, "{}");
}

TEST(Html, JsonInAScriptCannotCloseIt) {
  const nlohmann::json value = {{"name", "</script><!--<script>"}};
  const std::string text = script_json(value).text;
  EXPECT_EQ(text.find('<'), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(text), value);
}

TEST(Html, JsonWithBrokenTextAndNumbersIsStillJson) {
  const nlohmann::json value = {{"name", "a\xff"}, {"x", std::nan("")}};
  const auto parsed = nlohmann::json::parse(script_json(value).text);
  EXPECT_EQ(parsed["name"], "a\xEF\xBF\xBD");
  EXPECT_TRUE(parsed["x"].is_null());
}

TEST(PageTemplate, FillsHolesAndDropsEmptySections) {
  const TemplateValues values{{"a", {"1"}}, {"b", {""}}, {"trick", {"{{a}}"}}};
  EXPECT_EQ(fill_template("x{{a}}y{{#b}}never{{/b}}{{#a}}[{{a}}{{#b}}no{{/b}}]{{/a}}", values).text,
            "x1y[1]");
  EXPECT_EQ(fill_template("{{trick}}", values).text, "{{a}}");
}

TEST(PageTemplate, RefusesAHoleWithoutAValue) {
  EXPECT_THROW(fill_template("{{a}}", {}), std::logic_error);
  EXPECT_THROW(fill_template("{{#a}}x", {{"a", {"1"}}}), std::logic_error);
  EXPECT_THROW(fill_template("{{a", {{"a", {"1"}}}), std::logic_error);
}

}  // namespace
}  // namespace orthant::report
