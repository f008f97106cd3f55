package io.sluice.workflow.scheduling.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.Workflow.SchedulerSpec;
import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Episode;
import io.sluice.workflow.scheduling.Scheduler;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.value.Learner;
import io.sluice.workflow.scheduling.value.Spending;
import io.sluice.workflow.scheduling.value.Values;
import java.util.HashMap;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exploring, in cold start, by ε and beside a flow, takes no more than its share of all spending and what runs that were going had begun. */
class ExploringLimitTest {

    private static final World WORLD = World.ofTwoKinds();
    /** Three steps, each by the dear agent. */
    private static final double RUN_COST_MAX = 0.9;
    private static final double NANOS = 1e9;

    private static Values spent(double all, double exploring, long episodes) {
        Map<Integer, Long> known = episodes == 0 ? Map.of() : Map.of(0, episodes);
        return new Values(1, new TreeMap<>(known), 0, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of(),
                new Spending(Math.round(all * NANOS), Math.round(exploring * NANOS)));
    }

    private static Choice first(Map<String, Double> settings, List<String> flow, Values values) {
        SchedulerSpec spec = new SchedulerSpec("q-learning", flow, List.of(), settings);
        Situation situation = new Situation(0, null, Verdict.NONE, 3, 1, List.of(), List.of("s", "l"), false, null);
        return Schedulers.of(WORLD.workflow(spec), WORLD.graph(), values).next(situation, new SplittableRandom(1));
    }

    @Test
    void atTheLimitAStepIsExploredAndBeyondItNoneIs() {
        // Of 10 that were spent 2 are a fifth.
        assertThat(first(Map.of(), List.of(), spent(10, 2, 0)).probabilities()).containsEntry("s", 0.5).containsEntry("l", 0.5);
        Choice beyond = first(Map.of(), List.of(), spent(10, 2.000_000_001, 0));
        assertThat(beyond.propensity()).isEqualTo(1);
        assertThat(beyond.reason()).isEqualTo("greedy");
        assertThat(beyond.agent()).as("both may be had for nothing, as far as anybody knows").isEqualTo("s");
        Choice flow = first(Map.of(), List.of("l"), spent(10, 2.000_000_001, 0));
        assertThat(flow.agent()).isEqualTo("l");
        assertThat(flow.propensity()).isEqualTo(1);
        assertThat(flow.reason()).isEqualTo("flow");
        assertThat(first(Map.of(), List.of("l"), spent(10, 2, 0)).probabilities().get("s")).isEqualTo(0.05, within(1e-12));
    }

    @Test
    void aWarmClassIsBoundToo() {
        assertThat(first(Map.of("epsilon-min", 0.5), List.of(), spent(10, 2, 50)).probabilities().get("l")).isEqualTo(0.25, within(1e-12));
        assertThat(first(Map.of("epsilon-min", 0.5), List.of(), spent(10, 2.1, 50)).propensity()).isEqualTo(1);
        Choice safe = first(Map.of("epsilon-min", 0.5, "safe-tries", 9.0), List.of("l"), spent(10, 2.1, 50));
        assertThat(safe.agent()).as("the flow alone is known").isEqualTo("l");
        assertThat(safe.propensity()).as("without its spread").isEqualTo(1);
        assertThat(safe.reason()).isEqualTo("flow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "l"})
    void aShareOfNothingExploresNothing(String flow) {
        for (long seed = 0; seed < 20; seed++) {
            Play play = new Play(Map.of("explore-cost", 0.0, "epsilon", 1.0), flow.isEmpty() ? List.of() : List.of(flow), new SplittableRandom(seed));
            play.runs(40, 3);
            assertThat(play.values.spending().exploring()).isZero();
            assertThat(play.values.spending().nanos()).isPositive();
        }
    }

    /** With a fifth and runs that cost 0.9 at most, no more than 0.2 · 100 + 0.8 · 0.9 = 20.72 of 100 is explored. */
    @Test
    void aHundredSpentWithAFifthToExploreAreExploredByTwentyAndARest() {
        Play play = new Play(Map.of("cold-start", 10_000.0), List.of(), new SplittableRandom(3));
        while (play.values.spending().nanos() < 100 * NANOS) {
            play.runs(1, 1);
        }
        assertThat(play.values.spending().exploring() / NANOS).isLessThan(0.2 * play.values.spending().nanos() / NANOS + 0.8 * RUN_COST_MAX)
                .isGreaterThan(19);
    }

    @Property(tries = 60)
    void whateverIsSetExploringKeepsItsLimit(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Double> settings = new HashMap<>(Map.of("explore-cost", random.nextInt(4) == 0 ? 0 : random.nextDouble(0.6),
                "epsilon", random.nextDouble(), "epsilon-min", random.nextDouble(), "cold-start", (double) random.nextInt(60), "horizon", 3.0,
                "online", (double) random.nextInt(2)));
        settings.putAll(Map.of("flow-spread", random.nextDouble(0.5), "safe-tries", random.nextBoolean() ? 0.0 : random.nextInt(30)));
        List<List<String>> flows = List.of(List.of(), List.of("s"), List.of("l", "s"), List.of("s", "l", "l"));
        new Play(settings, flows.get(random.nextInt(flows.size())), random).runs(80, 1 + random.nextInt(5));
    }

    /** Runs, several at once; each decides by what was known when it began, which is the least that it can know. */
    private static final class Play {

        private final Workflow workflow;
        private final Learner learner;
        private final double limit;
        private final SplittableRandom random;
        private Values values = Values.EMPTY;
        private int number;

        Play(Map<String, Double> settings, List<String> flow, SplittableRandom random) {
            this.workflow = WORLD.workflow(new SchedulerSpec("q-learning", flow, List.of(), settings));
            this.learner = Schedulers.learner(workflow);
            this.limit = Knobs.EXPLORE_COST.of(settings);
            this.random = random;
        }

        void runs(int runs, int atOnce) {
            Deque<Episode> going = new ArrayDeque<>();
            for (int i = 0; i < runs; i++) {
                Scheduler scheduler = Schedulers.of(workflow, WORLD.graph(), values);
                Episode played = WORLD.play("run-" + number++, random.nextInt(2), scheduler, random);
                // Of those that were cancelled nobody knows what they would have come to.
                Boolean solved = random.nextInt(4) == 0 ? null : played.solved();
                going.add(new Episode(played.run(), played.taskClass(), null, played.verdict(), solved, played.decisions()));
                while (going.size() >= atOnce) {
                    end(going.remove(), atOnce);
                }
            }
            while (!going.isEmpty()) {
                end(going.remove(), atOnce);
            }
        }

        private void end(Episode episode, int atOnce) {
            values = learner.learn(values, episode);
            double all = values.spending().nanos() / NANOS;
            assertThat(values.spending().exploring() / NANOS).isLessThanOrEqualTo(limit * all + (1 - limit) * atOnce * (limit == 0 ? 0 : RUN_COST_MAX) + 1e-6);
        }
    }
}
