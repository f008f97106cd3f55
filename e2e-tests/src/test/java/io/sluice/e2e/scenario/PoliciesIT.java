package io.sluice.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.e2e.harness.Answer;
import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.InBothForms;
import io.sluice.e2e.harness.Models;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Platforms;
import io.sluice.e2e.harness.Reply;
import io.sluice.e2e.harness.Tasks;
import io.sluice.tasks.Grader;
import io.sluice.tasks.Task;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Who writes an answer, and what is said about it. */
@InBothForms
class PoliciesIT {

    private static final List<Task> TASKS = Tasks.test(12);

    private final Platform platform;

    PoliciesIT(Form form) {
        this.platform = Platforms.shared(form);
    }

    static Stream<Arguments> policies() {
        return Stream.of(
                policy("small", ask -> ask.sluice("policy", "small")),
                policy("large", ask -> ask.sluice("policy", "large")),
                policy("probe", ask -> ask.sluice("policy", "probe")),
                policy("cascade", ask -> ask.sluice("policy", "cascade", "threshold", 0.3)),
                policy("entropy", ask -> ask.sluice("policy", "entropy", "rule", "current", "threshold", 0.3)),
                policy("entropy", ask -> ask.sluice("policy", "entropy", "rule", "published", "threshold", 0.3)),
                policy("speculative", ask -> ask.sluice("policy", "speculative")),
                policy("random", ask -> ask.sluice("policy", "random", "large_share", 0.3, "seed", 7)));
    }

    private static Arguments policy(String name, Function<Ask, Ask> dials) {
        return Arguments.of(name, Named.of(dials.apply(Ask.chat("")).tree().get("sluice").toString(), dials));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void everyPolicyAnswersAndSaysWhatItDid(String name, Function<Ask, Ask> dials) {
        int right = 0;
        for (Task task : TASKS) {
            Answer answer = Answer.of(platform.api().chat(dials.apply(Ask.chat(task.prompt()))));
            JsonNode report = answer.report();
            int small = answer.tokensBy(Models.SMALL);
            int large = answer.tokensBy(Models.LARGE);

            assertThat(report.get("policy").asString()).isEqualTo(name);
            assertThat(small + large).isEqualTo(answer.completionTokens());
            assertThat(answer.largeShare()).isCloseTo((double) large / (small + large), within(1e-9));
            assertThat(report.get("flops").asDouble()).isPositive();
            assertThat(report.get("flops_large_only").asDouble()).isPositive();
            assertThat(report.get("cpu_seconds").asDouble()).isPositive();
            assertThat(report.get("catch_up_tokens").asInt()).isNotNegative();
            right += Grader.isCorrect(task, answer.text()) ? 1 : 0;
        }
        assertThat(right).as("right answers of " + TASKS.size()).isGreaterThanOrEqualTo(TASKS.size() / 2);
    }

    @Test
    void mixesTheModelsInsideOneAnswer() {
        List<Answer> mixed = TASKS.stream()
                .map(task -> Answer.of(platform.api().chat(
                        Ask.chat(task.prompt()).sluice("policy", "entropy", "rule", "current", "threshold", 0.02))))
                .filter(answer -> answer.largeShare() > 0 && answer.largeShare() < 1)
                .toList();

        assertThat(mixed).isNotEmpty().allSatisfy(answer -> {
            assertThat(answer.report().get("switches").asInt()).isPositive();
            assertThat(answer.report().get("catch_up_tokens").asInt()).isPositive();
        });
    }

    @Test
    void speculationGivesTheLargeModelsAnswersTokenForToken() {
        int drafted = 0;
        int accepted = 0;
        for (Task task : TASKS) {
            Ask ask = Ask.chat(task.prompt()).with("logprobs", true).with("top_logprobs", 2).with("seed", 7);
            Answer large = Answer.of(platform.api().chat(ask.sluice("policy", "large")));
            Answer speculative = Answer.of(platform.api().chat(ask.sluice("policy", "speculative")));

            assertThat(speculative.text()).isEqualTo(large.text());
            assertThat(speculative.body().at("/choices/0")).isEqualTo(large.body().at("/choices/0"));
            drafted += speculative.report().get("drafted").asInt();
            accepted += speculative.report().get("accepted").asInt();
        }
        assertThat(accepted).isBetween(drafted / 2, drafted);
        assertThat(drafted).isPositive();
    }

    @Test
    void routesByItselfWhenNothingIsSaid() {
        Answer answer = Answer.of(platform.api().chat(Ask.chat(TASKS.getFirst().prompt())));

        assertThat(answer.body().get("model").asString()).isEqualTo(Models.AUTO);
        assertThat(answer.report().get("policy").asString()).isNotEqualTo("pinned");
        assertThat(answer.report().get("dials").get("threshold").isNumber()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {Models.SMALL, Models.LARGE})
    void aNamedModelWritesEverything(String model) {
        Answer answer = Answer.of(platform.api().chat(Ask.chat(TASKS.getFirst().prompt()).model(model)));

        assertThat(answer.report().get("policy").asString()).isEqualTo("pinned");
        assertThat(answer.tokensBy(model)).isEqualTo(answer.completionTokens()).isPositive();
        assertThat(answer.report().get("switches").asInt()).isZero();
    }

    @Test
    void extremeThresholdsGiveOneModelsOwnAnswer() {
        for (Task task : TASKS) {
            String small = text(Ask.chat(task.prompt()).model(Models.SMALL));
            String large = text(Ask.chat(task.prompt()).model(Models.LARGE));

            assertThat(text(Ask.chat(task.prompt()).sluice("policy", "entropy", "threshold", 1e6))).isEqualTo(small);
            assertThat(text(Ask.chat(task.prompt()).sluice("policy", "random", "large_share", 1))).isEqualTo(large);
            assertThat(text(Ask.chat(task.prompt()).sluice("policy", "random", "large_share", 0))).isEqualTo(small);
        }
    }

    @Test
    void tellsTheEntropyOfEachTokenWhenAsked() {
        Answer answer = Answer.of(platform.api().chat(Ask.chat(TASKS.getFirst().prompt()).with("logprobs", true)
                .sluice("policy", "entropy", "threshold", 0.1, "entropies", true)));

        assertThat(answer.report().get("entropies")).hasSize(answer.completionTokens())
                .allSatisfy(entropy -> assertThat(entropy.asDouble()).isNotNegative());
    }

    @Test
    void listsItsModels() {
        Reply reply = platform.api().get("/v1/models").ok();

        assertThat(reply.json().get("object").asString()).isEqualTo("list");
        assertThat(Answer.elements(reply.json().get("data")).stream().map(model -> model.get("id").asString()))
                .contains(Models.AUTO, Models.SMALL, Models.LARGE);
        assertThat(platform.api().get("/v1/models/" + Models.SMALL).ok().json().get("id").asString())
                .isEqualTo(Models.SMALL);
    }

    private String text(Ask ask) {
        return Answer.of(platform.api().chat(ask)).text();
    }
}
