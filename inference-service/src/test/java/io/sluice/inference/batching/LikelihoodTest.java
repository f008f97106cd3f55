package io.sluice.inference.batching;

import static io.sluice.inference.batching.Requests.hot;
import static io.sluice.inference.batching.Requests.most;
import static io.sluice.inference.batching.Requests.pinned;
import static io.sluice.inference.batching.Requests.plain;
import static io.sluice.inference.batching.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.contracts.generation.GenerateEvent.Failed;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.likelihood.LikelihoodAnswer;
import io.sluice.contracts.likelihood.LikelihoodAnswer.Likelihood;
import io.sluice.contracts.likelihood.LikelihoodRequest;
import io.sluice.contracts.likelihood.LikelihoodRequest.Passage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A token a byte, no BOS; so the first byte of all is given. */
class LikelihoodTest {

    private static final int CONTEXT = 512;

    private final Bench bench = new Bench(EngineSettings.DEFAULT.withQueue(8));

    @AfterEach
    void nothingIsLeftOpen() {
        bench.holdsNothing();
        bench.close();
    }

    private static List<Passage> passages(int count) {
        Random random = new Random(5);
        return IntStream.range(0, count).mapToObj(i -> new Passage(i % 5 == 0 ? null : "p".repeat(random.nextInt(90)) + i,
                "c".repeat(random.nextInt(120)) + "é" + i)).toList();
    }

    private static List<Likelihood> scored(GenerationEngine engine, LikelihoodRequest request) {
        return answer(engine, request).likelihoods();
    }

    private static LikelihoodAnswer answer(GenerationEngine engine, LikelihoodRequest request) {
        return ((LikelihoodOutcome.Scored) Bench.get(engine.likelihoods(request))).answer();
    }

    private static Failed failed(CompletableFuture<LikelihoodOutcome> asked) {
        return ((LikelihoodOutcome.Failed) Bench.get(asked)).failure();
    }

    /** Softmax as it is written down, in double. */
    private static Likelihood naive(FakeModel model, Passage passage) {
        byte[] prompt = Objects.requireNonNullElse(passage.prompt(), "").getBytes(StandardCharsets.UTF_8);
        byte[] completion = passage.completion().getBytes(StandardCharsets.UTF_8);
        int[] tokens = IntStream.concat(IntStream.range(0, prompt.length).map(i -> prompt[i] & 0xFF),
                IntStream.range(0, completion.length).map(i -> completion[i] & 0xFF)).toArray();
        int first = Math.max(1, prompt.length);
        double sum = 0;
        for (int at = first; at < tokens.length; at++) {
            float[] logits = model.logits(tokens, at);
            double all = IntStream.range(0, logits.length).mapToDouble(i -> Math.exp(logits[i])).sum();
            sum += Math.log(Math.exp(logits[tokens[at]]) / all);
        }
        return new Likelihood(Math.max(0, tokens.length - first), sum);
    }

    @Test
    void isTheSumOfTheLogProbabilitiesOfTheCompletionsTokens() {
        List<Passage> passages = new ArrayList<>(passages(58));
        passages.addAll(List.of(new Passage("", "x"), new Passage(null, ""), new Passage("p", ""), new Passage("a", "b"),
                new Passage("", "ab"), new Passage("", "x".repeat(CONTEXT + 1))));
        LikelihoodAnswer answer = answer(bench.engine, new LikelihoodRequest("large", passages));
        assertThat(answer.model()).isEqualTo("large");
        assertThat(answer.digest()).isEqualTo(bench.large.info().digest());
        assertThat(answer.likelihoods()).hasSize(64);
        for (int i = 0; i < 64; i++) {
            Likelihood expected = naive(bench.large, passages.get(i));
            Likelihood got = answer.likelihoods().get(i);
            assertThat(got.tokens()).isEqualTo(expected.tokens());
            assertThat(Objects.requireNonNull(got.logProbability())).isCloseTo(Objects.requireNonNull(expected.logProbability()),
                    within(1e-5 * Math.max(1, expected.tokens())));
        }
        assertThat(answer.likelihoods().get(58)).isEqualTo(new Likelihood(0, 0.0));
        assertThat(answer.likelihoods().get(63).tokens()).isEqualTo(CONTEXT);
        assertThat(bench.small.passes).hasValue(0);
    }

    @Test
    void theProbabilitiesOfAllNextTokensSumUpToOne() {
        int[] prompt = bench.large.tokenizer().encode("a prompt");
        float[] logits = bench.large.logits(prompt, prompt.length);
        double all = 0;
        for (int next = 0; next < FakeTokenizer.SIZE; next++) {
            Scoring scoring = new Scoring(append(prompt, next), prompt.length);
            assertThat(scoring.read()).isEqualTo(prompt);
            scoring.read(scoring.position(), logits);
            all += Math.exp(scoring.logProbability());
        }
        assertThat(all).isCloseTo(1, within(1e-5));
    }

