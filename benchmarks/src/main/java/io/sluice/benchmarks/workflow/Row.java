package io.sluice.benchmarks.workflow;

import io.sluice.benchmarks.routing.Interval;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one scheduler came to on the test tasks, with what it had learned before.
 *
 * @param scheduler      its name
 * @param accuracy       share of tasks solved, with Wilson's 95 % interval
 * @param steps          of a run, mean; {@code tokens}, {@code cpuSeconds} of models and {@code cost} likewise
 * @param costRatioToAll of the cost of asking all agents
 * @param reward         value of what was solved less the cost, of a run
 * @param regretToBestFlow reward of the best flow in hindsight less this one's, pair by pair
 * @param regretToOracle likewise of the best possible, where it is known
 * @param learningRegret what learning cost in all: the best flow's rewards on the learning tasks less this one's
 * @param accuracyByKind of task
 */
public record Row(String scheduler, double accuracy, Interval accuracyInterval, double steps, double tokens, double cpuSeconds,
        double cost, double costRatioToAll, Mean reward, Mean regretToBestFlow, @Nullable Mean regretToOracle, Mean learningRegret,
        Map<String, Double> accuracyByKind) {

    static Map<String, Double> byKind(Environment environment, List<Played> test) {
        Map<String, int[]> counts = new TreeMap<>();
        for (int i = 0; i < test.size(); i++) {
            int[] count = counts.computeIfAbsent(environment.task(Environment.Split.TEST, i).kind(), kind -> new int[2]);
            count[0] += test.get(i).solved() ? 1 : 0;
            count[1]++;
        }
        Map<String, Double> shares = new TreeMap<>();
        counts.forEach((kind, count) -> shares.put(kind, (double) count[0] / count[1]));
        return shares;
    }
}
