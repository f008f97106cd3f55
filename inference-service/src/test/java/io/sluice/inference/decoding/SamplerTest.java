package io.sluice.inference.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contracts.generation.Sampling;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SamplerTest {

    private static final float[] LOGITS = {1, 4, 2, 4, -1, 3};

    @Test
    void greedyTakesTheLargestAndTiesGoToTheLowestId() {
        assertThat(draw(Sampling.GREEDY, LOGITS)).isEqualTo(1);
    }

    @Test
    void doesNotChangeTheLogitsItWasGiven() {
        float[] logits = LOGITS.clone();
        draw(new Sampling(1, 0.9, 3, 0.01, 1, 1, 1.5, Map.of(1, -100.0), null), logits);
        assertThat(logits).containsExactly(LOGITS);
    }

    @Test
    void biasBansAndForces() {
        assertThat(draw(greedy(0, 0, 1, Map.of(1, -100.0)), LOGITS)).isEqualTo(3);
        assertThat(draw(greedy(0, 0, 1, Map.of(4, 100.0)), LOGITS)).isEqualTo(4);
        Sampler sampler = new Sampler(new Sampling(2, 1, 0, 0, 0, 0, 1, Map.of(1, -100.0, 3, -100.0), null), 3, new int[0]);
        for (int i = 0; i < 2000; i++) {
            assertThat(sampler.next(LOGITS)).isNotIn(1, 3);
        }
    }

    @Test
    void presenceCountsOnceAndFrequencyEveryTime() {
        Sampler presence = new Sampler(greedy(1.5, 0, 1, Map.of()), 0, new int[0]);
        // 1 and 3 fall to 2.5 after one use each and stay there; 5 is 3, then 1.5.
        assertThat(next(presence, 6)).containsExactly(1, 3, 5, 1, 1, 1);
        Sampler frequency = new Sampler(greedy(0, 1.5, 1, Map.of()), 0, new int[0]);
        // 1: 4, 2.5, 1 ... ; 3: the same; 5: 3, 1.5; 2: 2.
        assertThat(next(frequency, 6)).containsExactly(1, 3, 5, 1, 3, 2);
    }

    @Test
    void onlyTheRepetitionPenaltyCountsThePrompt() {
        int[] prompt = {1, 3};
        assertThat(new Sampler(greedy(2, 2, 1, Map.of()), 0, prompt).next(LOGITS)).isEqualTo(1);
        assertThat(new Sampler(greedy(0, 0, 2, Map.of()), 0, prompt).next(LOGITS)).isEqualTo(5);
    }

    @Test
    void repetitionDividesPositiveAndMultipliesNegativeLogits() {
        float[] logits = {2, -1};
        assertThat(new Sampler(greedy(0, 0, 1.5, Map.of()), 0, new int[] {0}).next(new float[] {2, 1.5f})).isEqualTo(1);
        assertThat(new Sampler(greedy(0, 0, 2, Map.of()), 0, new int[] {1}).next(new float[] {-1.5f, -1})).isZero();
        assertThat(new Sampler(greedy(0, 0, 0.5, Map.of()), 0, new int[] {0}).next(logits)).isZero();
    }

    @Test
    void topKKeepsTheKLargestWithTiesToTheLowerId() {
        assertThat(support(new Sampling(2, 1, 1, 0, 0, 0, 1, Map.of(), null))).containsExactly(1);
        assertThat(support(new Sampling(2, 1, 3, 0, 0, 0, 1, Map.of(), null))).containsExactly(1, 3, 5);
        assertThat(support(new Sampling(2, 1, 99, 0, 0, 0, 1, Map.of(), null))).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void topPKeepsTheShortestPrefixThatReachesP() {
        float[] logits = logs(0.5, 0.25, 0.125, 0.125);
        assertThat(support(topP(0.4), logits)).containsExactly(0);
        assertThat(support(topP(0.74), logits)).containsExactly(0, 1);
        assertThat(support(topP(0.76), logits)).containsExactly(0, 1, 2);
        assertThat(support(topP(1e-9), logits)).containsExactly(0);
    }

    @Test
    void topPIsTakenOfWhatTopKLeft() {
        // Of {0.5, 0.25} renormalised, the first is 2/3.
        Sampling both = new Sampling(1, 0.6, 2, 0, 0, 0, 1, Map.of(), null);
        assertThat(support(both, logs(0.5, 0.25, 0.125, 0.125))).containsExactly(0);
    }

    @Test
    void minPKeepsWhatIsLikelyEnoughBesideTheBest() {
        float[] logits = logs(0.5, 0.25, 0.125, 0.125);
        assertThat(support(new Sampling(1, 1, 0, 0.3, 0, 0, 1, Map.of(), null), logits)).containsExactly(0, 1);
        assertThat(support(new Sampling(1, 0.999, 0, 0.3, 0, 0, 1, Map.of(), null), logits)).containsExactly(0, 1);
    }

    @Test
    void cutsEqualAPlainImplementationOnRandomLogits() {
        Random random = new Random(17);
        for (int trial = 0; trial < 300; trial++) {
            float[] logits = new float[1 + random.nextInt(40)];
            for (int i = 0; i < logits.length; i++) {
                logits[i] = random.nextInt(12) - 6 + (random.nextInt(4) == 0 ? -200 : 0);
            }
            Sampling sampling = new Sampling(0.5 + random.nextDouble(), random.nextBoolean() ? 1 : 0.05 + 0.9 * random.nextDouble(),
                    random.nextBoolean() ? 0 : 1 + random.nextInt(30), random.nextBoolean() ? 0 : 0.3 * random.nextDouble(), 0, 0, 1,
                    Map.of(), null);
            Set<Integer> expected = PlainCut.survivors(logits, sampling);
            float max = Float.NEGATIVE_INFINITY;
            for (float logit : logits) {
                max = Math.max(max, logit);
            }
            Candidates candidates = Candidates.of(logits, max, sampling);
            Set<Integer> drawn = new TreeSet<>();
            for (int i = 0; i < 400; i++) {
                drawn.add(candidates.draw(i / 400.0));
            }
            assertThat(expected).as("trial %d, %s", trial, sampling).containsAll(drawn);
            assertThat(candidates.draw(0)).isIn(expected);
            assertThat(candidates.draw(Math.nextDown(1.0))).isIn(expected);
        }
    }

    @Test
    void drawsFollowTheDistribution() {
        float[] logits = new float[50];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.sin(i * 1.7) * 2;
        }
        double[] expected = probabilities(logits, 1.3);
        int draws = 100_000;
        int[] counts = new int[logits.length];
        Sampler sampler = new Sampler(new Sampling(1.3, 1, 0, 0, 0, 0, 1, Map.of(), null), 99, new int[0]);
        for (int i = 0; i < draws; i++) {
            counts[sampler.next(logits)]++;
        }
        double chiSquare = 0;
        for (int i = 0; i < counts.length; i++) {
            double difference = counts[i] - draws * expected[i];
            chiSquare += difference * difference / (draws * expected[i]);
        }
        // 49 degrees of freedom: 85.35 is the 0.999 quantile.
        assertThat(chiSquare).isLessThan(85.35);
    }

    @Test
    void isRepeatableBySeedAndDiffersBetweenSeeds() {
        Sampling hot = new Sampling(1, 0.95, 0, 0, 0.2, 0.1, 1.1, Map.of(2, 1.0), null);
        int[] first = next(new Sampler(hot, 7, new int[] {4}), 200);
        assertThat(next(new Sampler(hot, 7, new int[] {4}), 200)).containsExactly(first);
        assertThat(next(new Sampler(hot, 8, new int[] {4}), 200)).isNotEqualTo(first);
    }

    @Test
    void infinityIsCertainty() {
        float[] one = {0, Float.POSITIVE_INFINITY, 3};
        assertThat(draw(topP(1), one)).isEqualTo(1);
        float[] only = {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY, -7};
        assertThat(draw(topP(1), only)).isEqualTo(2);
        assertThat(draw(topP(0.5), only)).isEqualTo(2);
        assertThat(draw(Sampling.GREEDY, only)).isEqualTo(2);
    }

    @Test
    void brokenLogitsAreAnErrorAndNotAToken() {
        float[] nan = {1, Float.NaN};
        assertThatThrownBy(() -> draw(Sampling.GREEDY, nan)).isInstanceOf(BrokenLogitsException.class).hasMessageContaining("1");
        assertThatThrownBy(() -> draw(topP(0.9), nan)).isInstanceOf(BrokenLogitsException.class);
        float[] nothing = {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY};
        assertThatThrownBy(() -> draw(topP(0.9), nothing)).isInstanceOf(BrokenLogitsException.class);
    }

    private static Sampling greedy(double presence, double frequency, double repetition, Map<Integer, Double> bias) {
        return new Sampling(0, 1, 0, 0, presence, frequency, repetition, bias, null);
    }

    private static Sampling topP(double p) {
        return new Sampling(1, p, 0, 0, 0, 0, 1, Map.of(), null);
    }

    private static int draw(Sampling sampling, float[] logits) {
        return new Sampler(sampling, 1, new int[0]).next(logits);
    }

    private static int[] next(Sampler sampler, int count) {
        int[] tokens = new int[count];
        Arrays.setAll(tokens, i -> sampler.next(LOGITS));
        return tokens;
    }

    private static Set<Integer> support(Sampling sampling) {
        return support(sampling, LOGITS);
    }

    private static Set<Integer> support(Sampling sampling, float[] logits) {
        Sampler sampler = new Sampler(sampling, 21, new int[0]);
        Set<Integer> seen = new TreeSet<>();
        for (int i = 0; i < 5000; i++) {
            seen.add(sampler.next(logits));
        }
        return seen;
    }

    private static float[] logs(double... probabilities) {
        float[] logits = new float[probabilities.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.log(probabilities[i]);
        }
        return logits;
    }

    private static double[] probabilities(float[] logits, double temperature) {
        double[] p = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            p[i] = Math.exp(logits[i] / temperature);
            sum += p[i];
        }
        for (int i = 0; i < p.length; i++) {
            p[i] /= sum;
        }
        return p;
    }
}
