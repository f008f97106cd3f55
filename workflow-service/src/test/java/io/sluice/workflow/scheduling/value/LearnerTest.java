package io.sluice.workflow.scheduling.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.workflow.definition.Workflow.TaskClasses;
import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.planning.BackOff;
import io.sluice.workflow.scheduling.planning.Estimates;
import io.sluice.workflow.scheduling.planning.Model;
import io.sluice.workflow.scheduling.planning.Plan;
import io.sluice.workflow.scheduling.Episode;
import io.sluice.workflow.scheduling.Scheduler;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.policy.Schedulers;
import io.sluice.workflow.scheduling.policy.World;
import io.sluice.workflow.scheduling.taskclass.Sketch;
import io.sluice.workflow.scheduling.taskclass.TaskClassifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class LearnerTest {

    private static final List<List<String>> FLOWS = List.of(List.of("s", "l"), List.of("l", "l"));
    private static final Learner LEARNER = new Learner(new TaskClassifier(new TaskClasses(List.of(), 1)), FLOWS, true, null);

    private static List<Episode> episodes(long seed, int count) {
        World world = World.ofTwoKinds();
        Scheduler random = Schedulers.of(world.workflow(World.spec("random", Map.of())), world.graph(), Values.EMPTY);
        SplittableRandom source = new SplittableRandom(seed);
        List<Episode> episodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            episodes.add(world.play("run-" + i, source.nextInt(2), random, source));
        }
        return episodes;
    }

    private static Values learn(List<Episode> episodes) {
        Values values = Values.EMPTY;
        for (Episode episode : episodes) {
            values = LEARNER.learn(values, episode);
        }
        return values;
    }

    @Test
    void countsEveryStepEveryEndAndEveryPrice() {
        List<Episode> episodes = episodes(1, 300);
        Values values = learn(episodes);
        long steps = episodes.stream().flatMap(each -> each.decisions().stream()).filter(each -> each.choice().agent() != null).count();
        double price = episodes.stream().flatMap(each -> each.decisions().stream()).mapToDouble(Episode.Decision::price).sum();
        assertThat(values.steps().values().stream().mapToLong(StepSum::tries).sum()).isEqualTo(steps);
        assertThat(values.steps().values().stream().mapToDouble(StepSum::price).sum()).isEqualTo(price, within(1e-6));
        assertThat(values.spending().nanos() / 1e9).isEqualTo(price, within(1e-6));
        assertThat(values.ends().values().stream().mapToLong(EndSum::runs).sum()).isEqualTo(300);
        assertThat(values.allEpisodes()).isEqualTo(300);
        long solved = episodes.stream().filter(each -> Boolean.TRUE.equals(each.solved())).count();
        assertThat(values.ends().values().stream().mapToLong(EndSum::solved).sum()).isEqualTo(solved);
        assertThat(values.steps().values().stream().mapToLong(StepSum::pass).sum()).isEqualTo(solved);
    }

    @Test
    void anyOrderAndAnyPartitioningGiveTheSameValues() {
        for (long seed = 1; seed <= 20; seed++) {
            List<Episode> episodes = episodes(seed, 60);
            Values values = learn(episodes);
            List<Episode> shuffled = new ArrayList<>(episodes);
            Collections.shuffle(shuffled, new Random(seed));
            assertThat(learn(shuffled)).as("seed %d", seed).isEqualTo(values);
            int cut = (int) (seed * 2);
            Values one = learn(shuffled.subList(0, cut));
            Values other = learn(shuffled.subList(cut, 60));
            assertThat(one.plus(other)).as("seed %d", seed).isEqualTo(values).isEqualTo(other.plus(one));
            assertThat(one.plus(Values.EMPTY)).isEqualTo(one);
        }
    }

    @Test
    void learnsNothingOfARunThatNobodyJudged() {
        Episode judged = episodes(3, 1).getFirst();
        Episode unjudged = new Episode("run", 0, null, judged.verdict(), null, judged.decisions());
        Values values = LEARNER.learn(Values.EMPTY, unjudged);
        assertThat(values.unjudged()).isEqualTo(1);
        assertThat(values.allEpisodes()).isZero();
        assertThat(values.steps()).isEmpty();
        assertThat(values.spending()).as("but what it spent counts").isEqualTo(LEARNER.learn(Values.EMPTY, judged).spending());
    }

    @Test
    void aStepThatBrokeItsRunIsATryThatLedNowhere() {
        Situation first = new Situation(0, null, Verdict.NONE, 3, 1, List.of(), List.of("s", "l"), false, null);
        Situation second = new Situation(0, "s", Verdict.FAIL, 2, 1, List.of("s"), List.of("s", "l"), true, null);
        List<Episode.Decision> decisions = List.of(new Episode.Decision(first, new Choice("s", 0.5, Map.of(), "explore"), 0.1),
                new Episode.Decision(second, new Choice("l", 0.5, Map.of(), "greedy"), 0.3));
        Values values = LEARNER.learn(Values.EMPTY, new Episode("run", 0, null, Verdict.FAIL, false, true, decisions));
        assertThat(values.step(0, "-", null, Verdict.NONE, "s")).isEqualTo(new StepSum(0, 0, 1, 0, 100_000_000));
        assertThat(values.step(0, "s", "s", Verdict.FAIL, "l")).isEqualTo(new StepSum(0, 0, 0, 0, 300_000_000, 1));
        assertThat(values.ends()).as("nobody ended it").isEmpty();
        assertThat(values.path(0, List.of("s", "l"))).isEqualTo(new PathSum(1, 1, 0, 0, 0, 300_000_000));
        assertThat(values.episodesOf(0)).isEqualTo(1);
        assertThat(values.spending()).isEqualTo(new Spending(400_000_000, 100_000_000));
        // Four levels see the one try, and each leaves half of what was hoped for before; the rest leads nowhere.
        Model.Outcome outcome = new Estimates(World.ofTwoKinds().graph(), values, 0, new BackOff(1), 1).step(Memory.ANY, "s", Verdict.FAIL, "l");
        assertThat(outcome.pass()).isEqualTo(1 / 16.0, within(1e-12));
        assertThat(outcome.none() + outcome.fail() + outcome.unsure()).isZero();
        assertThat(outcome.price()).isEqualTo(0.3 * 15 / 16, within(1e-12));
        Model.Outcome leaning = new Estimates(World.ofTwoKinds().graph(), values, 0, new BackOff(3), 1).step(Memory.ANY, "s", Verdict.FAIL, "l");
        assertThat(leaning.pass()).as("what was hoped for counts for one try, each coarser level for three").isEqualTo(27 / 128.0, within(1e-12));
        Values solved = LEARNER.learn(Values.EMPTY, new Episode("run", 0, null, Verdict.PASS, true, true, decisions));
        assertThat(solved.step(0, "s", "s", Verdict.FAIL, "l")).as("a passed answer was in hand").isEqualTo(new StepSum(0, 1, 0, 0, 300_000_000));
    }

    /** Else what never got its turn, as a rule ends the run before it, would be hoped for in every run. */
    @Test
    void aStepAfterWhichARuleEndsTheRunUnsolvedLeadsNowhere() {
        Situation second = new Situation(0, "s", Verdict.FAIL, 2, 1, List.of("s"), List.of("s", "l"), true, null);
        List<Episode.Decision> decisions = List.of(new Episode.Decision(second, new Choice("s", 0.5, Map.of(), "greedy"), 0.1));
        Values values = Values.EMPTY;
        for (int i = 0; i < 20; i++) {
            values = LEARNER.learn(values, new Episode("run-" + i, 0, null, Verdict.FAIL, false, decisions));
        }
        assertThat(values.step(0, "s", "s", Verdict.FAIL, "s").broken()).isEqualTo(20);
        Plan plan = new Plan(new Estimates(World.ofTwoKinds().graph(), values, 0, new BackOff(2), 1), new Plan.Aims(1, 10, 1, 3, 1));
        assertThat(plan.q(Memory.of(List.of("s")), "s", Verdict.FAIL, 3, 1, "s")).as("though l was never tried, and is hoped for").isNegative();
        assertThat(plan.q(Memory.of(List.of("s")), "s", Verdict.FAIL, 3, 1, "l")).isPositive();

        Situation last = new Situation(0, "s", Verdict.FAIL, 1, 1, List.of("s"), List.of("s", "l"), true, null);
        Values limit = LEARNER.learn(Values.EMPTY, new Episode("run", 0, null, Verdict.FAIL, false,
                List.of(new Episode.Decision(last, new Choice("s", 0.5, Map.of(), "greedy"), 0.1))));
        assertThat(limit.step(0, "s", "s", Verdict.FAIL, "s")).as("steps left are known to whoever plans").isEqualTo(new StepSum(0, 0, 1, 0, 100_000_000));
    }

    @Test
    void sumsOfBeforeAreReadAndOnesWithoutBrokenStepsAreWrittenAsThen() {
        JsonMapper mapper = JsonMapper.builder().build();
        String then = "{\"none\":1,\"pass\":2,\"fail\":3,\"unsure\":4,\"nanos\":5}";
        StepSum sum = new StepSum(1, 2, 3, 4, 5);
        assertThat(mapper.readValue(then, StepSum.class)).isEqualTo(sum);
        assertThat(mapper.readTree(mapper.writeValueAsString(sum))).isEqualTo(mapper.readTree(then));
        StepSum broken = new StepSum(1, 2, 3, 4, 5, 6);
        assertThat(mapper.readValue(mapper.writeValueAsString(broken), StepSum.class)).isEqualTo(broken);
        assertThat(broken.tries()).isEqualTo(16);
        assertThat(broken.plus(broken).minus(broken)).isEqualTo(broken);
    }

    @Test
    void survivesJson() {
        Values values = LEARNER.learn(learn(episodes(5, 100)).plus(new Values(1, new java.util.TreeMap<>(), 0, new java.util.TreeMap<>(),
                new java.util.TreeMap<>(), new java.util.TreeMap<>(), new java.util.TreeMap<>(Map.of("0/s/fail/2/3/stop", new OnlineValue(3, 0.25))),
                List.of(Sketch.of("a text")), Spending.NOTHING)), episodes(6, 1).getFirst());
        JsonMapper mapper = JsonMapper.builder().build();
        String json = mapper.writeValueAsString(values);
        assertThat(mapper.readValue(json, Values.class)).isEqualTo(values);
        assertThat(json.length()).as("no more than some dozens of characters for each sum").isLessThan(5_000);
    }

    @Test
    void refusesValuesOfALaterSchemaAndOfOtherClasses() {
        JsonMapper mapper = JsonMapper.builder().build();
        String later = mapper.writeValueAsString(Values.EMPTY).replace("\"schema\":1", "\"schema\":2");
        assertThatThrownBy(() -> mapper.readValue(later, Values.class)).hasMessageContaining("schema 2");
        assertThatThrownBy(() -> led("apples and pears").plus(led("12 + 30"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("leaders");
    }

    private static Values led(String text) {
        return new Values(1, new java.util.TreeMap<>(), 0, new java.util.TreeMap<>(), new java.util.TreeMap<>(), new java.util.TreeMap<>(),
                new java.util.TreeMap<>(), List.of(Sketch.of(text)), Spending.NOTHING);
    }

    @Test
    void aRunOfANewKindFoundsAClass() {
        Learner learner = new Learner(new TaskClassifier(new TaskClasses(List.of(), 3)), List.of(), true, null);
        Episode episode = episodes(8, 1).getFirst();
        Values values = Values.EMPTY;
        for (String text : List.of("Sort these numbers: 4 8 1", "Which city is the capital of France?", "Sort these numbers: 7 7 2 9",
                "a poem about the sea in winter, please")) {
            values = learner.learn(values, new Episode(text, 2, Sketch.of(text).bits(), Verdict.FAIL, false, episode.decisions()));
        }
        assertThat(values.leaders()).hasSize(2);
        assertThat(values.episodes()).containsExactlyInAnyOrderEntriesOf(Map.of(0, 2L, 1, 1L, 2, 1L));
    }

    @Test
    void hugePricesAddUpToTheMostThereIsAndNothingChangesValues() {
        StepSum huge = StepSum.of(Verdict.FAIL, 1e12);
        assertThat(huge.plus(huge).plus(huge).nanos()).isEqualTo(Long.MAX_VALUE);
        Values values = learn(episodes(2, 5));
        assertThatThrownBy(() -> values.steps().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void memoryGoesWhenThereIsNoRoomForIt() {
        java.util.TreeMap<String, StepSum> full = new java.util.TreeMap<>();
        for (int i = 0; i < Values.CELLS_MAX; i++) {
            full.put(Keys.step(0, "x" + i, "x" + i, Verdict.FAIL, "s"), StepSum.of(Verdict.FAIL, 0.1));
        }
        Values values = new Values(1, new java.util.TreeMap<>(), 0, full, new java.util.TreeMap<>(), new java.util.TreeMap<>(),
                new java.util.TreeMap<>(), List.of(), Spending.NOTHING);
        for (Episode episode : episodes(4, 50)) {
            values = LEARNER.learn(values, episode);
        }
        assertThat(values.steps().keySet()).filteredOn(key -> !key.contains("/x")).isNotEmpty().allMatch(key -> key.contains("/" + Memory.ANY + "/"));
    }

    @Test
    void onlineLearningIsBounded() {
        OnlineUpdate online = new OnlineUpdate(1, 6, 4);
        java.util.TreeMap<String, OnlineValue> full = new java.util.TreeMap<>();
        for (int i = 0; i < Values.ONLINE_MAX; i++) {
            full.put("k" + i, new OnlineValue(1, 0));
        }
        assertThat(online.apply(full, episodes(9, 1).getFirst(), 0, true)).hasSize(Values.ONLINE_MAX);
    }
}
