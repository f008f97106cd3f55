package io.sluice.workflow.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.workflow.definition.Templates.Compilation;
import io.sluice.workflow.definition.Templates.Rendering;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplatesTest {

    private static final Map<String, String> VARIABLES =
            Map.of("input", "2 < 3 & {{answer}}", "output.solver", "42", "empty", "");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Say {{output.solver}}.                     | Say 42.
            {{input}}                                  | 2 < 3 & {{answer}}
            {{{input}}}{{&output.solver}}              | 2 < 3 & {{answer}}42
            {{#output.solver}}<{{.}}>{{/output.solver}} | <42>
            {{#output.solver}}{{input}}{{/output.solver}} | 2 < 3 & {{answer}}
            {{#empty}}a{{/empty}}{{^empty}}b{{/empty}} | b
            {{#answer}}a{{/answer}}{{^answer}}b{{/answer}} | b
            {{! a comment }}c                          | c
            """)
    void rendersStringsAsTheyAre(String template, String text) {
        assertThat(Templates.render(template, VARIABLES)).isEqualTo(new Rendering.Rendered(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"input.length", "input.class", "answer", "output.other", "output"})
    void namesTheVariableThatIsNotThere(String name) {
        assertThat(Templates.render("{{" + name + "}}", VARIABLES))
                .isEqualTo(new Rendering.Failed("the variable '" + name + "' is not known"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {{>file}}                  | partials are not taken
            {{<file}}{{/file}}         | partials are not taken
            {{$block}}x{{/block}}      | blocks are not taken
            {{=<% %>=}}<%input%>       | delimiters can't be changed
            {{''.class}}               | no name of a variable
            {{-index}}                 | no name of a variable
            {{a b}}                    | no name of a variable
            {{}}                       | no Mustache template
            {{input                    | a tag is not closed
            {{#a}}x                    | no Mustache template
            {{/a}}                     | no Mustache template
            """)
    void refusesWhatIsMoreOrLessThanVariablesAndSections(String template, String sentence) {
        assertThat(Templates.compile(template)).isInstanceOfSatisfying(Compilation.Broken.class,
                broken -> assertThat(broken.message()).contains(sentence));
        assertThat(Templates.render(template, VARIABLES)).isInstanceOf(Rendering.Failed.class);
    }

    @Test
    void boundsSectionsAndLength() {
        assertThat(Templates.compile("{{#a}}".repeat(2000) + "{{/a}}".repeat(2000))).isInstanceOf(Compilation.Broken.class);
        assertThat(Templates.render("{{a}}".repeat(1000), Map.of("a", "x".repeat(2000))))
                .isEqualTo(new Rendering.Failed("the text would have more than 1048576 characters"));
    }

    @Test
    void saysWhichVariablesItUses() {
        assertThat(Templates.compile("{{b}}{{#a}}{{.}}{{output.x}}{{/a}}{{b}}")).isInstanceOfSatisfying(
                Compilation.Compiled.class, compiled -> assertThat(compiled.variables()).containsExactly("b", "a", "output.x"));
    }

    @Property(tries = 500)
    void readsNoValueAsATemplate(@ForAll @StringLength(max = 60) String value) {
        assertThat(Templates.render("<{{a}}>", Map.of("a", value, "b", "secret"))).isEqualTo(new Rendering.Rendered("<" + value + ">"));
    }

    @Property(tries = 500)
    void hasAnAnswerForEveryTemplate(@ForAll("tags") String template) {
        assertThat(Templates.render(template, VARIABLES)).isNotNull();
    }

    @Provide
    Arbitrary<String> tags() {
        return Arbitraries.of("{{", "}}", "{", "}", "#", "^", "/", ">", "$", "<", "!", "&", "=", "input", "a", ".", " ", "\n")
                .list().ofMaxSize(14).map(parts -> String.join("", parts));
    }
}
