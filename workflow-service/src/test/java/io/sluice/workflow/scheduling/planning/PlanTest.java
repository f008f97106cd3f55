package io.sluice.workflow.scheduling.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.value.Memory;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlanTest {

    private static final Offset<Double> EXACT = within(1e-9);
    private static final Plan.Aims AIMS = new Plan.Aims(1, Double.POSITIVE_INFINITY, 1, 6, 4);

    /** S costs 0.10 and solves half; R costs 0.20, solves 0.7, and only comes after a failure. */
    private static final Model REPAIR = new TableModel(new Graph(List.of("s", "r"), List.of("s"), Map.of()),
            Map.of("s", Model.Outcome.solving(0.5, 0.1), "r", Model.Outcome.solving(0.7, 0.2)));

    @Test
    void solvesTheRepairProblemForEveryNumberOfStepsLeft() {
        Plan plan = new Plan(REPAIR, AIMS);
        assertThat(plan.value(Memory.ANY, null, Verdict.NONE, 1, 1)).isEqualTo(0.4, EXACT);
        assertThat(plan.value(Memory.ANY, "s", Verdict.FAIL, 1, 1)).isEqualTo(0.5, EXACT);
        assertThat(plan.q(Memory.ANY, "s", Verdict.FAIL, 1, 1, "s")).isEqualTo(0.4, EXACT);
        assertThat(plan.value(Memory.ANY, null, Verdict.NONE, 2, 1)).isEqualTo(0.65, EXACT);
        assertThat(plan.q(Memory.ANY, "s", Verdict.FAIL, 2, 1, "s")).isEqualTo(0.65, EXACT);
        assertThat(plan.q(Memory.ANY, "s", Verdict.FAIL, 2, 1, "r")).isEqualTo(0.65, EXACT);
        assertThat(plan.q(Memory.ANY, "s", Verdict.FAIL, 3, 1, "s")).isEqualTo(0.725, EXACT);
        assertThat(plan.q(Memory.ANY, "s", Verdict.FAIL, 3, 1, "r")).isEqualTo(0.695, EXACT);
        assertThat(plan.q(Memory.ANY, "s", Verdict.FAIL, 4, 1, "s")).isEqualTo(0.7625, EXACT);
        assertThat(plan.q(Memory.ANY, "s", Verdict.FAIL, 4, 1, "r")).isEqualTo(0.7175, EXACT);
    }

    @Test
    void findsTheBestOfEachClassInTheContextProblem() {
        Plan easy = new Plan(context(0.8, 0.9), AIMS);
        Plan hard = new Plan(context(0.1, 0.8), AIMS);
        assertThat(easy.value(Memory.ANY, null, Verdict.NONE, 3, 1)).isEqualTo(0.868, EXACT);
        assertThat(hard.value(Memory.ANY, null, Verdict.NONE, 3, 1)).isEqualTo(0.62, within(1e-3));
        Forecast forecast = Forecast.of(easy, 3);
        assertThat(forecast.solved() - forecast.price()).isEqualTo(0.868, within(1e-6));
        assertThat(forecast.steps()).isEqualTo(1.24, within(1e-6));
    }

    private static Model context(double small, double large) {
        return new TableModel(Graph.complete(List.of("s", "l")),
                Map.of("s", Model.Outcome.solving(small, 0.1), "l", Model.Outcome.solving(large, 0.3)));
    }

    @Test
    void isAFixedPointOfItsOwnEquation() {
        for (long seed = 1; seed <= 20; seed++) {
            Model model = random(seed, 4);
            Plan plan = new Plan(model, AIMS);
            for (int steps = 1; steps <= 6; steps++) {
                for (Verdict verdict : Verdict.values()) {
                    for (String last : model.graph().agents()) {
                        for (String agent : model.graph().agents()) {
                            Model.Outcome outcome = model.step(Memory.ANY, last, verdict, agent);
                            double again = -outcome.price();
                            for (Verdict next : Verdict.values()) {
                                again += outcome.of(next) * plan.value(Memory.ANY, agent, next, steps - 1, 1);
                            }
                            assertThat(plan.q(Memory.ANY, last, verdict, steps, 1, agent)).as("seed %d", seed).isEqualTo(again, EXACT);
                        }
                    }
                }
            }
        }
    }

    @Test
    void moreStepsMoreMoneyAndLowerPricesNeverHurt() {
        for (long seed = 1; seed <= 50; seed++) {
            Model model = random(seed, 3);
            Plan plan = new Plan(model, new Plan.Aims(1, 2, 1, 6, 4));
            Plan dearer = new Plan(dearer(model, 0.05), new Plan.Aims(1, 2, 1, 6, 4));
            for (Verdict verdict : Verdict.values()) {
                for (String last : model.graph().agents()) {
                    for (int steps = 1; steps <= 6; steps++) {
                        double value = plan.value(Memory.ANY, last, verdict, steps, 1);
                        assertThat(value).as("seed %d", seed).isGreaterThanOrEqualTo(plan.value(Memory.ANY, last, verdict, steps - 1, 1));
                        assertThat(value).isGreaterThanOrEqualTo(plan.value(Memory.ANY, last, verdict, steps, 0.4) - 1e-12);
                        assertThat(value).isGreaterThanOrEqualTo(dearer.value(Memory.ANY, last, verdict, steps, 1) - 1e-12);
                    }
                }
            }
        }
    }

    @Test
    void otherNamesGiveTheSameValuesUnderOtherNames() {
        Model model = random(7, 3);
        Map<String, String> names = Map.of("a0", "x", "a1", "y", "a2", "z", "x", "a0", "y", "a1", "z", "a2");
        Model renamed = new Model() {
            @Override
            public Graph graph() {
                return Graph.complete(List.of("z", "x", "y"));
            }

            @Override
            public List<String> memories() {
                return List.of(Memory.ANY);
            }

            @Override
            public Outcome step(String memory, @Nullable String last, Verdict verdict, String agent) {
                return model.step(Memory.ANY, last == null ? null : names.get(last), verdict, Objects.requireNonNull(names.get(agent)));
            }

            @Override
            public double solved(String memory, String last, Verdict verdict) {
                return model.solved(Memory.ANY, Objects.requireNonNull(names.get(last)), verdict);
            }
        };
        Plan one = new Plan(model, AIMS);
        Plan other = new Plan(renamed, AIMS);
        for (String agent : model.graph().agents()) {
            assertThat(other.q(Memory.ANY, "x", Verdict.FAIL, 4, 1, Objects.requireNonNull(names.get(agent))))
                    .isEqualTo(one.q(Memory.ANY, "a0", Verdict.FAIL, 4, 1, agent), EXACT);
        }
        assertThat(other.q(Memory.ANY, "x", Verdict.FAIL, 4, 1, Choice.STOP)).isEqualTo(one.q(Memory.ANY, "a0", Verdict.FAIL, 4, 1, Choice.STOP));
    }

    @Test
    void whatCanNotBePaidIsWorthNothing() {
        Plan plan = new Plan(REPAIR, new Plan.Aims(1, 0.4, 1, 3, 4));
        assertThat(plan.q(Memory.ANY, "s", Verdict.FAIL, 3, 0.25, "r")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(plan.q(Memory.ANY, "s", Verdict.FAIL, 3, 0.25, "s")).as("the last step that money is left for").isEqualTo(0.4, EXACT);
        assertThat(plan.q(Memory.ANY, "s", Verdict.FAIL, 3, 0.5, "r")).isEqualTo(0.5, EXACT);
    }

    /** Outcomes that depend on everything they may depend on. */
    private static Model random(long seed, int agents) {
        List<String> names = java.util.stream.IntStream.range(0, agents).mapToObj(i -> "a" + i).toList();
        return new Model() {
            @Override
            public Graph graph() {
                return Graph.complete(names);
            }

            @Override
            public List<String> memories() {
                return List.of(Memory.ANY);
            }

            @Override
            public Outcome step(String memory, @Nullable String last, Verdict verdict, String agent) {
                SplittableRandom random = new SplittableRandom(seed * 31 + (last + "/" + verdict + "/" + agent).hashCode());
                double[] parts = random.doubles(4).toArray();
                double sum = parts[0] + parts[1] + parts[2] + parts[3];
                return new Outcome(parts[0] / sum, parts[1] / sum, parts[2] / sum, parts[3] / sum, 0.02 + 0.2 * random.nextDouble());
            }

            @Override
            public double solved(String memory, String last, Verdict verdict) {
                return verdict == Verdict.PASS ? 0.95 : verdict == Verdict.FAIL ? 0.02 : 0.4;
            }
        };
    }

    private static Model dearer(Model model, double by) {
        return new Model() {
            @Override
            public Graph graph() {
                return model.graph();
            }

            @Override
            public List<String> memories() {
                return List.of(Memory.ANY);
            }

            @Override
            public Outcome step(String memory, @Nullable String last, Verdict verdict, String agent) {
                Outcome outcome = model.step(Memory.ANY, last, verdict, agent);
                return new Outcome(outcome.none(), outcome.pass(), outcome.fail(), outcome.unsure(), outcome.price() + by);
            }

            @Override
            public double solved(String memory, String last, Verdict verdict) {
                return model.solved(Memory.ANY, last, verdict);
            }
        };
    }
}
