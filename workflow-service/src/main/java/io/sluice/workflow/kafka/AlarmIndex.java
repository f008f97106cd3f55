package io.sluice.workflow.kafka;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Alarms by when they are due: made anew from the store whenever a task begins, so that it is never of another opinion. Of one thread. */
final class AlarmIndex {

    private final TreeSet<Due> byTime = new TreeSet<>(Comparator.comparingLong(Due::millis).thenComparing(Due::key).thenComparing(Due::alarm));
    private final Map<String, Map<String, Long>> byKey = new HashMap<>();

    record Due(long millis, String key, String alarm) {
    }

    /** Of a run or team; empty: none. */
    Map<String, Long> of(String key) {
        return byKey.getOrDefault(key, Map.of());
    }

    /** In place of those that it had. */
    void set(String key, Map<String, Long> alarms) {
        of(key).forEach((alarm, millis) -> byTime.remove(new Due(millis, key, alarm)));
        if (alarms.isEmpty()) {
            byKey.remove(key);
            return;
        }
        byKey.put(key, Map.copyOf(alarms));
        alarms.forEach((alarm, millis) -> byTime.add(new Due(millis, key, alarm)));
    }

    /** Those that are due, the first ones first. */
    List<Due> due(long nowMillis, int max) {
        List<Due> found = new ArrayList<>();
        for (Due each : byTime) {
            if (each.millis() > nowMillis || found.size() == max) {
                break;
            }
            found.add(each);
        }
        return found;
    }

    int size() {
        return byTime.size();
    }
}
