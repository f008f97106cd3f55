package io.sluice.inference.batching;

import static io.sluice.inference.batching.Requests.choices;
import static io.sluice.inference.batching.Requests.details;
import static io.sluice.inference.batching.Requests.entropy;
import static io.sluice.inference.batching.Requests.most;
import static io.sluice.inference.batching.Requests.pinned;
import static io.sluice.inference.batching.Requests.plain;
import static io.sluice.inference.batching.Requests.plan;
import static io.sluice.inference.batching.Requests.stop;
import static io.sluice.inference.batching.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.generation.FinishReason;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.generation.TokenTrace;
import io.sluice.contracts.generation.Usage;
import io.sluice.contracts.routing.Policy;
import io.sluice.inference.decoding.Entropy;
import io.sluice.inference.decoding.Logprobs;
import io.sluice.inference.decoding.Sampler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GenerationEngineTest {

    private final Bench bench = new Bench();

    @AfterEach
    void nothingIsLeftOpen() {
        bench.holdsNothing();
        bench.close();
    }

    @Test
    void writesWhatThePlainLoopWrites() {
        for (String prompt : List.of("one", "two", "a longer prompt, longer than a chunk".repeat(4))) {
            for (Sampling sampling : List.of(Sampling.GREEDY, Requests.hot(3))) {
                Answer answer = bench.answer(with(plain(prompt, pinned("large")), sampling));
                PlainLoop expected = PlainLoop.run(bench.large, prompt, sampling, 40);
                assertThat(ids(answer)).isEqualTo(expected.withoutEnd());
                assertThat(answer.choices().getFirst().text()).isEqualTo(expected.text());
                assertThat(Objects.requireNonNull(answer.usage()).promptTokens()).isEqualTo(prompt.length());
                assertThat(answer.usage().completionTokens()).isEqualTo(expected.withoutEnd().size());
                assertThat(answer.choices().getFirst().reason()).isEqualTo(expected.ended ? FinishReason.STOP : FinishReason.LENGTH);
            }
        }
    }

    @Test
    void everyRequestGetsItsSoloAnswerWhateverRunsBesideIt() {
        for (long seed = 1; seed <= 25; seed++) {
            Random random = new Random(seed);
            List<GenerateRequest> requests = new ArrayList<>();
            for (int i = 1 + random.nextInt(8); i > 0; i--) {
                requests.add(Requests.any(random));
            }
            List<List<Answer.Choice>> solo = requests.stream().map(request -> bench.answer(request).choices()).toList();
            List<CompletableFuture<Answer>> together = new ArrayList<>();
            for (GenerateRequest request : requests) {
                together.add(bench.start(request));
                for (int spin = random.nextInt(3000); spin > 0; spin--) {
                    Thread.onSpinWait();
                }
            }
            for (int i = 0; i < requests.size(); i++) {
                Answer answer = Bench.get(together.get(i));
                assertThat(answer.failure()).isNull();
                assertThat(answer.choices()).as("seed %d, %s", seed, requests.get(i)).isEqualTo(solo.get(i));
            }
        }
    }

    @Test
    void chunksDoNotChangeAnAnswer() {
        Random random = new Random(77);
        try (Bench fine = new Bench(new EngineSettings(3, 64, 1, 1, EngineSettings.DEFAULT.stepTime(), 64, EngineSettings.DEFAULT.slowReader()))) {
            for (int i = 0; i < 60; i++) {
                GenerateRequest request = Requests.any(random);
                assertThat(fine.answer(request).choices()).as("%s", request).isEqualTo(bench.answer(request).choices());
            }
        }
    }

    @Test
    void choicesShareThePromptAndDifferBySeed() {
        String prompt = "one prompt for many answers, read once";
        long before = bench.large.rows.get();
        Answer many = bench.answer(choices(with(plain(prompt, pinned("large")), Requests.hot(50)), 12));
        long rows = bench.large.rows.get() - before;
        long answers = many.choices().stream().mapToLong(choice -> choice.tokens().size()).sum();
        long ends = many.choices().stream().filter(choice -> choice.reason() == FinishReason.STOP).count();
        assertThat(rows).as("the prompt once, and of every answer all tokens drawn but the last").isEqualTo(prompt.length() + answers + ends - 12);
        assertThat(many.choices()).hasSize(12);
        for (int i = 0; i < 12; i++) {
            Answer single = bench.answer(with(plain(prompt, pinned("large")), Requests.hot(50 + i)));
            assertThat(many.choices().get(i)).isEqualTo(single.choices().getFirst());
        }
        assertThat(many.usage()).isEqualTo(new Usage(prompt.length(), Objects.requireNonNull(many.usage()).completionTokens()));
        assertThat(many.choices().stream().map(Answer.Choice::text).distinct().count()).isGreaterThan(6);
    }

    @Test
    void seedsRepeatAndNoSeedDoesNot() {
        GenerateRequest seeded = with(plain("again", pinned("small")), Requests.hot(4));
        assertThat(bench.answer(seeded).choices()).isEqualTo(bench.answer(seeded).choices());
        GenerateRequest free = with(plain("again", pinned("small")), new Sampling(1.5, 1, 0, 0, 0, 0, 1, Map.of(), null));
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            texts.add(bench.answer(free).choices().getFirst().text());
        }
        assertThat(texts.stream().distinct().count()).isGreaterThan(4);
    }

    @Test
    void stopStringsEndTheAnswerBeforeThem() {
        for (int i = 0; i < 30; i++) {
            GenerateRequest open = with(plain("stop " + i, pinned("small")), Requests.hot(i));
            String whole = bench.answer(open).choices().getFirst().text();
            if (whole.length() < 6) {
                continue;
            }
            String word = whole.substring(3, 5);
            Answer.Choice stopped = bench.answer(stop(open, word)).choices().getFirst();
            assertThat(stopped.text()).isEqualTo(whole.substring(0, whole.indexOf(word)));
            assertThat(stopped.stop()).isEqualTo(word);
            assertThat(stopped.reason()).isEqualTo(FinishReason.STOP);
        }
    }

    @Test
    void logprobsAreThoseOfTheRawDistribution() {
        Sampling bent = new Sampling(1.4, 0.9, 20, 0, 1, 0, 1.3, Map.of((int) 'c', 3.0), 6L);
        Answer answer = bench.answer(details(with(plain("logprobs", pinned("small")), bent), 3, false, false));
        List<Integer> sequence = new ArrayList<>(Arrays.stream(bench.small.tokenizer().encode("logprobs")).boxed().toList());
        for (TokenTrace token : answer.choices().getFirst().tokens()) {
            int[] before = sequence.stream().mapToInt(Integer::intValue).toArray();
            Logprobs expected = Logprobs.of(bench.small.logits(before, before.length));
            assertThat(Objects.requireNonNull(token.chosen()).logprob()).isEqualTo(expected.of(token.id()));
            assertThat(token.chosen().bytes()).containsExactly(token.id());
            assertThat(token.top().stream().mapToInt(each -> each.id()).toArray()).isEqualTo(expected.top(3));
            sequence.add(token.id());
        }
    }

    @Test
    void echoGivesThePromptWithItsLogprobsBeforeEveryChoice() {
        GenerateRequest request = details(choices(with(plain("echo é", pinned("small")), Requests.hot(1)), 3), 2, true, true);
        Answer answer = bench.answer(request);
        int[] prompt = bench.small.tokenizer().encode("echo é");
        for (Answer.Choice choice : answer.choices()) {
            assertThat(choice.text()).startsWith("echo é");
            List<TokenTrace> echoed = choice.tokens().subList(0, prompt.length);
            assertThat(echoed.getFirst().chosen()).isNull();
            for (int i = 0; i < prompt.length; i++) {
                assertThat(echoed.get(i).id()).isEqualTo(prompt[i]);
                assertThat(echoed.get(i).model()).isEqualTo("prompt");
                if (i > 0) {
                    float[] logits = bench.small.logits(prompt, i);
                    assertThat(Objects.requireNonNull(echoed.get(i).chosen()).logprob()).isEqualTo(Logprobs.of(logits).of(prompt[i]));
                    assertThat(echoed.get(i).entropy()).isEqualTo(Entropy.nats(logits));
                }
            }
        }
    }

    @Test
    void echoAloneScoresThePromptAndWritesNothing() {
        Answer scored = bench.answer(details(choices(most(plain("score me", pinned("large")), 0), 2), 0, true, false));
        assertThat(scored.choices()).hasSize(2).allSatisfy(choice -> {
            assertThat(choice.text()).isEqualTo("score me");
            assertThat(choice.reason()).isEqualTo(FinishReason.LENGTH);
            assertThat(choice.tokens()).hasSize(8).last().extracting(TokenTrace::chosen).isNotNull();
        });
        assertThat(scored.usage()).isEqualTo(new Usage(8, 0));
        long passes = bench.large.passes.get();
        Answer plain = bench.answer(details(most(plain("just text", pinned("large")), 0), null, true, false));
        assertThat(plain.choices().getFirst().text()).isEqualTo("just text");
        assertThat(bench.large.passes.get()).isEqualTo(passes);
    }

    @Test
    void theContextEndsAnAnswerThatHasNoOtherEnd() {
        String prompt = "p".repeat(500);
        Sampling noEnd = new Sampling(0, 1, 0, 0, 0, 0, 1, Map.of(FakeTokenizer.END, -100.0), null);
        Answer answer = bench.answer(most(with(plain(prompt, plan(Policy.RANDOM)), noEnd), null));
        assertThat(answer.usage()).isEqualTo(new Usage(500, 12));
        assertThat(answer.choices().getFirst().reason()).isEqualTo(FinishReason.LENGTH);
        assertThat(bench.answer(with(plain("p".repeat(511), pinned("small")), noEnd)).usage()).isEqualTo(new Usage(511, 1, 500));
    }

    @Test
    void bannedTokensNeverCome() {
        Sampling ban = new Sampling(1, 1, 0, 0, 0, 0, 1, Map.of((int) 'a', -100.0, (int) 'e', -100.0), 3L);
        for (Policy policy : List.of(Policy.SMALL, Policy.RANDOM)) {
            assertThat(bench.answer(with(plain("ban", plan(policy)), ban)).choices().getFirst().text()).doesNotContain("a").doesNotContain("e");
        }
    }

    @Test
    void tellsHowEveryRequestEnded() {
        bench.answer(plain("event", plan(Policy.RANDOM)));
        bench.answer(plain("event", pinned("nobody")));
        Bench.eventually("two events", () -> bench.ended.size() == 2);
        assertThat(bench.ended).extracting("outcome").containsExactly("completed", "failed");
        assertThat(bench.ended).extracting("code").containsExactly(null, "model_not_found");
        assertThat(bench.ended.peek().timeToFirstTokenMillis()).isPositive();
    }

    private static List<Integer> ids(Answer answer) {
        return answer.choices().getFirst().tokens().stream().map(TokenTrace::id).toList();
    }

    /** Decoding as one would write it for a single sequence, with nothing kept between tokens. */
    private record PlainLoop(List<Integer> tokens, boolean ended) {

        static PlainLoop run(FakeModel model, String prompt, Sampling sampling, int most) {
            int[] all = Arrays.copyOf(model.tokenizer().encode(prompt), prompt.length() + most);
            Sampler sampler = new Sampler(sampling, Objects.requireNonNullElse(sampling.seed(), 0L), model.tokenizer().encode(prompt));
            List<Integer> tokens = new ArrayList<>();
            while (tokens.size() < most) {
                int token = sampler.next(model.logits(all, prompt.length() + tokens.size()));
                all[prompt.length() + tokens.size()] = token;
                tokens.add(token);
                if (token == FakeTokenizer.END) {
                    return new PlainLoop(tokens, true);
                }
            }
            return new PlainLoop(tokens, false);
        }

        List<Integer> withoutEnd() {
            return ended ? tokens.subList(0, tokens.size() - 1) : tokens;
        }

        String text() {
            byte[] bytes = new byte[withoutEnd().size()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = tokens.get(i).byteValue();
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
