package io.sluice.workflow.scheduling.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.Workflow.SchedulerSpec;
import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Episode;
import io.sluice.workflow.scheduling.Scheduler;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.value.Learner;
import io.sluice.workflow.scheduling.value.Values;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulersTest {

    private static final World WORLD = World.ofTwoKinds();
    private static final List<List<String>> FLOWS = List.of(List.of("s"), List.of("s", "l"), List.of("s", "s", "l"), List.of("l", "l"));

    private static SchedulerSpec spec(String kind, Map<String, Double> settings) {
        boolean candidates = kind.equals("bandit") || kind.equals("top-k-flows");
        return new SchedulerSpec(kind, kind.equals("fixed") ? List.of("s", "l") : List.of(), candidates ? FLOWS : List.of(), settings);
    }

    private static Scheduler of(SchedulerSpec spec, Values values) {
        return Schedulers.of(WORLD.workflow(spec), WORLD.graph(), values);
    }

    private static Situation situation(Verdict verdict, @Nullable String suggestion, String... executed) {
        List<String> done = List.of(executed);
        return new Situation(0, done.isEmpty() ? null : done.getLast(), verdict, 5 - done.size(), 1, done, List.of("s", "l"),
                !done.isEmpty(), suggestion);
    }

    private static Values learned(SchedulerSpec spec, int episodes) {
        Workflow workflow = WORLD.workflow(spec);
        Learner learner = Schedulers.learner(workflow);
        SplittableRandom random = new SplittableRandom(11);
        Values values = Values.EMPTY;
        for (int i = 0; i < episodes; i++) {
            values = learner.learn(values, WORLD.play("run-" + i, i % 2, of(spec, values), random));
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(strings = {"fixed", "random", "all", "top-k-flows", "bandit", "q-learning"})
    void everyChoiceIsOfferedHasItsPropensityAndRepeats(String kind) {
        SchedulerSpec spec = spec(kind, Map.of());
        Values values = learned(spec, 60);
        Scheduler scheduler = of(spec, values);
        Scheduler again = of(spec, values);
        for (long seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Episode episode = WORLD.play("run", (int) (seed % 2), scheduler, random);
            assertThat(episode).isEqualTo(WORLD.play("run", (int) (seed % 2), again, new SplittableRandom(seed)));
            for (Episode.Decision decision : episode.decisions()) {
                Choice choice = decision.choice();
                String action = choice.agent() == null ? Choice.STOP : choice.agent();
                assertThat(choice.probabilities().values().stream().mapToDouble(Double::doubleValue).sum()).isEqualTo(1, within(1e-9));
                assertThat(choice.probabilities()).containsEntry(action, choice.propensity());
                assertThat(choice.propensity()).isGreaterThan(0);
                assertThat(choice.probabilities().keySet()).isEqualTo(
                        new java.util.LinkedHashSet<>(Odds.actions(decision.situation())));
            }
        }
    }

    @Test
    void aFixedFlowGoesToItsEndAndPassesOverWhatIsNotOffered() {
        Scheduler scheduler = of(spec("fixed", Map.of()), Values.EMPTY);
        SplittableRandom random = new SplittableRandom(1);
        assertThat(scheduler.next(situation(Verdict.NONE, null), random).agent()).isEqualTo("s");
        assertThat(scheduler.next(situation(Verdict.FAIL, null, "s"), random).agent()).isEqualTo("l");
        assertThat(scheduler.next(situation(Verdict.FAIL, null, "s", "l"), random).agent()).isNull();
        Situation onlySmall = new Situation(0, "s", Verdict.FAIL, 3, 0.1, List.of("s"), List.of("s"), true, null);
        assertThat(scheduler.next(onlySmall, random).agent()).as("the rest of the flow can't be paid").isNull();
    }

    @Test
    void allRunsEveryAgentOnce() {
        Scheduler scheduler = of(spec("all", Map.of()), Values.EMPTY);
        SplittableRandom random = new SplittableRandom(1);
        assertThat(scheduler.next(situation(Verdict.NONE, null), random).agent()).isEqualTo("s");
        assertThat(scheduler.next(situation(Verdict.PASS, null, "s"), random).agent()).isEqualTo("l");
        assertThat(scheduler.next(situation(Verdict.FAIL, null, "s", "l"), random).agent()).isNull();
    }

    @Test
    void flowsAreJudgedWithoutTheBiasOfCommonBeginnings() {
        SchedulerSpec spec = spec("bandit", Map.of("spread", 0.5));
        Values values = learned(spec, 4_000);
        FlowEstimates estimates = new FlowEstimates(FLOWS, values, new io.sluice.workflow.scheduling.planning.BackOff(1), 1);
        assertThat(estimates.worth(0, List.of("s"))).isEqualTo(0.8 - 0.1, within(0.04));
        assertThat(estimates.worth(0, List.of("s", "l"))).isEqualTo(0.8 + 0.2 * 0.9 - 0.1 - 0.2 * 0.3, within(0.04));
        assertThat(estimates.worth(1, List.of("s", "l"))).isEqualTo(0.1 + 0.9 * 0.8 - 0.1 - 0.9 * 0.3, within(0.04));
        assertThat(estimates.worth(1, List.of("l", "l"))).isEqualTo(0.96 - 0.3 - 0.2 * 0.3, within(0.04));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1})
    void aBanditFindsTheBestFlowOfEachClass(double thompson) {
        SchedulerSpec spec = spec("bandit", Map.of("thompson", thompson));
        Values values = learned(spec, 600);
        Scheduler scheduler = of(spec, values);
        assertThat(likeliest(scheduler.next(situation(Verdict.NONE, null), new SplittableRandom(3)))).isEqualTo("s");
        Situation hard = new Situation(1, null, Verdict.NONE, 3, 1, List.of(), List.of("s", "l"), false, null);
        assertThat(likeliest(scheduler.next(hard, new SplittableRandom(3)))).isEqualTo("l");
    }

    @Test
    void topFlowsSettleOnOneForAllOrOneForEachClass() {
        SchedulerSpec each = spec("top-k-flows", Map.of("tries", 30.0));
        Scheduler scheduler = of(each, learned(each, 1_000));
        Situation hard = new Situation(1, null, Verdict.NONE, 3, 1, List.of(), List.of("s", "l"), false, null);
        assertThat(scheduler.next(situation(Verdict.NONE, null), new SplittableRandom(3)).agent()).isEqualTo("s");
        assertThat(scheduler.next(hard, new SplittableRandom(3)).agent()).isEqualTo("l");
        SchedulerSpec one = spec("top-k-flows", Map.of("per-class", 0.0, "tries", 30.0));
        Scheduler global = of(one, learned(one, 1_000));
        assertThat(global.next(situation(Verdict.NONE, null), new SplittableRandom(3)).agent())
                .isEqualTo(global.next(hard, new SplittableRandom(3)).agent());
    }

    private static String likeliest(Choice choice) {
        return choice.probabilities().entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    }

    @Test
    void aColdClassIsExploredEvenlyAndAWarmOneHardly() {
        SchedulerSpec spec = spec("q-learning", Map.of());
        Choice cold = of(spec, Values.EMPTY).next(situation(Verdict.NONE, null), new SplittableRandom(1));
        assertThat(cold.probabilities()).containsEntry("s", 0.5).containsEntry("l", 0.5);
        assertThat(cold.reason()).isEqualTo("cold-start");
        Values values = learned(spec, 2_000);
        Choice warm = of(spec, values).next(situation(Verdict.NONE, null), new SplittableRandom(1));
        assertThat(warm.probabilities().get("s")).isGreaterThan(0.95);
        assertThat(of(spec, values).next(situation(Verdict.PASS, null, "s"), new SplittableRandom(1)).agent()).isNull();
    }

    @Test
    void aColdClassWithAFlowFollowsItButForAShare() {
        Scheduler cold = of(new SchedulerSpec("q-learning", List.of("l", "s"), List.of(), Map.of("flow-spread", 0.2)), Values.EMPTY);
        Map<String, Integer> drawn = new java.util.HashMap<>();
        for (long seed = 0; seed < 5_000; seed++) {
            Choice choice = cold.next(situation(Verdict.NONE, null), new SplittableRandom(seed));
            assertThat(choice.probabilities().get("l")).isEqualTo(0.8 + 0.2 / 2, within(1e-12));
            assertThat(choice.probabilities().get("s")).isEqualTo(0.2 / 2, within(1e-12));
            assertThat(choice.propensity()).isEqualTo(choice.probabilities().get(choice.agent()));
            assertThat(choice.reason()).isEqualTo("l".equals(choice.agent()) ? "flow" : "cold-start");
            drawn.merge(String.valueOf(choice.agent()), 1, Integer::sum);
        }
        assertThat(drawn.get("s")).isBetween(400, 600);
        Choice unjudged = cold.next(situation(Verdict.NONE, null, "l", "s"), new SplittableRandom(1));
        assertThat(unjudged.probabilities()).as("behind its end the flow ends").containsEntry(Choice.STOP, 0.8).containsEntry("s", 0.1);
        Choice failed = cold.next(situation(Verdict.FAIL, null, "l", "s"), new SplittableRandom(1));
        assertThat(failed.probabilities()).as("and a failed one is told apart by what comes next only").containsEntry(Choice.STOP, 0.8).containsEntry("s", 0.1);
        assertThat(cold.next(situation(Verdict.PASS, null, "l"), new SplittableRandom(1)).agent()).isNull();
    }

    @Test
    void theFirstRunsAreWorthWhatTheirFlowIs() {
        SchedulerSpec soft = new SchedulerSpec("q-learning", List.of("l", "l"), List.of(), Map.of());
        SchedulerSpec hard = new SchedulerSpec("q-learning", List.of("l", "l"), List.of(), Map.of("flow-spread", 0.0));
        SchedulerSpec fixed = new SchedulerSpec("fixed", List.of("l", "l"), List.of(), Map.of());
        assertThat(first(hard)).isEqualTo(first(fixed));
        // A twentieth of the first choices and, of a fifth of the runs, of the second ones is the other agent.
        assertThat(first(soft)).isEqualTo(first(fixed), within(0.02));
        assertThat(first(fixed) - first(spec("q-learning", Map.of()))).as("an even start").isGreaterThan(0.05);
    }

    /** What first runs are worth on average. */
    private static double first(SchedulerSpec spec) {
        Scheduler scheduler = of(spec, Values.EMPTY);
        return java.util.stream.LongStream.range(0, 20_000)
                .mapToDouble(seed -> World.reward(WORLD.play("run", 1, scheduler, new SplittableRandom(seed)))).average().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''                  | a | the first is first",
        "a                   | b | and so on",
        "a c                 | d | who is further on was gone ahead to",
        "x                   | a | who is not in the flow moves nothing",
        "a b x               | c | nor does one in its midst",
        "a b c d             | a | one flow may name an agent twice",
        "a b c d a           | stop | and ends",
        "a b b               | c | what was gone back to is gone on from",
        "a b c d a c         | d | also from the end",
        "a b c d a c x       | d | ",
        "d                   | a | ",
        "d a b               | c | ",
    })
    void aFlowGoesOnFromWhereARunIsInIt(String executed, String next) {
        FixedScheduler flow = new FixedScheduler(List.of("a", "b", "c", "d", "a"), 0.1);
        List<String> done = executed.isBlank() ? List.of() : List.of(executed.split(" "));
        Situation situation = new Situation(0, done.isEmpty() ? null : done.getLast(), Verdict.FAIL, 5, 1, done, List.of("a", "b", "c", "d", "x"),
                !done.isEmpty(), null);
        assertThat(flow.following(situation)).isEqualTo(next);
        assertThat(flow.odds(situation).values().stream().mapToDouble(Double::doubleValue).sum()).isEqualTo(1, within(1e-12));
    }

    @Test
    void theRunningAgentsWordCountsOnlyWhereTheDocumentSaysSo() {
        Situation named = situation(Verdict.FAIL, "s", "s");
        Choice obeyed = of(spec("q-learning", Map.of("a-priori", 1.0)), Values.EMPTY).next(named, new SplittableRandom(1));
        assertThat(obeyed.agent()).isEqualTo("s");
        assertThat(obeyed.propensity()).isNull();
        assertThat(obeyed.reason()).isEqualTo("agent");
        assertThat(of(spec("q-learning", Map.of()), Values.EMPTY).next(named, new SplittableRandom(1)).propensity()).isNotNull();
        Situation unknown = situation(Verdict.FAIL, "nobody", "s");
        assertThat(of(spec("q-learning", Map.of("a-priori", 1.0)), Values.EMPTY).next(unknown, new SplittableRandom(1)).propensity()).isNotNull();
    }

    @Test
    void withAFlowToBeSafeAgainstRareActionsKeepItsProbability() {
        SchedulerSpec spec = new SchedulerSpec("q-learning", List.of("l"), List.of(),
                Map.of("safe-tries", 1_000_000.0, "epsilon", 0.0, "epsilon-min", 0.0, "cold-start", 0.0));
        Choice choice = of(spec, learned(spec, 50)).next(situation(Verdict.NONE, null), new SplittableRandom(1));
        assertThat(choice.probabilities().get("l")).isEqualTo(0.95, within(1e-9));
        assertThat(choice.probabilities().get("s")).isEqualTo(0.05, within(1e-9));
    }

    @Test
    void aMeanCostIsKeptByGivingUpTheLeastValuable() {
        SchedulerSpec free = spec("q-learning", Map.of());
        Values values = learned(free, 2_000);
        double unbound = price(free, values);
        SchedulerSpec bound = spec("q-learning", Map.of("cost-mean", unbound * 0.8));
        assertThat(price(bound, values)).isLessThan(unbound * 0.9);
    }

    private static double price(SchedulerSpec spec, Values values) {
        Scheduler scheduler = of(spec, values);
        SplittableRandom random = new SplittableRandom(5);
        double sum = 0;
        for (int i = 0; i < 2_000; i++) {
            Episode episode = WORLD.play("run", i % 2, scheduler, random);
            sum += episode.decisions().stream().mapToDouble(Episode.Decision::price).sum();
        }
        return sum / 2_000;
    }

    @Test
    void problemsNameThePlace() {
        assertThat(problems(spec("q-learning", Map.of()))).isEmpty();
        assertThat(problems(spec("magic", Map.of()))).singleElement().asString().startsWith("/scheduler/kind there is no scheduler 'magic'");
        assertThat(problems(spec("q-learning", Map.of("epsilon", 2.0)))).singleElement().asString()
                .startsWith("/scheduler/settings/epsilon 2.0 is not within");
        assertThat(problems(spec("q-learning", Map.of("epsilom", 0.1)))).singleElement().asString().contains("no such setting");
        assertThat(problems(new SchedulerSpec("fixed", List.of(), List.of(), Map.of()))).singleElement().asString()
                .startsWith("/scheduler/flow ");
        assertThat(problems(new SchedulerSpec("bandit", List.of(), List.of(), Map.of()))).singleElement().asString()
                .startsWith("/scheduler/flows ");
        assertThat(problems(new SchedulerSpec("random", List.of(), List.of(), Map.of(), spec("q-learning", Map.of("epsilon", 2.0))))).singleElement()
                .asString().startsWith("/scheduler/shadow/settings/epsilon 2.0 is not within");
        assertThat(problems(new SchedulerSpec("random", List.of(), List.of(), Map.of(), new SchedulerSpec("bandit", List.of(), List.of(), Map.of()))))
                .singleElement().asString().startsWith("/scheduler/shadow/flows ");
        assertThatThrownBy(() -> of(spec("magic", Map.of()), Values.EMPTY)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> problems(SchedulerSpec spec) {
        return new ScheduleCheck().problems(WORLD.workflow(spec)).stream().map(each -> each.pointer() + " " + each.message()).toList();
    }
}
