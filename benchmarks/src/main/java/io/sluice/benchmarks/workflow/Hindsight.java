package io.sluice.benchmarks.workflow;

import io.sluice.workflow.scheduling.value.Values;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

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

    /** On each task what the best flow of its kind came to: nobody who selects flows by kind earns more. */
    List<Played> bestOfKind(List<String> kinds) {
        Played[] best = new Played[kinds.size()];
        for (String kind : Set.copyOf(kinds)) {
            List<Integer> tasks = IntStream.range(0, kinds.size()).filter(i -> kinds.get(i).equals(kind)).boxed().toList();
            List<Played> played = tests.values().stream()
                    .max(Comparator.comparingDouble(each -> tasks.stream().mapToDouble(i -> each.get(i).reward()).sum())).orElseThrow();
            tasks.forEach(i -> best[i] = played.get(i));
        }
        return List.of(best);
    }

    private List<String> most(Comparator<List<Played>> by) {
        return tests.entrySet().stream().max(Map.Entry.comparingByValue(by)).orElseThrow().getKey();
    }

    private static double reward(List<Played> played) {
        return played.stream().mapToDouble(Played::reward).sum();
    }
}
