package io.sluice.inference.decoding.constraint.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.inference.decoding.constraint.CompiledConstraint;
import io.sluice.inference.decoding.constraint.ConstraintCompiler;
import io.sluice.inference.decoding.constraint.TokenConstraint;
import io.sluice.inference.decoding.constraint.Tokens;
import io.sluice.inference.decoding.constraint.vocabulary.Vocabulary;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SchemaPropertyTest {

    private static final Vocabulary VOCABULARY = Tokens.random(new SplittableRandom(1), 300);

    private static CompiledConstraint.Ready ready(JsonNode schema) {
        return ConstraintCompiler.jsonSchema(schema) instanceof CompiledConstraint.Ready ready ? ready : null;
    }

    private static TokenConstraint open(CompiledConstraint.Ready ready, int tokens) {
        return ready.open(VOCABULARY, tokens) instanceof CompiledConstraint.Opening.Opened opened ? opened.constraint() : null;
    }

    @Test
    void whateverIsDrawnUnderTheMaskParsesAndValidatesWithinItsBudget() {
        SplittableRandom random = new SplittableRandom(31);
        int written = 0;
        for (int i = 0; i < 350; i++) {
            JsonNode schema = new RandomSchemas(random).root();
            CompiledConstraint.Ready ready = ready(schema);
            if (ready == null) {
                continue;
            }
            Judge judge = new Judge(schema);
            for (int j = 0; j < 4; j++) {
                TokenConstraint constraint = open(ready, 5 + random.nextInt(j == 0 ? 10 : 120));
                if (constraint != null) {
                    int budget = constraint.tokensToEnd(1_000) + random.nextInt(60);
                    String text = Tokens.write(constraint, VOCABULARY, random, budget);
                    assertThat(judge.accepts(text)).as("schema %s%ntext %s", schema, text).isTrue();
                    written++;
                }
            }
        }
        assertThat(written).isGreaterThan(350);
    }

    @Test
    void validValuesInTheOrderOfTheSchemaCanBeWrittenHoweverTheyAreCutIntoTokens() {
        SplittableRandom random = new SplittableRandom(32);
        int read = 0;
        for (int i = 0; i < 350; i++) {
            RandomSchemas schemas = new RandomSchemas(random);
            JsonNode schema = schemas.root();
            CompiledConstraint.Ready ready = ready(schema);
            if (ready == null) {
                continue;
            }
            Judge judge = new Judge(schema);
            for (int j = 0; j < 4; j++) {
                JsonNode value = schemas.value(schema, schema, 0);
                TokenConstraint constraint = open(ready, 10_000);
                if (value != null && constraint != null && !value.toString().contains(".0") && judge.accepts(value.toString())) {
                    assertThat(Tokens.reads(constraint, VOCABULARY, value.toString(), random))
                            .as("schema %s%nvalue %s", schema, value).isTrue();
                    read++;
                }
            }
        }
        assertThat(read).isGreaterThan(350);
    }

    @Test
    void textsThatWereChangedAreReadOnlyWhenTheyStillValidate() {
        SplittableRandom random = new SplittableRandom(33);
        int wrong = 0;
        for (int i = 0; i < 250; i++) {
            JsonNode schema = new RandomSchemas(random).root();
            CompiledConstraint.Ready ready = ready(schema);
            TokenConstraint writer = ready == null ? null : open(ready, 40);
            if (writer == null) {
                continue;
            }
            Judge judge = new Judge(schema);
            String text = Tokens.write(writer, VOCABULARY, random, 40);
            for (int j = 0; j < 4; j++) {
                String changed = changed(text, random);
                if (Tokens.reads(open(ready, 10_000), VOCABULARY, changed, random)) {
                    assertThat(judge.accepts(changed)).as("schema %s%ntext %s", schema, changed).isTrue();
                } else {
                    wrong++;
                }
            }
        }
        assertThat(wrong).isGreaterThan(250);
    }

    private static String changed(String text, SplittableRandom random) {
        StringBuilder changed = new StringBuilder(text);
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
            case 0 -> changed.deleteCharAt(at);
            case 1 -> changed.insert(at, "\"0{}[],:ae-.\\ ".charAt(random.nextInt(14)));
            default -> changed.setCharAt(at, "\"0{}[],:ae-.\\ ".charAt(random.nextInt(14)));
        }
        return changed.toString().codePoints().anyMatch(c -> c >= 0xD800 && c < 0xE000) ? text : changed.toString();
    }
}