    private static int[] append(int[] tokens, int next) {
        int[] all = Arrays.copyOf(tokens, tokens.length + 1);
        all[tokens.length] = next;
        return all;
    }

    @Test
    void isTheSameToTheBitAloneTogetherAndHoweverPassesAreCut() {
        List<Passage> passages = passages(64);
        List<Likelihood> together = scored(bench.engine, new LikelihoodRequest("large", passages));
        List<Likelihood> alone = passages.stream().map(each -> scored(bench.engine, new LikelihoodRequest("large", List.of(each))).getFirst()).toList();
        assertThat(alone).isEqualTo(together);
        List<Passage> backwards = new ArrayList<>(passages);
        Collections.reverse(backwards);
        assertThat(scored(bench.engine, new LikelihoodRequest("large", backwards)).reversed()).isEqualTo(together);
        for (int rows : new int[] {1, 7, 64}) {
            EngineSettings cut = new EngineSettings(3, 4, rows, 2 * rows, Duration.ofMillis(300), 64, Duration.ofSeconds(30));
            try (Bench other = new Bench(cut)) {
                assertThat(scored(other.engine, new LikelihoodRequest("large", passages))).as("%d rows", rows).isEqualTo(together);
            }
        }
        try (Bench tight = new Bench(EngineSettings.DEFAULT.withKvBytes(16 * 1000))) {
            assertThat(scored(tight.engine, new LikelihoodRequest("large", passages))).as("with sequences parked").isEqualTo(together);
            assertThat(tight.engine.parked() + tight.large.passes.get()).isPositive();
        }
    }

    @Test
    void neitherItNorItsNeighboursNoticeEachOther() {
        List<GenerateRequest> requests = IntStream.range(0, 4).mapToObj(i -> with(most(plain("neighbour " + i, pinned("large")), 40), hot(i))).toList();
        List<List<Answer.Choice>> alone = requests.stream().map(each -> bench.answer(each).choices()).toList();
        int told = bench.ended.size();
        int kept = bench.engine.prefixesKept();
        LikelihoodRequest request = new LikelihoodRequest("large", passages(64));
        List<Likelihood> expected = scored(bench.engine, request);
        assertThat(bench.ended).as("no event tells of it").hasSize(told);
        List<CompletableFuture<Answer>> others = requests.stream().map(bench::start).toList();
        List<CompletableFuture<LikelihoodOutcome>> asked = List.of(bench.engine.likelihoods(request), bench.engine.likelihoods(request));
        assertThat(others.stream().map(each -> Bench.get(each).choices())).isEqualTo(alone);
        assertThat(asked).allSatisfy(each -> assertThat(((LikelihoodOutcome.Scored) Bench.get(each)).answer().likelihoods()).isEqualTo(expected));
        assertThat(bench.engine.prefixesKept()).as("nothing of it is kept").isEqualTo(kept);
        assertThat(bench.engine.likelihoods().completedRequests()).isEqualTo(3);
        assertThat(bench.engine.likelihoods().passages()).isEqualTo(3 * 64);
        assertThat(bench.engine.likelihoods().tokens()).isEqualTo(3 * expected.stream().mapToLong(Likelihood::tokens).sum());
        assertThat(bench.engine.likelihoods().cpuSeconds()).isPositive();
    }

    static Stream<Arguments> badRequests() {
        Passage fine = new Passage("p", "c");
        Passage endless = new Passage("p".repeat(CONTEXT), "cc");
        return Stream.of(
                Arguments.of(new LikelihoodRequest(null, List.of(fine)), "invalid_request", "model"),
                Arguments.of(new LikelihoodRequest("nobody", List.of(fine)), "model_not_found", "model"),
                Arguments.of(new LikelihoodRequest("large:auto", List.of(fine)), "invalid_request", "model"),
                Arguments.of(new LikelihoodRequest("large:absent", List.of(fine)), "model_not_found", "model"),
                Arguments.of(new LikelihoodRequest("large", null), "invalid_request", "passages"),
                Arguments.of(new LikelihoodRequest("large", List.of()), "invalid_request", "passages"),
                Arguments.of(new LikelihoodRequest("large", Collections.nCopies(65, fine)), "invalid_request", "passages"),
                Arguments.of(new LikelihoodRequest("large", Arrays.asList(fine, null)), "invalid_request", "passages[1].completion"),
                Arguments.of(new LikelihoodRequest("large", List.of(new Passage("p", null))), "invalid_request", "passages[0].completion"),
                Arguments.of(new LikelihoodRequest("large", List.of(fine, endless)), "context_length_exceeded", "passages[1]"),
                Arguments.of(new LikelihoodRequest(null, null, "large", List.of(fine), null, null, 0L), "deadline_exceeded", null));
    }

