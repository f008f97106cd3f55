package io.sluice.inference.batching;

import static io.sluice.inference.batching.Requests.DIALS;
import static io.sluice.inference.batching.Requests.choices;
import static io.sluice.inference.batching.Requests.details;
import static io.sluice.inference.batching.Requests.most;
import static io.sluice.inference.batching.Requests.pinned;
import static io.sluice.inference.batching.Requests.plain;
import static io.sluice.inference.batching.Requests.plan;
import static io.sluice.inference.batching.Requests.stop;
import static io.sluice.inference.batching.Requests.timeout;
import static io.sluice.inference.batching.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.generation.ChatMessage;
import io.sluice.contracts.generation.GenerateEvent.Failed;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.RoutePlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IntakeTest {

    private static final GenerateRequest GOOD = plain("fine", pinned("small"));

    private final FakeModel small = new FakeModel("small", 10, 1);
    private final FakeModel large = new FakeModel("large", 20, 2);
    private final FakeModel foreign = new FakeModel("foreign", 30, 3, "<other end>");
    private final Intake intake = new Intake(models(), 256);

    private ServedModels models() {
        ServedModels models = new ServedModels();
        models.add(small, ModelRole.SMALL);
        models.add(large, ModelRole.LARGE);
        models.add(foreign, ModelRole.OTHER);
        return models;
    }

    static Stream<Arguments> badRequests() {
        return Stream.of(
                Arguments.of(choices(GOOD, 0), "invalid_request", "choices"),
                Arguments.of(choices(GOOD, 129), "invalid_request", "choices"),
                Arguments.of(most(GOOD, -1), "invalid_request", "maxTokens"),
                Arguments.of(most(GOOD, 0), "invalid_request", "maxTokens"),
                Arguments.of(details(GOOD, 21, false, false), "invalid_request", "topLogprobs"),
                Arguments.of(details(GOOD, -1, false, false), "invalid_request", "topLogprobs"),
                Arguments.of(stop(GOOD, "a", "b", "c", "d", "e"), "invalid_request", "stop"),
                Arguments.of(stop(GOOD, ""), "invalid_request", "stop"),
                Arguments.of(with(GOOD, new Sampling(3, 1, 0, 0, 0, 0, 1, Map.of(), null)), "invalid_request",
                        "sampling.temperature"),
                Arguments.of(plain("x", pinned("nobody")), "model_not_found", "plan.small"),
                Arguments.of(plain("x", new RoutePlan(Policy.LARGE, "nobody", "no\nbody", DIALS, null, null)), "model_not_found", "plan.large"),
                Arguments.of(plain("x", plan(Policy.ENTROPY)), "invalid_request", "plan.dials.rule"),
                Arguments.of(plain("x", plan(Policy.RANDOM, new Dials(null, 0, 1, 1, 0, 2, 0))), "invalid_request", "plan.dials.largeShare"),
                Arguments.of(plain("", pinned("small")), "invalid_request", "prompt"),
                Arguments.of(plain("p".repeat(512), pinned("small")), "context_length_exceeded", "prompt"),
                Arguments.of(prompt(null, null, null), "invalid_request", "prompt"),
                Arguments.of(prompt("both", null, List.of(1)), "invalid_request", "prompt"),
                Arguments.of(prompt(null, null, List.of(1, 258)), "invalid_request", "promptTokens"),
                Arguments.of(prompt(null, null, List.of(-1)), "invalid_request", "promptTokens"),
                Arguments.of(prompt(null, List.of(new ChatMessage("tool", "x")), null), "invalid_request", "messages"),
                Arguments.of(foreign(Policy.RANDOM, null), "incompatible_models", "plan.policy"),
                Arguments.of(foreign(Policy.CASCADE, List.of(1, 2)), "incompatible_models", "plan.policy"));
    }

    @ParameterizedTest
    @MethodSource("badRequests")
    void refusesWithACodeAndTheFieldAtFault(GenerateRequest request, String code, String param) {
        Failed failure = refused(request);
        assertThat(failure.kind()).isEqualTo("user");
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.param()).isEqualTo(param);
        assertThat(failure.message()).isNotBlank().doesNotContain("\n").doesNotContain("null");
    }

    @Test
    void whatTheContractRequiresMayBeMissingInJson() {
        Dials dials = new Dials(EntropyRule.CURRENT, 1, 1, 1, 0, 0, 0);
        List<RoutePlan> plans = new ArrayList<>();
        plans.add(null);
        plans.add(new RoutePlan(null, "small", "large", dials, null, null));
        plans.add(new RoutePlan(Policy.SMALL, null, "large", dials, null, null));
        plans.add(new RoutePlan(Policy.SMALL, "small", null, dials, null, null));
        plans.add(new RoutePlan(Policy.SMALL, "small", "large", null, null, null));
        for (RoutePlan plan : plans) {
            assertThat(refused(plain("x", plan)).message()).contains("must be present");
        }
        assertThat(refused(with(GOOD, null)).param()).isEqualTo("sampling");
        assertThat(refused(with(GOOD, new Sampling(0, 1, 0, 0, 0, 0, 1, null, null))).param()).isEqualTo("sampling.logitBias");
        assertThat(refused(stop(GOOD, (String) null)).param()).isEqualTo("stop");
    }

    @Test
    void aDeadlineThatHasPassedIsNotStarted() {
        assertThat(refused(timeout(GOOD, 0)).code()).isEqualTo("deadline_exceeded");
    }

    @Test
    void aPlanWithOneWriterNeedsOnlyThatModel() {
        assertThat(accepted(plain("x", new RoutePlan(Policy.SMALL, "small", "nobody", DIALS, null, null))).cast().small()).isSameAs(small);
        assertThat(accepted(plain("x", new RoutePlan(Policy.LARGE, "nobody", "large", DIALS, null, null))).cast().large()).isSameAs(large);
    }

    @Test
    void requestLevelPoliciesMayUseDifferentTokenizers() {
        Intake.Outcome.Accepted accepted = accepted(foreign(Policy.CASCADE, null));
        assertThat(accepted.cast().smallPrompt()).isEqualTo(accepted.cast().largePrompt()).isNotSameAs(accepted.cast().largePrompt());
        Intake.Outcome.Accepted alike = accepted(plain("x", plan(Policy.CASCADE)));
        assertThat(alike.cast().smallPrompt()).isSameAs(alike.cast().largePrompt());
    }

    @Test
    void theContextBoundsTheAnswer() {
        assertThat(accepted(most(GOOD, 7)).answerLimit()).isEqualTo(7);
        assertThat(accepted(most(GOOD, null)).answerLimit()).isEqualTo(508);
        assertThat(accepted(most(GOOD, 100_000)).answerLimit()).isEqualTo(508);
        assertThat(accepted(details(most(plain("p".repeat(512), pinned("small")), 0), null, true, false)).answerLimit()).isZero();
    }

    @Test
    void conversationsGoThroughTheTemplate() {
        int[] prompt = accepted(prompt(null, List.of(new ChatMessage("user", "<turn>hi")), null)).cast().smallPrompt();
        assertThat(prompt).isEqualTo(small.tokenizer().encodeChat(List.of(new ChatMessage("user", "<turn>hi"))));
        assertThat(Arrays.stream(prompt).filter(id -> id == FakeTokenizer.TURN).count()).isOne();
    }

    private static GenerateRequest prompt(@Nullable String text, @Nullable List<ChatMessage> messages, @Nullable List<Integer> tokens) {
        return new GenerateRequest("r", "t", pinned("small"), messages, text, tokens, Sampling.GREEDY, 1, 5, List.of(), null, false, false, 1000);
    }

    private static GenerateRequest foreign(Policy policy, @Nullable List<Integer> tokens) {
        return new GenerateRequest("r", "t", new RoutePlan(policy, "small", "foreign", DIALS, null, null), null,
                tokens == null ? "text" : null, tokens, Sampling.GREEDY, 1, 5, List.of(), null, false, false, 1000);
    }

    private Failed refused(GenerateRequest request) {
        assertThat(intake.check(request)).isInstanceOf(Intake.Outcome.Refused.class);
        return ((Intake.Outcome.Refused) intake.check(request)).failure();
    }

    private Intake.Outcome.Accepted accepted(GenerateRequest request) {
        assertThat(intake.check(request)).isInstanceOf(Intake.Outcome.Accepted.class);
        return (Intake.Outcome.Accepted) intake.check(request);
    }
}
