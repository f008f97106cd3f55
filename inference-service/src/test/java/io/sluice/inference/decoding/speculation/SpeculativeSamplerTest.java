package io.sluice.inference.decoding.speculation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.contracts.generation.Sampling;
import io.sluice.inference.decoding.Candidates;
import io.sluice.inference.decoding.Sampler;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpeculativeSamplerTest {

    private static final Sampling PLAIN = sampling(1, 1, 0, 0, 0, 0, 1, Map.of());

    @Test
    void whatTheRuleGivesAddsUpToTheTargetsDistribution() {
        Random random = new Random(5);
        for (int trial = 0; trial < 500; trial++) {
            Sampling sampling = sampling(0.3 + random.nextDouble(), random.nextBoolean() ? 1 : 0.3 + random.nextDouble() / 2,
                    random.nextBoolean() ? 0 : 1 + random.nextInt(5), random.nextBoolean() ? 0 : 0.2, 0, 0, 1, Map.of());
            Candidates p = candidates(sampling, logits(random, 6));
            Candidates q = candidates(sampling, logits(random, 6));
            assertThat(outcome(p, q, 6)).as("trial %d", trial).containsExactly(probabilities(p, 6), within(1e-12));
        }
    }

    @Test
    void acceptsAsOftenAsTheDistributionsOverlapAndTakesTheRestFromWhatTheTargetHasMoreOf() {
        Candidates p = candidates(PLAIN, logs(0.5, 0.3, 0.2));
        Candidates q = candidates(PLAIN, logs(0.2, 0.3, 0.5));
        assertThat(probabilities(p.beyond(q), 3)).containsExactly(new double[] {1, 0, 0}, within(1e-6));
        Candidates sure = candidates(Sampling.GREEDY, logs(0.2, 0.3, 0.5));
        assertThat(probabilities(p.beyond(sure), 3)).containsExactly(new double[] {0.625, 0.375, 0}, within(1e-6));
        assertThat(probabilities(p.beyond(p), 3)).containsExactly(probabilities(p, 3));
        int accepted = 0;
        for (int seed = 0; seed < 20_000; seed++) {
            SpeculativeSampler sampler = new SpeculativeSampler(new Sampler(PLAIN, seed, new int[0]), seed);
            Draft draft = sampler.draft(logs(0.2, 0.3, 0.5));
            accepted += sampler.check(logs(0.5, 0.3, 0.2), draft).accepted() ? 1 : 0;
        }
        // β = 0.7; the standard deviation of the share is 0.0032.
        assertThat(accepted / 20_000.0).isCloseTo(0.7, within(0.01));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4})
    void answersOfTwoTokensAreDistributedAsTheTargetsOwn(int drafts) {
        List<Sampling> all = List.of(PLAIN, sampling(0.4, 1, 0, 0, 0, 0, 1, Map.of()), sampling(2, 0.9, 0, 0, 0, 0, 1, Map.of()),
                sampling(1, 1, 5, 0, 0, 0, 1, Map.of()), sampling(1, 1, 0, 0.1, 0, 0, 1, Map.of()),
                sampling(1, 0.95, 0, 0, 1.5, 0.5, 1.3, Map.of(3, 2.0, 4, -100.0)));
        FakePair pair = new FakePair(8, 0.6, 77);
        for (Sampling sampling : all) {
            double[] expected = pair.pairs(sampling);
            int[] counts = new int[expected.length];
            int rounds = 20_000;
            for (int seed = 0; seed < rounds; seed++) {
                int[] answer = pair.speculative(sampling, seed, 2, drafts, new int[2]);
                counts[answer[0] * 8 + answer[1]]++;
            }
            assertFollows(counts, expected, rounds, sampling);
        }
    }

    /** Cells below five expected counts are taken together. The bound is the 0.9999 quantile (Wilson and Hilferty). */
    private static void assertFollows(int[] counts, double[] expected, int rounds, Sampling sampling) {
        double chiSquare = 0;
        int cells = 0;
        double rareExpected = 0;
        double rare = 0;
        double distance = 0;
        for (int i = 0; i < counts.length; i++) {
            double wanted = rounds * expected[i];
            distance += Math.abs(counts[i] - wanted) / (2 * rounds);
            if (wanted == 0) {
                assertThat(counts[i]).as("an impossible answer under %s", sampling).isZero();
            } else if (wanted < 5) {
                rareExpected += wanted;
                rare += counts[i];
            } else {
                chiSquare += (counts[i] - wanted) * (counts[i] - wanted) / wanted;
                cells++;
            }
        }
        if (rareExpected > 0) {
            chiSquare += (rare - rareExpected) * (rare - rareExpected) / rareExpected;
            cells++;
        }
        double k = cells - 1;
        double bound = k * Math.pow(1 - 2 / (9 * k) + 3.719 * Math.sqrt(2 / (9 * k)), 3);
        assertThat(chiSquare).as("chi-square with %s degrees of freedom under %s", k, sampling).isLessThan(bound);
        // The mean distance of a sample from its own distribution is at most half the root of cells / rounds.
        assertThat(distance).as("total variation under %s", sampling).isLessThan(0.75 * Math.sqrt((double) counts.length / rounds));
    }

    @Test
    void theTestTellsAWrongRuleFromARightOne() {
        // The draft model alone is what would come out if every draft were accepted.
        FakePair pair = new FakePair(8, 0.6, 77);
        double[] p = probabilities(candidates(PLAIN, pair.target(new int[0])), 8);
        double[] q = probabilities(candidates(PLAIN, pair.small(new int[0])), 8);
        double chiSquare = 0;
        for (int i = 0; i < 8; i++) {
            chiSquare += 20_000 * (q[i] - p[i]) * (q[i] - p[i]) / p[i];
        }
        assertThat(chiSquare).isGreaterThan(1000);
    }

    @Test
    void greedyAnswersAreTheTargetsOwnWhateverIsDrafted() {
        for (double likeness : new double[] {0, 0.5, 0.8, 1}) {
            for (int drafts = 0; drafts <= 5; drafts++) {
                for (int salt = 0; salt < 20; salt++) {
                    FakePair pair = new FakePair(9, likeness, salt);
                    Sampling sampling = salt % 2 == 0 ? Sampling.GREEDY : sampling(0, 1, 0, 0, 0.7, 0.2, 1.2, Map.of(5, 1.0));
                    assertThat(pair.speculative(sampling, salt, 60, drafts, new int[2])).containsExactly(pair.alone(sampling, salt, 60));
                }
            }
        }
    }

    @Test
    void aPerfectDraftModelIsAlwaysAccepted() {
        int[] counts = new int[2];
        for (Sampling sampling : List.of(Sampling.GREEDY, PLAIN, sampling(0.8, 0.9, 0, 0, 1, 1, 1.2, Map.of()))) {
            new FakePair(8, 1, 3).speculative(sampling, 11, 500, 4, counts);
        }
        assertThat(counts[0]).isPositive().isEqualTo(counts[1]);
    }

    @Test
    void withoutDraftsAnAnswerIsTheTargetsOwnForEverySeed() {
        FakePair pair = new FakePair(8, 0.5, 9);
        for (long seed = 0; seed < 20; seed++) {
            assertThat(pair.speculative(PLAIN, seed, 50, 0, new int[2])).containsExactly(pair.alone(PLAIN, seed, 50));
        }
    }

    @Test
    void isRepeatableBySeed() {
        FakePair pair = new FakePair(8, 0.7, 9);
        int[] first = pair.speculative(PLAIN, 4, 100, 3, new int[2]);
        assertThat(pair.speculative(PLAIN, 4, 100, 3, new int[2])).containsExactly(first);
        assertThat(pair.speculative(PLAIN, 5, 100, 3, new int[2])).isNotEqualTo(first);
    }

    @Test
    void aDraftThatTheTargetRulesOutIsNeverAccepted() {
        float[] never = {Float.NEGATIVE_INFINITY, 0, 0};
        for (int seed = 0; seed < 2000; seed++) {
            SpeculativeSampler sampler = new SpeculativeSampler(new Sampler(PLAIN, seed, new int[0]), seed);
            Draft draft = sampler.draft(new float[] {9, 0, 0});
            assertThat(sampler.check(never, draft).token()).isNotZero();
        }
    }

    @Test
    void penaltiesOfRefusedDraftsAreForgotten() {
        Sampling presence = sampling(0, 1, 0, 0, 2, 0, 1, Map.of());
        SpeculativeSampler sampler = new SpeculativeSampler(new Sampler(presence, 1, new int[0]), 1);
        float[] small = {3, 2, 0};
        Draft first = sampler.draft(small);
        assertThat(first.token()).isZero();
        // Having been drafted, 0 is penalised for the next draft.
        assertThat(sampler.draft(small).token()).isOne();
        assertThat(sampler.check(new float[] {0, 0, 1}, first)).isEqualTo(new SpeculativeSampler.Checked(2, false));
        assertThat(sampler.draft(small).token()).isZero();
    }

    /** P(x) by the rule, over every draft and both outcomes. */
    private static double[] outcome(Candidates p, Candidates q, int size) {
        double[] all = new double[size];
        double[] rest = probabilities(p.beyond(q), size);
        for (int draft = 0; draft < size; draft++) {
            double proposed = q.probability(draft);
            double accepted = proposed == 0 ? 0 : Math.min(1, p.probability(draft) / proposed);
            all[draft] += proposed * accepted;
            for (int x = 0; x < size; x++) {
                all[x] += proposed * (1 - accepted) * rest[x];
            }
        }
        return all;
    }

    private static Candidates candidates(Sampling sampling, float[] logits) {
        return new Sampler(sampling, 0, new int[0]).candidates(logits);
    }

    private static double[] probabilities(Candidates candidates, int size) {
        double[] all = new double[size];
        for (int i = 0; i < size; i++) {
            all[i] = candidates.probability(i);
        }
        return all;
    }

    private static float[] logits(Random random, int size) {
        float[] logits = new float[size];
        for (int i = 0; i < size; i++) {
            logits[i] = random.nextInt(8) == 0 ? Float.NEGATIVE_INFINITY : (float) random.nextGaussian() * 2;
        }
        logits[random.nextInt(size)] = 1;
        return logits;
    }

    private static float[] logs(double... probabilities) {
        float[] logits = new float[probabilities.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.log(probabilities[i]);
        }
        return logits;
    }

    private static Sampling sampling(double temperature, double topP, int topK, double minP, double presence, double frequency,
            double repetition, Map<Integer, Double> bias) {
        return new Sampling(temperature, topP, topK, minP, presence, frequency, repetition, bias, null);
    }
}
