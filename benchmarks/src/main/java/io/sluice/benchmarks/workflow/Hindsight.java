package io.sluice.benchmarks.workflow;

import io.sluice.workflow.scheduling.value.Values;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What could have been known only afterwards: how every flow does on the test tasks. */
record Hindsight(Map<List<String>, List<Played>> tests) {

    static Hindsight of(Environment environment, int tests, long seed) throws InterruptedException {
        Map<List<String>, List<Played>> all = new LinkedHashMap<>();
        for (List<String> flow : environment.flows()) {
            all.put(flow, Course.examine(environment, new Player(environment, Contender.flow("flow", flow), Values.EMPTY), tests, seed));
        }
        return new Hindsight(all);
    }

    List<String> best() {
        return most(Comparator.comparingDouble(Hindsight::reward));
    }

    List<String> mostAccurate() {
        return most(Comparator.comparingLong((List<Played> played) -> played.stream().filter(Played::solved).count())
                .thenComparingDouble(Hindsight::reward));
    }

    private List<String> most(Comparator<List<Played>> by) {
        return tests.entrySet().stream().max(Map.Entry.comparingByValue(by)).orElseThrow().getKey();
    }

    private static double reward(List<Played> played) {
        return played.stream().mapToDouble(Played::reward).sum();
    }
}
