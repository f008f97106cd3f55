package io.sluice.workflow.strategy.ease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EaseTest {

    private static final List<String> POOL = List.of("alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel");
    private static final Ease.Plan PLAN = new Ease.Plan(8, 3, 40, 10, 40, 40, 8);

    /** Order matters: 0.3 for alpha first, 0.3 for delta second, 0.3 for hotel last. */
    private static double reward(List<Integer> arm) {
        return (arm.get(0) == 0 ? 0.3 : 0) + (arm.get(1) == 3 ? 0.3 : 0) + (arm.get(2) == 7 ? 0.3 : 0);
    }

    private static double mean(Encoder encoder, Ease.Plan plan) throws InterruptedException {
        double sum = 0;
        int seeds = 4;
        for (long seed = 0; seed < seeds; seed++) {
            List<Ease.Tried> tried = new Ease(plan, encoder, POOL, List.of(), new SplittableRandom(seed)).search(EaseTest::reward);
            sum += tried.stream().mapToDouble(Ease.Tried::reward).average().orElseThrow() / seeds;
        }
        return sum;
    }

    @Test
    void losesLessThanRandomChoiceWhereOrderMatters() throws InterruptedException {
        double bandit = mean(new HashedWords(32, 3), PLAN);
        double random = mean(new HashedWords(32, 3), new Ease.Plan(8, 3, 40, 40, 40, 40, 8));
        // Random lists earn 3 * 0.3 / 8 = 0.1125 on average.
        assertThat(random).isCloseTo(0.1125, within(0.05));
        assertThat(bandit).isGreaterThan(random + 0.05);
    }

    @Test
    void aBagOfWordsCannotSeeOrder() {
        HashedWords bag = new HashedWords(32, 1);
        assertThat(bag.encode("alpha bravo delta")).isEqualTo(bag.encode("delta alpha bravo"));
        HashedWords ordered = new HashedWords(32, 3);
        assertThat(ordered.encode("alpha bravo delta")).isNotEqualTo(ordered.encode("delta alpha bravo"));
        double length = 0;
        for (double each : ordered.encode("alpha bravo delta")) {
            length += each * each;
        }
        assertThat(length).isCloseTo(1, within(1e-12));
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        SplittableRandom random = new SplittableRandom(4);
        Network network = new Network(6, 5, random);
        double[] x = random.doubles(6, -1, 1).toArray();
        double[] gradient = network.gradient(x);
        for (int i = 0; i < gradient.length; i++) {
            double kept = network.parameters[i];
            network.parameters[i] = kept + 1e-6;
            double above = network.value(x);
            network.parameters[i] = kept - 1e-6;
            double below = network.value(x);
            network.parameters[i] = kept;
            assertThat(gradient[i]).isCloseTo((above - below) / 2e-6, within(1e-6));
        }
    }

    @Test
    void learnsAStraightLine() {
        SplittableRandom random = new SplittableRandom(4);
        Network network = new Network(2, 8, random);
        double[][] xs = IntStream.range(0, 30).mapToObj(i -> random.doubles(2, -1, 1).toArray()).toArray(double[][]::new);
        double[] ys = new double[30];
        for (int i = 0; i < 30; i++) {
            ys[i] = 0.5 + 0.3 * xs[i][0] - 0.2 * xs[i][1];
        }
        network.learn(xs, ys, 500, 0.02, 0);
        for (int i = 0; i < 30; i++) {
            assertThat(network.value(xs[i])).isCloseTo(ys[i], within(0.05));
        }
    }

    @Test
    void theSameSeedTriesTheSameArmsAndStopsAtAPerfectOne() throws InterruptedException {
        List<Ease.Tried> once = new Ease(PLAN, new HashedWords(32, 3), POOL, List.of("alpha"), new SplittableRandom(9)).search(EaseTest::reward);
        assertThat(new Ease(PLAN, new HashedWords(32, 3), POOL, List.of("alpha"), new SplittableRandom(9)).search(EaseTest::reward)).isEqualTo(once);
        assertThat(once).hasSize(40);
        assertThat(new Ease(PLAN, new HashedWords(32, 3), POOL, List.of(), new SplittableRandom(9)).search(arm -> 1)).hasSize(1);
        assertThat(Ease.best(once).reward()).isEqualTo(once.stream().mapToDouble(Ease.Tried::reward).max().orElseThrow());
    }
}
