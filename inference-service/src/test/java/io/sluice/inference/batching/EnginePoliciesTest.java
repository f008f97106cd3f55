package io.sluice.inference.batching;

import static io.sluice.inference.batching.Requests.choices;
import static io.sluice.inference.batching.Requests.details;
import static io.sluice.inference.batching.Requests.entropy;
import static io.sluice.inference.batching.Requests.most;
import static io.sluice.inference.batching.Requests.plain;
import static io.sluice.inference.batching.Requests.plan;
import static io.sluice.inference.batching.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.contracts.generation.FinishReason;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.RoutingReport;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.generation.TokenTrace;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import io.sluice.inference.decoding.Entropy;
import io.sluice.inference.decoding.Sampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who writes which token under each policy, what that costs, and what must equal a single model. */
class EnginePoliciesTest {

    private final Bench bench = new Bench();

    @AfterEach
    void nothingIsLeftOpen() {
        bench.holdsNothing();
        bench.close();
    }

    @Test
    void infiniteThresholdIsTheSmallModelAloneAndTheLargeOneReadsNothing() {
        for (EntropyRule rule : EntropyRule.values()) {
            for (Sampling sampling : List.of(Sampling.GREEDY, Requests.hot(8))) {
                Answer alone = bench.answer(with(plain("question", plan(Policy.SMALL)), sampling));
                long before = bench.large.rows.get();
                Answer routed = bench.answer(with(plain("question", entropy(rule, Double.POSITIVE_INFINITY, 3, 2, 2)), sampling));
                assertThat(routed.choices()).isEqualTo(alone.choices());
                assertThat(bench.large.rows.get()).isEqualTo(before);
                assertThat(report(routed).largeShare()).isZero();
                assertThat(report(routed).catchUpTokens()).isZero();
                assertThat(report(routed).flops()).isEqualTo(report(alone).flops());
            }
        }
    }

    @Test
    void negativeThresholdIsTheLargeModelAlone() {
        for (EntropyRule rule : EntropyRule.values()) {
            for (Sampling sampling : List.of(Sampling.GREEDY, Requests.hot(8))) {
                Answer alone = bench.answer(with(plain("the question", plan(Policy.LARGE)), sampling));
                Answer routed = bench.answer(with(plain("the question", entropy(rule, -1, 2, 3, 1)), sampling));
                assertThat(routed.choices()).isEqualTo(alone.choices());
                assertThat(report(routed).largeShare()).isOne();
                assertThat(report(routed).switches()).isZero();
            }
        }
    }

    @Test
    void currentRuleHandsOverWhereTheSmallModelIsUnsure() {
        GenerateRequest request = details(most(plain("hand over", entropy(EntropyRule.CURRENT, 2.0, 1, 1, 0)), 60), null, false, true);
        Answer answer = bench.answer(request);
        List<Integer> sequence = new ArrayList<>(Arrays.stream(bench.small.tokenizer().encode("hand over")).boxed().toList());
        int large = 0;
        for (TokenTrace token : answer.choices().getFirst().tokens()) {
            int[] before = sequence.stream().mapToInt(Integer::intValue).toArray();
            double entropy = Entropy.nats(bench.small.logits(before, before.length));
            assertThat(token.entropy()).isCloseTo(entropy, within(1e-12));
            FakeModel writer = entropy > 2.0 ? bench.large : bench.small;
            assertThat(token.model()).isEqualTo(writer.info().name());
            assertThat(token.id()).isEqualTo(new Sampler(Sampling.GREEDY, 0, before).next(writer.logits(before, before.length)));
            large += writer == bench.large ? 1 : 0;
            sequence.add(token.id());
        }
        assertThat(large).isBetween(1, answer.choices().getFirst().tokens().size() - 1);
    }

