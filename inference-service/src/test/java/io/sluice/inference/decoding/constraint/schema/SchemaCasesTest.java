package io.sluice.inference.decoding.constraint.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.inference.decoding.constraint.CompiledConstraint;
import io.sluice.inference.decoding.constraint.ConstraintCompiler;
import io.sluice.inference.decoding.constraint.Tokens;
import io.sluice.inference.decoding.constraint.vocabulary.Vocabulary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaCasesTest {

    private static final Vocabulary VOCABULARY = Tokens.random(new SplittableRandom(1), 100);

    @Test
    void everyCaseIsCompiledAndReadAsItsVerdictSays() throws IOException {
        SuiteRun run = new SuiteRun();
        try (InputStream cases = SchemaCasesTest.class.getResourceAsStream("cases.json")) {
            run.file("cases", new String(cases.readAllBytes(), StandardCharsets.UTF_8));
        }
        SuiteRun.Outcome outcome = run.outcome();
        assertThat(outcome.refusals()).isEmpty();
        assertThat(outcome.wrong()).isEmpty();
        assertThat(outcome.notWritten()).isEmpty();
        assertThat(outcome.files().get("cases")[0]).isGreaterThan(25);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "{\"$ref\":\"#\"}; #; refers to itself without an end",
        "{\"anyOf\":[{\"$ref\":\"#/$defs/a\"}],\"$defs\":{\"a\":{\"allOf\":[{\"$ref\":\"#\"}]}}}; #; refers to itself without an end",
        "{\"properties\":{\"a\":{\"$ref\":\"https://example.com/s.json\"}}}; #/properties/a/$ref; inside of the schema",
        "{\"$ref\":\"file:///etc/passwd\"}; #/$ref; inside of the schema",
        "{\"$ref\":\"other.json#/a\"}; #/$ref; inside of the schema",
        "{\"$ref\":\"//169.254.169.254/latest\"}; #/$ref; inside of the schema",
        "{\"$ref\":\"urn:uuid:0\"}; #/$ref; inside of the schema",
        "{\"$ref\":\"#/../a\"}; #/$ref; leads nowhere",
        "{\"$ref\":7}; #/$ref; must be",
        "{\"$dynamicRef\":\"#a\"}; #/$dynamicRef; keyword $dynamicRef",
        "{\"$id\":\"https://example.com/\",\"$ref\":\"s.json\"}; #/$ref; inside of the schema",
        "{\"$ref\":\"#/$defs/none\"}; #/$ref; leads nowhere",
        "{\"properties\":{\"a/b\":{\"not\":{\"type\":\"null\"}}}}; #/properties/a~1b/not; keyword not",
        "{\"items\":{\"if\":{},\"then\":{}}}; #/items/if; keyword if",
        "{\"type\":\"array\",\"uniqueItems\":true}; #/uniqueItems; keyword uniqueItems",
        "{\"type\":\"array\",\"contains\":{}}; #/contains; keyword contains",
        "{\"properties\":{\"a\":{\"pattern\":\"(?=x)\"}}}; #/properties/a/pattern; look-around",
        "{\"pattern\":\"(a{1,1000}){1,1000}\"}; #/pattern; repeats too much",
        "{\"oneOf\":[{\"type\":\"integer\"},{\"type\":\"number\"}]}; #/oneOf; not provably disjoint",
        "{\"type\":\"text\"}; #/type; must be a JSON type",
        "{\"minLength\":-1}; #/minLength; not negative",
        "{\"multipleOf\":0}; #/multipleOf; larger than 0",
        "{\"format\":\"nonsense\"}; #/format; not known",
        "{\"required\":[1]}; #/required; must list names",
        "{\"allOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}; ''; no text of finite length",
        "{\"required\":[\"next\"],\"properties\":{\"next\":{\"$ref\":\"#\"}},\"type\":\"object\"}; ''; no text of finite length",
        "{\"type\":\"object\",\"minProperties\":2}; #; minProperties asks for more free names",
        "{\"a\":1,\"a\":2}; #; no JSON",
        "{\"type\":\"null\"} x; #; no JSON",
        "[]; #; must be an object",
        "{\"minimum\":1e999999999}; #/minimum; too many digits"
    })
    void refusesWithThePlaceOfWhatItCanNotKeep(String schema, String path, String reason) {
        CompiledConstraint compiled = ConstraintCompiler.jsonSchema(schema);
        assertThat(compiled).isInstanceOf(CompiledConstraint.Refused.class);
        CompiledConstraint.Refused refused = (CompiledConstraint.Refused) compiled;
        assertThat(refused.reason()).contains(reason);
        assertThat(refused.path()).isEqualTo(path);
    }

    @Test
    void aBudgetThatIsTooSmallNamesTheTokensThatSuffice() {
        String schema = "{\"type\":\"array\",\"items\":{\"const\":\"☃☃☃\"},\"minItems\":40}";
        var ready = (CompiledConstraint.Ready) ConstraintCompiler.jsonSchema(schema);
        var opening = ready.open(VOCABULARY, 10);
        assertThat(opening).isInstanceOf(CompiledConstraint.Opening.TooFewTokens.class);
        int needed = ((CompiledConstraint.Opening.TooFewTokens) opening).needed();
        assertThat(ready.open(VOCABULARY, needed - 1)).isEqualTo(opening);
        var opened = (CompiledConstraint.Opening.Opened) ready.open(VOCABULARY, needed);
        String text = Tokens.write(opened.constraint(), VOCABULARY, new SplittableRandom(2), needed);
        assertThat(Judge.JSON.readTree(text)).hasSize(40);
    }

    @Test
    void anObjectOfAnyKindIsJsonWhateverIsDrawnAndNeverTooDeep() {
        var ready = (CompiledConstraint.Ready) ConstraintCompiler.jsonObject();
        SplittableRandom random = new SplittableRandom(61);
        for (int i = 0; i < 60; i++) {
            var opened = (CompiledConstraint.Opening.Opened) ready.open(VOCABULARY, 150);
            String text = Tokens.write(opened.constraint(), VOCABULARY, random, 2 + random.nextInt(150));
            assertThat(Judge.JSON.readTree(text).isObject()).as(text).isTrue();
        }
        String deep = "{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}";
        var opened = (CompiledConstraint.Opening.Opened) ready.open(VOCABULARY, 150);
        assertThat(Tokens.reads(opened.constraint(), VOCABULARY, deep, random)).isTrue();
        var again = (CompiledConstraint.Opening.Opened) ready.open(VOCABULARY, 150);
        String deeper = "{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}";
        assertThat(Tokens.reads(again.constraint(), VOCABULARY, deeper, random)).isFalse();
    }

    @Test
    void aVocabularyThatLacksAByteIsToldSo() {
        byte[][] letters = new byte[128][];
        for (int b = 0; b < 128; b++) {
            letters[b] = new byte[] {(byte) b};
        }
        Vocabulary ascii = new Vocabulary(letters, new int[] {0});
        var free = (CompiledConstraint.Ready) ConstraintCompiler.jsonObject();
        assertThat(free.open(ascii, 100)).isInstanceOf(CompiledConstraint.Opening.NotSpellable.class);
        var number = (CompiledConstraint.Ready) ConstraintCompiler.jsonSchema("{\"type\":\"integer\"}");
        assertThat(number.open(ascii, 100)).isInstanceOf(CompiledConstraint.Opening.Opened.class);
    }

    @Test
    void aForkGoesItsOwnWay() {
        var ready = (CompiledConstraint.Ready) ConstraintCompiler.jsonSchema("{\"enum\":[\"ab\",\"cd\"]}");
        var first = ((CompiledConstraint.Opening.Opened) ready.open(VOCABULARY, 100)).constraint();
        first.accept(2 + '"');
        var second = first.fork();
        first.accept(2 + 'a');
        second.accept(2 + 'c');
        assertThat(first.allows(2 + 'b')).isTrue();
        assertThat(second.allows(2 + 'b')).isFalse();
        assertThat(second.allows(2 + 'd')).isTrue();
    }
}
