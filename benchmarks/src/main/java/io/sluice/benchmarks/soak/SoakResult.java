package io.sluice.benchmarks.soak;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run showed.
 *
 * @param outcomes requests by what they were and how they ended
 * @param wrong    the first answers that were not the right ones, and other breaches; empty when all was well
 * @param looks    at the service, in their order
 * @param trends   over the second half; absent: the run was too short to tell
 * @param end      the service when nobody asked it any more and what it keeps is of known size
 * @param clean    at the end no slot was taken, nobody waited, and no page of keys and values was held but by kept prefixes
 */
public record SoakResult(double seconds, int rounds, Map<String, Integer> outcomes, List<String> wrong, List<Vitals> looks,
        @Nullable List<Trend> trends, Vitals end, boolean clean) {

    public boolean passed() {
        return wrong.isEmpty() && clean && (trends == null || trends.stream().allMatch(Trend::steady));
    }

    public int requests() {
        return outcomes.values().stream().mapToInt(Integer::intValue).sum();
    }
}
