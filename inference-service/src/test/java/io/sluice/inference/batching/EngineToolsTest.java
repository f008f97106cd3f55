package io.sluice.inference.batching;

import static io.sluice.inference.batching.Requests.choices;
import static io.sluice.inference.batching.Requests.details;
import static io.sluice.inference.batching.Requests.entropy;
import static io.sluice.inference.batching.Requests.hot;
import static io.sluice.inference.batching.Requests.most;
import static io.sluice.inference.batching.Requests.pinned;
import static io.sluice.inference.batching.Requests.plain;
import static io.sluice.inference.batching.Requests.plan;
import static io.sluice.inference.batching.Requests.stop;
import static io.sluice.inference.batching.Requests.tools;
import static io.sluice.inference.batching.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.generation.FinishReason;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.ToolUse;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.RoutePlan;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Models that know nothing of functions call them all the same where they have to. */
class EngineToolsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ToolUse.Tool RAIN = new ToolUse.Tool("rain", "of a city", """
            {"type":"object","additionalProperties":false,"required":["days"],
             "properties":{"days":{"type":"integer","minimum":1,"maximum":9}}}""", true);
    private static final ToolUse.Tool TIME = new ToolUse.Tool("time", null, null, false);

    private final Bench bench = new Bench();

    @AfterEach
    void nothingIsLeftOpen() {
        bench.holdsNothing();
        bench.close();
    }

    @ParameterizedTest
    @EnumSource(value = Policy.class, names = "PINNED", mode = EnumSource.Mode.EXCLUDE)
    void requiredCallsAreMadeUnderEveryPolicy(Policy policy) {
        RoutePlan plan = policy == Policy.ENTROPY ? entropy(EntropyRule.CURRENT, 2.5, 1, 1, 0) : plan(policy);
        GenerateRequest request = most(choices(with(plain("call", plan), hot(policy.ordinal())), 3), 120);

        Answer answer = bench.answer(tools(request, new ToolUse(List.of(RAIN, TIME), ToolUse.Choice.REQUIRED, null, true)));

        assertThat(answer.failure()).isNull();
        assertThat(answer.choices()).hasSize(3).allSatisfy(choice -> {
            assertThat(choice.text()).isEmpty();
            assertThat(choice.calls()).isNotEmpty().allSatisfy(EngineToolsTest::assertValid);
            assertThat(choice.reason()).isIn(FinishReason.TOOL_CALLS, FinishReason.LENGTH);
        });
    }

    @Test
    void aNamedFunctionIsCalledOnce() {
        Answer answer = bench.answer(tools(most(with(plain("call", pinned("large")), hot(2)), 120),
                new ToolUse(List.of(RAIN, TIME), ToolUse.Choice.NAMED, "rain", false)));

        assertThat(answer.choices().getFirst().calls()).singleElement().satisfies(call -> assertThat(call.name()).isEqualTo("rain"))
                .satisfies(EngineToolsTest::assertValid);
        assertThat(answer.choices().getFirst().reason()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void everyTokenOfACallIsToldOnce() {
        GenerateRequest request = details(most(with(plain("call", pinned("large")), hot(3)), 120), 0, false, false);
        Answer answer = bench.answer(tools(request, new ToolUse(List.of(RAIN), ToolUse.Choice.REQUIRED, null, false)));

        assertThat(answer.choices().getFirst().tokens()).hasSize(answer.usage().completionTokens());
    }

    @Test
    void whoMayCallAndDoesNotWritesText() {
        GenerateRequest request = with(plain("chat", pinned("large")), hot(4));
        Answer free = bench.answer(tools(request, new ToolUse(List.of(RAIN), ToolUse.Choice.AUTO, null, true)));

        assertThat(free.failure()).isNull();
        assertThat(free.choices().getFirst().calls().isEmpty()).isEqualTo(!free.choices().getFirst().text().isEmpty());
    }

    @Test
    void aStrictSchemaThatCannotBeHeldIsRefusedAndAnotherStandsForAnyObject() {
        String schema = "{\"type\":\"object\",\"properties\":{\"a\":{\"not\":{}}}}";
        ToolUse strict = new ToolUse(List.of(TIME, new ToolUse.Tool("odd", null, schema, true)), ToolUse.Choice.REQUIRED, null, false);
        ToolUse loose = new ToolUse(List.of(new ToolUse.Tool("odd", null, schema, false)), ToolUse.Choice.REQUIRED, null, false);
        GenerateRequest request = most(plain("call", pinned("large")), 200);

        assertThat(bench.answer(tools(request, strict)).failure().param()).isEqualTo("tools[1].function.parameters");
        assertThat(JSON.readTree(bench.answer(tools(request, loose)).choices().getFirst().calls().getFirst().arguments()).isObject()).isTrue();
        assertThat(bench.answer(tools(stop(request, "x"), loose)).failure().param()).isEqualTo("stop");
    }

    private static void assertValid(Answer.Call call) {
        JsonNode arguments = JSON.readTree(call.arguments());
        assertThat(arguments.isObject()).isTrue();
        if (call.name().equals("rain")) {
            assertThat(arguments.propertyNames()).containsExactly("days");
            assertThat(arguments.get("days").asInt()).isBetween(1, 9);
        } else {
            assertThat(call.name()).isEqualTo("time");
            assertThat(arguments).isEmpty();
        }
    }
}
