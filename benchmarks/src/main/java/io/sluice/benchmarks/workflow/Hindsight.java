package io.sluice.benchmarks.workflow;

import io.sluice.workflow.definition.Agent.Output.Role;
import io.sluice.workflow.scheduling.value.Values;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
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

    /** Of each kind of task the flow that earned most. @param kinds of the test tasks */
    SortedMap<String, List<String>> bestByKind(List<String> kinds) {
        SortedMap<String, List<String>> best = new TreeMap<>();
        for (String kind : new TreeSet<>(kinds)) {
            int[] tasks = IntStream.range(0, kinds.size()).filter(i -> kinds.get(i).equals(kind)).toArray();
            best.put(kind, tests.entrySet().stream().max(Comparator.comparingDouble(flow ->
                    IntStream.of(tasks).mapToDouble(i -> flow.getValue().get(i).reward()).sum())).orElseThrow().getKey());
        }
        return best;
    }

    /** On each task what the best flow of its kind came to: nobody who selects flows by kind earns more. */
    List<Played> bestOfKind(List<String> kinds) {
        Map<String, List<String>> best = bestByKind(kinds);
        return IntStream.range(0, kinds.size())
                .mapToObj(i -> Objects.requireNonNull(tests.get(best.get(kinds.get(i)))).get(i)).toList();
    }

    /** What was judged, each answer to a task once: flows that begin alike came to the same. */
    List<Played.Taken> verdicts() {
        Map<List<Object>, Played.Taken> verdicts = new LinkedHashMap<>();
        for (List<Played> played : tests.values()) {
            for (int task = 0; task < played.size(); task++) {
                List<String> way = new ArrayList<>();
                for (Played.Taken step : played.get(task).taken()) {
                    way.add(step.agent());
                    if (step.role() == Role.VERDICT) {
                        verdicts.putIfAbsent(List.of(task, List.copyOf(way)), step);
                    }
                }
            }
        }
        return List.copyOf(verdicts.values());
    }

    private List<String> most(Comparator<List<Played>> by) {
        return tests.entrySet().stream().max(Map.Entry.comparingByValue(by)).orElseThrow().getKey();
    }

    private static double reward(List<Played> played) {
        return played.stream().mapToDouble(Played::reward).sum();
    }
}
