package io.sluice.benchmarks.engine;

import io.sluice.benchmarks.engine.model.Format;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A limit that Sluice's engine is to keep.
 *
 * @param value null when it was not measured
 * @param worst the least favourable start, null when there was one only or none
 * @param atLeast whether the value has to reach the limit, or to stay below it
 * @param disturbed whether other programs used so much of the machine that the value says little: then it is not met
 */
public record EngineTarget(
        String name, @Nullable Double value, @Nullable Double worst, double limit, boolean atLeast, boolean disturbed) {

    private static final double BANDWIDTH_SHARE = 0.85;
    private static final double ALLOCATED_MAX = 1024;

    /** Of llama.cpp's speed, on one thread and on two. */
    private enum Speed {
        Q4_0(Format.Q4_0, new double[] {1.25, 1.4}, new double[] {0.9, 0.9}),
        Q8_0(Format.Q8_0, new double[] {1.0, 1.25}, new double[] {1.4, 1.4}),
        BF16(Format.BF16, new double[] {1.0, 1.0}, new double[] {1.5, 1.5});

        private final Format format;
        private final double[] decode;
        private final double[] prefill;

        Speed(Format format, double[] decode, double[] prefill) {
            this.format = format;
            this.decode = decode;
            this.prefill = prefill;
        }
    }

    public boolean met() {
        return value != null && !disturbed && (atLeast ? value >= limit : value < limit);
    }

    /** The targets of the rows' formats and threads. */
    static List<EngineTarget> of(List<EngineRow> rows) {
        List<EngineTarget> targets = new ArrayList<>();
        for (Speed speed : Speed.values()) {
            for (int threads = 1; threads <= speed.decode.length; threads++) {
                for (EngineRow row : rows) {
                    if (row.is(EngineName.SLUICE, speed.format, threads)) {
                        add(targets, row, speed.decode[threads - 1], speed.prefill[threads - 1]);
                    }
                }
            }
        }
        return targets;
    }

    private static void add(List<EngineTarget> targets, EngineRow row, double decode, double prefill) {
        String where = row.format() + ", " + row.threads() + (row.threads() == 1 ? " thread" : " threads");
        EngineRow.Ratio ratio = row.ratioToLlamaCpp();
        EngineRow.Ratio worst = row.starts() > 1 ? row.worstRatioToLlamaCpp() : null;
        targets.add(new EngineTarget(where + ": decode against llama.cpp", ratio == null ? null : (Double) ratio.decode(),
                worst == null ? null : (Double) worst.decode(), decode, true, row.disturbed()));
        targets.add(new EngineTarget(where + ": prefill against llama.cpp", ratio == null ? null : (Double) ratio.prefill(),
                worst == null ? null : (Double) worst.prefill(), prefill, true, row.disturbed()));
        targets.add(new EngineTarget(where + ": decode as a share of bandwidth", row.bandwidthShare(), null, BANDWIDTH_SHARE, true, row.disturbed()));
        targets.add(new EngineTarget(where + ": bytes allocated a token", row.allocatedPerToken(),
                row.worstAllocatedPerToken(), ALLOCATED_MAX, false, false));
    }
}
