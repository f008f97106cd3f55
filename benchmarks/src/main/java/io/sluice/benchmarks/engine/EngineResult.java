package io.sluice.benchmarks.engine;

import io.sluice.benchmarks.engine.model.ModelShape;
import java.util.List;

/**
 * What {@code ./sluice bench engine} found.
 *
 * @param machine  processor, cores, JVM
 * @param notes    what was left out, and why
 * @param starts   processes of each contender for each row, as asked for
 */
public record EngineResult(
        String machine,
        ModelShape model,
        long seed,
        boolean quick,
        int starts,
        List<EngineRow> rows,
        List<Agreement> agreements,
        List<EngineTarget> targets,
        List<String> notes) {

    /** Whether every target was met and Sluice computes what the others compute. */
    public boolean met() {
        return targets.stream().allMatch(EngineTarget::met)
                && agreements.stream().filter(a -> a.engine().equals(EngineName.SLUICE.label())).allMatch(Agreement::agreed);
    }
}
