package io.sluice.inference.decoding.samples;

import io.sluice.contracts.routing.SamplePlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among samples as they end. A verdict must not depend on how the samples that are still open will end: whoever
 * asks stops them.
 */
@FunctionalInterface
interface PickRule {

    /**
     * @param ended in the order of their endings
     * @param count samples there are; those that are not among {@code ended} are open
     * @return null while an open sample could change it; never null when none is open
     */
    @Nullable Verdict decide(List<Ending> ended, int count);

    static PickRule of(SamplePlan.Pick pick) {
        return switch (pick) {
            case FIRST_FINISH -> new FirstFinish();
            case MAJORITY -> new Majority();
        };
    }
}
