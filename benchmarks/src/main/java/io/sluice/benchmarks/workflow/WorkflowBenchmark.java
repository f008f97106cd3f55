package io.sluice.benchmarks.workflow;

import io.sluice.benchmarks.routing.Interval;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every contender learns from the same tasks and is examined on the same others. */
public final class WorkflowBenchmark {

    private static final String BEST_OF_KIND = "best flow of each kind";

    private final Environment environment;
    private final PrintStream out;

    /** @param out for progress */
    public WorkflowBenchmark(Environment environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    /**
     * @param episodes to learn from, at least 1
     * @param tests    at least 2
     */
    public WorkflowResult run(int episodes, int tests, long seed) throws InterruptedException {
        Map<String, Course> courses = new LinkedHashMap<>();
        for (Contender contender : Contender.of(environment)) {
            out.println(contender.name());
            courses.put(contender.name(), Course.of(environment, contender, episodes, tests, seed));
        }
        out.println("the best flow in hindsight");
        Hindsight hindsight = Hindsight.of(environment, tests, seed);
        Course best = flow("best flow in hindsight", hindsight.best(), episodes, tests, seed);
        Course accurate = flow("most accurate flow", hindsight.mostAccurate(), episodes, tests, seed);
        courses.put(best.contender().name(), best);
        courses.put(accurate.contender().name(), accurate);
        Oracle knowing = environment.oracle().orElse(null);
        List<Played> oracle = knowing == null ? null
                : Course.examine(environment, new Player(environment, course(courses, Contender.Q_LEARNING).contender(), knowing), tests, seed);

        double all = mean(course(courses, Contender.ALL).test(), Played::price);
        Map<String, Row> rows = new LinkedHashMap<>();
        courses.forEach((name, course) -> rows.put(name, row(name, course.test(), course.learning(), best, oracle, all)));
        List<String> kinds = IntStream.range(0, tests).mapToObj(i -> environment.task(Environment.Split.TEST, i).kind()).toList();
        rows.put(BEST_OF_KIND, row(BEST_OF_KIND, hindsight.bestOfKind(kinds), best.learning(), best, oracle, all));
        if (oracle != null) {
            rows.put("oracle", row("oracle", oracle, best.learning(), best, oracle, all));
        }
        Mean ahead = difference(course(courses, Contender.Q_LEARNING).test(), course(courses, Contender.TOP_FLOWS).test());
        List<Gate> gates = Gate.of(row(rows, Contender.Q_LEARNING), row(rows, accurate.contender().name()),
                row(rows, Contender.RANDOM), ahead);
        Map<String, List<Double>> accuracies = new LinkedHashMap<>();
        Map<String, List<Double>> rewards = new LinkedHashMap<>();
        for (String name : List.of(Contender.Q_LEARNING, Contender.BANDIT, Contender.TOP_FLOWS, best.contender().name(), Contender.RANDOM)) {
            accuracies.put(name, curve(course(courses, name).learning(), played -> played.solved() ? 1 : 0));
            rewards.put(name, curve(course(courses, name).learning(), Played::reward));
        }
        return new WorkflowResult(environment.name(), seed, episodes, tests, environment.workflow().value(), hindsight.best(),
                hindsight.mostAccurate(), environment.flows().size(), hindsight.bestByKind(kinds),
                AgentCost.of(Stream.concat(course(courses, Contender.ALL).test().stream(), hindsight.tests().values().stream().flatMap(List::stream))),
                VerdictQuality.of(hindsight.verdicts()), List.copyOf(rows.values()), gates, accuracies, rewards,
                WorkflowResult.Published.PRIOR_DYNA_FLOW);
    }

    private Course flow(String name, List<String> flow, int episodes, int tests, long seed) throws InterruptedException {
        return Course.of(environment, Contender.flow(name, flow), episodes, tests, seed);
    }

    private static Course course(Map<String, Course> courses, String name) {
        return Objects.requireNonNull(courses.get(name));
    }

    private static Row row(Map<String, Row> rows, String name) {
        return Objects.requireNonNull(rows.get(name));
    }

    private Row row(String name, List<Played> test, List<Played> learning, Course best, @Nullable List<Played> oracle, double all) {
        int solved = (int) test.stream().filter(Played::solved).count();
        double cost = mean(test, Played::price);
        Mean lesson = difference(best.learning(), learning);
        int runs = learning.size();
        return new Row(name, (double) solved / test.size(), Interval.of(solved, test.size()), mean(test, Played::steps), mean(test, Played::tokens),
                mean(test, Played::cpuSeconds), cost, cost / all, Mean.of(test.stream().mapToDouble(Played::reward).toArray()), difference(best.test(), test),
                oracle == null ? null : difference(oracle, test),
                new Mean(lesson.mean() * runs, lesson.low() * runs, lesson.high() * runs), Row.byKind(environment, test));
    }

    /** Of rewards, task by task. */
    private static Mean difference(List<Played> of, List<Played> other) {
        double[] differences = new double[of.size()];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = of.get(i).reward() - other.get(i).reward();
        }
        return Mean.of(differences);
    }

    private static double mean(List<Played> played, ToDoubleFunction<Played> of) {
        return played.stream().mapToDouble(of).average().orElseThrow();
    }

    private static List<Double> curve(List<Played> learning, ToDoubleFunction<Played> of) {
        List<Double> points = new ArrayList<>();
        for (int end = WorkflowResult.EVERY; end <= learning.size(); end += WorkflowResult.EVERY) {
            points.add(mean(learning.subList(Math.max(0, end - WorkflowResult.WINDOW), end), of));
        }
        return points;
    }
}
