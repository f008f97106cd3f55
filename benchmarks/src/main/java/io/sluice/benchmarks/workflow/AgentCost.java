package io.sluice.benchmarks.workflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What an agent's step costs, mean over steps at test tasks.
 *
 * @param cpuSeconds of the models' calls
 * @param cost       in the workflow's prices
 */
public record AgentCost(String agent, int steps, double tokens, double cpuSeconds, double cost) {

    static List<AgentCost> of(Stream<Played> played) {
        Map<String, List<Played.Taken>> taken = new LinkedHashMap<>();
        played.flatMap(each -> each.taken().stream()).forEach(step -> taken.computeIfAbsent(step.agent(), agent -> new ArrayList<>()).add(step));
        return taken.entrySet().stream().map(each -> new AgentCost(each.getKey(), each.getValue().size(),
                each.getValue().stream().mapToLong(Played.Taken::tokens).average().orElse(0),
                each.getValue().stream().mapToDouble(Played.Taken::cpuSeconds).average().orElse(0),
                each.getValue().stream().mapToDouble(Played.Taken::price).average().orElse(0))).toList();
    }
}