    @ParameterizedTest
    @MethodSource("badRequests")
    void namesTheFieldAtFault(LikelihoodRequest request, String code, @Nullable String param) {
        Failed failure = failed(bench.engine.likelihoods(request));
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.param()).isEqualTo(param);
        assertThat(failure.message()).isNotBlank().doesNotContain("plan");
        assertThat(bench.engine.likelihoods().failedRequests()).isEqualTo(1);
    }

    @Test
    void aPassageThatIsTooLongIsLeftOutWhereThatIsWanted() {
        List<Passage> passages = List.of(new Passage("p", "c"), new Passage(null, "c".repeat(CONTEXT + 2)), new Passage("q", "d"));
        LikelihoodRequest skipping = new LikelihoodRequest(null, null, "large", passages, null, true, null);
        List<Likelihood> all = scored(bench.engine, skipping);
        assertThat(all.get(1)).isEqualTo(new Likelihood(0, null));
        assertThat(List.of(all.get(0), all.get(2))).isEqualTo(scored(bench.engine, new LikelihoodRequest("large", List.of(passages.get(0), passages.get(2)))));
        LikelihoodRequest only = new LikelihoodRequest(null, null, "large", passages.subList(1, 2), null, true, null);
        assertThat(scored(bench.engine, only)).containsExactly(new Likelihood(0, null));
    }

    @Test
    void putsThePromptIntoTheChatTemplateWhereThatIsWanted() {
        Likelihood chat = scored(bench.engine, new LikelihoodRequest(null, null, "large", List.of(new Passage("q", "abc")), true, null, null)).getFirst();
        int[] tokens = IntStream.concat(Arrays.stream(bench.large.tokenizer().encode("user:q")), IntStream.of(FakeTokenizer.TURN, 'a', 'b', 'c')).toArray();
        Scoring scoring = new Scoring(tokens, tokens.length - 3);
        for (int at = scoring.position(); at < tokens.length - 1; at++) {
            scoring.read(at, bench.large.logits(tokens, at + 1));
        }
        assertThat(chat).isEqualTo(new Likelihood(3, scoring.logProbability()));
    }

    @Test
    void takesOnePlaceInTheLineAndTheLastOneIsRefused() {
        CountDownLatch hold = bench.hold(bench.large);
        CompletableFuture<Answer> first = bench.start(plain("first", pinned("large")));
        Bench.eventually("it runs", () -> bench.engine.running() == 1);
        List<CompletableFuture<LikelihoodOutcome>> waiting = IntStream.range(0, 7)
                .mapToObj(i -> bench.engine.likelihoods(new LikelihoodRequest("large", passages(64)))).toList();
        assertThat(bench.engine.queued()).isEqualTo(7);
        Failed refused = failed(bench.engine.likelihoods(new LikelihoodRequest("large", passages(2))));
        assertThat(refused.code()).isEqualTo("overloaded");
        hold.countDown();
        List<Likelihood> expected = ((LikelihoodOutcome.Scored) Bench.get(waiting.getFirst())).answer().likelihoods();
        assertThat(waiting).allSatisfy(each -> assertThat(((LikelihoodOutcome.Scored) Bench.get(each)).answer().likelihoods()).isEqualTo(expected));
        assertThat(Bench.get(first).failure()).isNull();
    }

    @Test
    void whoCancelsFreesEverythingAndOneDeadlineIsThatOfAllPassages() {
        CountDownLatch hold = bench.hold(bench.large);
        CompletableFuture<LikelihoodOutcome> given = bench.engine.likelihoods(new LikelihoodRequest("large", passages(64)));
        Bench.eventually("it runs", () -> bench.engine.running() > 0);
        given.cancel(false);
        hold.countDown();
        bench.holdsNothing();
        assertThat(bench.engine.likelihoods().cancelledRequests()).isEqualTo(1);

        CountDownLatch again = bench.hold(bench.large);
        CompletableFuture<LikelihoodOutcome> late = bench.engine.likelihoods(new LikelihoodRequest(null, null, "large", passages(64), null, null, 20_000L));
        Bench.eventually("it runs", () -> bench.engine.running() > 0);
        bench.later.addAndGet(21_000_000_000L);
        again.countDown();
        assertThat(failed(late).code()).isEqualTo("deadline_exceeded");
    }

    @Test
    void logitsThatAreNoDistributionFailItAloneAndAStoppedEngineSaysSo() {
        bench.large.poison = 'z';
        CompletableFuture<Answer> neighbour = bench.start(plain("neighbour", pinned("large")));
        assertThat(failed(bench.engine.likelihoods(new LikelihoodRequest("large", List.of(new Passage("a", "b"), new Passage("z", "a"))))).code())
                .isEqualTo("broken_logits");
        assertThat(Bench.get(neighbour).failure()).isNull();
        bench.holdsNothing();
        bench.engine.close();
        assertThat(failed(bench.engine.likelihoods(new LikelihoodRequest("large", passages(3)))).code()).isIn("overloaded", "shutting_down");
    }
}
