package io.sluice.benchmarks.routing;

import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.RoutePlan;
import io.sluice.tasks.Split;
import io.sluice.tasks.Task;
import io.sluice.tasks.TaskGenerator;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * All policies on the same fresh test items, in one run. The contenders take turns on every item, beginning with another
 * one each time, so that a noisy machine disturbs all alike. Thresholds come from the calibration split only.
 */
public final class RoutingBenchmark {

    /** Chosen on the calibration split a little above the gate, since the best of many settings flatters itself. */
    private static final double FLOOR = 0.993;
    private static final int WARM_UP = 200;

    private final PrintStream out;
    private final boolean terminal;

    public RoutingBenchmark(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /**
     * @param seed             of the test items; calibration items are drawn with it too, from their own split
     * @param items            test items, at least 1
     * @param calibrationItems at least 2
     */
    public RoutingResult run(Path small, Path large, long seed, int items, int calibrationItems) {
        try (Examinee examinee = new Examinee(small, large)) {
            List<Task> calibration = tasks(seed, Split.CALIBRATION, calibrationItems);
            warmUp(examinee, calibration);
            Progress calibrating = new Progress(out, terminal, "calibrating", Calibrator.generations(calibrationItems));
            Calibrator calibrator = new Calibrator(examinee, calibration, FLOOR, calibrating);
            Map<String, RoutePlan> contenders = new LinkedHashMap<>();
            contenders.put("small", Plans.single(Policy.SMALL));
            contenders.put("large", Plans.single(Policy.LARGE));
            contenders.putAll(calibrator.choose());
            contenders.put("speculative", Plans.single(Policy.SPECULATIVE));
            calibrating.finish();

            List<Task> test = tasks(seed, Split.TEST, items);
            Map<String, Tally> tallies = new LinkedHashMap<>();
            contenders.keySet().forEach(name -> tallies.put(name, new Tally()));
            takeTurns(examinee, test, contenders, tallies, "testing");

            double share = tallies.get("entropy-current").largeShare();
            contenders.put("random", Plans.random(share, seed));
            tallies.put("random", new Tally());
            takeTurns(examinee, test, Map.of("random", contenders.get("random")), tallies, "random at equal share");
            return result(seed, items, calibrationItems, contenders, tallies, calibrator);
        }
    }

    private void takeTurns(Examinee examinee, List<Task> test, Map<String, RoutePlan> contenders, Map<String, Tally> tallies, String what) {
        Progress progress = new Progress(out, terminal, what, (long) test.size() * contenders.size());
        List<String> names = new ArrayList<>(contenders.keySet());
        for (int item = 0; item < test.size(); item++) {
            for (int turn = 0; turn < names.size(); turn++) {
                String name = names.get((item + turn) % names.size());
                tallies.get(name).add(examinee.answer(test.get(item), Plans.forItem(contenders.get(name), item)));
                progress.step();
            }
        }
        progress.finish();
    }

    private static RoutingResult result(long seed, int items, int calibrationItems, Map<String, RoutePlan> contenders,
            Map<String, Tally> tallies, Calibrator calibrator) {
        Tally small = tallies.get("small");
        Tally large = tallies.get("large");
        Map<String, Row> rows = new LinkedHashMap<>();
        tallies.forEach((name, tally) -> rows.put(name, Row.of(name, tally, small, large,
                tally == small || tally == large ? null : contenders.get(name).dials())));
        return new RoutingResult(seed, items, calibrationItems, List.copyOf(rows.values()),
                Objects.requireNonNull(contenders.get("probe").probe()), calibrator.frontier(),
                Gate.of(rows.get("entropy-current"), rows.get("random")));
    }

    /** Compilers need a few hundred answers; nothing measured before them would be the policies' own. */
    private static void warmUp(Examinee examinee, List<Task> tasks) {
        List<RoutePlan> plans = List.of(Plans.single(Policy.SMALL), Plans.single(Policy.LARGE), Plans.random(0.5, 1),
                Plans.single(Policy.SPECULATIVE));
        for (int i = 0; i < WARM_UP; i++) {
            for (RoutePlan plan : plans) {
                examinee.answer(tasks.get(i % tasks.size()), plan);
            }
        }
    }

    private static List<Task> tasks(long seed, Split split, int count) {
        TaskGenerator generator = new TaskGenerator(seed, split);
        return Stream.generate(generator::next).limit(count).toList();
    }
}
