package io.sluice.inference.batching;

import static io.sluice.inference.batching.Requests.choices;
import static io.sluice.inference.batching.Requests.entropy;
import static io.sluice.inference.batching.Requests.format;
import static io.sluice.inference.batching.Requests.hot;
import static io.sluice.inference.batching.Requests.most;
import static io.sluice.inference.batching.Requests.pinned;
import static io.sluice.inference.batching.Requests.plain;
import static io.sluice.inference.batching.Requests.plan;
import static io.sluice.inference.batching.Requests.stop;
import static io.sluice.inference.batching.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.sluice.contracts.generation.FinishReason;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.OutputFormat;
import io.sluice.contracts.generation.OutputFormat.Kind;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models that know nothing of JSON write it all the same, whoever writes and however little room there is. */
class EngineFormatsTest {

    private static final String SCHEMA = """
            {"type":"object","additionalProperties":false,"required":["name","sizes"],"properties":{
              "name":{"type":"string","minLength":1,"maxLength":12},
              "kind":{"enum":["cat","dog"]},
              "sizes":{"type":"array","maxItems":5,"items":{"type":"integer","minimum":-5,"maximum":120}}}}""";
    private static final OutputFormat ANIMAL = new OutputFormat(Kind.JSON_SCHEMA, SCHEMA);

    private final Bench bench = new Bench();

    @AfterEach
    void nothingIsLeftOpen() {
        bench.holdsNothing();
        bench.close();
    }

    static Stream<GenerateRequest> requests() {
        return Stream.of(pinned("large"), plan(Policy.SMALL), plan(Policy.LARGE), plan(Policy.PROBE), plan(Policy.CASCADE),
                        plan(Policy.RANDOM), entropy(EntropyRule.CURRENT, 2.5, 1, 1, 0), entropy(EntropyRule.PUBLISHED, 2.5, 2, 2, 0))
                .map(plan -> with(plain("an animal", plan), hot(plan.policy().ordinal())));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void everyAnswerIsValidUnderEveryPolicyAndLimit(GenerateRequest request) {
        for (int limit : List.of(23, 25, 40, 120)) {
            Answer answer = bench.answer(format(choices(most(request, limit), 3), ANIMAL));

            assertThat(answer.failure()).isNull();
            assertThat(answer.choices()).hasSize(3).allSatisfy(choice -> {
                assertThat(problems(choice.text())).as(choice.text()).isEmpty();
                assertThat(choice.text().length()).isLessThanOrEqualTo(limit);
            });
        }
    }

    @Test
    void anAnswerThatTheLimitBroughtToItsEndSaysSo() {
        OutputFormat letters = new OutputFormat(Kind.REGEX, "a{3,200}");
        Answer cut = bench.answer(format(most(plain("aaa", pinned("large")), 5), letters));
        assertThat(cut.failure()).isNull();
        assertThat(cut.choices().getFirst().text()).matches("a{3,5}");
        OutputFormat digits = new OutputFormat(Kind.REGEX, "[0-9]{4}");
        Answer whole = bench.answer(format(most(plain("a year", pinned("large")), 20), digits));

        assertThat(whole.choices().getFirst().text()).matches("[0-9]{4}");
        assertThat(whole.choices().getFirst().reason()).isEqualTo(FinishReason.STOP);
        Answer forced = bench.answer(format(most(with(plain("deep", pinned("large")), hot(4)), 24), ANIMAL));
        assertThat(problems(forced.choices().getFirst().text())).isEmpty();
        assertThat(forced.choices().getFirst().reason()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void formatsOfManyRequestsAtOnceDoNotMix() {
        List<Answer> answers = IntStream.range(0, 24).mapToObj(i -> bench.start(format(with(plain("p" + i, plan(Policy.RANDOM)), hot(i)),
                        new OutputFormat(Kind.REGEX, "x" + i + "-[a-z]{5}")))).toList().stream().map(Bench::get).toList();

        assertThat(IntStream.range(0, 24)).allSatisfy(i ->
                assertThat(answers.get(i).choices().getFirst().text()).matches("x" + i + "-[a-z]{5}"));
    }

    @Test
    void whatCannotBeKeptIsRefusedWithItsPlace() {
        assertRefused(new OutputFormat(Kind.JSON_SCHEMA, "{\"type\":\"object\",\"properties\":{\"a\":{\"not\":{}}}}"),
                "unsupported_format", "response_format", "#/properties/a");
        assertRefused(new OutputFormat(Kind.JSON_SCHEMA, "{\"$ref\":\"#\"}"), "unsupported_format", "response_format", "refers to itself");
        assertRefused(new OutputFormat(Kind.JSON_SCHEMA, "{\"$ref\":\"http://127.0.0.1/a.json\"}"), "unsupported_format", "response_format", "$ref");
        assertRefused(new OutputFormat(Kind.JSON_SCHEMA, "{"), "unsupported_format", "response_format", "JSON");
        assertRefused(new OutputFormat(Kind.REGEX, "(?<=a)b"), "unsupported_format", "structured_outputs.regex", "");
        assertRefused(new OutputFormat(Kind.REGEX, "((a{1,1000}){1,1000}){1,1000}"), "unsupported_format", "structured_outputs.regex", "");
        assertRefused(new OutputFormat(Kind.REGEX, "a{50}"), "max_tokens_too_small", "maxTokens", "50");
        assertThat(bench.answer(format(stop(plain("x", pinned("large")), "a"), ANIMAL)).failure().param()).isEqualTo("stop");
    }

    private void assertRefused(OutputFormat format, String code, String param, String said) {
        var failure = bench.answer(format(plain("x", pinned("large")), format)).failure();
        assertThat(failure).as(String.valueOf(format)).isNotNull();
        assertThat(failure.kind()).isEqualTo("user");
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.param()).isEqualTo(param);
        assertThat(failure.message()).contains(said);
    }

    private static List<String> problems(String json) {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(SCHEMA);
        return schema.validate(json, InputFormat.JSON).stream().map(Object::toString).toList();
    }
}