    @Test
    void catchUpIsReadInOneBatchWhenItIsNeededAndCounted() {
        // Large from the first token that the small model doubts, for three tokens: small skips two of them, then reads all.
        GenerateRequest request = most(plain("catch up", entropy(EntropyRule.CURRENT, 2.0, 1, 3, 4)), 60);
        long smallBefore = bench.small.rows.get();
        long largeBefore = bench.large.rows.get();
        Answer answer = bench.answer(request);
        List<String> writers = answer.choices().getFirst().tokens().stream().map(TokenTrace::model).toList();
        int ownRows = bench.small.tokenizer().encode("catch up").length;
        // Own rows: the prompt by the small model, and every token by its writer if that model had to go on after it.
        long rows = bench.small.rows.get() - smallBefore + bench.large.rows.get() - largeBefore;
        List<Integer> lengths = bench.large.segmentLengths.stream().flatMap(List::stream).toList();
        assertThat(lengths.getFirst()).isGreaterThanOrEqualTo(ownRows);
        assertThat(report(answer).catchUpTokens()).isPositive().isLessThan((int) rows);
        assertThat(writers).contains("small", "large");
        assertThat(report(answer).switches()).isEqualTo(changes(writers));
        assertThat(Objects.requireNonNull(answer.usage()).completionTokens()).isEqualTo(writers.size());
        assertThat(report(answer).tokensByModel().values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(answer.usage().completionTokens());
    }

    @Test
    void everyRowThatWasReadIsAccountedFor() {
        Sampling endless = new Sampling(1, 1, 0, 0, 0, 0, 1, Map.of(FakeTokenizer.END, -100.0), 3L);
        for (int i = 0; i < 20; i++) {
            String prompt = "account " + i;
            long small = bench.small.rows.get();
            long large = bench.large.rows.get();
            Answer answer = bench.answer(with(most(plain(prompt, entropy(EntropyRule.CURRENT, 1.5 + i / 10.0, 1, 1, 0)), 30), endless));
            List<String> writers = answer.choices().getFirst().tokens().stream().map(TokenTrace::model).toList();
            assertThat(writers).hasSize(30);
            int lastLarge = writers.lastIndexOf("large");
            // Small looks at every position; large reads up to its last token, the prompt included.
            int smallRows = prompt.length() + 29;
            int largeRows = lastLarge < 0 ? 0 : prompt.length() + lastLarge;
            assertThat(bench.small.rows.get() - small).isEqualTo(smallRows);
            assertThat(bench.large.rows.get() - large).isEqualTo(largeRows);
            long readForOther = writers.subList(0, 29).stream().filter("large"::equals).count()
                    + (lastLarge < 0 ? 0 : prompt.length() + writers.subList(0, lastLarge).stream().filter("small"::equals).count());
            assertThat(report(answer).catchUpTokens()).isEqualTo((int) readForOther);
            assertThat(report(answer).flops()).isCloseTo(Ledger.flops(bench.small.info(), 0, smallRows)
                    + Ledger.flops(bench.large.info(), 0, largeRows), within(1e-6));
        }
    }

    @Test
    void flopsAreThoseOfTheRowsThatWereRead() {
        for (Policy policy : List.of(Policy.SMALL, Policy.LARGE, Policy.RANDOM, Policy.PROBE, Policy.CASCADE)) {
            long small = bench.small.rows.get();
            long large = bench.large.rows.get();
            Answer answer = bench.answer(plain("count the rows", plan(policy)));
            double weights = 2_000.0 * (bench.small.rows.get() - small) + 20_000.0 * (bench.large.rows.get() - large);
            assertThat(report(answer).flops()).as("%s", policy).isBetween(weights, weights + 200 * 200 * 64);
            int drawn = Objects.requireNonNull(answer.usage()).completionTokens()
                    + (answer.choices().getFirst().reason() == FinishReason.STOP ? 1 : 0);
            double rows = answer.usage().promptTokens() + drawn - 1;
            assertThat(report(answer).flopsLargeOnly()).isCloseTo(rows * 20_000 + 64 * rows * (rows - 1) / 2, within(1e-6));
            assertThat(report(answer).cpuSeconds()).isPositive();
        }
    }

    @Test
    void cascadeAnswersWithTheSmallModelOrExactlyAsTheLargeOne() {
        int escalated = 0;
        for (int i = 0; i < 40; i++) {
            GenerateRequest asked = with(plain("cascade " + i, plan(Policy.CASCADE, dials(3.9))), Requests.hot(i));
            Answer answer = bench.answer(asked);
            boolean large = Boolean.TRUE.equals(report(answer).escalated());
            Policy same = large ? Policy.LARGE : Policy.SMALL;
            assertThat(answer.choices()).isEqualTo(bench.answer(with(plain("cascade " + i, plan(same)), Requests.hot(i))).choices());
            assertThat(Objects.requireNonNull(report(answer).score()) > 3.9).isEqualTo(large);
            escalated += large ? 1 : 0;
        }
        assertThat(escalated).isBetween(1, 39);
    }

    @Test
    void probeChoosesByThePromptAndDoesNotReadItTwice() {
        int escalated = 0;
        for (int i = 0; i < 40; i++) {
            String prompt = "probe " + i;
            long before = bench.small.rows.get();
            Answer answer = bench.answer(plain(prompt, plan(Policy.PROBE, dials(0.5))));
            boolean large = Boolean.TRUE.equals(report(answer).escalated());
            int[] tokens = bench.small.tokenizer().encode(prompt);
            double last = Entropy.nats(bench.small.logits(tokens, tokens.length));
            assertThat(large).isEqualTo(last > 2.6);
            assertThat(report(answer).features()).hasSize(6).contains(last, (double) tokens.length);
            assertThat(report(answer).score()).isCloseTo(1 / (1 + Math.exp(2.6 - last)), within(1e-9));
            Answer alone = bench.answer(plain(prompt, plan(large ? Policy.LARGE : Policy.SMALL)));
            assertThat(answer.choices()).isEqualTo(alone.choices());
            if (!large) {
                assertThat(report(answer).flops()).isEqualTo(report(alone).flops());
                assertThat(report(answer).catchUpTokens()).isZero();
            } else {
                assertThat(report(answer).catchUpTokens()).isEqualTo(tokens.length);
                assertThat(bench.small.rows.get() - before).isEqualTo(tokens.length);
            }
            escalated += large ? 1 : 0;
        }
        assertThat(escalated).isBetween(1, 39);
    }

    private static RoutingReport report(Answer answer) {
        assertThat(answer.failure()).isNull();
        return Objects.requireNonNull(answer.routing());
    }

    private static Dials dials(double threshold) {
        return new Dials(null, threshold, 1, 1, 0, 0, 0);
    }

    private static int changes(List<String> writers) {
        int changes = 0;
        for (int i = 1; i < writers.size(); i++) {
            changes += writers.get(i).equals(writers.get(i - 1)) ? 0 : 1;
        }
        return changes;
    }
}
