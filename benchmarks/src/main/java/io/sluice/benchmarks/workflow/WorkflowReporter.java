package io.sluice.benchmarks.workflow;

import io.sluice.platform.chart.Chart;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Shows a result to people and to programs. */
public final class WorkflowReporter {

    private static final double MILLIS = 1000;

    private WorkflowReporter() {
    }

    public static void print(WorkflowResult result, PrintStream out) {
        out.printf(Locale.ROOT, "%n%s, seed %d: %d runs to learn from, %d test tasks, a solved task is worth %.4g%n%n", result.environment(),
                result.seed(), result.episodes(), result.tests(), result.value());
        out.printf("%-24s %7s  %-13s %6s %7s %8s %8s %8s %10s %10s%n", "scheduler", "right", "95 %", "steps", "tokens", "cost", "of all",
                "reward", "to flow", "to oracle");
        for (Row row : result.rows()) {
            Mean oracle = row.regretToOracle();
            out.printf(Locale.ROOT, "%-24s %6.1f%%  %5.1f - %-5.1f %6.2f %7.0f %8.3g %7.1f%% %8.4g %10.3g %10s%n", row.scheduler(),
                    row.accuracy() * 100, row.accuracyInterval().low() * 100, row.accuracyInterval().high() * 100, row.steps(), row.tokens(),
                    row.cost(), row.costRatioToAll() * 100, row.reward().mean(), row.regretToBestFlow().mean(),
                    oracle == null ? "" : String.format(Locale.ROOT, "%.3g", oracle.mean()));
        }
        out.printf("%nbest of %d flows by reward: %s%nmost accurate: %s%n", result.flows(), String.join(" > ", result.bestFlow()),
                String.join(" > ", result.mostAccurateFlow()));
        out.println("reward: value of what was solved, less the cost; regret: reward of the best flow in hindsight, or of the oracle, less the row's");
        result.bestByKind().forEach((kind, flow) -> out.printf("  of %-12s %s%n", kind, String.join(" > ", flow)));
        out.printf("%n%-12s %9s %12s %9s%n", "a step of", "tokens", "CPU ms", "cost");
        result.agents().forEach(agent -> out.printf(Locale.ROOT, "%-12s %9.1f %12.3f %9.4f%n", agent.agent(), agent.tokens(),
                agent.cpuSeconds() * MILLIS, agent.cost()));
        VerdictQuality verifier = result.verifier();
        out.printf(Locale.ROOT, "%nverifier, which is what was learned from: of %d answers %.1f %% passed, %.1f %% of them right; %.1f %% of the right "
                + "ones passed; unsure of %.1f %%%n%n", verifier.judged(), 100.0 * verifier.passed() / verifier.judged(), verifier.precision() * 100,
                verifier.recall() * 100, 100.0 * verifier.unsure() / verifier.judged());
        for (Row row : result.rows()) {
            if (row.scheduler().equals(Contender.Q_LEARNING) || row.scheduler().equals(Contender.BANDIT) || row.scheduler().equals(Contender.TOP_FLOWS)) {
                out.printf(Locale.ROOT, "learning cost %s %.4g in all against the best flow (%.4g to %.4g)%n", row.scheduler(),
                        row.learningRegret().mean(), row.learningRegret().low(), row.learningRegret().high());
            }
        }
        WorkflowResult.Published published = result.published();
        out.printf("published (%s): %s accuracy at %s of the others' cost%n%n", published.source(), published.accuracyGain(),
                published.costOfOthers());
        result.gates().forEach(gate -> out.printf("%-6s %s: %s%n", gate.met() ? "met" : "MISSED", gate.name(), gate.measured()));
    }

    /** JSON with the keys {@code rows[].scheduler, accuracy, steps, tokens, costRatioToAll} and more. */
    public static void write(WorkflowResult result, Path file) throws IOException {
        JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.writeString(file, mapper.writeValueAsString(result) + "\n");
    }

    /** The learning curves: accuracy above, reward below. */
    public static void draw(WorkflowResult result, Path file) throws IOException {
        Chart accuracy = new Chart("Accuracy while learning, " + result.environment(), "run",
                "share of tasks solved, last " + WorkflowResult.WINDOW + " runs");
        result.accuracyCurves().forEach((name, points) -> accuracy.line(name, curve(points)));
        Chart reward = new Chart("Reward while learning, " + result.environment(), "run",
                "reward of a run, mean of the last " + WorkflowResult.WINDOW);
        result.rewardCurves().forEach((name, points) -> reward.line(name, curve(points)));
        Files.writeString(file, Chart.stacked("Learning, " + result.environment(), List.of(accuracy, reward)));
    }

    private static List<Chart.Point> curve(List<Double> points) {
        return IntStream.range(0, points.size()).mapToObj(i -> new Chart.Point((i + 1) * (double) WorkflowResult.EVERY, points.get(i))).toList();
    }
}
