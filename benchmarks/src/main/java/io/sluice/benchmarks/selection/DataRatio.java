package io.sluice.benchmarks.selection;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many times more data random rows need for the same loss: the budget at which random's curve, drawn straight over the
 * logarithm of the budget, comes down to the loss, divided by the budget that reached it.
 *
 * @param times the ratio, or its bound
 * @param bound where the loss is off the curve: AT_LEAST beyond its end, AT_MOST before its beginning
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DataRatio(double times, Bound bound) {

    /** Random's own. */
    static final DataRatio SAME = new DataRatio(1, Bound.EXACT);

    /** Whether the ratio is known. */
    enum Bound {
        EXACT,
        AT_LEAST,
        AT_MOST
    }

    /**
     * @param random losses by budget; what stands behind a smaller loss at a smaller budget counts as no larger than that
     */
    static DataRatio of(double loss, double budget, SortedMap<Double, Double> random) {
        Optional<Double> reached = reaches(loss, random);
        if (reached.isEmpty()) {
            return new DataRatio(random.lastKey() / budget, Bound.AT_LEAST);
        }
        boolean before = reached.get().equals(random.firstKey()) && loss > random.get(random.firstKey());
        return new DataRatio(reached.get() / budget, before ? Bound.AT_MOST : Bound.EXACT);
    }

    /** The budget at which a curve has come down to the loss; its first budget where it begins below; empty where it never does. */
    static Optional<Double> reaches(double loss, SortedMap<Double, Double> curve) {
        Map.Entry<Double, Double> before = null;
        for (Map.Entry<Double, Double> point : new TreeMap<>(curve).entrySet()) {
            if (point.getValue() <= loss) {
                if (before == null) {
                    return Optional.of(point.getKey());
                }
                double part = (before.getValue() - loss) / (before.getValue() - point.getValue());
                double low = Math.log(before.getKey());
                return Optional.of(part == 1 ? point.getKey() : Math.exp(low + part * (Math.log(point.getKey()) - low)));
            }
            before = point;
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        String number = String.format(Locale.ROOT, times < 10 ? "%.1f" : "%.0f", times);
        return switch (bound) {
            case EXACT -> number;
            case AT_LEAST -> "> " + number;
            case AT_MOST -> "< " + number;
        };
    }
}
