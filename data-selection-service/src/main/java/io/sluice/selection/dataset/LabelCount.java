package io.sluice.selection.dataset;

import io.sluice.selection.dataset.Profile.LabelValues;
import io.sluice.selection.dataset.Profile.Value;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts the values of labels. A label with a thousand values is none: its values are forgotten and only rows are counted. */
final class LabelCount {

    private static final int LABELS_MAX = 32;
    private static final int DISTINCT_MAX = 1000;
    private static final int TOP = 20;

    private static final class Count {
        private long rows;
        private boolean many;
        private final Map<String, Long> values = new HashMap<>();
    }

    private final Map<String, Count> labels = new TreeMap<>();

    void add(Map<String, String> row) {
        for (Map.Entry<String, String> label : row.entrySet()) {
            Count count = labels.get(label.getKey());
            if (count == null && labels.size() < LABELS_MAX) {
                count = new Count();
                labels.put(label.getKey(), count);
            }
            if (count != null) {
                add(count, label.getValue());
            }
        }
    }

    private static void add(Count count, String value) {
        count.rows++;
        if (!count.many) {
            count.values.merge(value, 1L, Long::sum);
            if (count.values.size() == DISTINCT_MAX) {
                count.many = true;
                count.values.clear();
            }
        }
    }

    Map<String, LabelValues> finish() {
        Map<String, LabelValues> all = new TreeMap<>();
        labels.forEach((name, count) -> all.put(name, new LabelValues(count.rows, count.many ? DISTINCT_MAX : count.values.size(), top(count))));
        return all;
    }

    private static List<Value> top(Count count) {
        return count.values.entrySet().stream()
                .map(each -> new Value(each.getKey(), each.getValue()))
                .sorted(Comparator.comparingLong(Value::rows).reversed().thenComparing(Value::value))
                .limit(TOP)
                .toList();
    }
}
