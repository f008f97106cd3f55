package io.sluice.workflow.scheduling.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.scheduling.Episode;
import io.sluice.workflow.scheduling.Scheduler;
import io.sluice.workflow.scheduling.value.Learner;
import io.sluice.workflow.scheduling.value.Values;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The world of two kinds: each kind's best is worth 0.744 on average, the best flow for both 0.686. */
class ConvergenceTest {

    private static final int EPISODES = 2_000;
    private static final int BATCH = 10;
    /** Whose mean is off by 0.006, so that the floors judge what was learned and not the luck of the draw. */
    private static final int JUDGED = 5_000;

    @Test
    void countsAndValueIterationFindTheBestOfEachClass() {
        assertThat(seedsAbove(0.73, Map.of("explore-cost", 1.0), true)).isGreaterThanOrEqualTo(8);
    }

    @Test
    void aLimitOfExploringCostsAHundredthAtMost() {
        assertThat(seedsAbove(0.72, Map.of(), true)).isGreaterThanOrEqualTo(8);
    }

    @Test
    void onlineUpdatesFindItToo() {
        assertThat(seedsAbove(0.71, Map.of("online", 1.0, "cold-start", 0.0), true)).isGreaterThanOrEqualTo(8);
    }

    @Test
    void withoutTheClassNobodyBeatsTheBestFlow() {
        assertThat(seedsAbove(0.71, Map.of(), false)).isLessThanOrEqualTo(2);
    }

    private static long seedsAbove(double floor, Map<String, Double> settings, boolean context) {
        return java.util.stream.LongStream.rangeClosed(1, 10).filter(seed -> learned(seed, settings, context) >= floor).count();
    }

    private static double learned(long seed, Map<String, Double> settings, boolean context) {
        World world = World.ofTwoKinds();
        Workflow workflow = world.workflow(World.spec("q-learning", settings));
        Learner learner = Schedulers.learner(workflow);
        SplittableRandom random = new SplittableRandom(seed);
        Values values = Values.EMPTY;
        Scheduler scheduler = Schedulers.of(workflow, world.graph(), values);
        for (int i = 0; i < EPISODES; i++) {
            if (i % BATCH == 0) {
                scheduler = Schedulers.of(workflow, world.graph(), values);
            }
            int taskClass = random.nextInt(2);
            values = learner.learn(values, world.play("run-" + i, taskClass, context ? taskClass : 0, scheduler, random));
        }
        double sum = 0;
        for (int i = 0; i < JUDGED; i++) {
            int taskClass = random.nextInt(2);
            sum += World.reward(world.play("run", taskClass, context ? taskClass : 0, scheduler, random));
        }
        return sum / JUDGED;
    }
}
